import type { OperationRow } from "../central/tables.ts";
import { targetOf } from "../card/life.ts";

/** One question about one card, from when it was asked until its answer was known. */
export type Asked = {
  readonly cardRef: string;
  readonly askedMs: number;
  readonly answeredMs: number;
  /** The card's epoch as the answer tells it; an operation's own, for one that was begun. */
  readonly epoch: number;
  readonly began: boolean;
};

/**
 * Strict serialisability of one card's history. The epoch numbers the writes, so no search for an order is
 * needed: the order is given, and it is held against real time. Whoever asked after an answer was known must
 * not see less than that answer; and the operations in the order of their epochs must each be one that may
 * follow the one before.
 */
export function judgeHistory(history: readonly Asked[], operations: readonly OperationRow[]): string[] {
  const faults: string[] = [];
  const byCard = Map.groupBy(history, ({ cardRef }) => cardRef);
  for (const [cardRef, asked] of byCard) {
    for (const later of asked)
      for (const earlier of asked) {
        // Within one millisecond nobody can say which came first (seed 376695).
        if (earlier.answeredMs >= later.askedMs || earlier === later) continue;
        if (earlier.epoch > later.epoch || (earlier.epoch === later.epoch && later.began && earlier.began))
          faults.push(
            `${cardRef.slice(-4)}: epoch ${String(later.epoch)} was told to who asked at ${String(later.askedMs)}, after ${String(earlier.epoch)} was known at ${String(earlier.answeredMs)}`,
          );
      }
  }
  for (const [cardRef, rows] of Map.groupBy(operations, ({ card_ref }) => card_ref))
    faults.push(...outOfOrder(cardRef, rows));
  return faults;
}

/** Held against the one-card specification: what may follow what. */
function outOfOrder(cardRef: string, rows: readonly OperationRow[]): string[] {
  const faults: string[] = [];
  let life: "active" | "frozen" | "cancelled" = "active";
  const began = rows.filter(({ epoch }) => epoch > 0).sort((left, right) => left.epoch - right.epoch);
  for (const [index, { kind, state, epoch }] of began.entries()) {
    const where = `${cardRef.slice(-4)} epoch ${String(epoch)}: `;
    if (epoch !== index + 1) faults.push(`${where}an epoch is missing before it`);
    if (life === "cancelled") faults.push(`${where}${kind} of a cancelled card`);
    if (kind === "unfreeze" && life === "active") faults.push(`${where}unfreeze of an active card`);
    // Going up counts from its beginning, also where something later took its place; going down from its end.
    const counts =
      kind === "unfreeze"
        ? state === "done" || state === "lifted-awaiting-card"
        : state !== "reversed" && state !== "rejected";
    if (counts) life = targetOf[kind];
  }
  return faults;
}
