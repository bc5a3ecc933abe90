import { expect, test } from "vitest";
import { chanceOf } from "./chance.ts";
import { quiet } from "./quiet.ts";
import { startProcess } from "./scene.ts";
import { openWorld, type World } from "./world.ts";

const worldWith = (afterEvent: () => void = () => undefined): World =>
  openWorld({ tieBreak: chanceOf(1, "ties"), quiet, afterEvent });

/** Longer than any chain of awaits in the daemon or the centre. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 500; turn++) await Promise.resolve();
}

test("every promise that can go on has done so before the next event comes and before anything is judged", async () => {
  const seen: string[] = [];
  const world = worldWith(() => void seen.push("judged"));
  for (const n of [1, 2, 3])
    world.after(n, () => {
      seen.push(`begins ${String(n)}`);
      void manyTurns().then(() => seen.push(`ends ${String(n)}`));
    });
  await world.run(10);
  expect(seen).toEqual([1, 2, 3].flatMap((n) => [`begins ${String(n)}`, `ends ${String(n)}`, "judged"]));
  expect(world.nowMs()).toBe(10);
});

test("what was taken back does not happen, and time stands where it was enough", async () => {
  const world = worldWith();
  const seen: number[] = [];
  world.after(1, () => void seen.push(1))();
  world.after(2, () => void seen.push(2));
  world.after(3, () => void seen.push(3));
  await world.run(10, () => seen.includes(2));
  expect([seen, world.nowMs(), world.events()]).toEqual([[2], 2, 1]);
});

test("a bug in an event ends the run and is heard of", async () => {
  const world = worldWith();
  world.after(1, () => {
    throw new Error("a bug");
  });
  await expect(world.run(10)).rejects.toThrow("a bug");
});

test("whoever waits for the end of a process hears of it once, also when it has ended already", () => {
  const told: string[] = [];
  const process = startProcess("boot");
  const forget = process.onEnd(() => void told.push("forgotten"));
  process.onEnd(() => void told.push("waited"));
  forget();
  process.end();
  process.end();
  process.onEnd(() => void told.push("late"));
  expect(told).toEqual(["waited", "late"]);
});
