import { centreCrashes, type CentreCrash } from "./centre-behind.ts";
import { apduPoints, journalPoints, type CrashPoint, type Operation } from "./crash-points.ts";
import type { Pull } from "./disturbances.ts";

export type Case =
  | { readonly of: "daemon"; readonly point: CrashPoint }
  | { readonly of: "centre"; readonly crash: CentreCrash }
  | { readonly of: "card"; readonly pull: Pull };

/** Mulberry32: the same seed draws the same order again on one stand. */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every case of every operation once, drawn without putting back, before any comes a second time. */
export function decks(chance: () => number) {
  const lying = new Map<string, Case[]>();
  return (operation: Operation, of: "kill" | "pull", apdus: number): Case => {
    const name = `${of} ${operation.name}`;
    let deck = lying.get(name) ?? [];
    if (deck.length === 0) deck = of === "kill" ? allKills(apdus) : allPulls(apdus);
    lying.set(name, deck);
    const [drawn] = deck.splice(Math.floor(chance() * deck.length), 1);
    if (drawn === undefined) throw new Error("an empty deck");
    return drawn;
  };
}

const allKills = (apdus: number): Case[] => [
  ...[...journalPoints, ...apduPoints(apdus)].map((point) => ({ of: "daemon" as const, point })),
  ...centreCrashes.map((crash) => ({ of: "centre" as const, crash })),
];

const allPulls = (apdus: number): Case[] =>
  Array.from({ length: apdus }, (_, n) =>
    (["before", "after"] as const).map((when) => ({ of: "card" as const, pull: { apdu: n + 1, when } })),
  ).flat();
