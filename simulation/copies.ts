import type { SimCard } from "./cards.ts";
import type { Scene } from "./scene.ts";

/** Chips that somebody made after a card, keys and all (protocol D, malicious card). */
export type Copies = {
  /** Somebody had the card in hand. */
  maybeMade(card: SimCard): void;
  /** The copy that is shown in the card's place now, if one is. */
  shownFor(card: SimCard): SimCard | undefined;
};

/**
 * A copy with all keys cannot be told from its card until the card has moved on, so it is shown from then on:
 * `isOfThePast` says when. Nothing may be written on it, and nothing settled by it.
 */
export function copiesOf(scene: Scene, isOfThePast: (copy: SimCard) => boolean): Copies {
  const { faults, reached } = scene;
  const crook = scene.chanceFor("crook");
  const made = new Map<SimCard, SimCard>();
  return {
    maybeMade(card) {
      if (!card.isCopy && !made.has(card) && crook.hit(0.3)) made.set(card, card.copied());
    },
    shownFor(card) {
      const copy = made.get(card);
      if (copy === undefined || !isOfThePast(copy) || !faults.strikes("copy-shown")) return undefined;
      reached.state("copy shown");
      return copy;
    },
  };
}
