import { maskName, maskNationalNumber } from "../card/masking.ts";
import type { AgentShownRequest } from "../central/contract-agent.ts";
import type { Agent } from "../central/contract-operation.ts";
import type { IdCard } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { visitFaultOfIdCard, visitFaultOfScan } from "./identity-faults.ts";
import type { Identity } from "./identity.ts";
import type { Proof, ProvenView } from "./screen.ts";
import type { VisitFault } from "./visit.ts";

export type AgentProofParts = {
  readonly identity: Identity;
  /** A person's number as a reference under this terminal's key: 32 hex digits, lower case. */
  readonly refOf: (idNumber: string) => string;
};

type AgentShown = Omit<AgentShownRequest, "header" | "cardRef">;

/** How long a device waits for what was asked for. */
const proofPatienceMs = 60_000;
/** As offices number their powers of attorney; what else a code may hold is a stranger's text. */
const mandateForm = /^[A-Za-z0-9][A-Za-z0-9-]{5,63}$/;

/**
 * What somebody who acts for the holder shows (S2 of the service's rules): own identity card, the holder's identity
 * card, the power of attorney, and where the region asks for it a photo of both. Numbers live here until the visit ends;
 * only references leave. Name and photo are told to the centre, and never stand on this machine's disk.
 */
export function agentProofs({ identity, refOf }: AgentProofParts) {
  let agentNumber: string | undefined;
  let agentName = "";
  let holderShown = false;
  let agent: Agent | undefined;
  let photo: Uint8Array | undefined;

  function forgetPhoto(): void {
    photo?.fill(0);
    photo = undefined;
  }
  function forget(): void {
    agentNumber = undefined;
    agentName = "";
    holderShown = false;
    agent = undefined;
    forgetPhoto();
  }

  async function idCard(today: string, signal: AbortSignal): Promise<Result<IdCard, VisitFault>> {
    const read = await identity.readIdCard({ timeoutMs: proofPatienceMs, signal });
    if (!read.ok) return fail(visitFaultOfIdCard(read.fault) ?? { code: "no-id-card" });
    // The picture is for whoever compares faces; here nobody does.
    read.value.photo.fill(0);
    const { validTo } = read.value;
    const expired = validTo !== "long-term" && validTo < today.replaceAll("-", "");
    return expired ? fail({ code: "id-card-expired" }) : ok(read.value);
  }

  return {
    /** Where all three devices of this are fitted. */
    served: (): boolean => {
      const { idReader, scanner } = identity.fitted();
      return idReader && scanner;
    },
    /** `holderNumber`: the national number on the social security card. `today`: YYYY-MM-DD at the centre. */
    async prove(
      proof: Proof,
      holderNumber: string,
      today: string,
      signal: AbortSignal,
    ): Promise<Result<ProvenView, VisitFault>> {
      switch (proof) {
        case "agent-id": {
          forget();
          const card = await idCard(today, signal);
          if (!card.ok) return card;
          if (card.value.idNumber === holderNumber) return fail({ code: "id-card-is-holders" });
          agentNumber = card.value.idNumber;
          agentName = card.value.name;
          return ok(shown(proof, card.value));
        }
        case "holder-id": {
          const card = await idCard(today, signal);
          if (!card.ok) return card;
          if (card.value.idNumber !== holderNumber) return fail({ code: "id-card-not-holders" });
          holderShown = true;
          return ok(shown(proof, card.value));
        }
        case "mandate": {
          const scanned = await identity.scanCode({ timeoutMs: proofPatienceMs, signal });
          if (!scanned.ok) return fail(visitFaultOfScan(scanned.fault) ?? { code: "code-not-scanned" });
          const mandate = scanned.value.text.trim();
          if (!mandateForm.test(mandate)) return fail({ code: "mandate-not-recognised" });
          if (agentNumber === undefined || !holderShown)
            throw new Error("agent: a power of attorney before the identity cards");
          agent = { agentRef: refOf(agentNumber), mandate };
          return ok({ proof, name: "", number: mandate });
        }
      }
    },
    /** Complete, or nothing. */
    agent: (): Agent | undefined => agent,
    /** What the centre is told before it is asked for anything. */
    shown: (): AgentShown | undefined =>
      agent && { agentRef: agent.agentRef, name: agentName, ...(photo && { photo: base64(photo) }) },
    /** From the page's camera, as the person accepted it; an earlier one is overwritten. */
    keepPhoto(jpeg: Uint8Array): void {
      forgetPhoto();
      photo = jpeg;
    },
    forgetPhoto,
    forget,
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

const shown = (proof: Proof, card: IdCard): ProvenView => ({
  proof,
  name: maskName(card.name),
  number: maskNationalNumber(card.idNumber),
});
