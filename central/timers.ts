import { note } from "./audit.ts";
import { begin } from "./begin.ts";
import { setListed } from "./block-list.ts";
import { findOperation } from "./register.ts";
import type { RulesOf } from "./regional-rules.ts";
import { waitForCard } from "./settle.ts";
import type { CardRow, OperationRow, TimerRow } from "./tables.ts";
import type { Tx } from "./store.ts";
import { mintedOpId } from "./minted.ts";

/** Who acts when no terminal does. */
export const centreItself = "centre";

/** Does what is due first, if anything is: one timer in each transaction. False when nothing was due. */
export async function runNextTimer(tx: Tx, nowMs: number, rules: RulesOf): Promise<boolean> {
  const [timer] = await tx.find("timer", {}, { upTo: nowMs, limit: 1 });
  if (timer === undefined) return false;
  await tx.remove("timer", timer);
  const operation = await findOperation(tx, timer.op_id);
  const card = operation && (await tx.get("card", { card_ref: operation.card_ref }));
  if (operation === undefined || card === undefined) throw new Error(`a timer of nothing: ${timer.op_id}`);
  await run(tx, nowMs, timer, operation, card, rules);
  return true;
}

async function run(
  tx: Tx,
  nowMs: number,
  timer: TimerRow,
  operation: OperationRow,
  card: CardRow,
  rules: RulesOf,
): Promise<void> {
  const { op_id: opId } = operation;
  const isOpen = card.current_op === opId && operation.state !== "lifted-awaiting-card";
  const by = { nowMs, opId, cardRef: card.card_ref, terminalId: centreItself };
  switch (timer.kind) {
    case "lease":
      // Row 11: whoever began it may never come back.
      if (operation.state !== "authorised") return;
      await waitForCard(tx, nowMs, operation);
      await note(tx, { event: "awaiting-card", ...by, detail: { because: "lease over" } });
      return;
    case "alarm-12h":
    case "alarm-20h":
    case "alarm-23h":
      if (isOpen) await note(tx, { event: "unfreeze-waits", ...by, detail: { alarm: timer.kind } });
      return;
    case "lift":
      if (!isOpen) return;
      if (rules(card.issuer_number).liftWithoutCard) await lift(tx, by, operation);
      else {
        // Only the card can end it here: said again each day, so that nobody forgets it.
        await note(tx, { event: "unfreeze-waits", ...by, detail: { alarm: "overdue" } });
        await tx.add("timer", { ...timer, due_at_ms: nowMs + 24 * 3_600_000 });
      }
      return;
    case "lapse":
      await lapse(tx, timer, operation, card, by, rules);
  }
}

type By = {
  readonly nowMs: number;
  readonly opId: string;
  readonly cardRef: string;
  readonly terminalId: string;
};

/** The record is active before the card was seen: the only state in which a frozen card may meet it (A6). */
async function lift(tx: Tx, by: By, operation: OperationRow): Promise<void> {
  await tx.change("operation", { op_id: operation.op_id }, { state: "lifted-awaiting-card" });
  await tx.change("card", { card_ref: by.cardRef }, { legal: "active" });
  await setListed(tx, by.nowMs, by.cardRef, false);
  await note(tx, { event: "lifted", ...by, opId: operation.op_id, detail: { epoch: operation.epoch } });
}

/** A temporary freeze ends by itself, by an unfreeze that the centre mints (rulings, 7). */
async function lapse(
  tx: Tx,
  timer: TimerRow,
  operation: OperationRow,
  card: CardRow,
  by: By,
  rules: RulesOf,
): Promise<void> {
  if (card.legal !== "frozen-temporary" || card.no_unfreeze === 1 || !(await isNewestFreeze(tx, operation)))
    return;
  const { opId, nowMs } = by;
  const region = rules(card.issuer_number);
  const current = card.current_op === null ? undefined : await findOperation(tx, card.current_op);
  if (!region.liftWithoutCard) {
    // Going down needs the card here, and the freeze has to be finished on it first.
    if (current === undefined) await beginLapse(tx, by, card, "awaiting-card", rules);
    else if (current.kind === "freeze")
      await tx.add("timer", { ...timer, due_at_ms: nowMs + 24 * 3_600_000 });
  } else if (current?.kind === "unfreeze") await lift(tx, by, current);
  else await beginLapse(tx, by, card, "lifted-awaiting-card", rules);
  await note(tx, { event: "lapsed", ...by, opId, detail: { epoch: operation.epoch } });
}

async function beginLapse(
  tx: Tx,
  by: By,
  card: CardRow,
  state: "awaiting-card" | "lifted-awaiting-card",
  rules: RulesOf,
): Promise<void> {
  const opId = mintedOpId(by.nowMs, `lapse of ${by.opId}`);
  const minted = { opId, card, kind: "unfreeze", reason: "other", to: "active", state } as const;
  const begun = { ...minted, fromLife: "unknown", terminalId: centreItself } as const;
  const { epoch } = await begin(tx, by.nowMs, begun, rules(card.issuer_number));
  const detail = { kind: "unfreeze", epoch, because: "lapse", of: by.opId, state };
  await note(tx, { event: "authorised", ...by, opId, detail });
}

/** A timer of an earlier freeze says nothing of a later one. */
async function isNewestFreeze(tx: Tx, operation: OperationRow): Promise<boolean> {
  const ended = ["rejected", "reversed", "superseded"];
  const freezes = (await tx.find("operation", { card_ref: operation.card_ref })).filter(
    (each) => each.kind === "freeze" && !ended.includes(each.state),
  );
  return freezes.every((each) => each.epoch <= operation.epoch) && !ended.includes(operation.state);
}
