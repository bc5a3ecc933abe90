import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSqliteJournal } from "../../daemon/journal-sqlite.ts";
import { openCrashHall, type CrashHall } from "./crash-hall.ts";
import { journalPoints, lifeAt, nameOf, phasesOfAVisit } from "./crash-points.ts";
import { crashRun } from "./crash-run.ts";
import { auditHolds } from "./truth.ts";

/**
 * `kill -9` of the real daemon before and after each entry of its journal, on real pcscd, serialport and SQLite; then
 * a new daemon and the same card. In process, test/protocol/crash.test.ts stops every operation at every point.
 */

let hall: CrashHall;
let run: ReturnType<typeof crashRun>;
beforeAll(async () => {
  hall = await openCrashHall({ cards: 20 });
  run = crashRun(hall);
});
afterAll(async () => {
  await run.stop();
  await hall.close();
});

test("an undisturbed visit writes the entries at which the next ones are killed, and no other", async () => {
  await run.count(lifeAt(0));
  const journal = readSqliteJournal(join(hall.stateDir, "terminal", "journal.db"));
  expect(journal.all().map(({ body }) => body.phase)).toEqual(phasesOfAVisit);
  journal.close();
});

/** The original may be out, or bytes of it: nobody can know, so what prints after it is a marked copy. */
const spent = ["after print-armed", "before printed"];

test.each(
  journalPoints.map((point, n) => [lifeAt(n + 1).name, nameOf(point), point, lifeAt(n + 1)] as const),
)("%s, killed %s: the same card ends it, once", async (_operation, name, point, operation) => {
  const { reached, wrong, originals, copies } = await run.crash(operation, point);
  expect(wrong).toEqual([]);
  expect(reached).toBe(true);
  if (name === "after print-armed") expect({ originals, copies }).toEqual({ originals: 0, copies: 1 });
  else if (spent.includes(name)) expect({ originals, copies }).toEqual({ originals: 1, copies: 1 });
  else expect({ originals, copies }).toEqual({ originals: 1, copies: 0 });
});

test("a paper that could not be printed is owed: the judge waits for the card's next visit, where it comes", async () => {
  const operation = lifeAt(journalPoints.length + 1);
  const { wrong, owed, originals, copies } = await run.through(operation, "without paper", async () => {
    await hall.stand.printer({ op: "paper", out: true });
    await run.visitFor(operation);
    await hall.stand.printer({ op: "paper", out: false });
    return true;
  });
  expect({ wrong, owed, originals, copies }).toEqual({
    wrong: [],
    owed: ["paper-out"],
    originals: 1,
    copies: 0,
  });
});

test("the centre's chain of what happened has no gap after all that", async () => {
  expect(await auditHolds(hall)).toBe(true);
});
