import type { Store } from "../central/store.ts";
import { faithful } from "./mutant.ts";
import { mutants } from "./mutants.ts";
import { emptyCounts, type Counts } from "./reached.ts";
import { runSchedule, type Outcome } from "./run.ts";
import { shrink, type Shrunk } from "./shrink.ts";
import { setTrap } from "./trap.ts";
import type { Quiet } from "./world.ts";

/** What the host lends: a way to see that no promise can go on, and a watch for the speed of it. */
export type Host = {
  readonly quiet: Quiet;
  /** Any clock; only differences are used, and none of them inside a run. */
  readonly watchMs: () => number;
  /** What this process had of its processors so far: on a shared machine only that tells how fast it is. */
  readonly processorMs: () => number;
};

export type Failure = { readonly outcome: Outcome; readonly shrunk?: Shrunk };

export type Campaign = {
  readonly schedules: number;
  readonly failures: readonly Failure[];
  readonly counts: Counts;
  readonly faults: ReadonlyMap<string, number>;
  /** Seeds that were run twice, and those of them that did not come out the same. */
  readonly repeated: number;
  readonly different: readonly number[];
  readonly virtualMs: number;
  readonly kioskMs: number;
  readonly events: number;
  readonly tookMs: number;
  readonly processorMs: number;
  /** What product code reached for outside its ports. */
  readonly sprung: readonly string[];
};

/** Each hundredth seed is run twice: one that comes out otherwise could not be had again. */
const repeatEvery = 100;
const failuresMax = 5;

/** Runs seeds one after another until `seeds` are done, or enough of them failed. */
export async function campaign(
  host: Host,
  options: {
    readonly from: number;
    readonly seeds: number;
    readonly openStore?: () => Store;
    readonly shrinkFailures?: boolean;
  },
): Promise<Campaign> {
  const { from, seeds, openStore } = options;
  const counts = emptyCounts();
  const faults = new Map<string, number>();
  const failures: Failure[] = [];
  const different: number[] = [];
  let [schedules, repeated, virtualMs, kioskMs, events] = [0, 0, 0, 0, 0];
  const { quiet } = host;
  const store = openStore === undefined ? {} : { openStore };
  const beganMs = host.watchMs();
  const usedMs = host.processorMs();
  const trap = setTrap();
  try {
    for (let seed = from; seed < from + seeds; seed++) {
      const outcome = await runSchedule({ seed, quiet, counts, ...store });
      schedules += 1;
      virtualMs += outcome.virtualMs;
      kioskMs += outcome.virtualMs * outcome.terminals;
      events += outcome.events;
      for (const kind of outcome.faultsOn) faults.set(kind, (faults.get(kind) ?? 0) + 1);
      if (seed % repeatEvery === 0) {
        repeated += 1;
        const again = await runSchedule({ seed, quiet, counts: emptyCounts(), ...store });
        if (again.traceHash !== outcome.traceHash) different.push(seed);
      }
      if (outcome.violations.length > 0) {
        const makeMutant = () => faithful;
        failures.push(
          options.shrinkFailures === true
            ? { outcome, shrunk: await shrink(outcome, { quiet, makeMutant }) }
            : { outcome },
        );
        if (failures.length >= failuresMax) break;
      }
    }
  } finally {
    trap.release();
  }
  return {
    schedules,
    failures,
    counts,
    faults,
    repeated,
    different,
    virtualMs,
    kioskMs,
    events,
    tookMs: host.watchMs() - beganMs,
    processorMs: host.processorMs() - usedMs,
    sprung: trap.sprung(),
  };
}

export type MutantResult = {
  readonly name: string;
  readonly what: string;
  readonly killed: boolean;
  /** How many schedules it took, or how many it outlived. */
  readonly schedules: number;
  readonly by?: string;
  readonly seed?: number;
};

/** Runs each mutant until a rule breaks: one that is never caught shows a simulator that sees too little. */
export async function hunt(
  host: Host,
  options: { readonly names?: readonly string[]; readonly seedsMax: number; readonly from?: number },
): Promise<readonly MutantResult[]> {
  const { names = Object.keys(mutants), seedsMax, from = 1 } = options;
  const results: MutantResult[] = [];
  for (const name of names) {
    const mutant = mutants[name];
    if (mutant === undefined) throw new Error(`simulation: no mutant ${name}`);
    const { what, make } = mutant;
    let result: MutantResult = { name, what, killed: false, schedules: seedsMax };
    for (let seed = from; seed < from + seedsMax; seed++) {
      const { quiet } = host;
      const outcome = await runSchedule({ seed, quiet, counts: emptyCounts(), mutant: make() });
      const [violation] = outcome.violations;
      if (violation === undefined) continue;
      const by = `${violation.invariant}: ${violation.detail}`;
      result = { name, what, killed: true, schedules: seed - from + 1, by, seed };
      break;
    }
    results.push(result);
  }
  return results;
}
