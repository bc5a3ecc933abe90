import { z } from "zod";

/** Query of a list: `cursor` is what the page before gave as `next`. */
export const pageQuery = z.object({
  cursor: z.string().min(1).max(128).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A list's answer; without `next` it was the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().optional() });

/** One page of rows that were asked for with `limit + 1`, in the order of their key. */
export function paged<Row, Item>(
  rows: readonly Row[],
  limit: number,
  tell: { readonly item: (row: Row) => Item; readonly cursor: (row: Row) => string },
): { items: Item[]; next?: string } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: page.map(tell.item), ...(more && { next: tell.cursor(last) }) };
}
