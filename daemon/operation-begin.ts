import type { Evidence, OperationKind } from "../card/life.ts";
import type { FreezeForm, Reason } from "../central/contract.ts";
import type { Agent, PendingOperation } from "../central/contract-operation.ts";
import { viewOf, type Journal, type Lost, type OperationView } from "./journal.ts";
import { nextStep } from "./recovery.ts";
import type { WriteParts } from "./write-outcome.ts";

/** How an operation gets into this terminal's journal: wanted here, for a card that is lost, or begun elsewhere. */

/** Journals a new operation (protocol A3 step 2). Only then may anybody be asked anything. */
export function journalIntent(
  parts: WriteParts,
  wanted: {
    readonly kind: OperationKind;
    readonly reason: Reason;
    readonly evidence: Evidence;
    readonly freeze?: FreezeForm;
    readonly agent?: Agent;
  },
  opId = parts.mintId(),
): string {
  parts.journal.append(opId, { phase: "intent", ...wanted, cardRef: wanted.evidence.cardRef });
  return opId;
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

/**
 * Takes over an operation that waits for this card at the centre; harmless when it is ours already. One that was
 * over here, with its paper, and waits for its card now is taken up again: a lost card that was found.
 */
export function adopt(journal: Journal, pending: PendingOperation, { cardRef, record }: Evidence): void {
  const entries = journal.entriesOf(pending.opId);
  if (entries.length > 0 && !waitsNoMore(viewOf(entries))) return;
  const { opId, ...body } = pending;
  const seen = typeof record === "object" ? { seenEpoch: record.epoch } : {};
  journal.append(opId, { phase: "adopted", cardRef, ...body, ...seen });
}

function waitsNoMore(view: OperationView): boolean {
  const next = nextStep(view, undefined).kind;
  // A paper that the centre has not heard of is told first: the next visit finds the card as it is.
  return (next === "settled" || next === "over") && view.phase !== "printed";
}
