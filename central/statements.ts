import { sql, type Kysely, type RawBuilder } from "kysely";
import type { Stretch } from "./store.ts";
import { shapes, type TableName, type Tables } from "./tables.ts";

export type Values = Readonly<Record<string, string | number | null>>;

/** One statement's text in the engine's dialect; the values are given at each call, in the order of the text. */
export type Statement = { readonly text: string };

/** The port's questions as SQL that SQLite and PostgreSQL both speak, each text made once. */
export type Statements = ReturnType<typeof statementsOf>;

export function statementsOf() {
  const known = new Map<string, Statement>();
  /** Building a text costs more than the database takes to answer it. */
  function once(key: string, db: Kysely<Tables>, build: () => RawBuilder<unknown>): Statement {
    let statement = known.get(key);
    if (statement === undefined) {
      statement = { text: build().compile(db).sql };
      known.set(key, statement);
    }
    return statement;
  }
  /** Stands where a value will be given. */
  const value = sql.val(0);
  const is = (column: string) => sql`${sql.ref(column)} = ${value}`;
  const all = (conditions: readonly RawBuilder<unknown>[]) =>
    conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` AND `);
  const keyOf = (table: TableName) => all(shapes[table].key.map(is));

  return {
    get: (db: Kysely<Tables>, table: TableName) =>
      once(`get ${table}`, db, () => sql`SELECT * FROM ${sql.table(table)} WHERE ${keyOf(table)}`),
    add: (db: Kysely<Tables>, table: TableName, columns: readonly string[]) =>
      once(`add ${table} ${columns.join()}`, db, () => {
        const names = sql.join(columns.map((column) => sql.ref(column)));
        return sql`INSERT INTO ${sql.table(table)} (${names}) VALUES (${sql.join(columns.map(() => value))})`;
      }),
    change: (db: Kysely<Tables>, table: TableName, columns: readonly string[]) =>
      once(`change ${table} ${columns.join()}`, db, () => {
        return sql`UPDATE ${sql.table(table)} SET ${sql.join(columns.map(is))} WHERE ${keyOf(table)}`;
      }),
    remove: (db: Kysely<Tables>, table: TableName) =>
      once(`remove ${table}`, db, () => sql`DELETE FROM ${sql.table(table)} WHERE ${keyOf(table)}`),
    /** Values in this order: those of `where` that are not null, after, upTo, below, limit. */
    find(db: Kysely<Tables>, table: TableName, where: Values, stretch: Stretch) {
      const { after, upTo, below, limit, newestFirst = false } = stretch;
      const columns = Object.entries(where).map(([column, sought]) =>
        sought === null ? `${column}?` : column,
      );
      const edges = [after, upTo, below, limit].map((edge) => (edge === undefined ? "-" : "+")).join("");
      return once(`find ${table} ${columns.join()} ${edges} ${String(newestFirst)}`, db, () => {
        const key = shapes[table].key.map((column) => sql.ref(column));
        const [lead] = key;
        const conditions = [
          ...Object.entries(where).map(([column, sought]) =>
            sought === null ? sql`${sql.ref(column)} IS NULL` : is(column),
          ),
          ...(after === undefined ? [] : [sql`${lead} > ${value}`]),
          ...(upTo === undefined ? [] : [sql`${lead} <= ${value}`]),
          ...(below === undefined ? [] : [sql`${lead} < ${value}`]),
        ];
        const order = newestFirst ? key.map((column) => sql`${column} DESC`) : key;
        return sql`SELECT * FROM ${sql.table(table)} WHERE ${all(conditions)} ORDER BY ${sql.join(order)}
          ${limit === undefined ? sql`` : sql`LIMIT ${value}`}`;
      });
    },
  };
}
