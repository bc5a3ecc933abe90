import { lookAfresh, write, type Visit } from "./card-script.ts";
import { viewOf, type OperationView } from "./journal.ts";
import { authorise, report } from "./operation-messages.ts";
import { nextStep, type NextStep } from "./recovery.ts";
import type { Bead } from "./screen.ts";
import { doneOf, type WriteOutcome, type WriteParts } from "./write-outcome.ts";

/** Every turn leaves a journal entry or a new look, so a whole operation takes about ten. */
const turnsMax = 24;

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
    case "report": {
      const outcome = await report(step, view, parts);
      if (outcome?.kind !== "contradiction" || visit.relooked === true) return outcome;
      // What was read may be at fault, and not the card: it is looked at once more before a clerk is called.
      visit.relooked = true;
      return lookAfresh(view, parts, visit);
    }
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
