import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Dialect,
} from "kysely";
import type pg from "pg";
import type { Engine, Failure } from "./engine.ts";
import { placeOf, type Row } from "./row.ts";
import { askedTogether, writtenTogether } from "./postgres-bundle.ts";
import { exactlyOne, writesFor, type Sent } from "./postgres-statements.ts";
import { statementsOf } from "./statements.ts";
import { keyValues } from "./store.ts";
import type { TableName, Tables } from "./tables.ts";

/** Bundled texts that are prepared at most: each keeps a plan on the server. Whatever comes beyond goes row by row. */
const bundlesMax = 100;

/**
 * The store has the connection to itself and nobody else writes, so that what is read needs no transaction: a batch is
 * one question for its rows, and one statement with all that it changed, which is its own commit.
 */
export function postgresEngine(client: pg.Client, socket: Socket): Engine {
  const statements = statementsOf(new Kysely<Tables>({ dialect: textOnly }), exactlyOne);
  const names = new Map<string, string>();
  const bundles = new Set<string>();
  /** Each statement is prepared once, under a name made of its text. */
  function nameOf(text: string): string {
    let name = names.get(text);
    if (name === undefined) names.set(text, (name = createHash("sha256").update(text).digest("base64url")));
    return name;
  }
  type Answer = Promise<pg.QueryResult<Row>>;
  function send({ text, values }: Sent): Answer {
    const sent = client.query<Row>({ name: nameOf(text), text, values: [...values] });
    // Each is heard of by whoever waits for all of them; until then it is nobody's rejection.
    sent.catch(() => undefined);
    return sent;
  }
  const alone = (text: string): Answer => send({ text, values: [] });
  /** What is sent together leaves together, and is answered in this order. */
  async function together(sending: readonly Sent[]): Promise<pg.QueryResult<Row>[]> {
    socket.cork();
    const sent = sending.map(send);
    socket.uncork();
    const answers = [];
    // The first that failed is the cause; what follows it in an aborted transaction fails for its sake.
    for (const each of sent) answers.push(await each);
    return answers;
  }
  function isBundle({ text }: Sent): boolean {
    if (bundles.size < bundlesMax) bundles.add(text);
    return bundles.has(text);
  }
  let isFirst = true;
  /** Whether the server has answered since `begin`: else what is known would be told without its lock. */
  let answered = false;
  let isOpen = false;

  return {
    begin() {
      answered = false;
      const goesOn = !isFirst;
      isFirst = false;
      return Promise.resolve(goesOn);
    },
    async get(asked) {
      answered = true;
      const found = new Map<string, Row>();
      const bundle = askedTogether(asked);
      if (asked.length > 1 && isBundle(bundle)) {
        type Placed = { readonly place_table: TableName; readonly place_row: Row };
        const { rows } = (await send(bundle)) as unknown as pg.QueryResult<Placed>;
        for (const { place_table, place_row } of rows) found.set(placeOf(place_table, place_row), place_row);
      } else {
        const each = asked.map(({ table, key }) => ({
          text: statements.get(table),
          values: keyValues(table, key),
        }));
        for (const [n, { rows }] of (await together(each)).entries())
          for (const row of rows) found.set(placeOf(asked[n]?.table ?? "card", row), row);
      }
      return asked.map(({ table, key }) => found.get(placeOf(table, key)));
    },
    async find(table, where, stretch) {
      answered = true;
      return (await send(statements.find(table, where, stretch))).rows;
    },
    async commit(changes, inOrder) {
      if (changes.length === 0) {
        if (!answered) await alone("SELECT 1");
        return;
      }
      const bundle = inOrder === undefined ? writtenTogether(changes) : undefined;
      if (bundle !== undefined && isBundle(bundle)) {
        await send(bundle);
        return;
      }
      isOpen = true;
      const writes = writesFor(statements, changes);
      const answers = await together([
        { text: "BEGIN", values: [] },
        ...writes,
        { text: "COMMIT", values: [] },
      ]);
      // A transaction that was aborted ends without an error, and without having been committed.
      if (answers.at(-1)?.command !== "COMMIT") throw new Error("the server rolled the transaction back");
      isOpen = false;
    },
    async rollBack() {
      if (isOpen) await alone("ROLLBACK");
      isOpen = false;
    },
    end: () => client.end(),
    failureOf,
  };
}

/** Kysely writes the texts, and is given no database. */
const textOnly: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

/** Classes of SQLSTATE (PostgreSQL documentation, appendix A). */
function failureOf(error: unknown): Failure {
  if (!(error instanceof Error) || !("code" in error)) return isLost(error) ? "broken" : "bug";
  const code = String(error.code);
  if (code.startsWith("23")) return "constraint";
  if (["40001", "40P01", "55P03"].includes(code)) return "busy";
  // Connection failures, an operator's stop, resources gone, system errors, a crashed server.
  return /^(08|53|57P|58|XX)/.test(code) || isLost(error) ? "broken" : "bug";
}

/** What `pg` says of a connection that is gone, where no SQLSTATE can come any more. */
const isLost = (error: unknown): boolean =>
  error instanceof Error &&
  /Connection terminated|ECONNRESET|EPIPE|not queryable|Client was closed/.test(String(error));
