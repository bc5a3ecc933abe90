import { newestAuditMs } from "../central/audit.ts";
import { centreOver, type Centre } from "../central/centre.ts";
import { monotoneClock } from "../central/clock.ts";
import type { MacService } from "../central/hsm.ts";
import { statusOf, type Answered } from "../central/problems.ts";
import { regionalRules } from "../central/regional-rules.ts";
import type { SealedBy } from "../central/scripts.ts";
import type { Store, Tx } from "../central/store.ts";
import type { AuditRow } from "../central/tables.ts";
import { type memoryStore } from "../central/store-memory.ts";
import { fail } from "../hardware/result.ts";
import { emptyBooks, rereadBooks, watchedStore, type Books, type Change } from "./books.ts";
import { sealFor, simHsm } from "./hsm.ts";
import { never, type Scene } from "./scene.ts";

/** One message on its way to the centre. */
export type Message = {
  readonly name: string;
  readonly opId: string;
  readonly body: object | undefined;
  readonly terminalId: string;
  readonly wish: string | undefined;
};

/** What the centre answered; `text` is what would go over the wire. */
export type Told =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly problem: { readonly status: number; readonly code: string } };

export type CentreHost = {
  readonly books: Books;
  /** Undefined when nobody is there to answer. */
  ask(message: Message): Promise<Told | undefined>;
  /** What is not a terminal's to ask: a clerk's work, or the clock's. Does nothing while nobody is there. */
  act<Value>(work: (centre: Centre) => Promise<Value>): Promise<Value | undefined>;
  /** A transaction of the simulator's own: an operator's hand, or a mutant's. */
  write<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value>;
  wallMs(): number;
  /** A backup as it would be taken now; putting it back, with the terminals there are, loses what came after. */
  backup(): ((terminalIds: readonly string[]) => Promise<void>) | undefined;
  restores(): number;
  close(): Promise<void>;
};

class CentreDied extends Error {}

type Node = {
  up: boolean;
  /** Counts its lives: what one began, the next does not commit. */
  life: number;
  centre: Centre;
  readonly store: Store;
  readonly begin: () => Promise<Centre>;
};

const hourMs = 3_600_000;

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : "thrown";

/** 2026-03-02 08:00 in Asia/Shanghai: when every run begins. */
export const beginsMs = Date.UTC(2026, 2, 2);

