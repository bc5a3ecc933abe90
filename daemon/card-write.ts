import { createHash } from "node:crypto";
import { fromHex, hex } from "../card/bytes.ts";
import { getChallenge } from "../card/commands.ts";
import { exchange } from "../card/exchange.ts";
import type { CardFault } from "../card/faults.ts";
import type { Evidence, Life, OperationKind, ScriptStep } from "../card/life.ts";
import { look } from "../card/look.ts";
import type { Profile } from "../card/profile.ts";
import {
  lifeOfLegal,
  type Legal,
  type PendingOperation,
  type Reason,
  type RejectionCode,
  type ReverseAnswer,
} from "../central/contract.ts";
import type { CardConnection, CardReader } from "../hardware/ports.ts";
import type { CentreClient, CentreFault } from "./central-client.ts";
import { viewOf, type Journal, type Lost, type OperationView } from "./journal.ts";
import { stepsOf, type Psam, type SealFault } from "./psam-seal.ts";
import { nextStep, type NextStep } from "./recovery.ts";
import type { Bead } from "./screen.ts";

/** What came of carrying an operation as far as it would go now. Only `done` is done. */
export type WriteOutcome =
  | {
      readonly kind: "done";
      readonly opId: string;
      readonly operation: OperationKind;
      readonly certificateNo: string;
      readonly life: Life;
      readonly legal: Legal;
    }
  /** The centre said no before anything was done to the card. */
  | { readonly kind: "rejected"; readonly opId: string; readonly code: RejectionCode }
  /** Another operation waits for this card and goes first; this one was not begun. */
  | { readonly kind: "resume"; readonly opId: string; readonly pending: PendingOperation }
  /** The centre ended the operation (superseded, reversed, rejected) while it waited. */
  | { readonly kind: "ended"; readonly opId: string }
  /** The card is gone, silent or another one: the same card finishes it, here or at any terminal. */
  | {
      readonly kind: "card-away";
      readonly opId: string;
      readonly operation: OperationKind;
      readonly fault: CardFault | { readonly kind: "other-card" };
    }
  /** Whatever is true on the card is journalled or found again by a look; the centre hears of it later. */
  | { readonly kind: "centre-away"; readonly opId: string; readonly fault: CentreFault }
  /** Card and centre contradict each other: a clerk decides. */
  | { readonly kind: "contradiction"; readonly opId: string; readonly because: string }
  /** This terminal's PSAM sealed nothing: the card was not written on now, any terminal that can goes on. */
  | { readonly kind: "psam-away"; readonly opId: string; readonly fault: SealFault }
  /** The card refused, and refused again: no key counter is burnt further. */
  | { readonly kind: "card-refuses"; readonly opId: string; readonly statusWord: string };

export type WriteParts = {
  readonly journal: Journal;
  readonly centre: CentreClient;
  readonly reader: CardReader;
  readonly profile: Profile;
  /** UUIDv7. */
  readonly mintId: () => string;
  /** Seals what the centre only orders; absent in a terminal without a PSAM. */
  readonly psam?: Psam;
  /** What decides the next step; `nextStep` unless told otherwise. */
  readonly decide?: typeof nextStep;
};

/** Every turn leaves a journal entry or a new look, so a whole operation takes about ten. */
const turnsMax = 24;
/** Scripts sent in one visit; a card that refuses two in a row will refuse the third (default card, section 3). */
const scriptsMax = 3;

/** Journals a new operation (protocol A3 step 2). Only then may anybody be asked anything. */
export function journalIntent(
  parts: WriteParts,
  wanted: { readonly kind: OperationKind; readonly reason: Reason; readonly evidence: Evidence },
): string {
  const opId = parts.mintId();
  const { kind, reason, evidence } = wanted;
  parts.journal.append(opId, { phase: "intent", kind, reason, cardRef: evidence.cardRef, evidence });
  return opId;
}

/**
 * Takes over an operation that waits for this card at the centre; harmless when it is ours already. One that was
 * over here, with its paper, and waits for its card now is taken up again: a lost card that was found.
 */
export function adopt(journal: Journal, pending: PendingOperation, cardRef: string): void {
  const entries = journal.entriesOf(pending.opId);
  if (entries.length > 0 && !waitsNoMore(viewOf(entries))) return;
  const { opId, ...body } = pending;
  journal.append(opId, { phase: "adopted", cardRef, ...body });
}

function waitsNoMore(view: OperationView): boolean {
  const next = nextStep(view, undefined).kind;
  // A paper that the centre has not heard of is told first: the next visit finds the card as it is.
  return (next === "settled" || next === "over") && view.phase !== "printed";
}

