import { shapes, type TableName, type Tables } from "./tables.ts";

/** The columns that name one row. */
export type KeyOf<Name extends TableName> = Partial<Tables[Name]>;

/** A stretch of a table, in the order of its key. */
export type Stretch = {
  /** Only rows whose first key column is above this. */
  readonly after?: number | string;
  /** Only rows whose first key column is not above this. */
  readonly upTo?: number | string;
  /** Only rows whose first key column is below this: the next page of one that goes from the greatest down. */
  readonly below?: number | string;
  readonly limit?: number;
  /** From the greatest key down. */
  readonly newestFirst?: boolean;
};

/**
 * What may be done inside one transaction: all of the centre's logic speaks this and no SQL.
 * Rows that break a constraint of `shapes` are refused with ConstraintBroken.
 */
export interface Tx {
  get<Name extends TableName>(table: Name, key: KeyOf<Name>): Promise<Tables[Name] | undefined>;
  add<Name extends TableName>(table: Name, row: Tables[Name]): Promise<void>;
  /** Throws when there is no such row: what is changed was read before. */
  change<Name extends TableName>(table: Name, key: KeyOf<Name>, change: Partial<Tables[Name]>): Promise<void>;
  remove<Name extends TableName>(table: Name, key: KeyOf<Name>): Promise<void>;
  /** Rows that have these values, in the order of their key. */
  find<Name extends TableName>(
    table: Name,
    where: Partial<Tables[Name]>,
    stretch?: Stretch,
  ): Promise<Tables[Name][]>;
}

/** A row that some work will ask for, as far as can be told before it begins. */
export type Foreseen = { readonly table: TableName; readonly key: KeyOf<TableName> };

/**
 * What some work will ask for, by what is known when its turn comes. A guess: a row too many or too few costs time and
 * nothing else.
 */
export type Foresee = (
  known: <Name extends TableName>(table: Name, key: KeyOf<Name>) => Tables[Name] | undefined,
) => readonly Foreseen[];

/** store-sqlite.ts keeps it on a disk, store-memory.ts in maps; one conformance suite holds both to this. */
export interface Store {
  /**
   * One transaction, alone among all writers from its first line. Rolls back when `work` throws. Where the engine
   * refuses what was written, `work` may be called once more.
   */
  write<Value>(work: (tx: Tx) => Promise<Value>, foresee?: Foresee): Promise<Value>;
  close(): Promise<void>;
}

/** Another process holds the store. Nothing was done; the same message may be sent again. */
export class StoreBusy extends Error {}

/** A row that must not be: a bug of ours. The transaction it was part of did not happen. */
export class ConstraintBroken extends Error {}

/** The values of a row's key, in the order of the key. */
export function keyValues<Name extends TableName>(table: Name, row: KeyOf<Name>): (string | number)[] {
  return shapes[table].key.map((column) => {
    const value: unknown = row[column];
    if (typeof value !== "string" && typeof value !== "number")
      throw new Error(`${table}: a key without ${column}`);
    return value;
  });
}