/** What changes at the centre for one run: filled store, its clock, and who is told of commits and answers. */
export async function openCentre(parts: {
  readonly scene: Scene;
  readonly store: Store;
  readonly fill: (tx: Tx, nowMs: number) => Promise<unknown>;
  readonly onCommit: (changes: readonly Change[], leaves: readonly AuditRow[]) => void;
  /** Which terminals seal by a PSAM of their own. */
  readonly sealedBy: SealedBy;
  /** Told when a message arrives. */
  readonly onAsk: (message: Message) => void;
  readonly onAnswer: (message: Message, told: Told) => void;
}): Promise<CentreHost> {
  const { scene, onCommit, onAsk, onAnswer } = parts;
  const { world, faults, reached, mutant } = scene;
  const books = emptyBooks();
  let restores = 0;
  let aheadMs = 0;
  const wallMs = (): number => beginsMs + world.nowMs() + aheadMs;
  const hsm: MacService = mutant.hsm?.(simHsm(scene), sealFor(scene)) ?? simHsm(scene);
  await parts.store.write((tx) => parts.fill(tx, beginsMs));
  await rereadBooks(parts.store, books);
  const dues = new Set<number>();
  /** The real one looks each second; this one when there is something to see. */
  const awaitDue = (dueAtMs: number): void => {
    world.after(dueAtMs - wallMs() + 1, () => void tick());
  };
  /** The commits of one message; the simulator's own work does not fail. */
  let answering = false;
  const nodes: Node[] = [await openNode()];
  if (faults.strikes("centre-of-two")) nodes.push(await openNode());

  /** One process of the centre over the store: it dies by itself, and what it had begun is not committed. */
  async function openNode(): Promise<Node> {
    const store = watchedStore(parts.store, books, {
      onCommit,
      lifeNow: () => node.life,
      beforeCommit(began) {
        if (began !== node.life) throw new CentreDied();
        if (!answering || !faults.strikes("centre-dies-before-commit")) return;
        reached.row(21);
        die(node);
        throw new CentreDied();
      },
      onDue(dueAtMs) {
        dues.add(dueAtMs);
        awaitDue(dueAtMs);
      },
      afterCommit() {
        if (!answering || !faults.strikes("centre-dies-after-commit")) return;
        reached.row(22);
        die(node);
        throw new CentreDied();
      },
    });
    const begin = async (): Promise<Centre> => {
      const clock = monotoneClock(wallMs, await newestAuditMs(parts.store));
      const mutated = mutant.store?.(store) ?? store;
      const real = centreOver(mutated, hsm, clock, regionalRules, parts.sealedBy);
      return mutant.centre?.(real, { store: mutated, books }) ?? real;
    };
    const node: Node = { up: true, life: 0, store, begin, centre: await begin() };
    return node;
  }

  function die(node: Node): void {
    node.up = false;
    node.life += 1;
    world.note(`centre ${String(nodes.indexOf(node))} dies`);
    world.after(faults.detail.between(1_000, 90_000), () => void restart(node));
  }

  async function restart(node: Node): Promise<void> {
    node.centre = await node.begin();
    node.up = true;
    world.note(`centre ${String(nodes.indexOf(node))} is back`);
    if (faults.strikes("centre-clock-step")) {
      // Set right, or wrong, by up to an hour: what was due by the old clock is due by this one later.
      const stepMs = faults.detail.between(-hourMs, hourMs);
      aheadMs += stepMs;
      reached.state("centre clock stepped");
      for (const dueAtMs of dues) if (dueAtMs > wallMs()) awaitDue(dueAtMs);
    }
    await tick();
  }

  const serving = (): Node | undefined => {
    const up = nodes.filter((node) => node.up);
    if (up.length < 2) return up[0];
    return scene.faults.detail.pick(up);
  };
  const tick = async (): Promise<void> => void (await act((real) => real.tick()));

  async function act<Value>(work: (centre: Centre) => Promise<Value>): Promise<Value | undefined> {
    const node = serving();
    return node === undefined ? undefined : actOn(node, work);
  }

  async function actOn<Value>(
    node: Node,
    work: (centre: Centre) => Promise<Value>,
  ): Promise<Value | undefined> {
    const was = answering;
    answering = false;
    try {
      return await work(node.centre);
    } catch (error) {
      if (!(error instanceof CentreDied)) scene.violate("bug at the centre", textOf(error));
      return undefined;
    } finally {
      answering = was;
    }
  }

  async function answer(centre: Centre, message: Message): Promise<Answered<unknown>> {
    const { name, opId } = message;
    const body = message.body as never;
    switch (name) {
      case "authorise":
        return centre.authorise(opId, body);
      case "script":
        return centre.script(opId, body);
      case "report":
        return centre.report(opId, body);
      case "printed":
        return centre.printed(opId, body);
      case "query":
        return centre.query(opId);
      case "certificate":
        return centre.certificate(opId);
      case "freeze-absent":
        return centre.freezeAbsent(opId, body);
      case "reverse":
        return centre.reverse(opId, body);
      case "boot":
        return centre.boot(body);
      case "journal":
        return centre.journalTail(body);
      case "commands":
        return centre.commands(body);
      case "observe":
        return centre.observe(body);
      case "health":
        return centre.health();
      default:
        return fail({ code: "unknown-operation" as const });
    }
  }

  return {
    books,
    async ask(message) {
      const node = serving();
      if (node === undefined) return undefined;
      const { life } = node;
      onAsk(message);
      let answered: Answered<unknown>;
      try {
        answering = true;
        answered = await answer(node.centre, message);
      } catch (error) {
        if (error instanceof CentreDied) return never();
        scene.violate("bug at the centre", textOf(error));
        return { ok: false, problem: { status: 500, code: "internal" } };
      }
      if (node.life !== life) return never();
      const told: Told = answered.ok
        ? { ok: true, value: answered.value.value, text: answered.value.text }
        : { ok: false, problem: { status: statusOf[answered.fault.code], code: answered.fault.code } };
      world.note(
        `${message.terminalId} ${message.name} ${message.opId.slice(-4)} ${told.ok ? told.text : told.problem.code}`,
      );
      onAnswer(message, told);
      return told;
    },
    act,
    async write(work) {
      const was = answering;
      answering = false;
      try {
        return await (nodes[0]?.store ?? parts.store).write(work);
      } finally {
        answering = was;
      }
    },
    wallMs,
    backup() {
      const memory = parts.store;
      if (!isMemory(memory)) return undefined;
      const snapshot = memory.snapshot();
      return async (terminalIds) => {
        for (const node of nodes) {
          node.up = false;
          node.life += 1;
        }
        restores += 1;
        reached.row(25);
        world.note("centre restored from a backup");
        memory.restore(snapshot);
        await rereadBooks(memory, books);
        for (const [index, node] of nodes.entries()) {
          node.centre = await node.begin();
          node.up = true;
          if (index === 0) await actOn(node, (real) => real.restored(terminalIds));
        }
        await tick();
      };
    },
    restores: () => restores,
    close: () => parts.store.close(),
  };
}

const isMemory = (store: Store): store is ReturnType<typeof memoryStore> => "snapshot" in store;
