import type { Change } from "./change.ts";
import type { Row } from "./row.ts";
import { statementFor, type Statements } from "./statements.ts";
import type { TableName } from "./tables.ts";

/** A statement of PostgreSQL, whose values may be lists. */
export type Sent = { readonly text: string; readonly values: readonly unknown[] };

/**
 * Around a change of exactly one row. The commit is on its way behind it, so the server itself has to stop: a row that
 * is not there is counted as none, and nothing can be divided by that.
 */
export const exactlyOne = (text: string): string =>
  `WITH done AS (${text} RETURNING 1) SELECT 1 / count(*) AS one FROM done`;

/** Writes in the order of the changes; new rows of one table that follow each other go in one. */
export function writesFor(statements: Statements, changes: readonly Change[]): Sent[] {
  const writes: Sent[] = [];
  let rows: Row[] = [];
  let into: string | undefined;
  const put = (): void => {
    if (into !== undefined) writes.push({ text: into, values: [JSON.stringify(rows)] });
    into = undefined;
    rows = [];
  };
  for (const change of changes) {
    const { table, before, after } = change;
    const isNew = before === undefined && after !== undefined;
    const text = isNew ? insertOf(table, after) : undefined;
    if (text !== into) put();
    if (isNew) {
      into = text;
      rows.push(after);
    } else {
      const statement = statementFor(statements, change);
      if (statement !== undefined) writes.push(statement);
    }
  }
  put();
  return writes;
}

/** The server reads the rows from JSON by the table's own types: one value, however many rows. */
function insertOf(table: TableName, row: Row): string {
  const columns = Object.keys(row)
    .map((column) => `"${column}"`)
    .join(", ");
  return `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1)`;
}
