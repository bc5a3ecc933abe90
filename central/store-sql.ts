import { folded } from "./change.ts";
import type { Engine } from "./engine.ts";
import { knownRows, type Known } from "./known-rows.ts";
import { layer } from "./layer.ts";
import { placeOf } from "./row.ts";
import { fetchRows, ReadFailed, transactionOver, type Books } from "./sql-transaction.ts";
import { ConstraintBroken, StoreBusy, type Foresee, type Foreseen, type Store, type Tx } from "./store.ts";
import type { TableName } from "./tables.ts";

/** Messages that share one commit at most: more would wait for each other longer than for the disk. */
const batchMax = 64;

type Waiting = {
  readonly run: (tx: Tx) => Promise<unknown>;
  readonly foresee: Foresee | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

export type SqlStoreOptions = {
  /** Called once when the engine failed under a transaction. */
  readonly onBroken?: ((error: unknown) => void) | undefined;
  /** Waits until messages that have arrived already stand in the row as well. */
  readonly gather?: (() => Promise<void>) | undefined;
  readonly known?: Known;
};

/**
 * The store in SQL that both engines speak. Transactions stand in a row, each alone from its first line, and those
 * that wait together share one commit: a disk flushes once for many, and nobody is answered before it has.
 *
 * A message works in memory: the rows it will need are fetched together with those of its batch, what it changes is
 * written with theirs, and what was read or committed stays known, since no other process writes meanwhile. One that
 * throws takes back its own work only. Where the database refuses what a batch has written, nothing of it was done,
 * all that was known is forgotten, and each message is done again by itself, so that the one to blame is the one told.
 *
 * A failed flush is never tried again: the process has to end and start anew (protocol A5 row 27).
 */
export function sqlStore(engine: Engine, options: SqlStoreOptions = {}): Store {
  const { onBroken, gather, known = knownRows() } = options;
  const waiting: Waiting[] = [];
  let broken: unknown;
  let working: Promise<void> | undefined;

  const cause = (error: unknown): unknown => (error instanceof ReadFailed ? error.cause : error);

  /** The error as the port tells it. */
  function named(error: unknown): unknown {
    const met = cause(error);
    switch (engine.failureOf(met)) {
      case "constraint":
        return new ConstraintBroken(String(met), { cause: met });
      case "busy":
        return new StoreBusy(String(met), { cause: met });
      case "broken":
        isBroken(met);
        return met;
      case "bug":
        return met;
    }
  }
  function isBroken(error: unknown): void {
    if (broken === undefined) onBroken?.((broken = error));
  }

  async function rollBack(): Promise<void> {
    known.forget();
    try {
      await engine.rollBack();
    } catch (error) {
      // The engine takes it back by itself when the process ends, which is what a failed rollback calls for.
      isBroken(error);
    }
  }

  async function begin(): Promise<Books> {
    if (broken !== undefined) throw new Error("the store is broken", { cause: broken });
    if (!(await engine.begin())) known.forget();
    return { engine, known, batch: layer() };
  }

  /** What one message answers once it is committed. Throws where the engine itself has failed under it. */
  async function worked(books: Books, each: Waiting): Promise<() => void> {
    const transaction = transactionOver(books);
    try {
      const value = await each.run(transaction.tx);
      for (const change of transaction.take()) books.batch.put(change);
      return () => each.resolve(value);
    } catch (error) {
      transaction.take();
      if (error instanceof ReadFailed || engine.failureOf(error) === "broken") throw error;
      return () => each.reject(named(error));
    }
  }

  const peek = (table: TableName, key: object): unknown => known.row(placeOf(table, key));
  const foreseen = (taken: readonly Waiting[]): Foreseen[] =>
    taken.flatMap(({ foresee }) => foresee?.(peek as Parameters<Foresee>[0]) ?? []);

  /** One commit: whoever waits is taken in, up to the bound, and answered after it. */
  async function commitSome(): Promise<void> {
    const taken: Waiting[] = [];
    const answers: (() => void)[] = [];
    try {
      const books = await begin();
      while (taken.length < batchMax && waiting.length > 0) {
        const more = waiting.splice(0, batchMax - taken.length);
        taken.push(...more);
        await fetchRows(books, foreseen(more));
        for (const each of more) answers.push(await worked(books, each));
      }
      const { changes, isWhole } = folded(books.batch.log);
      if (isWhole) await engine.commit(changes);
      else await engine.commit(books.batch.log, "in-order");
      known.follow(changes);
    } catch (error) {
      await rollBack();
      const kind = engine.failureOf(cause(error));
      if (taken.length > 0 && (kind === "constraint" || kind === "bug")) return oneByOne(taken);
      const told = named(error);
      // Where nothing could be begun, nobody needs to wait for being told so.
      for (const each of [...taken, ...(taken.length === 0 ? waiting.splice(0) : [])]) each.reject(told);
      return;
    }
    for (const answer of answers) answer();
  }

  /** Each message in a commit of its own, its changes in the order in which it made them. */
  async function oneByOne(taken: readonly Waiting[]): Promise<void> {
    for (const each of taken) {
      try {
        const books = await begin();
        const answer = await worked(books, each);
        await engine.commit(books.batch.log, "in-order");
        known.follow(folded(books.batch.log).changes);
        answer();
      } catch (error) {
        await rollBack();
        each.reject(named(error));
      }
    }
  }

  async function work(): Promise<void> {
    // Each round takes one at least, or all of those that wait when nothing can be begun.
    do {
      await gather?.();
      await commitSome();
    } while (waiting.length > 0);
    working = undefined;
  }

  return {
    write<Value>(run: (tx: Tx) => Promise<Value>, foresee?: Foresee): Promise<Value> {
      const asked = new Promise<Value>((resolve, reject) => {
        waiting.push({ run, foresee, resolve: resolve as (value: unknown) => void, reject });
      });
      working ??= work();
      return asked;
    },
    async close() {
      while (working !== undefined) await working;
      await engine.end();
    },
  };
}
