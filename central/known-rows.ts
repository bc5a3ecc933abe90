import type { Change } from "./change.ts";
import { knownFinds } from "./known-finds.ts";
import type { Row } from "./row.ts";
import { shapes } from "./tables.ts";

/** Rows kept unless told otherwise: some 50 MB. */
const usualMax = 50_000;
/** Characters of one column. */
const largeText = 32_768;

/**
 * What the database holds, as far as this process knows: it alone writes there, so what it read or committed stays
 * true. Rows that are known not to be there count as rows. Bounded: the least recently used is forgotten first.
 */
export type Known = ReturnType<typeof knownRows>;

export function knownRows(max = usualMax) {
  const rows = new Map<string, Row | undefined>();
  const finds = knownFinds();
  let age = 0;

  function keep(place: string, row: Row | undefined): void {
    rows.delete(place);
    if (row !== undefined && isLarge(row)) return;
    rows.set(place, row);
    if (rows.size <= max) return;
    const [oldest] = rows.keys();
    if (oldest !== undefined) rows.delete(oldest);
  }

  return {
    finds,
    has: (place: string): boolean => rows.has(place),
    row(place: string): Row | undefined {
      const row = rows.get(place);
      if (row !== undefined) keep(place, row);
      return row;
    },
    size: (): number => rows.size,
    /** Changes with each commit: what was read before it and comes after it is not kept. */
    age: (): number => age,
    learn: keep,
    /** What a commit has changed, each row once. What is only ever appended is not asked for by its key. */
    follow(changes: readonly Change[]): void {
      age += 1;
      for (const { table, place, after } of changes)
        if (shapes[table].appendOnly !== true) keep(place, after);
      finds.follow(changes);
    },
    /** Nothing is known any more: a commit failed, or somebody else wrote. */
    forget(): void {
      age += 1;
      rows.clear();
      finds.clear();
    },
  };
}

/** A photograph, which is asked for once: as many of them as there is room for rows would fill the memory. */
const isLarge = (row: Row): boolean =>
  Object.values(row).some((value) => typeof value === "string" && value.length > largeText);
