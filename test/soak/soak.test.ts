import { expect, test } from "vitest";
import { soak } from "./soak.ts";
import { slopeOf } from "./slope.ts";

test("a slope is told from noise: a leak is seen in a noisy series, and noise alone is flat", () => {
  const noise = [3, -2, 4, -4, 1, -1, 2, -3, 0, 1, -2, 3];
  const series = (leak: number) => noise.map((y, x) => ({ x: x * 100, y: 200 + y + leak * x * 100 }));
  expect(slopeOf(series(0)).flat).toBe(true);
  expect(slopeOf(series(0.05))).toMatchObject({ flat: false });
  expect(slopeOf(series(0.05)).slope).toBeCloseTo(0.05, 2);
  expect(slopeOf([]).flat).toBe(true);
});

test(
  "50 sessions in a row: each ends well with one paper, and no handle or process is left behind",
  { timeout: 150_000 },
  async () => {
    const report = await soak({ sessions: 50, every: 5 });
    expect(report.faults).toEqual([]);
    expect(report.papers).toBe(50);
    const [first, last] = [report.samples[1]!, report.samples.at(-1)!];
    expect(first.processes).toBeGreaterThanOrEqual(3);
    expect(last.processes).toBe(first.processes);
    // A handle or two come and go with the page's socket and SQLite's files.
    expect(Math.abs(last.handles - first.handles)).toBeLessThanOrEqual(3);
    expect(last.daemonMb - first.daemonMb).toBeLessThan(40);
  },
);
