import type { Change } from "./change.ts";
import { compareRows, matches, type Edges, type Row } from "./row.ts";
import type { TableName } from "./tables.ts";

/** Below so many rows a table's changes are looked through one by one. */
const lookThrough = 64;

/** What is changed of one table and not in the database yet. */
type Pages = {
  readonly rows: Map<string, Row | undefined>;
  /** By column, then by value: places of rows that have it, or had it once. */
  readonly index: Map<string, Map<string | number | null | undefined, Set<string>>>;
  /** Rows that lie in the database as well, in another form. */
  hiding: number;
  greatest: Row | undefined;
};

/** Changes that are in memory only, over rows that the database has: a message's own, or those of its batch. */
export type Layer = ReturnType<typeof layer>;

export function layer() {
  const log: Change[] = [];
  const tables = new Map<TableName, Pages>();
  const places = new Map<string, Row | undefined>();

  function pagesOf(table: TableName): Pages {
    let pages = tables.get(table);
    if (pages === undefined)
      tables.set(table, (pages = { rows: new Map(), index: new Map(), hiding: 0, greatest: undefined }));
    return pages;
  }

  function indexed(pages: Pages, column: string) {
    let byValue = pages.index.get(column);
    if (byValue !== undefined) return byValue;
    byValue = new Map<string | number | null | undefined, Set<string>>();
    pages.index.set(column, byValue);
    for (const [place, row] of pages.rows) if (row !== undefined) enter(byValue, row[column], place);
    return byValue;
  }

  function* candidates(pages: Pages, where: Row): Generator<readonly [string, Row | undefined]> {
    const [column] = Object.keys(where);
    if (column === undefined || pages.rows.size < lookThrough) {
      yield* pages.rows;
      return;
    }
    for (const place of indexed(pages, column).get(where[column]) ?? []) yield [place, pages.rows.get(place)];
  }

  return {
    /** In the order in which they were made. */
    log: log as readonly Change[],
    has: (place: string): boolean => places.has(place),
    row: (place: string): Row | undefined => places.get(place),
    put(change: Change): void {
      const { table, place, before, after } = change;
      const pages = pagesOf(table);
      log.push(change);
      places.set(place, after);
      pages.rows.set(place, after);
      if (before !== undefined) pages.hiding += 1;
      if (after === undefined) return;
      if (pages.greatest === undefined || compareRows(table, after, pages.greatest) > 0)
        pages.greatest = after;
      for (const [column, byValue] of pages.index) enter(byValue, after[column], place);
    },
    /** How many rows of the database may look different here: none where rows were only added. */
    hiding: (table: TableName): number => tables.get(table)?.hiding ?? 0,
    touches: (table: TableName): boolean => tables.has(table),
    /** The one with the greatest key, where rows were only added. */
    greatest: (table: TableName): Row | undefined => tables.get(table)?.greatest,
    /** Changed rows that match, in no order. */
    found(table: TableName, where: Row, edges: Edges): [place: string, row: Row][] {
      const pages = tables.get(table);
      const found: [string, Row][] = [];
      if (pages !== undefined)
        for (const [place, row] of candidates(pages, where))
          if (row !== undefined && matches(table, row, where, edges)) found.push([place, row]);
      return found;
    },
  };
}

function enter(
  byValue: Map<string | number | null | undefined, Set<string>>,
  value: string | number | null | undefined,
  place: string,
): void {
  const places = byValue.get(value);
  if (places === undefined) byValue.set(value, new Set([place]));
  else places.add(place);
}
