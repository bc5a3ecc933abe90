import type { CardRow, OperationRow } from "../tables.ts";

/**
 * A card's state as the provinces' systems exchange it: field AAZ502 of the social security indicator set. Code 9
 * (cancelled) is what several provinces use; the others were found in published interfaces.
 */
export const registerStates = {
  sealed: "0",
  normal: "1",
  "formal-loss": "2",
  "application-locked": "3",
  "temporary-loss": "4",
  cancelled: "9",
} as const;
export type RegisterState = keyof typeof registerStates;

/** Of a card that was handed over. `current` is the operation that waits for it. */
export function registerStateOf(
  card: Pick<CardRow, "legal">,
  current: Pick<OperationRow, "state"> | undefined,
): RegisterState {
  switch (card.legal) {
    case "cancelled":
      return "cancelled";
    case "frozen":
      return "formal-loss";
    case "frozen-temporary":
      return "temporary-loss";
    case "active":
      // The record is in force again and the chip has not been seen: its application is still locked.
      return current?.state === "lifted-awaiting-card" ? "application-locked" : "normal";
  }
}
