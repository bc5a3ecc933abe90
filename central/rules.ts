import type { OperationKind } from "../card/life.ts";
import { lifeOfLegal, strictness, type FreezeForm, type Legal, type RejectionCode } from "./contract.ts";
import { shanghaiDate } from "./clock.ts";
import type { RegionalRules } from "./regional-rules.ts";
import type { CardRow } from "./tables.ts";

/** A card is valid on its last day and expired after it, by the centre's date in Asia/Shanghai. */
export const isExpired = (card: Pick<CardRow, "expires_on">, nowMs: number): boolean =>
  shanghaiDate(nowMs) > card.expires_on;

/** What the centre holds once the operation is true. */
export function legalOf(kind: OperationKind, freeze: FreezeForm | undefined): Legal {
  switch (kind) {
    case "freeze":
      return freeze === "temporary" ? "frozen-temporary" : "frozen";
    case "unfreeze":
      return "active";
    case "cancel":
      return "cancelled";
  }
}

/** What the card's own state can speak against. */
type StateRefusal = Extract<
  RejectionCode,
  "already-cancelled" | "already-frozen" | "already-active" | "unfreeze-not-allowed" | "card-expired"
>;

/**
 * Why this operation may not be begun now, whatever its reason; undefined when it may. `legal` is what the card
 * is, or is about to be. An expired card can still be cancelled, so that it does not stay in use anywhere.
 */
export function refusalOf(
  wanted: { readonly kind: OperationKind; readonly to: Legal },
  legal: Legal,
  card: Pick<CardRow, "no_unfreeze" | "expires_on">,
  rules: RegionalRules,
  nowMs: number,
): StateRefusal | undefined {
  const { kind, to } = wanted;
  if (legal === "cancelled") return "already-cancelled";
  if (kind === "freeze" && strictness[to] <= strictness[legal]) return "already-frozen";
  if (kind === "unfreeze") {
    if (lifeOfLegal[legal] === "active") return "already-active";
    if (card.no_unfreeze === 1) return "unfreeze-not-allowed";
    if (legal === "frozen" && !rules.formalFreezeLifts) return "unfreeze-not-allowed";
  }
  if (kind !== "cancel" && isExpired(card, nowMs)) return "card-expired";
  return undefined;
}
