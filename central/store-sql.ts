import { chmodSync, closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { Kysely, sql, SqliteDialect } from "kysely";
import { fail, ok, type Result } from "../hardware/result.ts";
import { migrations } from "./schema.ts";
import { ConstraintBroken, keyValues, StoreBusy, type Store, type Stretch, type Tx } from "./store.ts";
import { shapes, type TableName, type Tables } from "./tables.ts";

export type StoreFault =
  | { readonly kind: "cannot-open"; readonly detail: string }
  /** SQLite's quick_check found damage: nothing is served from such a file. */
  | { readonly kind: "damaged"; readonly detail: string }
  /** A setting that durability rests on was not taken. */
  | { readonly kind: "not-durable"; readonly setting: string; readonly found: string }
  /** Written by a later Cardhall. */
  | { readonly kind: "newer-schema"; readonly found: number; readonly known: number };

export type StoreOptions = {
  /** A path, or `:memory:` for a store that lives as long as it is open. */
  readonly file: string;
  /** How long to wait for another process's transaction. Waiting blocks this process, so it is short. */
  readonly busyTimeoutMs?: number;
  /**
   * Called once when the disk failed under a transaction. What was written is then unknown, and a failed
   * fsync is never tried again: the process has to end and start anew (protocol A5 row 27).
   */
  readonly onBroken?: (error: unknown) => void;
};

/**
 * Opens the centre's store: SQLite with WAL and synchronous=FULL, the durable embedded default (protocol C2).
 * This file is the one place that knows the engine.
 */
export function openStore(options: StoreOptions): Result<Store, StoreFault> {
  let connection: Database.Database | undefined;
  try {
    if (options.file !== ":memory:") keepPrivate(options.file);
    connection = new Database(options.file, { timeout: options.busyTimeoutMs ?? 1000 });
    const fault = prepare(connection, options.file === ":memory:") ?? migrate(connection);
    if (fault === undefined) return ok(storeOver(connection, options.onBroken));
    connection.close();
    return fail(fault);
  } catch (error) {
    connection?.close();
    return fail({ kind: "cannot-open", detail: error instanceof Error ? error.message : String(error) });
  }
}

/** Holders' names lie in it. SQLite gives the -wal and -shm files the same mode. */
function keepPrivate(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}

function prepare(connection: Database.Database, inMemory: boolean): StoreFault | undefined {
  const journal = connection.pragma("journal_mode = WAL", { simple: true });
  connection.pragma("synchronous = FULL");

  // Asked for is not given: each is read back, since durability rests on it.
  const synchronous = connection.pragma("synchronous", { simple: true });
  if (journal !== "wal" && !inMemory)
    return { kind: "not-durable", setting: "journal_mode", found: String(journal) };
  if (synchronous !== 2) return { kind: "not-durable", setting: "synchronous", found: String(synchronous) };

  const check = connection.pragma("quick_check(1)", { simple: true });
  return check === "ok" ? undefined : { kind: "damaged", detail: String(check) };
}

function migrate(connection: Database.Database): StoreFault | undefined {
  let fault: StoreFault | undefined;
  // A table that is made anew is dropped for a moment, which its foreign keys would not let happen.
  connection.pragma("foreign_keys = OFF");
  const steps = connection.transaction(() => {
    connection.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT");
    const row = connection.prepare<[], { version: number }>("SELECT version FROM schema_version").get();
    const version = row?.version ?? 0;
    if (version > migrations.length) {
      fault = { kind: "newer-schema", found: version, known: migrations.length };
      return;
    }
    if (row === undefined) connection.exec("INSERT INTO schema_version VALUES (0)");
    for (const step of migrations.slice(version)) connection.exec(step);
    connection.prepare("UPDATE schema_version SET version = ?").run(migrations.length);
  });
  steps.immediate();
  if (fault !== undefined) return fault;

  connection.pragma("foreign_keys = ON");
  const orphans = connection.pragma("foreign_key_check") as unknown[];
  if (orphans.length > 0) return { kind: "damaged", detail: "rows that point nowhere" };
  const foreignKeys = connection.pragma("foreign_keys", { simple: true });
  return foreignKeys === 1
    ? undefined
    : { kind: "not-durable", setting: "foreign_keys", found: String(foreignKeys) };
}

/** Result codes after which the file's content is unknown (sqlite.org/rescode.html). */
const brokenCodes = /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|FULL)/;

