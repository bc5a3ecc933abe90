import { fileLinesOf } from "./file-lines.ts";
import type { CardFault } from "../card/faults.ts";
import { readFileTree } from "../card/file-tree.ts";
import { profileById, type Profile } from "../card/profile.ts";
import { readCard, type CardFacts } from "../card/read-card.ts";
import type { CardReader } from "../hardware/ports.ts";
import { faultOf } from "../hardware/printer/escpos-status.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { agentProofs, type AgentProofParts } from "./agent-proofs.ts";
import { cardViewOf, type Known } from "./card-view.ts";
import { catchUp, settleInBackground } from "./background.ts";
import { followCommands, nothingHeard } from "./commands.ts";
import { orderCopy } from "./certificate-again.ts";
import { carryOut } from "./card-write.ts";
import { adopt, journalIntent } from "./operation-begin.ts";
import type { WriteOutcome, WriteParts } from "./write-outcome.ts";
import {
  faultCodeOfPrint,
  faultCodeOfPrinter,
  visitFaultOfRead,
  visitFaultOfCentre,
  visitFaultOfRejection,
  visitFaultOfUndo,
  visitFaultOfWrite,
} from "./faults.ts";
import type { IssuerList } from "./issuer-list.ts";
import { viewOf } from "./journal.ts";
import { openOperationOf, whatIsOpen } from "./open-operation.ts";
import { undo } from "./operation-undo.ts";
import { printCertificate, type PrintParts } from "./print-certificate.ts";
import { recallPrints } from "./recall-prints.ts";
import type { CardView } from "./screen.ts";
import type { TerminalSteps } from "./terminal-machine.ts";
import type { CardRead, VisitFault, WriteOrder } from "./visit.ts";

export type StepParts = PrintParts &
  Pick<WriteParts, "journal" | "centre" | "reader" | "psam" | "mintId" | "decide"> & {
    /** How a whole card is read; `readCard` unless told otherwise. */
    readonly readFacts?: typeof readCard;
    /** Ends and begins again the settling of open operations; what must exist before anybody is served. */
    readonly prepare: () => Promise<void>;
    readonly onCentre: (reached: boolean) => void;
    /** How the registry names issuers, for when the centre cannot be asked. */
    readonly issuers?: Pick<IssuerList, "nameOf">;
    /** What an agent shows, and by what it is referred to; absent where the holder alone is served. */
    readonly agents?: AgentProofParts;
  };

/** What the card of the running visit says, for hall software on this machine; nothing between visits. */
type VisitFacts = { facts(): CardFacts | undefined };

/** A photo of holder and agent as the page's camera took it; overwritten once the centre has it, or the visit ends. */
type PhotoTaken = { keepPhoto(jpeg: Uint8Array): void };

