import type { OperationKind } from "../card/life.ts";
import { cardBox } from "./cards.ts";
import { chanceOf, type Chance } from "./chance.ts";

/** What a visit is for: an operation, a lost card frozen without it, or only to show the card. */
export type Wish = OperationKind | "lost" | "lost-temporary" | "show";

/** One visit that is going to happen: who goes where, when, and what for. */
type PlannedVisit = {
  readonly name: string;
  readonly atMs: number;
  readonly terminal: number;
  readonly card: number;
  readonly wanted: Wish;
};

/** A terminal's process or power ends at this time. */
type PlannedStop = {
  readonly name: string;
  readonly atMs: number;
  readonly terminal: number;
};

/** What another office tells the centre of a card. */
export type PlannedNotice = {
  readonly name: string;
  readonly atMs: number;
  readonly card: number;
  readonly what: "replacement-ordered" | "death";
};

export type Plan = {
  readonly terminals: number;
  /** Which cards of the box there are. */
  readonly cards: readonly number[];
  readonly days: number;
  readonly visits: readonly PlannedVisit[];
  readonly stops: readonly PlannedStop[];
  readonly notices: readonly PlannedNotice[];
};

const dayMs = 86_400_000;
const soonMs = 15 * 60_000;

const wishes: readonly Wish[] = [
  ...["freeze", "freeze", "freeze", "freeze", "unfreeze", "unfreeze", "unfreeze", "unfreeze"],
  ...["unfreeze", "unfreeze", "cancel", "cancel", "show", "show", "lost", "lost-temporary"],
] as const;

/** Some of the box, the national cards more often than the examples. */
function cardsOf(chance: Chance, count: number): readonly number[] {
  const left = cardBox.map((_, index) => index);
  return Array.from({ length: count }, () => {
    const at = Math.min(chance.below(left.length), chance.below(left.length));
    return left.splice(at, 1)[0] ?? 0;
  });
}

/** Draws the workload of a run. `without` names what the shrinker leaves out. */
export function planOf(seed: number, without: ReadonlySet<string> = new Set()): Plan {
  const chance = chanceOf(seed, "plan");
  const terminals = chance.between(1, 4);
  const cards = cardsOf(chance, chance.between(1, 6));
  const days = chance.between(1, 30);
  const count = chance.between(3, 12);
  const visits: PlannedVisit[] = [];
  // Several visits come close after each other, as when somebody goes from one hall to the next.
  let atMs = chance.below(dayMs);
  let card = chance.below(cards.length);
  for (let index = 0; index < count; index++) {
    const close = chance.hit(0.5);
    atMs += close ? chance.below(soonMs) : chance.below((days * dayMs) / count);
    if (!close || chance.hit(0.2)) card = chance.below(cards.length);
    const wanted = chance.pick(wishes);
    visits.push({ name: `visit-${String(index)}`, atMs, terminal: chance.below(terminals), card, wanted });
  }
  const stops = Array.from({ length: chance.below(4) }, (_, index) => {
    // Near a visit: a terminal that stands idle loses nothing.
    const near = chance.pick(visits);
    return {
      name: `stop-${String(index)}`,
      atMs: near.atMs + chance.below(40_000),
      terminal: near.terminal,
    };
  });
  const notices = Array.from({ length: chance.hit(0.2) ? chance.between(1, 2) : 0 }, (_, index) => ({
    name: `notice-${String(index)}`,
    atMs: chance.pick(visits).atMs + chance.below(dayMs / 4),
    card: chance.below(cards.length),
    what: chance.pick<PlannedNotice["what"]>(["replacement-ordered", "death"]),
  }));
  return {
    terminals,
    cards,
    days,
    visits: visits.filter(({ name }) => !without.has(name)),
    stops: stops.filter(({ name }) => !without.has(name)),
    notices: notices.filter(({ name }) => !without.has(name)),
  };
}
