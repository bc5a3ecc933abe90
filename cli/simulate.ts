import type { Command } from "commander";
import { hunt, type Campaign, type MutantResult } from "../simulation/campaign.ts";
import { faithful } from "../simulation/mutant.ts";
import { emptyCounts } from "../simulation/reached.ts";
import { runSchedule } from "../simulation/run.ts";
import { quiet } from "../simulation/quiet.ts";
import { shrink } from "../simulation/shrink.ts";
import { sqliteDisk } from "./simulate-disk.ts";
import { simulationHost as host } from "./simulate-host.ts";
import { runLanes } from "./simulate-lanes.ts";
import { simulationThread, type SimulatedStore } from "./simulate-threads.ts";
import { finish, say, type CommandResult } from "./output.ts";

type Options = {
  readonly seeds: string;
  readonly from: string;
  readonly seed?: string;
  readonly trace?: boolean;
  readonly mutants?: boolean;
  readonly seconds?: string;
  readonly workers: string;
  readonly store: SimulatedStore;
  readonly json?: boolean;
};

const mutantSeedsMax = 10_000;
const yearMs = 365 * 86_400_000;

/** `cardhall simulate`: the deterministic simulator (docs/reliability.md). */
export function simulateCommand(parent: Command): void {
  parent
    .command("simulate")
    .description("card, terminal and centre under faults, in virtual time")
    .option("--seeds <n>", "how many schedules", "1000")
    .option("--from <seed>", "the first seed", "1")
    .option("--seed <seed>", "one schedule, again and exactly")
    .option("--trace", "with --seed: everything that happened")
    .option("--mutants", "break the protocol on purpose, and see that it is noticed")
    .option("--seconds <n>", "no longer than this")
    .option("--workers <n>", "threads that share the seeds; figures of one core are those of 1", "1")
    .option("--store <kind>", "memory or sqlite: the centre's store", "memory")
    .option("--json")
    .action(async (options: Options) => {
      finish(await resultOf(options), options.json === true);
    });
}

const resultOf = (options: Options): Promise<CommandResult> =>
  options.seed === undefined ? many(options) : one(Number(options.seed), options);

/** How often a run tells how far it is: one that is stopped keeps its figures. */
const tellEveryMs = 30_000;

async function many(options: Options): Promise<CommandResult> {
  const stopped = untilStopped();
  const beganMs = host.watchMs();
  const usedMs = host.processorMs();
  const timed = (run: Campaign): Campaign => ({
    ...run,
    tookMs: host.watchMs() - beganMs,
    processorMs: host.processorMs() - usedMs,
  });
  let toldMs = beganMs;
  // One has a thread of its own too: a run never lets the loop turn, and no signal would be heard here.
  const threads = Array.from({ length: Math.max(1, Number(options.workers)) }, simulationThread);
  const lanes = threads.map(({ laneOver }) => laneOver(options.store));
  const laned = await runLanes(lanes, {
    from: Number(options.from),
    seeds: Number(options.seeds),
    ...(options.seconds === undefined ? {} : { forMs: Number(options.seconds) * 1_000 }),
    watchMs: host.watchMs,
    stopped,
    onStretch(soFar) {
      if (host.watchMs() - toldMs < tellEveryMs) return;
      toldMs = host.watchMs();
      say(headline(timed(soFar)));
    },
  });
  await Promise.all(threads.map(({ end }) => end()));
  const run = timed(laned.run);
  const mutants =
    options.mutants === true && !stopped()
      ? await hunt(host, { seedsMax: mutantSeedsMax, from: Number(options.from) })
      : undefined;
  const ok =
    run.failures.length === 0 &&
    run.different.length === 0 &&
    run.sprung.length === 0 &&
    mutants?.every(({ killed }) => killed) !== false;
  const next = laned.next === undefined ? {} : { next: laned.next };
  const goOn = laned.next === undefined ? [] : [`goes on with --from ${String(laned.next)}`];
  return { json: { ...jsonOf(run, mutants), ...next }, lines: [...linesOf(run, mutants), ...goOn], ok };
}