/** The work behind the machines, over the real card layer, centre, journal and printer. */
export function terminalSteps(parts: StepParts): TerminalSteps & VisitFacts & PhotoTaken {
  const { journal, centre, reader } = parts;
  const told = new Set<string>();
  const heard = nothingHeard();
  let settling: Promise<unknown> | undefined;
  let visitWaits = false;
  /** The card of this visit, as it was read: personal, and forgotten with the visit. */
  let visit: { facts: CardFacts; view: CardView; known: Known } | undefined;
  const proofs = parts.agents && agentProofs(parts.agents);

  async function settleNow(): Promise<"shut-out" | undefined> {
    // One round at a time: an older one still waiting for the centre must not meet a write begun after it.
    // One that fails stays, so that whoever comes next meets its failure.
    settling ??= settleInBackground(journal, centre, told, () => visitWaits).then(() => {
      settling = undefined;
    });
    await settling;
    const reach = await followCommands(journal, centre, told, heard);
    parts.onCentre(reach !== "unreachable");
    return reach === "shut-out" ? reach : undefined;
  }

  function wantedBy(order: Extract<WriteOrder, { reason: unknown }>, facts: CardFacts) {
    const { kind, reason, freeze } = order;
    const agent = order.asker === "agent" ? proofs?.agent() : undefined;
    if (order.asker === "agent" && agent === undefined) throw new Error("session: an agent without proof");
    return {
      ...{ kind, reason, evidence: facts.evidence },
      ...(freeze === undefined ? {} : { freeze }),
      ...(agent === undefined ? {} : { agent }),
    };
  }

  /** Journals what is wanted; who acts for the holder is told to the centre before, since no journal may hold it. */
  async function begin(
    writeParts: WriteParts,
    order: Extract<WriteOrder, { reason: unknown }>,
    facts: CardFacts,
  ): Promise<string | Extract<WriteOutcome, { kind: "not-begun" }>> {
    const wanted = wantedBy(order, facts);
    if (wanted.agent === undefined) return journalIntent(writeParts, wanted);
    const shown = proofs?.shown();
    if (shown === undefined) throw new Error("session: an agent who was not shown");
    const opId = parts.mintId();
    const told = await centre.agentShown(opId, { cardRef: facts.evidence.cardRef, ...shown });
    if (!told.ok) return { kind: "not-begun", opId, fault: told.fault };
    proofs?.forgetPhoto();
    return journalIntent(writeParts, wanted, opId);
  }

  return {
    async start() {
      await parts.prepare();
      await recallPrints(journal, parts.printer);
      return settleNow();
    },
    settle: settleNow,
    forgetVisit() {
      visit = undefined;
      proofs?.forget();
    },
    facts: () => visit?.facts,
    keepPhoto(jpeg) {
      proofs?.keepPhoto(jpeg);
    },

    async readCard(progress = () => undefined): Promise<Result<CardRead, VisitFault>> {
      visit = undefined;
      const read = await factsOf(reader, parts.readFacts ?? readCard, (facts) => {
        progress(cardViewOf(facts, undefined, parts.issuers?.nameOf(facts.issuer.number)));
      });
      if (!read.ok) return fail(visitFaultOfRead(read.fault));
      const facts = read.value;
      const { cardRef } = facts.evidence;
      // Two hands on one operation would be one too many; the question under way has its own deadline. A disk that
      // failed meanwhile is not asked again: that ends this visit as well (row 27).
      visitWaits = true;
      try {
        await settling;
      } finally {
        visitWaits = false;
      }
      const observed = await centre.observe({ evidence: facts.evidence });
      const open = openOperationOf(journal, cardRef);
      // Without the centre nothing is written; what the card says of itself is still shown.
      if (!observed.ok)
        return fail({
          ...visitFaultOfCentre(observed.fault),
          card: cardViewOf(facts, undefined, parts.issuers?.nameOf(facts.issuer.number)),
          ...(open === undefined ? {} : { operationNo: open.opId }),
        });
      if (observed.value.result === "refused")
        return fail({ ...visitFaultOfRejection(observed.value.code), card: cardViewOf(facts) });
      const known = observed.value;
      const view = cardViewOf(facts, known);
      visit = { facts, view, known };
      await catchUp(journal, centre, cardRef, known.pending?.opId);
      if (known.pending !== undefined) {
        adopt(journal, known.pending, facts.evidence);
        const { opId, kind } = known.pending;
        const undoable = known.undoable === true;
        return ok({ card: view, choices: known.choices, unfinished: { opId, kind, undoable } });
      }
      return ok({
        card: view,
        choices: known.choices,
        agentsServed: facts.holder !== undefined && proofs?.served() === true,
        ...(known.applications === undefined ? {} : { applications: known.applications }),
        lastCertificateNo: known.lastOperation === undefined ? undefined : known.lastCertificateNo,
        ...whatIsOpen(openOperationOf(journal, cardRef)),
      });
    },

    async readFiles() {
      const profile = visit === undefined ? undefined : profileById(visit.facts.evidence.profile);
      if (profile === undefined) return [];
      const connected = await reader.connect({ exclusive: false });
      if (!connected.ok) return [];
      const tree = await readFileTree(connected.value, profile);
      await connected.value.end();
      return tree.ok ? fileLinesOf(tree.value) : [];
    },

    personal() {
      if (visit?.facts.holder === undefined) return undefined;
      const { name, nationalNumber } = visit.facts.holder;
      return { holder: name, nationalNumber, cardNumber: visit.facts.cardNumber };
    },

    prove(proof, signal) {
      const holder = visit?.facts.holder;
      if (visit === undefined || holder === undefined || proofs === undefined)
        throw new Error("session: an agent where none is served");
      // Expired by the centre's clock: this machine's decides nothing.
      return proofs.prove(proof, holder.nationalNumber, shanghaiDay(visit.known.nowMs), signal);
    },

    orderCopy() {
      const { lastOperation, lastCertificateNo } = visit?.known ?? {};
      if (visit === undefined || lastOperation === undefined || lastCertificateNo === undefined)
        throw new Error("session: a copy of no certificate");
      const { cardRef } = visit.facts.evidence;
      return Promise.resolve(ok(orderCopy(journal, lastOperation, lastCertificateNo, cardRef)));
    },

    async checkPrinter() {
      const fault = faultOf(await parts.printer.status());
      return fault === undefined ? undefined : faultCodeOfPrinter(fault);
    },

    async writeCard(order, progress) {
      if (visit === undefined) throw new Error("session: writing a card that was not read");
      const { facts, view, known } = visit;
      const writeParts: WriteParts = { ...parts, profile: profileOf(facts) };
      const begun = "opId" in order ? order.opId : await begin(writeParts, order, facts);
      if (typeof begun !== "string") return begun;
      const opId = begun;
      let outcome: WriteOutcome = await carryOut(writeParts, opId, progress);
      if (outcome.kind === "resume") {
        adopt(journal, outcome.pending, facts.evidence);
        outcome = await carryOut(writeParts, outcome.pending.opId, progress);
      }
      if (outcome.kind === "done") {
        visit = { facts, view: { ...view, life: outcome.life, legal: outcome.legal }, known };
        progress("tell-centre", visit.view);
      } else if (outcome.kind === "card-away" || outcome.kind === "psam-away") {
        const { phase, epoch = 0 } = viewOf(journal.entriesOf(outcome.opId));
        // What the centre never heard of is given up in the background; there is nothing to tell of it.
        if (phase !== "intent") await centre.report(outcome.opId, { epoch, outcome: { kind: "unknown" } });
      }
      return outcome;
    },
    faultOf: visitFaultOfWrite,

    async undo(opId) {
      if (visit === undefined) throw new Error("session: undoing for a card that was not read");
      const outcome = await undo({ ...parts, profile: profileOf(visit.facts) }, opId);
      return outcome.kind === "reversed" ? ok(undefined) : fail(visitFaultOfUndo(outcome, opId));
    },

    async printCertificate(result, progress) {
      const { certificateNo } = result;
      const printed = await printCertificate(parts, result.opId, (svg, copy) => {
        progress({ certificateNo, svg, print: "printing", ...(copy === undefined ? {} : { copy }) });
      });
      return {
        certificateNo,
        svg: printed.svg ?? "",
        print: printed.print,
        ...(printed.copy === undefined ? {} : { copy: printed.copy }),
        ...(printed.fault === undefined ? {} : { printerFault: faultCodeOfPrint(printed.fault) }),
      };
    },
  };
}

const shanghaiDay = (atMs: number): string => new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 10);

/** `onFacts`: said before the reader is let go. */
async function factsOf(
  reader: CardReader,
  read: typeof readCard,
  onFacts: (facts: CardFacts) => void,
): Promise<Result<CardFacts, CardFault>> {
  const connected = await reader.connect({ exclusive: false });
  if (!connected.ok) return fail({ ...connected.fault, during: "CONNECT" });
  const facts = await read(connected.value);
  if (facts.ok) onFacts(facts.value);
  await connected.value.end();
  return facts;
}

function profileOf({ evidence }: CardFacts): Profile {
  const profile = profileById(evidence.profile);
  if (profile === undefined) throw new Error(`session: no profile ${evidence.profile}`);
  return profile;
}
