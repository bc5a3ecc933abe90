import { expect, test } from "vitest";
import { nextKind, soak } from "./soak.ts";
import { slopeOf } from "./slope.ts";

test("a slope is told from noise: a leak is seen in a noisy series, and noise alone is flat", () => {
  const noise = [3, -2, 4, -4, 1, -1, 2, -3, 0, 1, -2, 3];
  const series = (leak: number) => noise.map((y, x) => ({ x: x * 100, y: 200 + y + leak * x * 100 }));
  expect(slopeOf(series(0)).grows).toBe(false);
  expect(slopeOf(series(-0.05)).grows).toBe(false);
  const leak = slopeOf(series(0.05));
  expect(leak.grows).toBe(true);
  expect(leak.slope).toBeCloseTo(0.05, 2);
  expect(leak.low).toBeLessThan(leak.slope);
  expect(leak.high - leak.slope).toBeCloseTo(leak.slope - leak.low, 9);
  expect(slopeOf(series(0.05), 1).grows).toBe(false);
  expect(slopeOf([]).grows).toBe(false);
});

test("freeze and unfreeze take turns, and a session that only finished an earlier one is not counted as its own", () => {
  expect(nextKind("freeze", { did: "freeze" })).toBe("unfreeze");
  expect(nextKind("unfreeze", { did: "unfreeze" })).toBe("freeze");
  // The certificate of an unfreezing was owed: this visit printed it, so the freezing is still to be done.
  expect(nextKind("freeze", { did: "unfreeze" })).toBe("freeze");
  expect(nextKind("unfreeze", { before: { life: "active" } })).toBe("freeze");
  expect(nextKind("freeze", { before: { life: "frozen" } })).toBe("unfreeze");
  expect(nextKind("freeze", {})).toBe("freeze");
});

test(
  "50 sessions in a row: each ends well with one paper, and no handle, process or kept object is left behind",
  { timeout: 150_000 },
  async () => {
    const report = await soak({ sessions: 50, every: 5 });
    expect(report.faults).toEqual([]);
    expect(report.caughtUp).toEqual([]);
    expect(report.papers).toBe(50);
    const [first, last] = [report.samples[1]!, report.samples.at(-1)!];
    expect(first.processes).toBeGreaterThanOrEqual(3);
    expect(last.processes).toBe(first.processes);
    // A handle or two come and go with the page's socket and SQLite's files.
    expect(Math.abs(last.handles - first.handles)).toBeLessThanOrEqual(3);
    expect(last.daemonMb - first.daemonMb).toBeLessThan(40);
    // Compiled code and the rings that fill up: about 1 MB in the daemon, 0.2 MB in its hosts.
    expect(last.daemonLiveMb - first.daemonLiveMb).toBeLessThan(4);
    expect(last.hostsLiveMb - first.hostsLiveMb).toBeLessThan(2);
  },
);
