import type { OperationKind } from "../card/life.ts";
import { chanceOf } from "./chance.ts";

/** One visit that is going to happen: who goes where, when, and what for. */
export type PlannedVisit = {
  readonly name: string;
  readonly atMs: number;
  readonly terminal: number;
  readonly card: number;
  readonly wanted: OperationKind | undefined;
};

/** A terminal's process or power ends at this time. */
export type PlannedStop = {
  readonly name: string;
  readonly atMs: number;
  readonly terminal: number;
};

/** What comes to the centre without a card: a loss told at a desk, another office's notice. */
export type PlannedNotice = {
  readonly name: string;
  readonly atMs: number;
  readonly card: number;
  readonly what: "replacement-ordered" | "death" | "freeze-absent" | "freeze-absent-temporary";
};

export type Plan = {
  readonly terminals: number;
  readonly cards: number;
  readonly days: number;
  readonly visits: readonly PlannedVisit[];
  readonly stops: readonly PlannedStop[];
  readonly notices: readonly PlannedNotice[];
};

const dayMs = 86_400_000;
const soonMs = 15 * 60_000;

/** Draws the workload of a run. `without` names what the shrinker leaves out. */
export function planOf(seed: number, without: ReadonlySet<string> = new Set()): Plan {
  const chance = chanceOf(seed, "plan");
  const terminals = chance.between(1, 4);
  const cards = chance.between(1, 6);
  const days = chance.between(1, 30);
  const count = chance.between(3, 12);
  const visits: PlannedVisit[] = [];
  // Several visits come close after each other, as when somebody goes from one hall to the next.
  let atMs = chance.below(dayMs);
  let card = chance.below(cards);
  for (let index = 0; index < count; index++) {
    const close = chance.hit(0.5);
    atMs += close ? chance.below(soonMs) : chance.below((days * dayMs) / count);
    if (!close || chance.hit(0.2)) card = chance.below(cards);
    const wanted = chance.hit(0.15)
      ? undefined
      : chance.pick<OperationKind>(["freeze", "freeze", "unfreeze", "unfreeze", "unfreeze", "cancel"]);
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
  const notices = Array.from({ length: chance.hit(0.4) ? chance.between(1, 3) : 0 }, (_, index) => ({
    name: `notice-${String(index)}`,
    atMs: chance.pick(visits).atMs + chance.below(dayMs / 4),
    card: chance.below(cards),
    what: chance.pick<PlannedNotice["what"]>([
      "replacement-ordered",
      "death",
      "freeze-absent",
      "freeze-absent",
      "freeze-absent-temporary",
      "freeze-absent-temporary",
    ]),
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
