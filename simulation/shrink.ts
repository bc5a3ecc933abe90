import type { Mutant } from "./mutant.ts";
import { planOf } from "./plan.ts";
import { emptyCounts } from "./reached.ts";
import { runSchedule, type Outcome } from "./run.ts";
import type { Quiet } from "./world.ts";

export type Shrunk = {
  /** What has to happen for the rule to break: visits, stops and faults, by name. */
  readonly needed: readonly string[];
  readonly without: ReadonlySet<string>;
  readonly runs: number;
};

/** No search goes on for ever: after so many runs what is left is said. */
const runsMax = 400;

/**
 * Leaves out whatever a failure does not need (delta debugging, Zeller and Hildebrandt 2002): of the visits, stops
 * and faults of the run, ever smaller parts, as long as the same rule still breaks.
 */
export async function shrink(
  failed: Outcome,
  options: { readonly quiet: Quiet; readonly makeMutant: () => Mutant },
): Promise<Shrunk> {
  const { seed } = failed;
  const broken = failed.violations[0]?.invariant;
  const plan = planOf(seed);
  let runs = 0;
  let without: ReadonlySet<string> = new Set();
  let needed = [...plan.visits, ...plan.stops, ...plan.notices].map(({ name }) => name).concat(failed.struck);

  const stillBreaks = async (trial: ReadonlySet<string>): Promise<Outcome | undefined> => {
    runs += 1;
    const { quiet, makeMutant } = options;
    const outcome = await runSchedule({
      seed,
      quiet,
      counts: emptyCounts(),
      mutant: makeMutant(),
      without: trial,
    });
    return outcome.violations[0]?.invariant === broken ? outcome : undefined;
  };

  for (let part = Math.ceil(needed.length / 2); part >= 1 && runs < runsMax;) {
    let smaller = false;
    for (let start = 0; start < needed.length && runs < runsMax; start += part) {
      const trial = new Set([...without, ...needed.slice(start, start + part)]);
      const outcome = await stillBreaks(trial);
      if (outcome === undefined) continue;
      without = trial;
      // Fewer visits ask fewer questions: a fault that no longer happened is not needed either.
      const happened = new Set(outcome.struck);
      needed = needed.filter((name) => !trial.has(name) && (!name.includes("#") || happened.has(name)));
      smaller = true;
      start -= part;
    }
    if (part === 1 && !smaller) break;
    part = smaller && part > needed.length ? needed.length : Math.max(1, Math.floor(part / 2));
    if (part === 1 && needed.length === 0) break;
  }
  return { needed, without, runs };
}
