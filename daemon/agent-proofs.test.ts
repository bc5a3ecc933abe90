import { describe, expect, test } from "vitest";
import { sampleIdCards } from "../hardware/id-reader/sample-id-cards.ts";
import type { IdCard } from "../hardware/ports.ts";
import { fail, ok } from "../hardware/result.ts";
import { agentProofs } from "./agent-proofs.ts";
import type { Identity } from "./identity.ts";

const holderNumber = "371702200105169972";
const today = "2026-03-04";
const never = new AbortController().signal;
const { resident } = sampleIdCards;
const idCard = (change: Partial<IdCard> = {}): IdCard =>
  ({ ...resident, photo: Uint8Array.of(1, 2, 3), validTo: "20360304", ...change }) as IdCard;
const ofHolder = idCard({ name: "赵青禾", idNumber: holderNumber });

/** Devices that give what the test lays down. */
function counter() {
  const lies: { card: IdCard | undefined; code: string | undefined } = { card: undefined, code: undefined };
  const identity: Identity = {
    fitted: () => ({ idReader: true, pinPad: false, scanner: true }),
    readIdCard: () => Promise.resolve(lies.card === undefined ? fail({ kind: "no-id-card" }) : ok(lies.card)),
    enterPin: () => Promise.resolve(fail({ kind: "not-fitted" })),
    scanCode: ({ timeoutMs }) =>
      Promise.resolve(
        lies.code === undefined ? fail({ kind: "no-scan", timeoutMs }) : ok({ text: lies.code }),
      ),
  };
  const proofs = agentProofs({ identity, refOf: (number) => `ref-of-${number}` });
  return {
    lies,
    proofs,
    prove: (proof: "agent-id" | "holder-id" | "mandate") => proofs.prove(proof, holderNumber, today, never),
  };
}

describe("an agent", () => {
  test("who shows all three is known by references, and nobody's number is shown", async () => {
    const at = counter();
    at.lies.card = idCard();
    const first = await at.prove("agent-id");
    expect(JSON.stringify(first)).not.toContain(resident.idNumber);
    expect(JSON.stringify(first)).not.toContain(resident.name);
    at.lies.card = ofHolder;
    await at.prove("holder-id");
    expect(at.proofs.agent()).toBeUndefined();
    at.lies.code = " WT-2026-000317\r";
    await at.prove("mandate");
    expect(at.proofs.agent()).toEqual({ agentRef: `ref-of-${resident.idNumber}`, mandate: "WT-2026-000317" });
  });

  test.each([
    ["the holder's own card in the agent's place", "agent-id", ofHolder, "id-card-is-holders"],
    ["a stranger's card in the holder's place", "holder-id", idCard(), "id-card-not-holders"],
    ["a card past its day", "agent-id", idCard({ validTo: "20260303" }), "id-card-expired"],
    ["no card", "agent-id", undefined, "no-id-card"],
  ] as const)("is told of %s", async (_why, proof, card, code) => {
    const at = counter();
    at.lies.card = card;
    expect(await at.prove(proof)).toEqual({ ok: false, fault: { code } });
  });

  test("is believed on the last day of a card, and with a card that has none", async () => {
    const at = counter();
    at.lies.card = idCard({ validTo: "20260304" });
    expect((await at.prove("agent-id")).ok).toBe(true);
    at.lies.card = idCard({ validTo: "long-term" });
    expect((await at.prove("agent-id")).ok).toBe(true);
  });

  test.each(["https://example.invalid/", "12", "a b c d e f", "A".repeat(65), "编号2026"])(
    "cannot put %s into the journal as a power of attorney",
    async (code) => {
      const at = counter();
      at.lies.card = idCard();
      await at.prove("agent-id");
      at.lies.card = ofHolder;
      await at.prove("holder-id");
      at.lies.code = code;
      expect(await at.prove("mandate")).toEqual({ ok: false, fault: { code: "mandate-not-recognised" } });
      expect(at.proofs.agent()).toBeUndefined();
    },
  );

  test("is told of to the centre by name, with the photo they accepted, which is overwritten when it is no longer needed", async () => {
    const at = counter();
    at.lies.card = idCard();
    await at.prove("agent-id");
    at.lies.card = ofHolder;
    await at.prove("holder-id");
    expect(at.proofs.shown()).toBeUndefined();
    at.lies.code = "WT-2026-000317";
    await at.prove("mandate");
    const told = { agentRef: `ref-of-${resident.idNumber}`, name: resident.name };
    expect(at.proofs.shown()).toEqual(told);
    const [first, second] = [Uint8Array.of(9, 9), Uint8Array.of(255, 216, 255)];
    at.proofs.keepPhoto(first);
    at.proofs.keepPhoto(second);
    expect([...first]).toEqual([0, 0]);
    expect(at.proofs.shown()).toEqual({ ...told, photo: "/9j/" });
    at.proofs.forget();
    expect([...second]).toEqual([0, 0, 0]);
    expect(at.proofs.shown()).toBeUndefined();
  });

  test("who begins anew has shown nothing, and is forgotten with the visit; pictures are overwritten", async () => {
    const at = counter();
    const card = idCard();
    at.lies.card = card;
    await at.prove("agent-id");
    expect([...card.photo]).toEqual([0, 0, 0]);
    at.lies.card = ofHolder;
    await at.prove("holder-id");
    at.lies.code = "WT-2026-000317";
    await at.prove("mandate");
    at.proofs.forget();
    expect(at.proofs.agent()).toBeUndefined();
    await expect(at.prove("mandate")).rejects.toThrow("before the identity cards");
  });
});
