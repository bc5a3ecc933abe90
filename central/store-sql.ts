import { CompiledQuery, sql, type Kysely, type QueryResult } from "kysely";
import { statementsOf, type Statement, type Statements, type Values } from "./statements.ts";
import { ConstraintBroken, keyValues, StoreBusy, type Store, type Stretch, type Tx } from "./store.ts";
import type { TableName, Tables } from "./tables.ts";

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
    await sql`SAVEPOINT message`.execute(db);
    const { tx, settled } = txOver(db, statements, engine.pipelined);
    try {
      const value = await settled(each.run(tx));
      await sql`RELEASE SAVEPOINT message`.execute(db);
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

/** A transaction's view, and what waits until all that was sent is answered. */
type Opened = { readonly tx: Tx; readonly settled: <Value>(work: Promise<Value>) => Promise<Value> };

function txOver(db: Kysely<Tables>, statements: Statements, pipelined: boolean): Opened {
  const sent: Promise<void>[] = [];
  /** A write whose answer nobody needs yet: on a pipelined engine it is waited for at the end. */
  async function write(done: Promise<void>): Promise<void> {
    if (!pipelined) return done;
    // Heard of in `settled`; until then it is not an unhandled rejection.
    done.catch(() => undefined);
    sent.push(done);
  }
  async function settled<Value>(work: Promise<Value>): Promise<Value> {
    const [outcome] = await Promise.allSettled([work]);
    for (const each of await Promise.allSettled(sent))
      // The first that failed is the cause; what follows it in an aborted transaction fails for its sake.
      if (each.status === "rejected") throw each.reason;
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  }

  const one = async (table: TableName, changing: Promise<QueryResult<unknown>>): Promise<void> => {
    if ((await changing).numAffectedRows !== 1n) throw new Error(`${table}: no row to change or remove`);
  };
  const ask = <Row>(statement: Statement, values: readonly unknown[]): Promise<QueryResult<Row>> =>
    db.executeQuery<Row>(CompiledQuery.raw(statement.text, [...values]));

  const tx: Tx = {
    async get<Name extends TableName>(table: Name, key: object) {
      const rows = await ask<Tables[Name]>(statements.get(db, table), keyValues(table, key));
      return rows.rows[0];
    },
    add(table, row) {
      const added = ask(statements.add(db, table, Object.keys(row)), Object.values(row));
      return write(added.then(() => undefined));
    },
    change(table, key, change) {
      const changed = statements.change(db, table, Object.keys(change));
      return write(one(table, ask(changed, [...Object.values(change), ...keyValues(table, key)])));
    },
    remove(table, key) {
      return write(one(table, ask(statements.remove(db, table), keyValues(table, key))));
    },
    async find<Name extends TableName>(table: Name, where: object, stretch: Stretch = {}) {
      const { after, upTo, below, limit } = stretch;
      const given: unknown[] = [...Object.values(where as Values), after, upTo, below, limit];
      const rows = await ask<Tables[Name]>(
        statements.find(db, table, where as Values, stretch),
        given.filter((value) => value !== undefined && value !== null),
      );
      return rows.rows;
    },
  };
  return { tx, settled };
}
