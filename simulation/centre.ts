import { newestAuditMs } from "../central/audit.ts";
import { centreOver, type Centre } from "../central/centre.ts";
import { monotoneClock } from "../central/clock.ts";
import type { MacService } from "../central/hsm.ts";
import { statusOf, type Answered } from "../central/problems.ts";
import type { Store, Tx } from "../central/store.ts";
import { type memoryStore } from "../central/store-memory.ts";
import { fail } from "../hardware/result.ts";
import { emptyBooks, rereadBooks, watchedStore, type Books, type Change } from "./books.ts";
import { simHsm } from "./hsm.ts";
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
  act(work: (centre: Centre) => Promise<unknown>): Promise<void>;
  /** A transaction of the simulator's own: an operator's hand, or a mutant's. */
  write<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value>;
  wallMs(): number;
  /** A backup as it would be taken now; putting it back loses what came after. */
  backup(): (() => Promise<void>) | undefined;
  restores(): number;
  /** The review after a restore is over: what was due meanwhile is done. */
  resume(): Promise<void>;
  close(): Promise<void>;
};

class CentreDied extends Error {}

/** 2026-03-02 08:00 in Asia/Shanghai: when every run begins. */
export const beginsMs = Date.UTC(2026, 2, 2);

/** What changes at the centre for one run: filled store, its clock, and who is told of commits and answers. */
export async function openCentre(parts: {
  readonly scene: Scene;
  readonly store: Store;
  readonly fill: (tx: Tx, nowMs: number) => Promise<unknown>;
  readonly onCommit: (changes: readonly Change[]) => void;
  /** Told when a message arrives. */
  readonly onAsk: (message: Message) => void;
  readonly onAnswer: (message: Message, told: Told) => void;
}): Promise<CentreHost> {
  const { scene, onCommit, onAsk, onAnswer } = parts;
  const { world, faults, reached, mutant } = scene;
  const books = emptyBooks();
  let up = true;
  /** Counts the lives of the centre: what one began, the next does not commit. */
  let life = 0;
  let restores = 0;
  let held = false;
  const isUp = (): boolean => up;
  const jumpMs = 0;
  const wallMs = (): number => beginsMs + world.nowMs() + jumpMs;

  const die = (): void => {
    up = false;
    life += 1;
    world.note("centre dies");
    world.after(faults.detail.between(1_000, 90_000), () => void restart());
  };
  /** The commits of one message; the simulator's own work does not fail. */
  let answering = false;
  const store = watchedStore(parts.store, books, {
    onCommit,
    lifeNow: () => life,
    beforeCommit(began) {
      if (began !== life) throw new CentreDied();
      if (!answering || !faults.strikes("centre-dies-before-commit")) return;
      reached.row(21);
      die();
      throw new CentreDied();
    },
    onDue: (dueAtMs) => {
      world.after(dueAtMs - wallMs() + 1, () => void tick());
    },
    afterCommit() {
      if (!answering || !faults.strikes("centre-dies-after-commit")) return;
      reached.row(22);
      die();
      throw new CentreDied();
    },
  });

  const hsm: MacService = mutant.hsm?.(simHsm(scene)) ?? simHsm(scene);
  await parts.store.write((tx) => parts.fill(tx, beginsMs));
  await rereadBooks(parts.store, books);
  let centre = await begin();

  async function begin(): Promise<Centre> {
    const clock = monotoneClock(wallMs, await newestAuditMs(parts.store));
    const mutated = mutant.store?.(store) ?? store;
    const real = centreOver(mutated, hsm, clock);
    return mutant.centre?.(real, { store: mutated, books }) ?? real;
  }
  async function restart(): Promise<void> {
    centre = await begin();
    up = true;
    world.note("centre is back");
    await tick();
  }

  /** Between a restore and its review the centre begins nothing by itself: its timers are of the past (seed 4423). */
  async function tick(): Promise<void> {
    if (!held) await act((real) => real.tick());
  }

  async function act(work: (centre: Centre) => Promise<unknown>): Promise<void> {
    if (!up) return;
    const was = answering;
    answering = false;
    try {
      await work(centre);
    } catch (error) {
      if (!(error instanceof CentreDied))
        scene.violate(
          "bug at the centre",
          error instanceof Error ? (error.stack ?? error.message) : "thrown",
        );
    } finally {
      answering = was;
    }
  }

  async function answer(message: Message): Promise<Answered<unknown>> {
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
      case "health":
        return centre.health();
      default:
        return fail({ code: "unknown-operation" as const });
    }
  }

  return {
    books,
    async ask(message) {
      if (!up) return undefined;
      onAsk(message);
      let answered: Answered<unknown>;
      try {
        answering = true;
        answered = await answer(message);
      } catch (error) {
        if (error instanceof CentreDied) return isUp() ? undefined : never();
        scene.violate(
          "bug at the centre",
          error instanceof Error ? (error.stack ?? error.message) : "thrown",
        );
        return { ok: false, problem: { status: 500, code: "internal" } };
      }
      if (!isUp()) return never();
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
        return await store.write(work);
      } finally {
        answering = was;
      }
    },
    wallMs,
    backup() {
      const memory = parts.store;
      if (!isMemory(memory)) return undefined;
      const snapshot = memory.snapshot();
      return async () => {
        up = false;
        life += 1;
        restores += 1;
        held = true;
        reached.row(25);
        world.note("centre restored from a backup");
        memory.restore(snapshot);
        await rereadBooks(memory, books);
        await restart();
        await act((real) => real.restored());
      };
    },
    restores: () => restores,
    async resume() {
      held = false;
      await tick();
    },
    close: () => parts.store.close(),
  };
}

const isMemory = (store: Store): store is ReturnType<typeof memoryStore> => "snapshot" in store;
