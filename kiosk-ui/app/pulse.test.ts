import { expect, test } from "vitest";
import { drawnEveryMs } from "../../daemon/screen.ts";
import { openPulse } from "./pulse.ts";

test("says what is drawn once it is painted, and again every few seconds, one at a time", () => {
  const waiting: (() => void)[] = [];
  const paints: (() => void)[] = [];
  const delays: number[] = [];
  const said: number[] = [];
  const pulse = openPulse({
    clock: {
      now: () => new Date(0),
      after: (delayMs, task) => {
        delays.push(delayMs);
        waiting.push(task);
        return () => undefined;
      },
    },
    painted: (then) => paints.push(then),
    say: (frameNo) => said.push(frameNo),
  });
  expect([paints.length, waiting.length]).toEqual([0, 0]);
  pulse.drew(1);
  pulse.drew(2);
  expect([paints.length, said]).toEqual([1, []]);
  paints.shift()?.();
  expect(said).toEqual([2]);
  pulse.drew(5);
  expect(said).toEqual([2]);
  waiting.shift()?.();
  // Nothing is painted: nothing is said.
  expect([paints.length, said, waiting.length]).toEqual([1, [2], 0]);
  paints.shift()?.();
  expect(said).toEqual([2, 5]);
  expect(delays).toEqual([drawnEveryMs, drawnEveryMs]);
});
