import type { OperationKind } from "../card/life.ts";
import { lifeOfLegal, type RejectionCode } from "./contract.ts";
import { shanghaiDate } from "./clock.ts";
import type { CardRow } from "./schema.ts";

/** A card is valid on its last day and expired after it, by the centre's date in Asia/Shanghai. */
export const isExpired = (card: CardRow, nowMs: number): boolean => shanghaiDate(nowMs) > card.expires_on;

/**
 * Why this operation may not be begun now, whatever its reason; undefined when it may.
 * An expired card can still be cancelled, so that it does not stay in use anywhere.
 */
export function refusalOf(kind: OperationKind, card: CardRow, nowMs: number): RejectionCode | undefined {
  const life = lifeOfLegal[card.legal];
  if (life === "cancelled") return "already-cancelled";
  if (kind === "freeze" && life === "frozen") return "already-frozen";
  if (kind === "unfreeze" && life === "active") return "already-active";
  if (kind !== "cancel" && isExpired(card, nowMs)) return "card-expired";
  return undefined;
}
