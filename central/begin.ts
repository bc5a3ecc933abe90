import type { Life, OperationKind } from "../card/life.ts";
import { targetOf } from "../card/life.ts";
import { note } from "./audit.ts";
import { setListed } from "./block-list.ts";
import { strictness, type Legal, type Reason } from "./contract.ts";
import type { RegionalRules } from "./regional-rules.ts";
import type { Tx } from "./store.ts";
import type { CardRow, OperationRow, TimerKind } from "./tables.ts";

/** An operation that has begun, by a terminal's word or by the centre's own rules. */
export type Begun = {
  readonly opId: string;
  readonly card: CardRow;
  readonly kind: OperationKind;
  readonly reason: Reason;
  readonly to: Legal;
  readonly fromLife: Life;
  readonly terminalId: string;
  readonly state: "authorised" | "awaiting-card" | "lifted-awaiting-card";
};

/** The row of an operation before anything came of it. */
export const rowOf = (
  wanted: Omit<Begun, "state" | "card"> & { readonly cardRef: string; readonly legal: Legal },
  nowMs: number,
): OperationRow => ({
  op_id: wanted.opId,
  card_ref: wanted.cardRef,
  kind: wanted.kind,
  reason: wanted.reason,
  epoch: 0,
  target: targetOf[wanted.kind],
  from_life: wanted.fromLife,
  state: "rejected",
  terminal_id: wanted.terminalId,
  authorised_at_ms: nowMs,
  settled_at_ms: null,
  settled_by: null,
  settled_legal: null,
  card_life: null,
  certificate_no: null,
  from_legal: wanted.legal,
  to_legal: wanted.to,
  settled_lineage: null,
  scripts: 0,
  record_only: 0,
});

/**
 * Gives the card its next epoch and this operation, in the place of a pending one if there is any.
 * Rule R: going up is true at the centre at once; going down only by the card's proof, or by a lift without it.
 */
export async function begin(
  tx: Tx,
  nowMs: number,
  begun: Begun,
  rules: RegionalRules,
): Promise<OperationRow> {
  const { card, opId, to, state } = begun;
  if (card.current_op !== null) await supersede(tx, nowMs, card.current_op, begun);

  const epoch = card.epoch + 1;
  const lifted = state === "lifted-awaiting-card";
  const legal = lifted || strictness[to] > strictness[card.legal] ? to : card.legal;
  const row: OperationRow = {
    ...rowOf({ ...begun, cardRef: card.card_ref, legal: card.legal }, nowMs),
    epoch,
    state,
  };
  await tx.add("operation", row);
  await tx.change("card", { card_ref: card.card_ref }, { epoch, legal, current_op: opId });
  await setTimers(tx, nowMs, row, rules);
  // A card that nobody holds in a reader is refused everywhere until it was seen; a lifted one is in use again.
  if (state !== "authorised") await setListed(tx, nowMs, card.card_ref, !lifted);
  return row;
}

async function supersede(tx: Tx, nowMs: number, pending: string, by: Begun): Promise<void> {
  await tx.change("operation", { op_id: pending }, { state: "superseded" });
  await clearTimers(tx, pending);
  await note(tx, {
    event: "superseded",
    nowMs,
    opId: pending,
    cardRef: by.card.card_ref,
    terminalId: by.terminalId,
    detail: { by: by.opId },
  });
}

const hourMs = 3_600_000;

/** What becomes of it when nobody comes: leases, alarms, lifts and lapses (protocol A6), counted from now on. */
export async function setTimers(
  tx: Tx,
  nowMs: number,
  row: OperationRow,
  rules: RegionalRules,
): Promise<void> {
  const at = (due_at_ms: number, kind: TimerKind) => tx.add("timer", { due_at_ms, op_id: row.op_id, kind });
  if (row.state === "authorised") await at(nowMs + rules.leaseMs, "lease");
  if (row.to_legal === "frozen-temporary" && rules.temporaryFreezeMs !== null)
    await at(nowMs + rules.temporaryFreezeMs, "lapse");
  if (row.kind !== "unfreeze" || row.state === "lifted-awaiting-card" || row.state === "done") return;
  await at(nowMs + 12 * hourMs, "alarm-12h");
  await at(nowMs + 20 * hourMs, "alarm-20h");
  await at(nowMs + 23 * hourMs, "alarm-23h");
  await at(nowMs + rules.unfreezeMs - rules.liftMarginMs, "lift");
}

/** What was to happen to an operation that has ended happens no more. */
export async function clearTimers(tx: Tx, opId: string, keep?: TimerKind): Promise<void> {
  for (const timer of await tx.find("timer", { op_id: opId }))
    if (timer.kind !== keep) await tx.remove("timer", timer);
}
