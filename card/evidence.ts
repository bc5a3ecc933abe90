import type { Evidence, Life, Target } from "./life.ts";
import { methodOf } from "./operation-method.ts";
import { profileById } from "./profile.ts";
import type { ScriptPlan } from "./script.ts";

/** The operation that evidence is held against. */
export type JudgedOperation = {
  readonly epoch: number;
  readonly target: Target;
  /** Last 8 bytes of the operation id, upper-case hex. */
  readonly opTag: string;
  /** The card's life when the operation was authorised, where known. */
  readonly from?: Life;
};

/** What a look proves about one operation (protocol A4; default card section 4, last table). */
export type Verdict =
  | { readonly kind: "applied" }
  /** `plan` finishes it: the whole script, or only the half that is missing. */
  | { readonly kind: "unfinished"; readonly plan: ScriptPlan; readonly torn: boolean }
  /** No authorised operation can have made this card state: alarm, clerk's window. */
  | { readonly kind: "contradicts"; readonly because: string };

/**
 * The life that a card had before the operation under way. A card's record is written before it is blocked, so one that is
 * older than the operation tells: better than what was seen when the operation began, for another terminal may have
 * begun it, and it may have taken the place of one that never landed.
 */
export function lifeBefore(
  { record }: Evidence,
  epoch: number,
  seenAtFirst: Life | undefined,
): Life | undefined {
  if (typeof record !== "object" || record.epoch >= epoch) return seenAtFirst;
  return record.target === "frozen" ? "frozen" : "active";
}

const applied: Verdict = { kind: "applied" };
const unfinished = (plan: ScriptPlan, torn: boolean): Verdict => ({ kind: "unfinished", plan, torn });
const contradicts = (because: string): Verdict => ({ kind: "contradicts", because });

/**
 * Holds a look against the one operation that is under way for this card. Pure; it does not ask whether the
 * look began with a reset (`resetBeforeRead`), which whoever settles must.
 */
export function judge(evidence: Evidence, operation: JudgedOperation): Verdict {
  const { life, record } = evidence;
  const { epoch, target, opTag } = operation;

  if (life === "card-blocked")
    return target === "cancelled" ? applied : contradicts("card blocked, and not by a cancellation");
  if (life === "unknown") return contradicts("the card does not say which life it is in");
  const profile = profileById(evidence.profile);
  if (profile !== undefined && methodOf(profile, target) === "centre-only")
    return atCentreOnly(life, operation);
  if (record === "garbled") return contradicts("the status record is garbled");
  if (life === "cancelled" && target !== "cancelled")
    return contradicts("cancelled for good, and no cancellation is under way");
  if (record === "absent") return withoutRecordEver(life, operation);
  // A permanent block cannot be undone, so it proves a cancellation without its record.
  if (record === "unreadable")
    return life === "cancelled" ? applied : contradicts("the status record cannot be read");

  if (record.epoch > epoch) return contradicts("the status record is newer than the operation");
  if (record.epoch < epoch) {
    // Where the record is all there is, an older one means that nothing was written: there are no halves.
    const whole = profile !== undefined && methodOf(profile, target) === "status-record";
    return whole && life === "active" && target === "active"
      ? unfinished("unfreeze", false)
      : withoutRecord(life, operation);
  }
  if (record.opTag !== opTag) return contradicts("the status record names another operation");
  if (record.target !== target) return contradicts("the status record names another target");
  if (life === target) return applied;
  // Only the record was written: it comes before a block, so the card must still be active.
  if (life === "active") return unfinished("finish-block", true);
  return contradicts("the record was written and the card is frozen, which no script leaves behind");
}

/**
 * Nothing is written on the card: what the centre did is done once the card was seen. It must be as it was, or
 * already what is wanted.
 */
const atCentreOnly = (life: Life, { target, from }: JudgedOperation): Verdict =>
  life === "active" || life === target || life === from
    ? applied
    : contradicts(`${life} on the card, and no operation writes on it`);

/** Cards that keep no record: only the life itself can be held against the operation, and nothing names it. */
function withoutRecordEver(life: "active" | "frozen" | "cancelled", { target }: JudgedOperation): Verdict {
  if (life === target) return applied;
  if (target === "cancelled") return unfinished(life === "frozen" ? "cancel-from-frozen" : "cancel", false);
  return unfinished(target === "frozen" ? "freeze" : "unfreeze", false);
}

/** The record is older than the operation: nothing was written, or a half that writes no record was. */
function withoutRecord(life: "active" | "frozen" | "cancelled", { target, from }: JudgedOperation): Verdict {
  switch (target) {
    case "active":
      return life === "frozen"
        ? unfinished("unfreeze", false)
        : unfinished("finish-record", from !== "active");
    case "frozen":
      if (life === "active") return unfinished("freeze", false);
      // A freeze of a card that was frozen already writes nothing on it (rulings, 4).
      return from === "frozen" ? applied : contradicts("blocked without the record that must come first");
    case "cancelled":
      if (life === "cancelled") return applied;
      if (life === "active") return unfinished("cancel", false);
      return from === "active"
        ? contradicts("blocked without the record that must come first")
        : unfinished("cancel-from-frozen", false);
  }
}