function storeOver(connection: Database.Database, onBroken?: (error: unknown) => void): Store {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  let broken: unknown;

  function rethrow(error: unknown): never {
    const code = error instanceof Database.SqliteError ? error.code : "";
    if (code.startsWith("SQLITE_CONSTRAINT")) throw new ConstraintBroken(String(error), { cause: error });
    if (code.startsWith("SQLITE_BUSY")) throw new StoreBusy(code, { cause: error });
    if (brokenCodes.test(code) && broken === undefined) {
      broken = error;
      onBroken?.(error);
    }
    throw error;
  }

  return {
    write: (work) =>
      db.connection().execute(async (tx) => {
        if (broken !== undefined) throw new Error("the store is broken", { cause: broken });
        try {
          // IMMEDIATE takes the write lock first, so what is read here is still so at the commit.
          await sql`BEGIN IMMEDIATE`.execute(tx);
          const value = await work(txOver(tx));
          await sql`COMMIT`.execute(tx);
          return value;
        } catch (error) {
          try {
            if (connection.inTransaction) connection.exec("ROLLBACK");
          } catch (unrolled) {
            // SQLite rolls back by itself when the connection ends, which is what a failed rollback calls for.
            onBroken?.((broken ??= unrolled));
          }
          return rethrow(error);
        }
      }),
    close: () => db.destroy(),
  };
}

type Values = Readonly<Record<string, string | number | null>>;

/** The port in SQL that SQLite and PostgreSQL both speak. */
function txOver(db: Kysely<Tables>): Tx {
  const is = (values: Values) =>
    Object.entries(values).map(([column, value]) =>
      value === null ? sql`${sql.ref(column)} IS NULL` : sql`${sql.ref(column)} = ${value}`,
    );
  const all = (conditions: ReturnType<typeof is>) =>
    conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` AND `);
  const keyed = (table: TableName, key: object) => {
    const values = keyValues(table, key);
    return all(is(Object.fromEntries(shapes[table].key.map((column, n) => [column, values[n] ?? null]))));
  };
  const one = (table: TableName, changed: { readonly numAffectedRows?: bigint }): void => {
    if (changed.numAffectedRows !== 1n) throw new Error(`${table}: no row to change or remove`);
  };
  const bounds = (table: TableName, { after, upTo }: Stretch) => {
    const lead = sql.ref(shapes[table].key[0] ?? "");
    return [
      ...(after === undefined ? [] : [sql`${lead} > ${after}`]),
      ...(upTo === undefined ? [] : [sql`${lead} <= ${upTo}`]),
    ];
  };

  return {
    async get<Name extends TableName>(table: Name, key: object) {
      const asked = sql<Tables[Name]>`SELECT * FROM ${sql.table(table)} WHERE ${keyed(table, key)}`;
      return (await asked.execute(db)).rows[0];
    },
    async add(table, row) {
      const columns = Object.keys(row).map((column) => sql.ref(column));
      const values = sql.join(Object.values(row));
      await sql`INSERT INTO ${sql.table(table)} (${sql.join(columns)}) VALUES (${values})`.execute(db);
    },
    async change(table, key, change) {
      const sets = Object.entries(change as Values).map(
        ([column, value]) => sql`${sql.ref(column)} = ${value}`,
      );
      const changed = sql`UPDATE ${sql.table(table)} SET ${sql.join(sets)} WHERE ${keyed(table, key)}`;
      one(table, await changed.execute(db));
    },
    async remove(table, key) {
      one(table, await sql`DELETE FROM ${sql.table(table)} WHERE ${keyed(table, key)}`.execute(db));
    },
    async find<Name extends TableName>(table: Name, where: object, stretch: Stretch = {}) {
      const order = shapes[table].key.map((column) =>
        stretch.newestFirst === true ? sql`${sql.ref(column)} DESC` : sql.ref(column),
      );
      const limited = stretch.limit === undefined ? sql`` : sql`LIMIT ${stretch.limit}`;
      const asked = sql<Tables[Name]>`SELECT * FROM ${sql.table(table)}
        WHERE ${all([...is(where as Values), ...bounds(table, stretch)])}
        ORDER BY ${sql.join(order)} ${limited}`;
      return (await asked.execute(db)).rows;
    },
  };
}
