import { ConstraintBroken, keyValues, type Store, type Stretch, type Tx } from "./store.ts";
import { shapes, type TableName, type Tables } from "./tables.ts";

type Row = Readonly<Record<string, string | number | null>>;
/** Rows are never changed in place, so that a copy of the maps is a copy of all. */
type Book = {
  readonly rows: Map<string, Row>;
  /** By unique constraint, then by the values. */
  readonly unique: Map<string, string>[];
  /** By indexed column, then by value: the keys of the rows that have it. */
  readonly index: Map<string, Map<string | number | null, Set<string>>>;
  /** Of the tables that only grow, by their counted key: audit and commands. */
  newest: Row | undefined;
};
type Books = Map<TableName, Book>;

/** A state to come back to; what a backup holds. */
export type Snapshot = { readonly rows: ReadonlyMap<TableName, ReadonlyMap<string, Row>> };

export interface MemoryStore extends Store {
  /** A copy of what is committed now: a backup, or the disk as a crash will find it. */
  snapshot(): Snapshot;
  /** Puts a copy back in the place of everything, as a restore from a backup does. */
  restore(snapshot: Snapshot): void;
}

/**
 * The centre's store in plain maps: fast, forgetful, and as strict as the one on disk. The simulator takes
 * `snapshot()` as its backup and `restore()`s it for a centre that lost what came after.
 */
