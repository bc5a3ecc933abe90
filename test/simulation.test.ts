import { expect, test } from "vitest";
import { campaign, hunt } from "../simulation/campaign.ts";
import { mutants } from "../simulation/mutants.ts";
import { crashRows, emptyCounts } from "../simulation/reached.ts";
import { runSchedule } from "../simulation/run.ts";
import { setTrap } from "../simulation/trap.ts";
import { openSqlite } from "../central/store-sqlite.ts";
import { runInNewContext } from "node:vm";

const quiet = (): Promise<void> => new Promise((turn) => setImmediate(turn));
const host = { quiet, watchMs: () => performance.now() };

const schedulesFor = 40_000;
const patienceMs = 180_000;

const sqliteStore = () => {
  const opened = openSqlite({ file: ":memory:" });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  return opened.value;
};
/** What a reader of the report needs to have it again. */
const told = (failures: Awaited<ReturnType<typeof campaign>>["failures"]): readonly string[] =>
  failures.map(
    ({ outcome, shrunk }) =>
      `seed ${outcome.seed}: ${outcome.violations[0]?.invariant}: ${outcome.violations[0]?.detail} (${shrunk?.needed.join(", ")})`,
  );

test(
  "whatever fails, in as many schedules as 40 s allow: card, terminal and centre agree in the end",
  { timeout: patienceMs },
  async () => {
    const run = await campaign(host, {
      from: 1,
      seeds: 1_000_000,
      forMs: schedulesFor,
      shrinkFailures: true,
    });
    const rows = [...run.counts.rows].map(([row, count]) => `${row}:${count}`).join(" ");
    console.info(`${run.schedules} schedules, ${run.events} events, crash rows ${rows}`);
    expect(told(run.failures)).toEqual([]);
    expect(run.sprung).toEqual([]);
    expect(run.different).toEqual([]);
    expect(run.schedules).toBeGreaterThan(200);
    // A simulator that does not get there proves nothing of what happens there.
    const missed = crashRows.filter((row) => (run.counts.rows.get(row) ?? 0) === 0);
    expect(missed).toEqual([]);
    for (const word of ["9000", "6283", "9303"]) expect(run.counts.statusWords.get(word)).toBeGreaterThan(0);
  },
);

test("the same schedules over the real SQL store", { timeout: patienceMs }, async () => {
  const run = await campaign(host, { from: 1, seeds: 10_000, forMs: 10_000, openStore: sqliteStore });
  console.info(`${run.schedules} schedules on SQLite`);
  expect(told(run.failures)).toEqual([]);
  expect(run.schedules).toBeGreaterThan(5);
});

test("a seed gives the same run each time, event by event, and another seed another", async () => {
  const once = (seed: number) => runSchedule({ seed, quiet, counts: emptyCounts(), keepTrace: true });
  for (const seed of [3, 14, 159]) {
    const [one, two] = [await once(seed), await once(seed)];
    expect(two.trace).toEqual(one.trace);
    expect(two.traceHash).toBe(one.traceHash);
    expect(one.events).toBeGreaterThan(20);
  }
  expect((await once(4)).traceHash).not.toBe((await once(3)).traceHash);
});

test("the memory store and the SQL store give the same run", async () => {
  for (const seed of [7, 21]) {
    const memory = await runSchedule({ seed, quiet, counts: emptyCounts() });
    const sql = await runSchedule({ seed, quiet, counts: emptyCounts(), openStore: sqliteStore });
    // A backup can be put back in memory only: such a run goes another way there.
    if (memory.struck.some((name) => name.startsWith("centre-restored"))) continue;
    expect(sql.traceHash).toBe(memory.traceHash);
  }
});

/** Fewer than a real hunt: which of the mutants are caught at once. */
test.each(Object.keys(mutants))("mutant %s is noticed", { timeout: patienceMs }, async (name) => {
  const [result] = await hunt(host, { names: [name], seedsMax: 2_000 });
  expect(result).toMatchObject({ name, killed: true });
});

test("product code that reaches for the host's clock is caught while schedules run, a test runner is not", () => {
  const trap = setTrap();
  try {
    const asFile = (file: string) => runInNewContext("(date) => date.now()", {}, { filename: file });
    expect(() => asFile("/x/central/some.ts")(Date)).toThrow("passed in");
    expect(asFile("/x/vitest/some.js")(Date)).toBeGreaterThan(0);
    expect(trap.sprung()).toEqual(["Date.now"]);
  } finally {
    trap.release();
  }
  expect(Date.now()).toBeGreaterThan(0);
});
