import { expect, test } from "vitest";
import { openCrashHall } from "./crash-hall.ts";
import { lifeAt, lives } from "./crash-points.ts";
import { crashRun } from "./crash-run.ts";
import { pulled } from "./disturbances.ts";

const fewestApdus = 20;
/** Taken when all was read already: the visit ends as if nothing had been. */
const unnoticedMax = 2;

test(
  "the card pulled at each APDU of a visit, before or after it acts: put back, it is ended once",
  { timeout: 600_000 },
  async () => {
    const hall = await openCrashHall({ cards: 30 });
    const run = crashRun(hall);
    try {
      const counts: number[] = [];
      for (const operation of lives) counts.push(await run.count(operation));
      expect(Math.min(...counts)).toBeGreaterThan(fewestApdus);

      const unnoticed: string[] = [];
      // In turn before and after; test/protocol/tear.test.ts does both at each APDU of each operation, in process.
      for (let apdu = 1; apdu <= Math.max(...counts); apdu++) {
        const pull = { apdu, when: apdu % 2 === 0 ? "after" : "before" } as const;
        const { name, reached, wrong, originals, copies } = await pulled(hall, run, lifeAt(apdu), pull);
        expect(wrong, name).toEqual([]);
        expect({ originals, copies }, name).toEqual({ originals: 1, copies: 0 });
        if (!reached) unnoticed.push(name);
      }
      expect(unnoticed.length, unnoticed.join("; ")).toBeLessThanOrEqual(unnoticedMax);
    } finally {
      await run.stop();
      await hall.close();
    }
  },
);