/**
 * Carries one journalled operation on until it is settled or something outside must change first.
 * The same loop serves a fresh operation, one that was torn, and one found in the journal after a crash:
 * `nextStep` decides from the journal and a fresh look, this function only does.
 */
export async function carryOut(
  parts: WriteParts,
  opId: string,
  onBead: (bead: Bead) => void,
): Promise<WriteOutcome> {
  const { journal, decide = nextStep } = parts;
  const visit: Visit = { scripts: 0, refused: "" };
  try {
    for (let turn = 0; turn < turnsMax; turn++) {
      const view = viewOf(journal.entriesOf(opId));
      const step = decide(view, visit.fresh);
      onBead(beadOf(step, view));
      const outcome = await take(step, view, parts, visit);
      if (outcome !== undefined) return outcome;
    }
    throw new Error(`card write: operation ${opId} took more than ${String(turnsMax)} turns`);
  } finally {
    await visit.connection?.end();
  }
}

/** What lives only as long as this attempt: never believed by the next one. */
type Visit = {
  connection?: CardConnection;
  fresh?: Evidence;
  scripts: number;
  refused: string;
  statusWords?: readonly string[];
};

/** Does one step. Answers with what ends the visit, or nothing when the next step is to be found. */
async function take(
  step: NextStep,
  view: OperationView,
  parts: WriteParts,
  visit: Visit,
): Promise<WriteOutcome | undefined> {
  switch (step.kind) {
    case "authorise":
      return authorise(view, parts);
    case "look":
      return lookAfresh(view, parts, visit);
    case "write":
      return write(step.epoch, view, parts, visit);
    case "note-readback":
      parts.journal.append(view.opId, {
        phase: "readback",
        evidence: step.evidence,
        statusWords: visit.statusWords ?? [],
      });
      return undefined;
    case "report":
      return report(step, view, parts);
    case "contradiction": {
      if (visit.fresh !== undefined)
        await parts.centre.report(view.opId, {
          epoch: view.epoch ?? 0,
          outcome: { kind: "seen", evidence: visit.fresh, statusWords: [] },
        });
      return { kind: "contradiction", opId: view.opId, because: step.because };
    }
    case "settled":
      return doneOf(view);
    case "over":
      return { kind: "ended", opId: view.opId };
  }
}

async function authorise(view: OperationView, parts: WriteParts): Promise<WriteOutcome | undefined> {
  const { journal, centre } = parts;
  const { opId, kind, reason, before, lost } = view;
  if (lost !== undefined) return freezeLost(view, lost, parts);
  if (before === undefined) throw new Error("journal: intent without evidence");
  // The centre's word is in force at once: a terminal that cannot write does not ask for it.
  const away = await parts.psam?.check();
  if (away !== undefined) return { kind: "psam-away", opId, fault: away };
  const asked = await centre.authorise(opId, { kind, reason, evidence: before });
  if (!asked.ok) return { kind: "centre-away", opId, fault: asked.fault };
  const answer = asked.value;
  switch (answer.result) {
    case "authorised":
      journal.append(opId, { phase: "authorised", epoch: answer.epoch, target: answer.target });
      return undefined;
    case "done": {
      // The centre's alone: the card is as it has to be already.
      const { certificateNo, printGrant, legal } = answer;
      journal.append(opId, { phase: "settled", certificateNo, printGrant, legal });
      return undefined;
    }
    case "resume":
      endHere(journal, opId, "another-operation-waits");
      return { kind: "resume", opId, pending: answer.pending };
    case "rejected":
      endHere(journal, opId, answer.code);
      return { kind: "rejected", opId, code: answer.code };
  }
}

/** Journals the freeze of a card that is not there; `carryOut` tells the centre, and it is done (protocol A6). */
export function journalLost(
  parts: Pick<WriteParts, "journal" | "mintId">,
  wanted: { readonly cardRef: string; readonly reason: Reason; readonly lost: Lost },
): string {
  const opId = parts.mintId();
  parts.journal.append(opId, { phase: "intent", kind: "freeze", ...wanted });
  return opId;
}

