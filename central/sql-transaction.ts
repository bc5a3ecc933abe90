import { CompiledQuery, type Kysely, type QueryResult, type RawBuilder } from "kysely";
import type { Statement, Statements, Values } from "./statements.ts";
import { keyValues, type Stretch, type Tx } from "./store.ts";
import { shapes, type TableName, type Tables } from "./tables.ts";

/** A transaction's view, and what belongs to its edges. */
export type SqlTransaction = {
  readonly tx: Tx;
  /** A command without an answer. */
  readonly say: (command: RawBuilder<unknown>) => Promise<void>;
  /** The work's value once all that it sent, and `last`, was answered well; else the first failure. */
  readonly settled: <Value>(work: Promise<Value>, last: RawBuilder<unknown>) => Promise<Value>;
};

/**
 * The store's port over one connection. On a `pipelined` engine a write is sent and heard of at the end: the
 * server answers in order, so a read that follows sees it. A row that was read once is not asked for again.
 */
export function transactionOver(
  db: Kysely<Tables>,
  statements: Statements,
  pipelined: boolean,
): SqlTransaction {
  const sent: Promise<void>[] = [];
  /** Rows by table and key; nobody else writes while this transaction lasts. */
  const known = new Map<string, object | undefined>();

  async function write(done: Promise<void>): Promise<void> {
    if (!pipelined) return done;
    // Heard of in `settled`; until then it is not an unhandled rejection.
    done.catch(() => undefined);
    sent.push(done);
  }
  const say = (command: RawBuilder<unknown>): Promise<void> =>
    write(command.execute(db).then(() => undefined));

  const placeOf = (table: TableName, key: object): string => [table, ...keyValues(table, key)].join("\n");
  const one = async (table: TableName, changing: Promise<QueryResult<unknown>>): Promise<void> => {
    if ((await changing).numAffectedRows !== 1n) throw new Error(`${table}: no row to change or remove`);
  };
  const ask = <Row>(statement: Statement, values: readonly unknown[]): Promise<QueryResult<Row>> =>
    db.executeQuery<Row>(CompiledQuery.raw(statement.text, [...values]));

  const tx: Tx = {
    async get<Name extends TableName>(table: Name, key: object) {
      const place = placeOf(table, key);
      if (!known.has(place)) {
        const rows = await ask<Tables[Name]>(statements.get(db, table), keyValues(table, key));
        known.set(place, rows.rows[0]);
      }
      return known.get(place) as Tables[Name] | undefined;
    },
    add(table, row) {
      known.delete(placeOf(table, row));
      const added = ask(statements.add(db, table, Object.keys(row)), Object.values(row));
      return write(added.then(() => undefined));
    },
    change(table, key, change) {
      const place = placeOf(table, key);
      const row = known.get(place);
      if (row === undefined) known.delete(place);
      else known.set(place, { ...row, ...change });
      // A key named once more costs a search of every table that points to it.
      const keyColumns: readonly string[] = shapes[table].key;
      const names = Object.keys(change).filter((column) => !keyColumns.includes(column));
      const values = names.map((column) => (change as Values)[column]);
      const changed = statements.change(db, table, names);
      return write(one(table, ask(changed, [...values, ...keyValues(table, key)])));
    },
    remove(table, key) {
      known.delete(placeOf(table, key));
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

  return {
    tx,
    say,
    async settled(work, last) {
      const [outcome] = await Promise.allSettled([work]);
      if (outcome.status === "fulfilled") await say(last);
      for (const each of await Promise.allSettled(sent))
        // The first that failed is the cause; what follows it in an aborted transaction fails for its sake.
        if (each.status === "rejected") throw each.reason;
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    },
  };
}
