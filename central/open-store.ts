import type { Result } from "../hardware/result.ts";
import type { Store } from "./store.ts";
import { openPostgres, type PostgresFault } from "./store-postgres.ts";
import { openSqlite, type StoreFault } from "./store-sqlite.ts";

type StorePlace = {
  /** A PostgreSQL address, or SQLite's file. */
  readonly database: string;
  readonly onBroken: (error: unknown) => void;
  readonly pause: (ms: number) => Promise<void>;
  /**
   * Waits for one turn of the process, in which what has arrived is read: SQLite's commits stop the process, and this
   * way messages share them. Without it each has its own.
   */
  readonly turn?: () => Promise<void>;
};

/** A file that belongs to a database, beside SQLite's own; undefined where there is no such place. */
export const fileBeside = (database: string, suffix: string): string | undefined =>
  database === ":memory:" || database.includes("://") ? undefined : `${database}.${suffix}`;

/** How long a centre waits for the one before it to leave the database; whoever keeps it starts it anew. */
const turnMs = 10_000;

/** Opens the store that `database` names. */
export const openStore = ({
  database,
  onBroken,
  pause,
  turn,
}: StorePlace): Promise<Result<Store, StoreFault | PostgresFault>> =>
  /^postgres(ql)?:\/\//.test(database)
    ? openPostgres({ url: database, onBroken, pause, waitMs: turnMs })
    : Promise.resolve(openSqlite({ file: database, onBroken, ...(turn !== undefined && { gather: turn }) }));
