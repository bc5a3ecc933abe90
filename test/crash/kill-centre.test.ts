import { afterAll, beforeAll, expect, test } from "vitest";
import { centreBehind, centreCrashes, type CentreBehind } from "./centre-behind.ts";
import { openCrashHall, type CrashHall } from "./crash-hall.ts";
import { lifeAt } from "./crash-points.ts";
import { crashRun } from "./crash-run.ts";
import { centreKilled } from "./disturbances.ts";
import { auditHolds } from "./truth.ts";

/** `kill -9` of the centre's process around each message, and a new one on the same database. */

let behind: CentreBehind | undefined;
let hall: CrashHall;
let run: ReturnType<typeof crashRun>;
beforeAll(async () => {
  hall = await openCrashHall({
    cards: 20,
    async centreUrl(stand, stateDir) {
      behind = await centreBehind(stand, stateDir);
      return behind.url;
    },
  });
  run = crashRun(hall);
});
afterAll(async () => {
  await run.stop();
  await behind?.close();
  await hall.close();
});

test.each(
  centreCrashes.map((crash, n) => [lifeAt(n).name, crash.when, crash.message, crash, lifeAt(n)] as const),
)("%s, the centre killed %s %s: the terminal and the card end it, once", async (...given) => {
  const [, , , crash, operation] = given;
  if (behind === undefined) throw new Error("no centre");
  const { reached, wrong, originals, copies } = await centreKilled(behind, run, operation, crash);
  expect(wrong).toEqual([]);
  expect(reached).toBe(true);
  expect({ originals, copies }).toEqual({ originals: 1, copies: 0 });
});

test("the centre's chain of what happened has no gap after all that", async () => {
  expect(await auditHolds(hall)).toBe(true);
});
