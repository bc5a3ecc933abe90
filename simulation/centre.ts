import type { Centre } from "../central/centre.ts";
import { statusOf, type Answered } from "../central/problems.ts";
import type { SealedBy } from "../central/scripts.ts";
import type { Store, Tx } from "../central/store.ts";
import type { AuditRow } from "../central/tables.ts";
import { type memoryStore } from "../central/store-memory.ts";
import { fail } from "../hardware/result.ts";
import { emptyBooks, rereadBooks, type Books, type Change } from "./books.ts";
import { beginsMs, CentreDied, openNodes, textOf } from "./centre-nodes.ts";
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
  wallMs(): number;
  /** A backup as it would be taken now; putting it back, with the terminals there are, loses what came after. */
  backup(): ((terminalIds: readonly string[]) => Promise<void>) | undefined;
  restores(): number;
  close(): Promise<void>;
};

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
  const { scene, store, onAsk, onAnswer } = parts;
  const { world, reached } = scene;
  const books = emptyBooks();
  let restores = 0;
  await store.write((tx) => parts.fill(tx, beginsMs));
  await rereadBooks(store, books);
  const nodes = await openNodes({ ...parts, books });

  return {
    books,
    async ask(message) {
      const node = nodes.serving();
      if (node === undefined) return undefined;
      const { life, centre } = node;
      onAsk(message);
      let answered: Answered<unknown>;
      try {
        answered = await nodes.answering(() => answer(centre, message));
      } catch (error) {
        if (error instanceof CentreDied) return never();
        scene.violate("bug at the centre", textOf(error));
        return { ok: false, problem: { status: 500, code: "internal" } };
      }
      if (node.life !== life) return never();
      const told: Told = answered.ok
        ? { ok: true, value: answered.value.value, text: answered.value.text }
        : { ok: false, problem: { status: statusOf[answered.fault.code], code: answered.fault.code } };
      const { terminalId, name, opId } = message;
      world.note(`${terminalId} ${name} ${opId.slice(-4)} `, told.ok ? told.text : told.problem.code);
      onAnswer(message, told);
      return told;
    },
    act: (work) => nodes.act(nodes.serving(), work),
    wallMs: nodes.wallMs,
    backup() {
      if (!isMemory(store)) return undefined;
      const snapshot = store.snapshot();
      return async (terminalIds) => {
        for (const node of nodes.all) {
          node.up = false;
          node.life += 1;
        }
        restores += 1;
        reached.row(25);
        world.note("centre restored from a backup");
        store.restore(snapshot);
        await rereadBooks(store, books);
        for (const [index, node] of nodes.all.entries()) {
          node.centre = await node.begin();
          node.up = true;
          if (index === 0) await nodes.act(node, (real) => real.restored(terminalIds));
        }
        await nodes.tick();
      };
    },
    restores: () => restores,
    close: () => store.close(),
  };
}

const isMemory = (store: Store): store is ReturnType<typeof memoryStore> => "snapshot" in store;

function answer(centre: Centre, message: Message): Promise<Answered<unknown>> {
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
      return Promise.resolve(fail({ code: "unknown-operation" as const }));
  }
}
