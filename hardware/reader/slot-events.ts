/** What one status of a PC/SC reader says of its slot: whether a card lies there, and how often that has changed. */
export type SlotState = { readonly present: boolean; readonly events: number };

/** pcscd counts each insertion and each removal in the high word of dwEventState (pcsclite.h). */
export const slotStateOf = (dwEventState: number, presentBit: number): SlotState => ({
  present: (dwEventState & presentBit) !== 0,
  events: dwEventState >>> 16,
});

/**
 * A card lay there and one lies there, and between the two something was taken and put in: another card, or the same
 * one anew. The ATR does not tell it, because cards of one make have the same.
 */
export const swapped = (before: SlotState | undefined, now: SlotState): boolean =>
  before?.present === true && now.present && before.events !== now.events;
