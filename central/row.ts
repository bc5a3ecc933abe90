import { shapes, type TableName } from "./tables.ts";
import { keyValues } from "./store.ts";

/** A row of any table, as every engine gives it. Rows are never changed in place. */
export type Row = Readonly<Record<string, string | number | null>>;

/** One row's name among all tables. No text holds a NUL: PostgreSQL stores none. */
export const placeOf = (table: TableName, key: object): string =>
  [table, ...keyValues(table, key)].join("\0");

const surrogate = /[\ud800-\udfff]/;

/** As both engines order: numbers by their size, text by its bytes. */
function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  // UTF-16 and UTF-8 order alike but for characters beyond the first 65,536.
  if (typeof a === "string" && typeof b === "string" && (surrogate.test(a) || surrogate.test(b)))
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** In the order of the table's key. */
export function compareRows(table: TableName, left: Row, right: Row): number {
  for (const column of shapes[table].key) {
    const order = compare(left[column] ?? 0, right[column] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** Where the row's first key column lies. */
const leadOf = (table: TableName, row: Row): string | number => row[shapes[table].key[0] ?? ""] ?? 0;

export type Edges = {
  readonly after?: number | string;
  readonly upTo?: number | string;
  readonly below?: number | string;
};

/** Whether the row has these values and lies in this stretch. */
export function matches(table: TableName, row: Row, where: Row, { after, upTo, below }: Edges): boolean {
  for (const column in where) if (row[column] !== where[column]) return false;
  const lead = leadOf(table, row);
  if (after !== undefined && compare(lead, after) <= 0) return false;
  if (upTo !== undefined && compare(lead, upTo) > 0) return false;
  return below === undefined || compare(lead, below) < 0;
}