export function memoryStore(): MemoryStore {
  let books = emptyBooks();
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function alone<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
    if (closed) throw new Error("the store is closed");
    const undo: (() => void)[] = [];
    try {
      return await work(txOver(books, undo));
    } catch (error) {
      for (const back of undo.reverse()) back();
      throw error;
    }
  }
  return {
    write(work) {
      const mine = last.then(
        () => alone(work),
        () => alone(work),
      );
      last = mine;
      return mine;
    },
    snapshot: () => ({ rows: new Map([...books].map(([name, book]) => [name, new Map(book.rows)])) }),
    restore(snapshot) {
      books = emptyBooks();
      for (const [name, rows] of snapshot.rows)
        for (const [key, row] of rows) put(name, bookOf(books, name), key, row, []);
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

/** The guards of one table; its rows are of its own type, which the maps no longer know. */
type Guards = {
  readonly unique?: readonly { readonly columns: readonly string[]; readonly when?: (row: Row) => boolean }[];
  readonly references?: Readonly<Record<string, TableName>>;
  readonly check?: (row: Row) => boolean;
};
const guardsOf = (name: TableName): Guards => shapes[name] as unknown as Guards;

const names = Object.keys(shapes) as TableName[];

const emptyBooks = (): Books =>
  new Map(
    names.map((name) => {
      const { unique = [], indexed = [] } = shapes[name];
      const index = new Map(indexed.map((column) => [column as string, new Map<string, Set<string>>()]));
      return [name, { rows: new Map(), unique: unique.map(() => new Map()), index, newest: undefined }];
    }),
  );

function bookOf(books: Books, name: TableName): Book {
  const book = books.get(name);
  if (book === undefined) throw new Error(`no table ${name}`);
  return book;
}

function txOver(books: Books, undo: (() => void)[]): Tx {
  const keyText = (name: TableName, row: object): string => keyValues(name, row).join("\n");
  const refuse = (name: TableName, why: string): never => {
    throw new ConstraintBroken(`${name}: ${why}`);
  };

  function check(name: TableName, row: Row): void {
    const { check: holds, references = {} } = guardsOf(name);
    if (holds?.(row) === false) refuse(name, "CHECK");
    for (const [column, table] of Object.entries(references)) {
      const value = row[column];
      if (value !== null && !bookOf(books, table).rows.has(String(value)))
        refuse(name, `FOREIGN KEY ${column}`);
    }
  }

  return {
    get: (name, key) =>
      Promise.resolve(bookOf(books, name).rows.get(keyText(name, key)) as Tables[typeof name] | undefined),
    async add(name, row) {
      const key = keyText(name, row);
      const book = bookOf(books, name);
      if (book.rows.has(key)) refuse(name, "UNIQUE key");
      check(name, row);
      put(name, book, key, { ...row }, undo);
    },
    async change(name, keyed, change) {
      const key = keyText(name, keyed);
      const book = bookOf(books, name);
      const before = book.rows.get(key);
      if (before === undefined) throw new Error(`${name}: no row to change`);
      if (shapes[name].appendOnly === true) refuse(name, "append-only");
      const after = { ...before, ...(change as Row) };
      if (keyText(name, after) !== key) refuse(name, "a key never changes");
      check(name, after);
      take(name, book, key, before, undo);
      put(name, book, key, after, undo);
    },
    async remove(name, keyed) {
      const key = keyText(name, keyed);
      const book = bookOf(books, name);
      const before = book.rows.get(key);
      if (before === undefined) throw new Error(`${name}: no row to remove`);
      if (shapes[name].appendOnly === true) refuse(name, "append-only");
      take(name, book, key, before, undo);
    },
    find(name, where, stretch = {}) {
      const found = search(name, bookOf(books, name), where as Row, stretch);
      return Promise.resolve(found as Tables[typeof name][]);
    },
  };
}

/** A unique constraint's values; undefined where it says nothing of this row, as SQL's NULL does. */
function uniqueText(name: TableName, n: number, row: Row): string | undefined {
  const rule = guardsOf(name).unique?.[n];
  if (rule === undefined || rule.when?.(row) === false) return undefined;
  const values = rule.columns.map((column) => row[column]);
  return values.includes(null) ? undefined : values.join("\n");
}

function put(name: TableName, book: Book, key: string, row: Row, undo: (() => void)[]): void {
  const uniques = book.unique.map((_, n) => uniqueText(name, n, row));
  for (const [n, text] of uniques.entries())
    if (text !== undefined && book.unique[n]?.has(text) === true)
      throw new ConstraintBroken(`${name}: UNIQUE ${String(shapes[name].unique?.[n]?.columns)}`);
  for (const [n, text] of uniques.entries()) if (text !== undefined) book.unique[n]?.set(text, key);
  book.rows.set(key, row);
  const { newest } = book;
  if (newest === undefined || compare(name, row, newest) > 0) book.newest = row;
  for (const [column, byValue] of book.index) {
    const value = row[column] ?? null;
    const keys = byValue.get(value);
    if (keys === undefined) byValue.set(value, new Set([key]));
    else keys.add(key);
  }
  undo.push(() => {
    forget(book, key, row, uniques);
    book.newest = newest;
  });
}

function take(name: TableName, book: Book, key: string, row: Row, undo: (() => void)[]): void {
  const uniques = book.unique.map((_, n) => uniqueText(name, n, row));
  const { newest } = book;
  forget(book, key, row, uniques);
  undo.push(() => {
    put(name, book, key, row, []);
    book.newest = newest;
  });
}

function forget(book: Book, key: string, row: Row, uniques: readonly (string | undefined)[]): void {
  book.rows.delete(key);
  for (const [n, text] of uniques.entries()) if (text !== undefined) book.unique[n]?.delete(text);
  for (const [column, byValue] of book.index) {
    const keys = byValue.get(row[column] ?? null);
    keys?.delete(key);
    if (keys?.size === 0) byValue.delete(row[column] ?? null);
  }
}

function compare(name: TableName, left: Row, right: Row): number {
  for (const column of shapes[name].key) {
    const [a, b] = [left[column] ?? 0, right[column] ?? 0];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

function search(name: TableName, book: Book, where: Row, stretch: Stretch): Row[] {
  const { after, upTo, below, limit, newestFirst = false } = stretch;
  const columns = Object.keys(where);
  // Each audit entry asks for the one before it: this way it costs nothing, however long the trail is.
  const only = columns.length === 0 && (after ?? upTo ?? below) === undefined;
  if (shapes[name].key[0] === "seq" && newestFirst && limit === 1 && only)
    return book.newest === undefined ? [] : [book.newest];

  const lead = shapes[name].key[0] ?? "";
  const found: Row[] = [];
  const consider = (row: Row): void => {
    for (const column of columns) if (row[column] !== where[column]) return;
    const place = row[lead] ?? 0;
    if (after !== undefined && place <= after) return;
    if (upTo !== undefined && place > upTo) return;
    if (below !== undefined && place >= below) return;
    found.push(row);
  };
  const indexed = columns.find((column) => book.index.has(column));
  if (indexed === undefined) for (const row of book.rows.values()) consider(row);
  else
    for (const key of book.index.get(indexed)?.get(where[indexed] ?? null) ?? []) {
      const row = book.rows.get(key);
      if (row !== undefined) consider(row);
    }
  found.sort((a, b) => (newestFirst ? compare(name, b, a) : compare(name, a, b)));
  return limit === undefined ? found : found.slice(0, limit);
}
