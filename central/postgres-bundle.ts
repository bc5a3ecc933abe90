import type { Change } from "./change.ts";
import type { Sent } from "./postgres-statements.ts";
import type { Row } from "./row.ts";
import { keyValues, type Foreseen } from "./store.ts";
import { shapes, type TableName } from "./tables.ts";

/**
 * A whole batch as one statement: a statement more costs both sides as much as the row that it is about. Rows travel as
 * JSON, which the server reads by the table's own types, so that a text depends on the tables only.
 */

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

/**
 * Rows given as `$n`, each with the row of the table that has its key. The inner question cannot be turned into a join,
 * so it always goes by the key's index, however small the table was when the statement was planned.
 */
const lying = (table: TableName, n: number, wanted: string): string => {
  const key = shapes[table].key.map((column) => `o."${column}" = r."${column}"`).join(" AND ");
  return `json_populate_recordset(NULL::"${table}", $${String(n)}) AS r CROSS JOIN LATERAL
    (SELECT ${wanted} FROM "${table}" AS o WHERE ${key} OFFSET 0) AS l`;
};

const keyOf = (table: TableName, row: object): Row => {
  const values = keyValues(table, row);
  return Object.fromEntries(shapes[table].key.map((column, n) => [column, values[n] ?? null]));
};

/** One question for rows of several tables; each answer names its `place_table` and has the row as `place_row`. */
export function askedTogether(asked: readonly Foreseen[]): Sent {
  const tables = [...Map.groupBy(asked, ({ table }) => table)].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = tables.map(
    ([table], n) =>
      `SELECT '${table}' AS place_table, to_json(l) AS place_row FROM ${lying(table, n + 1, "o.*")}`,
  );
  return {
    text: parts.join(" UNION ALL "),
    values: tables.map(([table, rows]) => JSON.stringify(rows.map(({ key }) => keyOf(table, key)))),
  };
}

type Kind = "new" | "changed" | "gone";
const kindOf = ({ before, after }: Change): Kind => {
  if (before === undefined) return "new";
  return after === undefined ? "gone" : "changed";
};

/**
 * All writes of a batch, each row named once, true together or not at all. A row that is to change or to go and is not
 * there makes the counts differ, and what is divided by that is refused with everything.
 */
export function writtenTogether(changes: readonly Change[]): Sent {
  const groups = [
    ...Map.groupBy(changes, (change) => {
      const columns = Object.keys(change.after ?? {}).join();
      return `${kindOf(change)} ${change.table} ${columns}`;
    }),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = groups.map(([, [first]], n) => (first === undefined ? "" : write(first, n + 1)));
  const counted = groups.flatMap(([name], n) =>
    name.startsWith("new")
      ? []
      : [`(SELECT count(*) FROM w${String(n + 1)}) = json_array_length($${String(n + 1)})`],
  );
  const holds = counted.length === 0 ? "true" : counted.join(" AND ");
  return {
    text: `WITH ${parts.join(", ")} SELECT 1 / (${holds})::int AS one`,
    values: groups.map(([, all]) =>
      JSON.stringify(all.map(({ table, before, after }) => after ?? keyOf(table, before ?? {}))),
    ),
  };
}

function write(change: Change, n: number): string {
  const { table, after } = change;
  const columns = Object.keys(after ?? {});
  const name = `w${String(n)}`;
  const found = `(SELECT r.*, l.at FROM ${lying(table, n, "o.ctid AS at")} OFFSET 0) AS k`;
  switch (kindOf(change)) {
    case "new":
      return `${name} AS (INSERT INTO "${table}" (${quoted(columns)})
        SELECT ${quoted(columns)} FROM json_populate_recordset(NULL::"${table}", $${String(n)}))`;
    case "changed": {
      // A key named once more would cost a search of every table that points to it.
      const key: readonly string[] = shapes[table].key;
      const set = columns.filter((column) => !key.includes(column)).map((each) => `"${each}" = k."${each}"`);
      return `${name} AS (UPDATE "${table}" AS t SET ${set.join(", ")} FROM ${found} WHERE t.ctid = k.at RETURNING 1)`;
    }
    case "gone":
      return `${name} AS (DELETE FROM "${table}" AS t USING ${found} WHERE t.ctid = k.at RETURNING 1)`;
  }
}
