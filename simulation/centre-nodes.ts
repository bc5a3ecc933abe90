import { newestAuditMs } from "../central/audit.ts";
import { centreOver, type Centre } from "../central/centre.ts";
import { monotoneClock } from "../central/clock.ts";
import type { SealedBy } from "../central/scripts.ts";
import type { Store } from "../central/store.ts";
import type { AuditRow } from "../central/tables.ts";
import { watchedStore, type Books, type Change } from "./books.ts";
import { sealFor, simHsm } from "./hsm.ts";
import type { Scene } from "./scene.ts";

/** 2026-03-02 08:00 in Asia/Shanghai: when every run begins. */
export const beginsMs = Date.UTC(2026, 2, 2);
const hourMs = 3_600_000;

/** Thrown out of the store of a process that is no more. Made once: a stack costs. */
export class CentreDied extends Error {}
const died = new CentreDied();

/** One process of the centre over the store: it dies by itself, and what it had begun is not committed. */
type CentreNode = {
  up: boolean;
  /** Counts its lives: what one began, the next does not commit. */
  life: number;
  centre: Centre;
  readonly begin: () => Promise<Centre>;
};

type CentreNodes = {
  readonly all: readonly CentreNode[];
  wallMs(): number;
  /** Any of those that are there. */
  serving(): CentreNode | undefined;
  /** Work for a message: its commits are where the centre may die. */
  answering<Value>(work: () => Promise<Value>): Promise<Value>;
  /** The simulator's own work, which does not fail. Undefined when the node died under it all the same. */
  act<Value>(
    node: CentreNode | undefined,
    work: (centre: Centre) => Promise<Value>,
  ): Promise<Value | undefined>;
  tick(): Promise<void>;
};

export const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : "thrown";

/** One process of the centre, or two over one store: where one died, the other goes on. */
export async function openNodes(parts: {
  readonly scene: Scene;
  readonly store: Store;
  readonly books: Books;
  readonly onCommit: (changes: readonly Change[], leaves: readonly AuditRow[]) => void;
  readonly sealedBy: SealedBy;
}): Promise<CentreNodes> {
  const { scene, books, onCommit } = parts;
  const { world, faults, reached, mutant } = scene;
  const hsm = mutant.hsm?.(simHsm(scene), sealFor(scene)) ?? simHsm(scene);
  const dues = new Set<number>();
  let aheadMs = 0;
  let forMessage = false;
  const wallMs = (): number => beginsMs + world.nowMs() + aheadMs;
  const all: CentreNode[] = [await open()];
  if (faults.strikes("centre-of-two")) all.push(await open());

  async function open(): Promise<CentreNode> {
    const dieHere = (): never => {
      die(node);
      throw died;
    };
    const store = watchedStore(parts.store, books, {
      onCommit,
      lifeNow: () => node.life,
      beforeCommit(began) {
        if (began !== node.life) throw died;
        if (!forMessage || !faults.strikes("centre-dies-before-commit")) return;
        reached.row(21);
        dieHere();
      },
      onDue(dueAtMs) {
        dues.add(dueAtMs);
        awaitDue(dueAtMs);
      },
      afterCommit() {
        if (!forMessage || !faults.strikes("centre-dies-after-commit")) return;
        reached.row(22);
        dieHere();
      },
    });
    const begin = async (): Promise<Centre> => {
      const clock = monotoneClock(wallMs, await newestAuditMs(parts.store));
      const mutated = mutant.store?.(store) ?? store;
      const real = centreOver(mutated, hsm, clock, { sealedBy: parts.sealedBy });
      return mutant.centre?.(real, { store: mutated, books }) ?? real;
    };
    const node: CentreNode = { up: true, life: 0, begin, centre: await begin() };
    return node;
  }

  function die(node: CentreNode): void {
    node.up = false;
    node.life += 1;
    world.note(`centre ${String(all.indexOf(node))} dies`);
    world.after(faults.detail.between(1_000, 90_000), () => void restart(node));
  }

  async function restart(node: CentreNode): Promise<void> {
    node.centre = await node.begin();
    node.up = true;
    world.note(`centre ${String(all.indexOf(node))} is back`);
    if (faults.strikes("centre-clock-step")) {
      // Set right, or wrong, by up to an hour: what was due by the old clock is due by this one later.
      aheadMs += faults.detail.between(-hourMs, hourMs);
      reached.state("centre clock stepped");
      for (const dueAtMs of dues) if (dueAtMs > wallMs()) awaitDue(dueAtMs);
    }
    await tick();
  }

  /** The real one looks each second; this one when there is something to see. */
  function awaitDue(dueAtMs: number): void {
    world.after(dueAtMs - wallMs() + 1, () => void tick());
  }

  function serving(): CentreNode | undefined {
    const up = all.filter((node) => node.up);
    return up.length < 2 ? up[0] : faults.detail.pick(up);
  }

  async function act<Value>(
    node: CentreNode | undefined,
    work: (centre: Centre) => Promise<Value>,
  ): Promise<Value | undefined> {
    if (node === undefined) return undefined;
    const was = forMessage;
    forMessage = false;
    try {
      return await work(node.centre);
    } catch (error) {
      if (!(error instanceof CentreDied)) scene.violate("bug at the centre", textOf(error));
      return undefined;
    } finally {
      forMessage = was;
    }
  }

  const tick = (): Promise<void> => act(serving(), (real) => real.tick());

  return {
    all,
    wallMs,
    serving,
    answering(work) {
      forMessage = true;
      return work();
    },
    act,
    tick,
  };
}
