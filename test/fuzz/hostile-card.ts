import { virtualCard } from "../../card/virtual/card.ts";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { fromHex, hex } from "../../card/bytes.ts";
import type { CardConnection, ListAnswer, ListedCommand } from "../../hardware/ports.ts";
import { ok } from "../../hardware/result.ts";

/* A card that answers like a real one and then changes its mind: random and mutated answers, by a seed. */

/** 0 <= chance() < 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const statusWords = [
  "9000",
  "6115",
  "61FF",
  "6100",
  "6C00",
  "6CFF",
  "6283",
  "6982",
  "6985",
  "6A81",
  "6A82",
  "6A86",
]
  .concat(["6B00", "6D00", "6F00", "9303", "63C0", "6282"])
  .map(fromHex);

export const bytesOf = (length: number, chance: () => number): Uint8Array =>
  Uint8Array.from({ length }, () => Math.floor(chance() * 256));

/** An answer as a hostile card could give it in place of `real`. */
export function mutated(real: Uint8Array, chance: () => number): Uint8Array {
  const pick = chance();
  const data = real.subarray(0, -2);
  const word = statusWords[Math.floor(chance() * statusWords.length)] ?? fromHex("9000");
  // Bits and bytes changed, the status word spared, so that the answer is believed as far as possible.
  if (pick < 0.35) {
    const changed = Uint8Array.from(real);
    for (let times = 1 + Math.floor(chance() * 4); times > 0 && data.length > 0; times -= 1)
      changed[Math.floor(chance() * data.length)] = Math.floor(chance() * 256);
    return changed;
  }
  if (pick < 0.5)
    return Uint8Array.of(...data.subarray(0, Math.floor(chance() * (data.length + 1))), 0x90, 0x00);
  if (pick < 0.6) return Uint8Array.of(...data, ...bytesOf(Math.floor(chance() * 40), chance), 0x90, 0x00);
  if (pick < 0.8) return Uint8Array.of(...data, ...word);
  if (pick < 0.9) return Uint8Array.of(...bytesOf(Math.floor(chance() * 60), chance), ...word);
  if (pick < 0.95) return nested(1 + Math.floor(chance() * 20));
  if (pick < 0.99) return bytesOf(Math.floor(chance() * 3), chance);
  return Uint8Array.of(...new Uint8Array(64 * 1024).fill(Math.floor(chance() * 256)), ...word);
}

/** Templates within templates: an FCI too deep to be one. */
function nested(levels: number): Uint8Array {
  let inner = fromHex("840101");
  for (let level = 0; level < levels; level += 1) inner = Uint8Array.of(0x6f, inner.length, ...inner);
  return Uint8Array.of(...inner, 0x90, 0x00);
}

const cards = defaultCards.map((card) =>
  virtualCard(card.image(), (length) => new Uint8Array(length).fill(7)),
);

type Hostile = {
  readonly connection: CardConnection;
  /** Answers given so far. */
  readonly given: () => number;
};

/** A default card behind a hand that replaces `share` of its answers. `share` 0 is the card itself. */
export function hostileCard(chance: () => number, share: number): Hostile {
  const card = cards[Math.floor(chance() * cards.length)];
  if (card === undefined) throw new Error("no card");
  const atr = card.powerOn();
  let given = 0;
  const answer = (apdu: Uint8Array): Uint8Array => {
    given += 1;
    const real = card.answer(apdu);
    return chance() < share ? mutated(real, chance) : real;
  };
  const transmitList = (commands: readonly ListedCommand[]): ListAnswer => {
    const answers: Uint8Array[] = [];
    for (const { apdu, allowed } of commands) {
      const said = answer(apdu);
      answers.push(said);
      if (!allowed.includes(hex(said.slice(-2)))) break;
    }
    return { answers };
  };
  return {
    given: () => given,
    connection: {
      atr: hex(share > 0 && chance() < 0.1 ? mutated(atr, chance).subarray(0, 40) : atr),
      transmit: (apdu) => Promise.resolve(ok(answer(apdu))),
      transmitList: (commands) => Promise.resolve(transmitList(commands)),
      powerCycle: () => Promise.resolve(ok(hex(card.powerOn()))),
      end: () => Promise.resolve(),
    },
  };
}
