import { expect, test } from "vitest";
import { nothingRun } from "../simulation/campaign-sum.ts";
import type { Campaign, Failure } from "../simulation/campaign.ts";
import { runLanes, type Lane, type Stretch } from "./simulate-lanes.ts";

/** A lane that runs nothing, says it did, and takes some turns for it. */
function lane(told: Stretch[], part: (stretch: Stretch) => Partial<Campaign> = () => ({})): Lane {
  return async (stretch) => {
    told.push(stretch);
    for (let turn = 0; turn < stretch.from % 7; turn++) await Promise.resolve();
    return { ...nothingRun(), schedules: stretch.seeds, ...part(stretch) };
  };
}
const seedsOf = (told: readonly Stretch[]): number[] =>
  told.flatMap(({ from, seeds }) => Array.from({ length: seeds }, (_, n) => from + n));
const ways = { from: 5, watchMs: () => 0, stopped: () => false, onStretch: () => undefined };

test("each seed runs once, however many lanes share them, and the sum counts them", async () => {
  const told: Stretch[] = [];
  const counted = (): Partial<Campaign> => ({ faults: new Map([["partition", 2]]), different: [1] });
  const { run, next } = await runLanes([lane(told, counted), lane(told, counted), lane(told)], {
    ...ways,
    seeds: 1_333,
  });
  expect(seedsOf(told).sort((one, other) => one - other)).toEqual(
    Array.from({ length: 1_333 }, (_, n) => 5 + n),
  );
  expect(run.schedules).toBe(1_333);
  expect(run.faults.get("partition")).toBe(2 * run.different.length);
  expect(run.different.length).toBeGreaterThan(1);
  expect(next).toBe(1_338);
});

test("stopped, it says where to go on, and no seed below was left out", async () => {
  const told: Stretch[] = [];
  const stopped = (): boolean => told.length >= 3;
  const { run, next } = await runLanes([lane(told), lane(told)], { ...ways, seeds: 10_000, stopped });
  expect(run.schedules).toBeLessThan(10_000);
  expect(seedsOf(told)).toHaveLength((next ?? 0) - 5);
});

test("enough failures end it, and a stretch that ended in the middle gives no place to go on from", async () => {
  const failure = { outcome: { seed: 5 } } as Failure;
  const told: Stretch[] = [];
  const broken = (): Partial<Campaign> => ({
    schedules: 3,
    failures: Array.from({ length: 5 }, () => failure),
  });
  const { run, next } = await runLanes([lane(told, broken)], { ...ways, seeds: 10_000 });
  expect(told).toHaveLength(1);
  expect(run.failures).toHaveLength(5);
  expect(next).toBeUndefined();
});

test("time is up for all lanes alike, at the end of a stretch", async () => {
  const told: Stretch[] = [];
  const watchMs = (): number => told.length * 40;
  const { run, next } = await runLanes([lane(told)], { ...ways, seeds: 10_000, forMs: 100, watchMs });
  expect(told).toHaveLength(3);
  expect(next).toBe(5 + run.schedules);
});
