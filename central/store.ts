import { chmodSync, closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { Kysely, sql, SqliteDialect } from "kysely";
import { fail, ok, type Result } from "../hardware/result.ts";
import { migrations, type Tables } from "./schema.ts";

/** Queries inside one transaction. */
export type Tx = Kysely<Tables>;

export type StoreFault =
  | { readonly kind: "cannot-open"; readonly detail: string }
  /** SQLite's quick_check found damage: nothing is served from such a file. */
  | { readonly kind: "damaged"; readonly detail: string }
  /** A setting that durability rests on was not taken. */
  | { readonly kind: "not-durable"; readonly setting: string; readonly found: string }
  /** Written by a later Cardhall. */
  | { readonly kind: "newer-schema"; readonly found: number; readonly known: number };

/** Another process holds the store. Nothing was done; the same message may be sent again. */
export class StoreBusy extends Error {}

export interface Store {
  /** One transaction, alone among all writers from its first line. Rolls back when `work` throws. */
  write<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

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
  connection.pragma("foreign_keys = ON");

  // Asked for is not given: each is read back, since durability rests on it.
  const synchronous = connection.pragma("synchronous", { simple: true });
  const foreignKeys = connection.pragma("foreign_keys", { simple: true });
  if (journal !== "wal" && !inMemory)
    return { kind: "not-durable", setting: "journal_mode", found: String(journal) };
  if (synchronous !== 2) return { kind: "not-durable", setting: "synchronous", found: String(synchronous) };
  if (foreignKeys !== 1) return { kind: "not-durable", setting: "foreign_keys", found: String(foreignKeys) };

  const check = connection.pragma("quick_check(1)", { simple: true });
  return check === "ok" ? undefined : { kind: "damaged", detail: String(check) };
}

function migrate(connection: Database.Database): StoreFault | undefined {
  let fault: StoreFault | undefined;
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
  return fault;
}

/** Result codes after which the file's content is unknown (sqlite.org/rescode.html). */
const brokenCodes = /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|FULL)/;

function storeOver(connection: Database.Database, onBroken?: (error: unknown) => void): Store {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  let broken: unknown;

  function rethrow(error: unknown): never {
    const code = error instanceof Database.SqliteError ? error.code : "";
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
          const value = await work(tx);
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
