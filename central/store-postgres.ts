import { Socket } from "node:net";
import pg from "pg";
import { fail, ok, type Result } from "../hardware/result.ts";
import { migrations } from "./schema.ts";
import { postgresEngine } from "./postgres-engine.ts";
import { sqlStore } from "./store-sql.ts";
import type { StoreFault } from "./store-sqlite.ts";
import type { Store } from "./store.ts";
import { shapes } from "./tables.ts";

export type PostgresFault =
  | Exclude<StoreFault, { readonly kind: "damaged" }>
  /** Another process of the centre has this database: one writes, the other waits for its turn. */
  | { readonly kind: "another-centre-serves" };

type PostgresOptions = {
  /** `postgresql://user@host/database`, or a socket's folder as `postgresql:///database?host=/folder`. */
  readonly url: string;
  /** Called once when the connection is lost: what was written is unknown, and another centre may take over. */
  readonly onBroken?: (error: unknown) => void;
  /** How long to wait for a centre that is going: the server notices some moments later that it has gone. */
  readonly waitMs: number;
  /** Waits between two looks for its turn. */
  readonly pause: (ms: number) => Promise<void>;
};

/** Any number, the same in every Cardhall: whoever holds it is the one centre of its database. */
const centreLock = 0x6361_7264;

/**
 * Opens the centre's store on PostgreSQL (14 or later). Refuses a server that may lose what it acknowledged.
 * The store has one connection: the centre's transactions stand in a row (store-sql.ts), and the session's lock
 * keeps a second centre waiting until this one is gone.
 */
export async function openPostgres(options: PostgresOptions): Promise<Result<Store, PostgresFault>> {
  const socket = new Socket();
  const client = new pg.Client({ connectionString: options.url, pipeline: true, stream: () => socket });
  let isServing = false;
  // Both an idle connection and a transaction meet the end of the server; it is told once.
  const lost = (error: unknown): void => {
    if (isServing) options.onBroken?.(error);
    isServing = false;
  };
  // Without a listener a lost connection would end the process before it was told why.
  client.on("error", lost);
  try {
    client.setTypeParser(pg.types.builtins.INT8, Number);
    await client.connect();
    const fault = (await notDurable(client)) ?? (await takeLock(client, options)) ?? (await migrate(client));
    if (fault === undefined) {
      await client.query(planning);
      isServing = true;
      return ok(sqlStore(postgresEngine(client, socket), { onBroken: lost }));
    }
    await client.end();
    return fail(fault);
  } catch (error) {
    await client.end().catch(() => undefined);
    return fail({ kind: "cannot-open", detail: error instanceof Error ? error.message : String(error) });
  }
}

/** What has to stand at what; `synchronous_commit` may be stricter, for a server with a standby. */
const needed: Readonly<Record<string, readonly string[]>> = {
  fsync: ["on"],
  full_page_writes: ["on"],
  synchronous_commit: ["on", "remote_apply"],
  server_encoding: ["UTF8"],
};

/**
 * Every question of the store has an index. Left to itself the server plans each once, while the tables are small,
 * and then goes on reading them from end to end as they grow.
 */
const planning = `SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan;
  SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET jit = off`;

async function notDurable(client: pg.Client): Promise<PostgresFault | undefined> {
  for (const [setting, allowed] of Object.entries(needed)) {
    const found = await client.query<{ value: string }>("SELECT current_setting($1) AS value", [setting]);
    const value = found.rows[0]?.value ?? "";
    if (!allowed.includes(value)) return { kind: "not-durable", setting, found: value };
  }
  return undefined;
}

const lockLookMs = 100;

async function takeLock(
  client: pg.Client,
  { waitMs, pause }: PostgresOptions,
): Promise<PostgresFault | undefined> {
  for (let waitedMs = 0; ; waitedMs += lockLookMs) {
    const asked = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      centreLock,
    ]);
    if (asked.rows[0]?.taken === true) return undefined;
    if (waitedMs >= waitMs) return { kind: "another-centre-serves" };
    await pause(lockLookMs);
  }
}

async function migrate(client: pg.Client): Promise<PostgresFault | undefined> {
  await client.query("BEGIN");
  await client.query("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)");
  const rows = await client.query<{ name: string }>("SELECT name FROM migration");
  const had = rows.rows.map((row) => row.name);
  const unheard = had.filter((name) => !migrations.some((step) => step.name === name));
  if (unheard.length > 0) {
    await client.query("ROLLBACK");
    return { kind: "newer-schema", steps: unheard };
  }
  for (const { name, sql } of migrations) {
    if (had.includes(name)) continue;
    await client.query(inPostgres(sql));
    await client.query("INSERT INTO migration VALUES ($1)", [name]);
  }
  for (const [table, { appendOnly }] of Object.entries(shapes))
    if (appendOnly === true) await client.query(appendOnlyIn(table));
  await client.query("COMMIT");
  return undefined;
}

/** Text is ordered by its bytes, as SQLite does, whatever the database's own collation is. */
const inPostgres = (sql: string): string =>
  sql
    .replace(/\bINTEGER\b/g, "BIGINT")
    .replace(/\bTEXT\b/g, 'TEXT COLLATE "C"')
    .replace(/\) STRICT;/g, ");");

const appendOnlyIn = (table: string): string => `
  CREATE OR REPLACE FUNCTION ${table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '${table} is append-only' USING ERRCODE = 'restrict_violation'; END $$;
  CREATE OR REPLACE TRIGGER ${table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION ${table}_is_append_only();`;
