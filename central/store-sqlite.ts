import { chmodSync, closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Dialect,
} from "kysely";
import { fail, ok, type Result } from "../hardware/result.ts";
import { migrations } from "./schema.ts";
import type { Engine, Failure } from "./engine.ts";
import type { Known } from "./known-rows.ts";
import type { Row } from "./row.ts";
import { statementFor, statementsOf } from "./statements.ts";
import { sqlStore } from "./store-sql.ts";
import { keyValues, type Store } from "./store.ts";
import { shapes, type Tables } from "./tables.ts";

export type StoreFault =
  | { readonly kind: "cannot-open"; readonly detail: string }
  /** SQLite's quick_check found damage: nothing is served from such a file. */
  | { readonly kind: "damaged"; readonly detail: string }
  /** A setting that durability rests on was not taken. */
  | { readonly kind: "not-durable"; readonly setting: string; readonly found: string }
  /** Written by a later Cardhall: the steps of the schema that this one never heard of. */
  | { readonly kind: "newer-schema"; readonly steps: readonly string[] };

type StoreOptions = {
  /** A path, or `:memory:` for a store that lives as long as it is open. */
  readonly file: string;
  /** How long to wait for another process's transaction. Waiting blocks this process, so it is short. */
  readonly busyTimeoutMs?: number;
  /**
   * Called once when the disk failed under a transaction. What was written is then unknown, and a failed
   * fsync is never tried again: the process has to end and start anew (protocol A5 row 27).
   */
  readonly onBroken?: (error: unknown) => void;
  /** Waits until what has arrived already is taken in, so that it shares a commit. */
  readonly gather?: () => Promise<void>;
  /** What is kept in memory; as much as a centre needs unless told otherwise. */
  readonly known?: Known;
};

/**
 * Opens the centre's store on SQLite: WAL and synchronous=FULL, the durable embedded default (protocol C2).
 */
export function openSqlite(options: StoreOptions): Result<Store, StoreFault> {
  let connection: Database.Database | undefined;
  try {
    if (options.file !== ":memory:") keepPrivate(options.file);
    connection = new Database(options.file, { timeout: options.busyTimeoutMs ?? 1000 });
    const fault = prepare(connection, options.file === ":memory:") ?? migrate(connection);
    if (fault === undefined) return ok(sqlStore(engineOf(connection), options));
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
    connection.exec("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) STRICT");
    const had = connection.prepare<[], string>("SELECT name FROM migration").pluck().all();
    const unheard = had.filter((name) => !migrations.some((step) => step.name === name));
    if (unheard.length > 0) {
      fault = { kind: "newer-schema", steps: unheard };
      return;
    }
    const done = connection.prepare("INSERT INTO migration VALUES (?)");
    for (const { name, sql } of migrations) {
      if (had.includes(name)) continue;
      connection.exec(sql);
      done.run(name);
    }
    for (const [table, { appendOnly }] of Object.entries(shapes))
      if (appendOnly === true) connection.exec(appendOnlyIn(table));
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

const appendOnlyIn = (table: string): string => `
  CREATE TRIGGER IF NOT EXISTS ${table}_is_never_changed BEFORE UPDATE ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS ${table}_is_never_shortened BEFORE DELETE ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;`;

/** Result codes after which the file's content is unknown (sqlite.org/rescode.html). */
const brokenCodes = /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|FULL)/;

/** Kysely writes the texts, and is given no database. */
const textOnly: Dialect = {
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

/** Of any store in this process: the texts are the same ones. */
const statements = statementsOf(new Kysely<Tables>({ dialect: textOnly }));

function engineOf(connection: Database.Database): Engine {
  const prepared = new Map<string, Database.Statement<unknown[], Row>>();
  /** Each statement is prepared at its first use only. */
  function ready(text: string): Database.Statement<unknown[], Row> {
    const statement = prepared.get(text) ?? connection.prepare<unknown[], Row>(text);
    prepared.set(text, statement);
    return statement;
  }
  const written = connection.prepare<[], number>("PRAGMA data_version").pluck();
  const begin = connection.prepare("BEGIN IMMEDIATE");
  const commit = connection.prepare("COMMIT");
  let version: number | undefined;

  return {
    begin: answered(() => {
      begin.run();
      const before = version;
      // Rises with each commit of another connection, and with none of this one's own.
      version = written.get();
      return version === before;
    }),
    get: answered((asked) =>
      asked.map(({ table, key }) => ready(statements.get(table)).get(...keyValues(table, key))),
    ),
    find: answered((table, where, stretch) => {
      const { text, values } = statements.find(table, where, stretch);
      return ready(text).all(...values);
    }),
    commit: answered((changes) => {
      for (const change of changes) {
        const statement = statementFor(statements, change);
        if (statement === undefined) continue;
        const { changes: rows } = ready(statement.text).run(...statement.values);
        if (rows !== 1) throw new Error(`${change.table}: no row to change or remove`);
      }
      commit.run();
    }),
    rollBack: answered(() => {
      if (connection.inTransaction) connection.exec("ROLLBACK");
    }),
    end: answered(() => {
      connection.close();
    }),
    failureOf,
  };
}

/** SQLite answers at once; what it throws is a rejection, as from an engine that is asked over a network. */
const answered =
  <Given extends unknown[], Value>(work: (...given: Given) => Value) =>
  async (...given: Given): Promise<Value> =>
    work(...given);

function failureOf(error: unknown): Failure {
  const code = error instanceof Database.SqliteError ? error.code : "";
  if (code.startsWith("SQLITE_CONSTRAINT")) return "constraint";
  if (code.startsWith("SQLITE_BUSY")) return "busy";
  return brokenCodes.test(code) ? "broken" : "bug";
}
