import type { Layer } from "./layer.ts";
import { compareRows, placeOf, type Row } from "./row.ts";
import type { Stretch } from "./store.ts";
import type { TableName } from "./tables.ts";

/** What is asked of a table. */
export type Find = { readonly table: TableName; readonly where: Row; readonly stretch: Stretch };

/** How many rows of the database may look different under these layers. */
export const hiddenUnder = (layers: readonly Layer[], table: TableName): number =>
  layers.reduce((sum, each) => sum + each.hiding(table), 0);

/**
 * The database's answer with what is changed in memory over it, the later layer over the earlier. Its rows have to
 * reach beyond the limit by as many as may be hidden.
 */
export function overlaid(
  { table, where, stretch }: Find,
  rows: readonly Row[],
  layers: readonly Layer[],
): readonly Row[] {
  const touching = layers.filter((each) => each.touches(table));
  if (touching.length === 0) return rows;
  const { limit, newestFirst = false } = stretch;
  const hiding = hiddenUnder(touching, table) > 0;
  const seen = hiding ? rows.filter((row) => touching.every((each) => !each.has(placeOf(table, row)))) : rows;
  const all = [...seen, ...changed()];
  all.sort((a, b) => (newestFirst ? compareRows(table, b, a) : compareRows(table, a, b)));
  return limit === undefined ? all : all.slice(0, limit);

  function changed(): Row[] {
    // Each audit entry asks for the one before it: this way that costs nothing, however much lies in memory.
    const { after, upTo, below } = stretch;
    const isNewest = newestFirst && limit === 1 && (after ?? upTo ?? below) === undefined;
    if (isNewest && !hiding && Object.keys(where).length === 0)
      return touching.map((each) => each.greatest(table)).filter((row) => row !== undefined);
    return touching.flatMap((each, n) => {
      const later = touching.slice(n + 1);
      const found = each.found(table, where, stretch);
      return found.filter(([place]) => !later.some((over) => over.has(place))).map(([, row]) => row);
    });
  }
}
