import { sql, type Kysely, type RawBuilder } from "kysely";
import { changedColumns, type Change } from "./change.ts";
import type { Row } from "./row.ts";
import { keyValues, type Stretch } from "./store.ts";
import { shapes, type TableName, type Tables } from "./tables.ts";

type Value = string | number | null;
/** A text in an engine's dialect, and the values for its places. */
type Statement = { readonly text: string; readonly values: readonly Value[] };

/** The port's questions as SQL that SQLite and PostgreSQL both speak, each text made once. */
export type Statements = ReturnType<typeof statementsOf>;

/**
 * Texts in the dialect of `db`, which is asked for nothing else; values are given at each call, in the text's order.
 * `mustBe` is put around a text that changes exactly one row.
 */
export function statementsOf(db: Kysely<Tables>, mustBe: (text: string) => string = (text) => text) {
  const known = new Map<string, string>();
  /** Building a text costs more than the database takes to answer it. */
  function once(key: string, build: () => RawBuilder<unknown>, around = (text: string) => text): string {
    let text = known.get(key);
    if (text === undefined) known.set(key, (text = around(build().compile(db).sql)));
    return text;
  }
  /** Stands where a value will be given. */
  const value = sql.val(0);
  const is = (column: string) => sql`${sql.ref(column)} = ${value}`;
  const all = (conditions: readonly RawBuilder<unknown>[]) =>
    conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` AND `);
  const keyOf = (table: TableName) => all(shapes[table].key.map(is));

  return {
    get: (table: TableName) =>
      once(`get ${table}`, () => sql`SELECT * FROM ${sql.table(table)} WHERE ${keyOf(table)}`),
    add: (table: TableName, columns: readonly string[]) =>
      once(`add ${table} ${columns.join()}`, () => {
        const names = sql.join(columns.map((column) => sql.ref(column)));
        return sql`INSERT INTO ${sql.table(table)} (${names}) VALUES (${sql.join(columns.map(() => value))})`;
      }),
    /** Values in this order: those of the columns, then the key's. */
    change: (table: TableName, columns: readonly string[]) =>
      once(
        `change ${table} ${columns.join()}`,
        () => sql`UPDATE ${sql.table(table)} SET ${sql.join(columns.map(is))} WHERE ${keyOf(table)}`,
        mustBe,
      ),
    remove: (table: TableName) =>
      once(`remove ${table}`, () => sql`DELETE FROM ${sql.table(table)} WHERE ${keyOf(table)}`, mustBe),
    find(table: TableName, where: Row, stretch: Stretch): Statement {
      const { after, upTo, below, limit, newestFirst = false } = stretch;
      const columns = Object.entries(where).map(([column, sought]) =>
        sought === null ? `${column}?` : column,
      );
      const edges = [after, upTo, below, limit].map((edge) => (edge === undefined ? "-" : "+")).join("");
      const text = once(`find ${table} ${columns.join()} ${edges} ${String(newestFirst)}`, () => {
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
      const given = [...Object.values(where), after, upTo, below, limit];
      return { text, values: given.filter((each) => each !== undefined && each !== null) };
    },
  };
}

/** What makes this change so, of one row. */
export function statementFor(statements: Statements, change: Change): Statement | undefined {
  const { table, before, after } = change;
  if (before === undefined && after === undefined) return undefined;
  const key = keyValues(table, after ?? before ?? {});
  if (after === undefined) return { text: statements.remove(table), values: key };
  if (before === undefined)
    return { text: statements.add(table, Object.keys(after)), values: Object.values(after) };
  // A key named once more, or an index's column, costs a search of whatever hangs on it.
  const columns = changedColumns(change);
  if (columns.length === 0) return undefined;
  const values = columns.map((column) => after[column] ?? null);
  return { text: statements.change(table, columns), values: [...values, ...key] };
}
