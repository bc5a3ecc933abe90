import { expect, test } from "vitest";
import { openCrashHall } from "./crash-hall.ts";
import { apduPoints, lifeAt, lives } from "./crash-points.ts";
import { crashRun } from "./crash-run.ts";

/** A visit of fewer APDUs than this has lost steps, and killing it "everywhere" would say less than it seems. */
const fewestApdus = 20;

test(
  "killed between any two APDUs of a visit, the read, the write and the read-back: the same card ends it, once",
  { timeout: 600_000 },
  async () => {
    const hall = await openCrashHall({ cards: 30 });
    const run = crashRun(hall);
    try {
      const counts: number[] = [];
      for (const operation of lives) counts.push(await run.count(operation));
      expect(Math.min(...counts)).toBeGreaterThan(fewestApdus);

      const unreached: string[] = [];
      for (const [turn, point] of apduPoints(Math.max(...counts)).entries()) {
        const { name, reached, wrong } = await run.crash(lifeAt(turn), point);
        expect(wrong, name).toEqual([]);
        if (!reached) unreached.push(name);
      }
      // The longest visit's last boundaries do not exist in the shorter ones.
      expect(unreached.length).toBeLessThanOrEqual(Math.max(...counts) - Math.min(...counts));
    } finally {
      await run.stop();
      await hall.close();
    }
  },
);
