import { viewOf, type Journal, type OperationView } from "./journal.ts";
import { nextPrint, nextStep } from "./recovery.ts";
import type { ResultView } from "./screen.ts";
import type { CardRead } from "./visit.ts";
import { doneOf } from "./write-outcome.ts";

/** The newest open operation of a card in this terminal's journal. */
export function openOperationOf(journal: Journal, cardRef: string): OperationView | undefined {
  return journal
    .openOperations()
    .map((opId) => viewOf(journal.entriesOf(opId)))
    .findLast((view) => view.cardRef === cardRef);
}

/** What of it comes before anything else is offered: the operation itself, or its paper. */
export function whatIsOpen(open: OperationView | undefined): Pick<CardRead, "unfinished" | "owed"> {
  if (open === undefined) return {};
  if (nextStep(open, undefined).kind !== "settled" && nextStep(open, undefined).kind !== "over")
    return { unfinished: { opId: open.opId, kind: open.kind } };
  return nextPrint(open).kind === "nothing" ? {} : { owed: owedOf(open) };
}

function owedOf(view: OperationView): ResultView {
  const done = doneOf(view);
  return {
    kind: done.operation,
    opId: done.opId,
    certificateNo: done.certificateNo,
    life: done.life,
    legal: done.legal,
  };
}
