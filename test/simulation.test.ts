import { afterAll, expect, test } from "vitest";
import { hunt, type Campaign } from "../simulation/campaign.ts";
import { mutants } from "../simulation/mutants.ts";
import { quiet } from "../simulation/quiet.ts";
import { crashRows, emptyCounts } from "../simulation/reached.ts";
import { runSchedule } from "../simulation/run.ts";
import { setTrap } from "../simulation/trap.ts";
import { sqliteDisk } from "../cli/simulate-disk.ts";
import { simulationHost as host } from "../cli/simulate-host.ts";
import { runLanes } from "../cli/simulate-lanes.ts";
import { simulationThread, type SimulatedStore } from "../cli/simulate-threads.ts";
import { runInNewContext } from "node:vm";

/** Schedules by the thousand run in a thread as the program has it: the test runner's own is slower by a fifth. */
const thread = simulationThread();
afterAll(() => thread.end());

/** Seeds from 1 on, stretch by stretch, until there are `seeds` of them or `isEnough`. */
async function runSeeds(
  store: SimulatedStore,
  seeds: number,
  isEnough: (soFar: Campaign, tookMs: number) => boolean,
): Promise<Campaign> {
  const beganMs = host.watchMs();
  let enough = false;
  const { run } = await runLanes([thread.laneOver(store)], {
    from: 1,
    seeds,
    watchMs: host.watchMs,
    stopped: () => enough,
    onStretch(soFar) {
      enough = isEnough(soFar, host.watchMs() - beganMs);
    },
  });
  return run;
}

/** Long enough for a free core, and on until each crash row was come to a hundred times; no longer than `mostMs`. */
const forMs = 40_000;
const mostMs = 120_000;
const onDiskMs = 35_000;
const rowsLeast = 100;
const patienceMs = 240_000;

/** What a reader of the report needs to have it again. */
const told = ({ failures }: Campaign): readonly string[] =>
  failures.map(
    ({ outcome, shrunk }) =>
      `seed ${outcome.seed}: ${outcome.violations[0]?.invariant}: ${outcome.violations[0]?.detail} (${shrunk?.needed.join(", ")})`,
  );
const perSecond = ({ schedules, tookMs, processorMs }: Campaign): string =>
  `${schedules} schedules, ${Math.round((schedules / tookMs) * 1_000)} a second, ${Math.round((schedules / processorMs) * 1_000)} a second of one core`;

test(
  "whatever fails, in as many schedules as the time allows: card, terminal and centre agree in the end",
  { timeout: patienceMs },
  async () => {
    const run = await runSeeds("memory", 100_000, ({ counts }, tookMs) => {
      const isRich = [...counts.rows.values()].every((count) => count >= rowsLeast);
      return tookMs > mostMs || (tookMs > forMs && isRich);
    });
    const rows = [...run.counts.rows].map(([row, count]) => `${row}:${count}`).join(" ");
    console.info(`${perSecond(run)}, ${run.repeated} of them twice, crash rows ${rows}`);
    expect(told(run)).toEqual([]);
    expect(run.sprung).toEqual([]);
    expect(run.different).toEqual([]);
    expect(run.repeated).toBe(Math.floor(run.schedules / 100));
    // A simulator that does not get there proves nothing of what happens there.
    const least = Math.min(rowsLeast, run.schedules / 100);
    const missed = crashRows.filter((row) => (run.counts.rows.get(row) ?? 0) < least);
    expect(missed).toEqual([]);
    for (const word of ["9000", "6283", "9303"]) expect(run.counts.statusWords.get(word)).toBeGreaterThan(0);
  },
);

test("the same schedules over the centre's SQLite, on a disk", { timeout: patienceMs }, async () => {
  const run = await runSeeds("sqlite", 5_000, (_, tookMs) => tookMs > onDiskMs);
  console.info(`on the centre's SQLite: ${perSecond(run)}`);
  expect(told(run)).toEqual([]);
  expect(run.sprung).toEqual([]);
  expect(run.different).toEqual([]);
  expect(run.schedules).toBeGreaterThan(50);
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
  const disk = sqliteDisk();
  const { openStore } = disk;
  let compared = 0;
  for (let seed = 7; compared < 3; seed++) {
    const memory = await runSchedule({ seed, quiet, counts: emptyCounts() });
    // A backup can be put back in memory only: such a run goes another way there.
    if (memory.struck.some((name) => name.startsWith("centre-restored"))) continue;
    const sql = await runSchedule({ seed, quiet, counts: emptyCounts(), openStore });
    expect(sql.traceHash).toBe(memory.traceHash);
    compared += 1;
  }
  disk.remove();
});

test("the stand-in ciphers lead to the same run as the real ones, but for the bytes they make", async () => {
  const told = async (ciphers: "real" | "stand-in") => {
    const { events, struck, virtualMs } = await runSchedule({
      seed: 11,
      quiet,
      counts: emptyCounts(),
      ciphers,
    });
    return { events, struck, virtualMs };
  };
  expect(await told("stand-in")).toEqual(await told("real"));
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
