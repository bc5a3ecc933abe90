/** What must always be true of one table, in words that every engine's store can hold it to. */
export type Shape<Row> = {
  readonly key: readonly (keyof Row & string)[];
  /** Columns by which rows are looked for. */
  readonly indexed?: readonly (keyof Row & string)[];
  /** Columns that are one of a kind together; the second part says for which rows. */
  readonly unique?: readonly {
    readonly columns: readonly (keyof Row & string)[];
    readonly when?: (row: Row) => boolean;
  }[];
  /** Column to table: a row points to the other table's key. */
  readonly references?: Readonly<Partial<Record<keyof Row & string, string>>>;
  readonly check?: (row: Row) => boolean;
  readonly appendOnly?: boolean;
  /**
   * Columns of a person's own data, sealed before they reach the disk (proof/sealed-store.ts). `searchable` ones
   * can be looked for by their whole text.
   */
  readonly personal?: Readonly<Partial<Record<keyof Row & string, "sealed" | "searchable">>>;
};

export const isFlag = (value: number): boolean => value === 0 || value === 1;

/**
 * One step of the schema. `sql` is in the words that SQLite and PostgreSQL share: `INTEGER` becomes a 64-bit
 * number and `STRICT` is left out where PostgreSQL reads it.
 */
export type Migration = { readonly name: string; readonly sql: string };
