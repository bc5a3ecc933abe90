/** One component's own chance: seeded, so that a run can be had again, and apart from all others. */
export type Chance = {
  /** At least 0, below 1. */
  next(): number;
  /** True with this probability. */
  hit(probability: number): boolean;
  /** A whole number from 0, below `count`. */
  below(count: number): number;
  /** A whole number between the two, both included. */
  between(least: number, most: number): number;
  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item;
  bytes(length: number): Uint8Array;
};

/** FNV-1a over UTF-16 units; enough to keep two names apart. */
function hashOf(text: string, start: number): number {
  let hash = start >>> 0;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  return hash >>> 0;
}

/**
 * Chance of the component `name` in the run `seed`: sfc32 (Chris Doty-Humphrey's PractRand). Each component has
 * its own, so that one draw more in one of them shifts nothing in the others.
 */
export function chanceOf(seed: number, name: string): Chance {
  let a = hashOf(name, 0x811c_9dc5);
  let b = seed >>> 0;
  let c = Math.floor(seed / 0x1_0000_0000) >>> 0;
  let counter = 1;

  function word(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  for (let round = 0; round < 12; round++) word();

  const next = (): number => word() / 0x1_0000_0000;
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    hit: (probability) => next() < probability,
    below,
    between: (least, most) => least + below(most - least + 1),
    pick<Item>(items: readonly Item[]): Item {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("chance: nothing to pick from");
      return item;
    },
    bytes(length) {
      const made = new Uint8Array(length);
      for (let index = 0; index < length; index++) made[index] = word() & 0xff;
      return made;
    },
  };
}

/** A running 64-bit hash over text, cheap enough for every event of every run. No cryptography rests on it. */
export function rollingHash(): { add(...parts: readonly string[]): void; value(): string } {
  let high = 0x6a09_e667 | 0;
  let low = 0xbb67_ae85 | 0;
  return {
    add(...parts) {
      for (const text of parts)
        for (let index = 0; index < text.length; index++) {
          const unit = text.charCodeAt(index);
          high = Math.imul(high ^ unit, 0x85eb_ca6b) ^ (low >>> 13);
          low = Math.imul(low ^ unit, 0xc2b2_ae35) ^ (high >>> 16);
        }
      high = Math.imul(high ^ 0x1f, 0x9e37_79b1);
    },
    value: () => (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0"),
  };
}
