import type { Store } from "../central/store.ts";
import { memoryStore } from "../central/store-memory.ts";
import { chanceOf } from "./chance.ts";
import { ciphersOf, type Ciphers } from "./ciphers.ts";
import { readBoxOnce } from "./cards-read.ts";
import { crowdOf } from "./crowd.ts";
import { swarm, type FaultKind } from "./faults.ts";
import { openHall } from "./hall.ts";
import { faithful, type Mutant } from "./mutant.ts";
import { planOf } from "./plan.ts";
import { countReached, type Counts } from "./reached.ts";
import type { Scene } from "./scene.ts";
import { openWorld, type Quiet } from "./world.ts";

type Violation = { readonly invariant: string; readonly detail: string; readonly atMs: number };

export type Outcome = {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly traceHash: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly terminals: number;
  readonly faultsOn: readonly FaultKind[];
  readonly struck: readonly string[];
  readonly trace: readonly string[];
};

type RunOptions = {
  readonly seed: number;
  /** Comes back when no promise can go on. */
  readonly quiet: Quiet;
  readonly counts: Counts;
  readonly mutant?: Mutant;
  /** Visits, stops and faults that are left out: the shrinker's tool. */
  readonly without?: ReadonlySet<string>;
  readonly keepTrace?: boolean;
  /** Stand-ins, and the real ones in some runs, unless told otherwise. */
  readonly ciphers?: Ciphers;
  /** Memory unless told otherwise. */
  readonly openStore?: () => Store;
};

const dayMs = 86_400_000;
/** Longer than any message is late. */
const lateOverMs = 7 * dayMs;
const violationsMax = 8;
/** The stand-ins must be the same to the protocol as what they stand for: every so often they are not used. */
const realCiphersEvery = 64;

/** One schedule, from its first visit to the last thing that must come of it. */
export async function runSchedule(options: RunOptions): Promise<Outcome> {
  const { seed, without = new Set<string>(), mutant = faithful } = options;
  await readBoxOnce();
  const violations: Violation[] = [];
  const trace: string[] = [];
  let afterEvent = (): void => undefined;
  const faults = swarm(seed, without);
  const world = openWorld({
    tieBreak: chanceOf(seed, "ties"),
    quiet: options.quiet,
    afterEvent: () => {
      afterEvent();
    },
    ...(options.keepTrace === true
      ? { onNote: (atMs, text) => void trace.push(`${String(atMs).padStart(11)} ${text}`) }
      : {}),
  });
  const scene: Scene = {
    seed,
    world,
    faults,
    reached: countReached(options.counts),
    chanceFor: (name) => chanceOf(seed, name),
    mutant,
    suiteOf: ciphersOf(options.ciphers ?? (seed % realCiphersEvery === 0 ? "real" : "stand-in")),
    violate(invariant, detail) {
      world.note(`VIOLATION ${invariant}: ${detail}`);
      if (violations.length < violationsMax) violations.push({ invariant, detail, atMs: world.nowMs() });
    },
  };
  const plan = planOf(seed, without);
  const hall = await openHall(scene, plan, options.openStore?.() ?? memoryStore());
  afterEvent = hall.checks.eachEvent;

  const crowd = crowdOf(scene, plan, hall);

  // Safety: visits, stops and faults, in whatever order they fall.
  crowd.begin();
  const enough = (): boolean => violations.length > 0;
  const phases: readonly (() => Promise<void> | void)[] = [
    () => world.run(plan.days * dayMs + dayMs, enough),
    // Liveness: nothing fails any more, what is late arrives, and each card is shown once.
    async () => {
      faults.stop();
      await crowd.mend();
      await world.run(world.nowMs() + lateOverMs, enough);
      await crowd.tidy();
      await world.run(world.nowMs() + dayMs, enough);
      await crowd.tidy();
    },
    async () => {
      for (const [index, card] of hall.cards.entries()) await crowd.present(card, index);
      if (hall.isForgetful()) await crowd.reconcile();
      hall.checks.quiet();
    },
    async () => {
      await crowd.presentWhereOwed();
      await hall.judge();
    },
    // Everything dies once more, with nothing left to do.
    () => crowd.recoverAgain(),
  ];
  for (const phase of phases) {
    await phase();
    if (violations.length > 0) break;
  }
  const virtualMs = world.nowMs();
  await hall.centre.close();
  return {
    seed,
    violations,
    traceHash: world.traceHash(),
    events: world.events(),
    virtualMs,
    terminals: plan.terminals,
    faultsOn: faults.on(),
    struck: faults.struck(),
    trace,
  };
}