async function freezeLost(
  view: OperationView,
  lost: Lost,
  parts: Pick<WriteParts, "journal" | "centre">,
): Promise<WriteOutcome | undefined> {
  const { opId, cardRef, reason } = view;
  const asked = await parts.centre.freezeAbsent(opId, { cardRef, reason, ...lost });
  if (!asked.ok) return { kind: "centre-away", opId, fault: asked.fault };
  const answer = asked.value;
  if (answer.result === "rejected") {
    endHere(parts.journal, opId, answer.code);
    return { kind: "rejected", opId, code: answer.code };
  }
  const { certificateNo, printGrant, legal } = answer;
  parts.journal.append(opId, { phase: "settled", certificateNo, printGrant, legal });
  return undefined;
}

/**
 * The holder wants it undone (M4). In this order: the centre's count of scripts, a power cycle, a look: so a
 * script that was issued after the question is found out, and one from before it is dead.
 */
export async function undo(parts: WriteParts, opId: string): Promise<UndoOutcome> {
  const { journal, centre } = parts;
  const view = viewOf(journal.entriesOf(opId));
  const asked = await centre.query(opId);
  if (!asked.ok) return { kind: "centre-away", fault: asked.fault };
  if (asked.value.result === "unknown") return { kind: "refused", because: "not-the-current-operation" };
  const { scripts, epoch } = asked.value;
  const visit: Visit = { scripts: 0, refused: "" };
  try {
    const away = await lookAfresh(view, parts, visit);
    if (away?.kind === "card-away") return { kind: "card-away", fault: away.fault };
    if (visit.fresh === undefined || epoch === 0)
      return { kind: "refused", because: "not-the-current-operation" };
    const answered = await centre.reverse(opId, { epoch, scripts, evidence: visit.fresh });
    if (!answered.ok) return { kind: "centre-away", fault: answered.fault };
    if (answered.value.result === "refused") return { kind: "refused", because: answered.value.because };
    endHere(journal, opId, "reversed");
    return { kind: "reversed" };
  } finally {
    await visit.connection?.end();
  }
}

export type UndoOutcome =
  | { readonly kind: "reversed" }
  | {
      readonly kind: "refused";
      readonly because: Extract<ReverseAnswer, { result: "refused" }>["because"];
    }
  | { readonly kind: "card-away"; readonly fault: CardFault | { readonly kind: "other-card" } }
  | { readonly kind: "centre-away"; readonly fault: CentreFault };

/**
 * Power off, power on, look. The reader is held exclusively from here to the read-back, so that nobody else can
 * spend the challenge; the card has to be the one the operation is for.
 */
async function lookAfresh(
  view: OperationView,
  parts: WriteParts,
  visit: Visit,
): Promise<WriteOutcome | undefined> {
  if (visit.connection === undefined) {
    const connected = await parts.reader.connect({ exclusive: true });
    if (!connected.ok) return away(view, { ...connected.fault, during: "CONNECT" });
    visit.connection = connected.value;
  }
  const cycled = await visit.connection.powerCycle();
  if (!cycled.ok) return away(view, { ...cycled.fault, during: "POWER CYCLE" });
  const looked = await look(visit.connection, { profile: parts.profile, resetBeforeRead: true });
  if (!looked.ok) return away(view, looked.fault);
  if (looked.value.cardRef !== view.cardRef) return away(view, { kind: "other-card" });
  visit.fresh = looked.value;
  return undefined;
}

/** Cards that want a challenge for each command get their script in as many parts; none has more than these. */
const segmentsMax = 8;

/** Challenge, script, journal, APDUs, as often as the script has parts; the look that follows tells what they did. */
async function write(
  epoch: number,
  view: OperationView,
  parts: WriteParts,
  visit: Visit,
): Promise<WriteOutcome | undefined> {
  const { opId } = view;
  const { connection, fresh } = visit;
  if (connection === undefined || fresh === undefined)
    throw new Error("card write: no look before the script");
  if (visit.scripts >= scriptsMax) return { kind: "card-refuses", opId, statusWord: visit.refused };
  visit.scripts++;
  visit.statusWords = [];

  for (let segment = 0; segment < segmentsMax; segment++) {
    const attempt = view.attempts + 1 + segment;
    const challenged = await exchange(connection, getChallenge());
    if (!challenged.ok) return away(view, challenged.fault);
    const challenge = hex(challenged.value);
    parts.journal.append(opId, { phase: "challenged", attempt, challenge });
    const asked = await parts.centre.script(opId, {
      epoch,
      attempt,
      challenge,
      ...(segment === 0 ? {} : { segment }),
      evidence: fresh,
    });
    if (!asked.ok) return { kind: "centre-away", opId, fault: asked.fault };
    delete visit.fresh;
    const answer = asked.value;
    if (answer.result === "refused") return refused(answer.code, opId, parts.journal);
    const sealed = await stepsOf(answer, challenged.value, parts.psam);
    if (!sealed.ok) return { kind: "psam-away", opId, fault: sealed.fault };
    const ended = await send(sealed.value, attempt, view, parts, visit, connection);
    if (ended !== "whole") return ended;
    if (!answer.more) return undefined;
  }
  throw new Error(`card write: a script in more than ${String(segmentsMax)} parts`);
}

