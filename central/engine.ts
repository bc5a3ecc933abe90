import type { Change } from "./change.ts";
import type { Row } from "./row.ts";
import type { Foreseen, Stretch } from "./store.ts";
import type { TableName } from "./tables.ts";

/** What an engine's error means. `broken`: what was written is unknown, and nothing more may be asked of it. */
export type Failure = "constraint" | "busy" | "broken" | "bug";

/** What SQLite and PostgreSQL do differently, behind one connection that is the store's alone. */
export type Engine = {
  /**
   * Takes the write lock, so that what is read from here on is still so at the commit. False when another process may
   * have written since the last commit of this one.
   */
  readonly begin: () => Promise<boolean>;
  /** The rows asked for, together: undefined for those that are not there. */
  readonly get: (asked: readonly Foreseen[]) => Promise<(Row | undefined)[]>;
  readonly find: (table: TableName, where: Row, stretch: Stretch) => Promise<Row[]>;
  /**
   * Writes the changes and commits. Throws when one of them is refused, or a row that is to change or to go is not
   * there: nothing was committed then. `inOrder`: one after the other, as they were made; else each row is named once
   * and they may be written in any order that references allow.
   */
  readonly commit: (changes: readonly Change[], inOrder?: "in-order") => Promise<void>;
  /** Takes back what is open, if anything is. */
  readonly rollBack: () => Promise<void>;
  readonly end: () => Promise<void>;
  readonly failureOf: (error: unknown) => Failure;
};
