import type { ObserveAnswer } from "../central/contract-operation.ts";
import { doneOf } from "./write-outcome.ts";
import { viewOf, type Journal } from "./journal.ts";
import type { ResultView } from "./screen.ts";

type LastOperation = NonNullable<Extract<ObserveAnswer, { result: "known" }>["lastOperation"]>;

/**
 * Makes a settled operation's certificate ready to be printed once more: a marked copy, whoever printed the original.
 * One that another terminal did is taken into the journal first, without the right to its original.
 */
export function orderCopy(
  journal: Journal,
  last: LastOperation,
  certificateNo: string,
  cardRef: string,
): ResultView {
  const { opId, kind, reason, epoch, target, legal } = last;
  if (journal.entriesOf(opId).length === 0)
    journal.append(opId, { phase: "adopted", kind, reason, cardRef, epoch, target });
  if (viewOf(journal.entriesOf(opId)).certificateNo === undefined)
    journal.append(opId, { phase: "settled", certificateNo, printGrant: false, legal });
  journal.append(opId, { phase: "copy-owed", because: "asked for again" });
  const done = doneOf(viewOf(journal.entriesOf(opId)));
  return { kind, opId, certificateNo, life: done.life, legal: done.legal };
}