function refused(code: RejectionCode, opId: string, journal: Journal): WriteOutcome | undefined {
  if (code === "already-applied") return undefined;
  if (code === "card-contradicts-centre")
    return { kind: "contradiction", opId, because: "the centre judged the card's record" };
  endHere(journal, opId, code);
  return { kind: "ended", opId };
}

/** Journals and sends one part. `whole`: the card took every command of it. */
async function send(
  steps: readonly ScriptStep[],
  attempt: number,
  view: OperationView,
  parts: WriteParts,
  visit: Visit,
  connection: CardConnection,
): Promise<WriteOutcome | undefined | "whole"> {
  const { opId } = view;
  // The write-ahead entry: from here on the card may have changed, whatever happens to this process.
  const scriptHash = createHash("sha256").update(JSON.stringify(steps)).digest("hex");
  parts.journal.append(opId, { phase: "writing", attempt, scriptHash });
  const sent = await connection.transmitList(
    steps.map((step) => ({ apdu: fromHex(step.apdu), allowed: step.allowed })),
  );
  const statusWords = sent.answers.map((bytes) => hex(bytes.slice(-2)));
  visit.statusWords = [...(visit.statusWords ?? []), ...statusWords];
  if (sent.fault !== undefined) return away(view, { ...sent.fault, during: "ISSUER SCRIPT" });
  const last = statusWords.at(-1) ?? "";
  if (steps.at(statusWords.length - 1)?.allowed.includes(last) === true) {
    visit.refused = "";
    return "whole";
  }
  // A wrong key or MAC twice means a third try only burns the card's counters (default card, section 3).
  const burns = (word: string): boolean => word === "6988" || word.startsWith("63C");
  if (burns(last) && burns(visit.refused)) return { kind: "card-refuses", opId, statusWord: last };
  visit.refused = last;
  return undefined;
}

async function report(
  step: { readonly epoch: number; readonly evidence: Evidence },
  view: OperationView,
  parts: WriteParts,
): Promise<WriteOutcome | undefined> {
  const { opId } = view;
  const asked = await parts.centre.report(opId, {
    epoch: step.epoch,
    outcome: { kind: "seen", evidence: step.evidence, statusWords: [...view.statusWords] },
  });
  if (!asked.ok) return { kind: "centre-away", opId, fault: asked.fault };
  const answer = asked.value;
  switch (answer.result) {
    case "done":
      parts.journal.append(opId, {
        phase: "settled",
        certificateNo: answer.certificateNo,
        printGrant: answer.printGrant,
        legal: answer.legal,
      });
      return undefined;
    case "pending":
      // We saw the target and the centre does not agree: the two contradict each other.
      return { kind: "contradiction", opId, because: "the centre does not accept the read-back" };
    case "ended":
      endHere(parts.journal, opId, answer.state);
      return { kind: "ended", opId };
  }
}

export function doneOf(view: OperationView): Extract<WriteOutcome, { kind: "done" }> {
  const { opId, kind, certificateNo, legal, readback } = view;
  if (certificateNo === undefined || legal === undefined)
    throw new Error("journal: settled without certificate");
  return {
    kind: "done",
    opId,
    operation: kind,
    certificateNo,
    // Settled by another terminal's look: the centre's word stands for the card's.
    life: readback?.life ?? lifeOfLegal[legal],
    legal,
  };
}

function endHere(journal: Journal, opId: string, state: string): void {
  journal.append(opId, { phase: "ended", state });
  journal.append(opId, { phase: "closed" });
}

const away = (
  { opId, kind }: OperationView,
  fault: CardFault | { readonly kind: "other-card" },
): WriteOutcome => ({ kind: "card-away", opId, operation: kind, fault });

function beadOf(step: NextStep, view: OperationView): Bead {
  switch (step.kind) {
    case "authorise":
      return "ask-centre";
    case "look":
      return view.phase === "writing" ? "check-card" : "prepare-card";
    case "write":
      return "write-card";
    case "note-readback":
      return "check-card";
    case "report":
    case "contradiction":
    case "settled":
    case "over":
      return "tell-centre";
  }
}
