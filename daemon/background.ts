import type { CentreClient } from "./central-client.ts";
import { viewOf, type Journal, type JournalBody, type OperationView } from "./journal.ts";
import { nextPrint } from "./recovery.ts";
import { endAsTold, endHere } from "./write-outcome.ts";

/**
 * What can be settled without a card and without a person: done at start, and again while the terminal is idle.
 * Everything here may be repeated and may be interrupted anywhere: each step is one question with the same key,
 * and one journal entry after its answer (protocol A5, rows 2-5, 10, 13, 16-20).
 */
export async function settleInBackground(
  journal: Journal,
  centre: CentreClient,
  /** Operations the centre was already told are waiting for their card, by this process. */
  told: Set<string>,
  /** Somebody stands here and waits: what is left of this round is for the next one. */
  isWanted: () => boolean = () => false,
): Promise<void> {
  for (const opId of journal.openOperations()) {
    if (isWanted()) break;
    await settleOne(viewOf(journal.entriesOf(opId)), journal, centre, told);
  }
  const open = journal.openOperations();
  // What is no longer open is not told of again; a terminal that runs for months would keep it for ever.
  for (const opId of told) if (!open.includes(opId)) told.delete(opId);
}

/** An operation goes from intent to closed in this many steps at most, when it only catches up. */
const catchUpSteps = 4;

/**
 * Before this terminal acts on what its journal says of a card: other terminals may have finished the operation,
 * and the card may have lived on since. `pending` is the operation that waits for the card by the centre's word;
 * every other one here is old, and is brought to its end first.
 */
export async function catchUp(
  journal: Journal,
  centre: CentreClient,
  cardRef: string,
  pending: string | undefined,
): Promise<void> {
  for (const opId of journal.openOperations()) {
    if (opId === pending) continue;
    for (let step = 0; step < catchUpSteps; step++) {
      const view = viewOf(journal.entriesOf(opId));
      if (view.cardRef !== cardRef || view.phase === "closed") break;
      const { seq } = journal.head();
      await settleOne(view, journal, centre, new Set());
      // Nothing new was learnt, and asking again would teach nothing more.
      if (journal.head().seq === seq) break;
    }
  }
}

async function settleOne(
  view: OperationView,
  journal: Journal,
  centre: CentreClient,
  told: Set<string>,
): Promise<void> {
  const { opId } = view;
  const close = (): void => void journal.append(opId, { phase: "closed" });
  switch (view.phase) {
    case "intent":
      return settleIntent(view, journal, centre);
    case "adopted":
    case "authorised":
    case "challenged":
    case "writing":
      if (!told.has(opId)) await tellWaiting(view, journal, centre, told);
      return;
    case "readback": {
      if (view.readback === undefined || view.epoch === undefined)
        throw new Error("journal: readback without evidence");
      const outcome = { kind: "seen" as const, evidence: view.readback, statusWords: [...view.statusWords] };
      const told = await centre.report(opId, { epoch: view.epoch, outcome });
      if (!told.ok) return;
      if (told.value.result === "done") settle(journal, opId, told.value);
      else if (told.value.result === "ended") endAsTold(journal, view, told.value);
      return;
    }
    case "settled":
    case "print-disarmed":
      // A grant waits for the holder: the certificate is printed when the card is presented again.
      if (nextPrint(view).kind === "nothing") close();
      return;
    case "print-armed":
      journal.append(opId, { phase: "copy-owed", because: "terminal stopped while printing" });
      return;
    case "copy-owed":
      return;
    case "printed":
      return tellPrinted(view, journal, centre);
    case "abandoned":
    case "ended":
      close();
      return;
    case "closed":
      return;
  }
}

/** Rows 2-4: an intent the centre never heard of is given up, and a tombstone keeps a late message out. */
async function settleIntent(view: OperationView, journal: Journal, centre: CentreClient): Promise<void> {
  const { opId, lost, cardRef, reason } = view;
  if (lost !== undefined) {
    // Asked again, it is answered as before; the holder was told that it is being done, so it is.
    const asked = await centre.freezeAbsent(opId, { cardRef, reason, ...lost });
    if (!asked.ok) return;
    if (asked.value.result === "done") settle(journal, opId, asked.value);
    else endHere(journal, opId, asked.value.code);
    return;
  }
  const asked = await centre.query(opId);
  if (!asked.ok) return;
  if (asked.value.result === "known" && asked.value.state !== "rejected") {
    const { epoch, target } = asked.value;
    if (epoch > 0) journal.append(opId, { phase: "authorised", epoch, target });
    else await hearDone(view, journal, centre);
    return;
  }
  if (asked.value.result === "unknown") {
    const told = await centre.report(opId, { epoch: 0, outcome: { kind: "abandoned" } });
    if (!told.ok) return;
    // It arrived between our question and our word: it lives, and waits for its card.
    if (told.value.result === "pending") return;
    if (told.value.result === "done") {
      settle(journal, opId, told.value);
      return;
    }
  }
  journal.append(opId, { phase: "abandoned", because: "never reached the centre" });
  journal.append(opId, { phase: "closed" });
}

/**
 * The centre's alone, and done there at once. Not written down before it is heard to be: a centre put back to before it
 * knows nothing of it, and nor does any card (simulator, seed 229849 of the forced runs).
 */
async function hearDone(view: OperationView, journal: Journal, centre: CentreClient): Promise<void> {
  const told = await centre.report(view.opId, { epoch: 0, outcome: { kind: "unknown" } });
  if (!told.ok) return;
  if (told.value.result === "done") settle(journal, view.opId, told.value);
  else if (told.value.result === "ended") endAsTold(journal, view, told.value);
}

/** Rows 5 and 10: the centre puts the card on its lists; any terminal may finish, this one too. */
async function tellWaiting(
  view: OperationView,
  journal: Journal,
  centre: CentreClient,
  told: Set<string>,
): Promise<void> {
  const { opId } = view;
  const answered = await centre.report(opId, { epoch: view.epoch ?? 0, outcome: { kind: "unknown" } });
  if (!answered.ok) return;
  told.add(opId);
  // Somebody else finished it: the original is theirs (row 15), or the centre ended it.
  if (answered.value.result === "done") settle(journal, opId, answered.value);
  else if (answered.value.result === "ended") endAsTold(journal, view, answered.value);
}

/** M6. The outbox of protocol A5 row 20: repeated until heard, then the operation is closed. */
export async function tellPrinted(
  view: OperationView,
  journal: Journal,
  centre: CentreClient,
): Promise<void> {
  const { opId, lastPrint, certificateNo } = view;
  if (nextPrint(view).kind !== "tell-printed" || lastPrint === undefined || certificateNo === undefined)
    throw new Error("journal: nothing printed to tell of");
  const told = await centre.printed(opId, { certificateNo, print: lastPrint, proof: view.lastProof ?? "" });
  if (!told.ok) return;
  journal.append(opId, { phase: "closed" });
}

type Settled = Omit<Extract<JournalBody, { phase: "settled" }>, "phase">;

function settle(journal: Journal, opId: string, done: Settled): void {
  const { certificateNo, printGrant, legal, epoch } = done;
  const known = epoch === undefined ? {} : { epoch };
  journal.append(opId, { phase: "settled", certificateNo, printGrant, legal, ...known });
}
