import type { Campaign } from "./campaign.ts";
import { emptyCounts } from "./reached.ts";

/** Before anything ran. */
export const nothingRun = (): Campaign => ({
  schedules: 0,
  failures: [],
  counts: emptyCounts(),
  faults: new Map(),
  repeated: 0,
  different: [],
  virtualMs: 0,
  kioskMs: 0,
  events: 0,
  tookMs: 0,
  processorMs: 0,
  sprung: [],
});

function together<Key>(one: ReadonlyMap<Key, number>, other: ReadonlyMap<Key, number>): Map<Key, number> {
  const both = new Map(one);
  for (const [key, count] of other) both.set(key, (both.get(key) ?? 0) + count);
  return both;
}

/** Two campaigns over different seeds as one. Times add up, which is right for those that ran one after the other. */
export const summed = (one: Campaign, other: Campaign): Campaign => ({
  schedules: one.schedules + other.schedules,
  failures: [...one.failures, ...other.failures],
  counts: {
    rows: together(one.counts.rows, other.counts.rows),
    statusWords: together(one.counts.statusWords, other.counts.statusWords),
    states: together(one.counts.states, other.counts.states),
  },
  faults: together(one.faults, other.faults),
  repeated: one.repeated + other.repeated,
  different: [...one.different, ...other.different],
  virtualMs: one.virtualMs + other.virtualMs,
  kioskMs: one.kioskMs + other.kioskMs,
  events: one.events + other.events,
  tookMs: one.tookMs + other.tookMs,
  processorMs: one.processorMs + other.processorMs,
  sprung: [...new Set([...one.sprung, ...other.sprung])],
});
