import { placeOf, type Row } from "./row.ts";
import { shapes, type TableName } from "./tables.ts";

/** One row before and after something was done to it; undefined where it is not there. */
export type Change = {
  readonly table: TableName;
  readonly place: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
};

export const changeOf = (table: TableName, before: Row | undefined, after: Row | undefined): Change => ({
  table,
  place: placeOf(table, after ?? before ?? {}),
  before,
  after,
});

/** Columns in which a changed row differs. Its key never does. */
export const changedColumns = ({ before, after }: Change): string[] =>
  before === undefined || after === undefined
    ? []
    : Object.keys(after).filter((column) => after[column] !== before[column]);

/**
 * What many changes come to, each row named once, in an order that references allow: rows that are pointed to come
 * before those that point, and go after them.
 */
export function folded(changes: readonly Change[]): Folded {
  const byPlace = new Map<string, Change>();
  for (const change of changes) {
    const first = byPlace.get(change.place);
    byPlace.set(change.place, first === undefined ? change : { ...change, before: first.before });
  }
  const all = [...byPlace.values()].filter(({ before, after }) => before !== after);
  const rank = ({ table }: Change): number => ranks.get(table) ?? 0;
  const put = all.filter(({ after }) => after !== undefined).sort((a, b) => rank(a) - rank(b));
  const gone = all.filter(({ after }) => after === undefined).sort((a, b) => rank(b) - rank(a));
  return { changes: [...put, ...gone], isWhole: all.length === byPlace.size };
}

type Folded = {
  readonly changes: readonly Change[];
  /** False where a row came and went again: whether it might come at all, only the database can tell. */
  readonly isWhole: boolean;
};

/** Tables so that each comes after those it points to. */
const ranks: ReadonlyMap<TableName, number> = (() => {
  const ranked = new Map<TableName, number>();
  const entered = new Set<TableName>();
  function rank(table: TableName): void {
    if (entered.has(table)) return;
    entered.add(table);
    for (const pointedTo of Object.values(shapes[table].references ?? {})) rank(pointedTo as TableName);
    ranked.set(table, ranked.size);
  }
  for (const table of Object.keys(shapes) as TableName[]) rank(table);
  return ranked;
})();