/** Asked to end, a run finishes what is under way and tells what it has; asked again, it is ended. */
function untilStopped(): () => boolean {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return () => stopped;
}

async function one(seed: number, options: Options): Promise<CommandResult> {
  const disk = options.store === "sqlite" ? sqliteDisk() : undefined;
  const outcome = await runSchedule({
    seed,
    quiet,
    counts: emptyCounts(),
    keepTrace: options.trace === true,
    ...(disk === undefined ? {} : { openStore: disk.openStore }),
  }).finally(() => disk?.remove());
  const failed = outcome.violations.length > 0;
  const shrunk = failed ? await shrink(outcome, { quiet, makeMutant: () => faithful }) : undefined;
  return {
    json: { ...outcome, ...(shrunk === undefined ? {} : { needed: shrunk.needed }) },
    lines: [
      ...outcome.trace,
      `seed ${String(seed)}: trace ${outcome.traceHash}, ${String(outcome.events)} events`,
      ...outcome.violations.map(
        ({ invariant, detail, atMs }) => `${invariant} at ${String(atMs)} ms: ${detail}`,
      ),
      ...(shrunk === undefined ? [] : [`needs only: ${shrunk.needed.join(", ") || "nothing but the cards"}`]),
    ],
    ok: !failed,
  };
}

function jsonOf(run: Campaign, mutants: readonly MutantResult[] | undefined): object {
  return {
    schedules: run.schedules,
    violations: run.failures.map(({ outcome, shrunk }) => ({
      seed: outcome.seed,
      violations: outcome.violations,
      ...(shrunk === undefined ? {} : { needed: shrunk.needed }),
    })),
    rows: Object.fromEntries(run.counts.rows),
    perSecond: perSecond(run),
    perProcessorSecond: perProcessorSecond(run),
    statusWords: Object.fromEntries(run.counts.statusWords),
    states: Object.fromEntries(run.counts.states),
    faults: Object.fromEntries(run.faults),
    repeated: run.repeated,
    different: run.different,
    kioskYears: run.kioskMs / yearMs,
    sprung: run.sprung,
    ...(mutants === undefined ? {} : { mutants }),
  };
}

const perSecond = (run: Campaign): number => Math.round((run.schedules / run.tookMs) * 1_000);
const perProcessorSecond = (run: Campaign): number => Math.round((run.schedules / run.processorMs) * 1_000);

const headline = (run: Campaign): string =>
  `${String(run.schedules)} schedules, ${String(run.failures.length)} violations, ${String(perSecond(run))} a second, ${String(perProcessorSecond(run))} a second of one core`;

function linesOf(run: Campaign, mutants: readonly MutantResult[] | undefined): string[] {
  const counted = (map: ReadonlyMap<unknown, number>): string =>
    [...map].map(([key, count]) => `${String(key)}:${String(count)}`).join(" ");
  return [
    ...run.failures.flatMap(({ outcome, shrunk }) => [
      ...outcome.violations.map(
        ({ invariant, detail }) => `seed ${String(outcome.seed)}: ${invariant}: ${detail}`,
      ),
      ...(shrunk === undefined ? [] : [`  needs only: ${shrunk.needed.join(", ")}`]),
    ]),
    ...run.different.map((seed) => `seed ${String(seed)}: ran otherwise the second time`),
    ...run.sprung.map((name) => `${name} was called while a schedule ran`),
    headline(run),
    `${(run.kioskMs / yearMs).toFixed(1)} virtual terminal years, ${String(run.events)} events`,
    `${String(run.repeated)} seeds run twice, ${String(run.different.length)} otherwise the second time`,
    `crash rows    ${counted(run.counts.rows)}`,
    `status words  ${counted(run.counts.statusWords)}`,
    `states        ${counted(run.counts.states)}`,
    `faults on     ${counted(run.faults)}`,
    ...(mutants ?? []).map(({ name, what, killed, schedules, by }) =>
      killed
        ? `${name} killed after ${String(schedules)} schedules (${what}): ${by ?? ""}`
        : `${name} LIVES after ${String(schedules)} schedules (${what})`,
    ),
  ];
}
