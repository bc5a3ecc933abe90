import { sql, type Kysely } from "kysely";
import { transactionOver } from "./sql-transaction.ts";
import { statementsOf } from "./statements.ts";
import { ConstraintBroken, StoreBusy, type Store, type Tx } from "./store.ts";
import type { Tables } from "./tables.ts";

/** What an engine's error means. `broken`: what was written is unknown, and nothing more may be asked of it. */
export type Failure = "constraint" | "busy" | "broken" | "bug";

/** What SQLite and PostgreSQL do differently, behind one connection that is the store's alone. */
export type Engine = {
  readonly db: Kysely<Tables>;
  /** Takes the write lock at once, so that what is read here is still so at the commit. */
  readonly begin: string;
  readonly failureOf: (error: unknown) => Failure;
  /** Takes back what is open, if anything is. */
  readonly rollBack: () => Promise<void>;
  readonly end: () => Promise<void>;
  /** True where a statement may be sent before the one before it was answered. */
  readonly pipelined: boolean;
};

/** Messages that share one commit at most: more would wait for each other longer than for the disk. */
const batchMax = 64;

type Waiting = {
  readonly run: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * The store in SQL that both engines speak. Transactions stand in a row, each alone from its first line. Those
 * that arrive while one is under way follow it inside the same commit, each within a savepoint of its own: a
 * disk flushes once for many, nobody is answered before it has, and one that throws takes back its own work only.
 *
 * `onBroken` is called once when the engine failed under a transaction. A failed flush is never tried again:
 * the process has to end and start anew (protocol A5 row 27).
 */
export function sqlStore(engine: Engine, onBroken?: (error: unknown) => void): Store {
  const statements = statementsOf();
  const waiting: Waiting[] = [];
  let broken: unknown;
  let working: Promise<void> | undefined;

  /** The error as the port tells it. */
  function named(error: unknown): unknown {
    switch (engine.failureOf(error)) {
      case "constraint":
        return new ConstraintBroken(String(error), { cause: error });
      case "busy":
        return new StoreBusy(String(error), { cause: error });
      case "broken":
        if (broken === undefined) onBroken?.((broken = error));
        return error;
      case "bug":
        return error;
    }
  }

  async function inSavepoint(db: Kysely<Tables>, each: Waiting): Promise<() => void> {
    const transaction = transactionOver(db, statements, engine.pipelined);
    try {
      await transaction.say(sql`SAVEPOINT message`);
      const value = await transaction.settled(each.run(transaction.tx), sql`RELEASE SAVEPOINT message`);
      return () => each.resolve(value);
    } catch (error) {
      if (engine.failureOf(error) === "broken") throw error;
      await sql`ROLLBACK TO SAVEPOINT message`.execute(db);
      await sql`RELEASE SAVEPOINT message`.execute(db);
      return () => each.reject(named(error));
    }
  }

  /** One commit: whoever waits is taken in, up to the bound, and answered after it. */
  async function commitSome(db: Kysely<Tables>): Promise<void> {
    const taken: Waiting[] = [];
    const answers: (() => void)[] = [];
    try {
      if (broken !== undefined) throw new Error("the store is broken", { cause: broken });
      await sql.raw(engine.begin).execute(db);
      for (let each; taken.length < batchMax && (each = waiting.shift()) !== undefined;) {
        taken.push(each);
        answers.push(await inSavepoint(db, each));
      }
      await sql`COMMIT`.execute(db);
    } catch (error) {
      const told = named(error);
      if (taken.length === 0) taken.push(...waiting.splice(0));
      try {
        await engine.rollBack();
      } catch (unrolled) {
        // The engine takes it back by itself when the process ends, which is what a failed rollback calls for.
        if (broken === undefined) onBroken?.((broken = unrolled));
      }
      for (const each of taken) each.reject(told);
      return;
    }
    for (const answer of answers) answer();
  }

  async function work(): Promise<void> {
    await engine.db.connection().execute(async (db) => {
      // Each round takes one at least, or all of those that wait when nothing can be begun.
      while (waiting.length > 0) await commitSome(db);
    });
    working = waiting.length > 0 ? work() : undefined;
  }

  return {
    write<Value>(run: (tx: Tx) => Promise<Value>): Promise<Value> {
      const asked = new Promise<Value>((resolve, reject) => {
        waiting.push({ run, resolve: resolve as (value: unknown) => void, reject });
      });
      working ??= work();
      return asked;
    },
    async close() {
      while (working !== undefined) await working;
      // Kysely ends only a connection that it was asked for once.
      await engine.db.destroy();
      await engine.end();
    },
  };
}
