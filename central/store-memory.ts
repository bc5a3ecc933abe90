import { ConstraintBroken, keyValues, type Store, type Stretch, type Tx } from "./store.ts";
import { shapes, type TableName, type Tables } from "./tables.ts";

type Row = Readonly<Record<string, string | number | null>>;
/** Rows are never changed in place, so that a copy of the maps is a copy of all. */
type Book = {
  readonly rows: Map<string, Row>;
  /** By unique constraint, then by the values. */
  readonly unique: Map<string, string>[];
  /** By indexed column, then by value: the keys of the rows that have it. */
  readonly index: readonly Index[];
  /** Of the tables that only grow, by their counted key: audit and commands. */
  newest: Row | undefined;
};
type Index = { readonly column: string; readonly byValue: Map<string | number | null, Set<string>> };
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
  let books: Books = new Map();
  let busy = false;
  /** Who writes next, in the order they came. */
  const waiting: (() => void)[] = [];
  let closed = false;

  async function alone<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
    if (busy) await new Promise<void>((begin) => void waiting.push(begin));
    busy = true;
    const undo: (() => void)[] = [];
    try {
      if (closed) throw new Error("the store is closed");
      return await work(txOver(books, undo));
    } catch (error) {
      for (const back of undo.reverse()) back();
      throw error;
    } finally {
      const next = waiting.shift();
      // Whoever comes between is behind the next one, which has not begun yet.
      if (next === undefined) busy = false;
      else next();
    }
  }
  return {
    write: alone,
    snapshot: () => ({ rows: new Map([...books].map(([name, book]) => [name, new Map(book.rows)])) }),
    restore(snapshot) {
      books = new Map();
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

/** A table begins with its first row or question: most runs know few of them. */
function bookOf(books: Books, name: TableName): Book {
  let book = books.get(name);
  if (book === undefined) {
    const { unique = [], indexed = [] } = shapes[name];
    const index = indexed.map((column): Index => ({ column, byValue: new Map() }));
    book = { rows: new Map(), unique: unique.map(() => new Map<string, string>()), index, newest: undefined };
    books.set(name, book);
  }
  return book;
}

/** One text for a row's key. */
export function keyText(name: TableName, row: object): string {
  const { key } = shapes[name];
  const only = key.length === 1 ? (row as Row)[key[0] ?? ""] : undefined;
  if (typeof only === "string") return only;
  return typeof only === "number" ? String(only) : keyValues(name, row).join("\n");
}

function refuse(name: TableName, why: string): never {
  throw new ConstraintBroken(`${name}: ${why}`);
}

/** What a row refers to: columns with the tables in which their values are keys. */
const referencesOf = new Map(
  (Object.keys(shapes) as TableName[]).map((name) => [name, Object.entries(guardsOf(name).references ?? {})]),
);

function check(books: Books, name: TableName, row: Row): void {
  if (guardsOf(name).check?.(row) === false) refuse(name, "CHECK");
  for (const [column, table] of referencesOf.get(name) ?? []) {
    const value = row[column];
    if (value !== null && !bookOf(books, table).rows.has(String(value)))
      refuse(name, `FOREIGN KEY ${column}`);
  }
}

const done = Promise.resolve();

/** The work of a call, at once; what it throws comes as a promise's fault, as it does from an engine on disk. */
function promised(work: () => void): Promise<void> {
  try {
    work();
    return done;
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error("store: thrown"));
  }
}

function txOver(books: Books, undo: (() => void)[]): Tx {
  return {
    get: (name, key) =>
      Promise.resolve(bookOf(books, name).rows.get(keyText(name, key)) as Tables[typeof name] | undefined),
    add: (name, row) =>
      promised(() => {
        const key = keyText(name, row);
        const book = bookOf(books, name);
        if (book.rows.has(key)) refuse(name, "UNIQUE key");
        check(books, name, row);
        put(name, book, key, { ...row }, undo);
      }),
    change: (name, keyed, change) =>
      promised(() => {
        const key = keyText(name, keyed);
        const book = bookOf(books, name);
        const before = book.rows.get(key);
        if (before === undefined) throw new Error(`${name}: no row to change`);
        if (shapes[name].appendOnly === true) refuse(name, "append-only");
        const after = { ...before, ...(change as Row) };
        if (keyText(name, after) !== key) refuse(name, "a key never changes");
        check(books, name, after);
        take(name, book, key, before, undo);
        put(name, book, key, after, undo);
      }),
    remove: (name, keyed) =>
      promised(() => {
        const key = keyText(name, keyed);
        const book = bookOf(books, name);
        const before = book.rows.get(key);
        if (before === undefined) throw new Error(`${name}: no row to remove`);
        if (shapes[name].appendOnly === true) refuse(name, "append-only");
        take(name, book, key, before, undo);
      }),
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

const noUniques: readonly undefined[] = [];
const uniquesOf = (name: TableName, book: Book, row: Row): readonly (string | undefined)[] =>
  book.unique.length === 0 ? noUniques : book.unique.map((_, n) => uniqueText(name, n, row));

function put(name: TableName, book: Book, key: string, row: Row, undo: (() => void)[]): void {
  const uniques = uniquesOf(name, book, row);
  for (let n = 0; n < uniques.length; n++) {
    const text = uniques[n];
    if (text !== undefined && book.unique[n]?.has(text) === true)
      throw new ConstraintBroken(`${name}: UNIQUE ${String(shapes[name].unique?.[n]?.columns)}`);
  }
  for (let n = 0; n < uniques.length; n++) {
    const text = uniques[n];
    if (text !== undefined) book.unique[n]?.set(text, key);
  }
  book.rows.set(key, row);
  const { newest } = book;
  if (shapes[name].key[0] === "seq" && (newest === undefined || compare(name, row, newest) > 0))
    book.newest = row;
  for (const { column, byValue } of book.index) {
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
  const uniques = uniquesOf(name, book, row);
  const { newest } = book;
  forget(book, key, row, uniques);
  // Changed or removed: what was kept of it is not so any more. Rare, since such tables mostly grow.
  if (newest === row) book.newest = [...book.rows.values()].sort((a, b) => compare(name, b, a))[0];
  undo.push(() => {
    put(name, book, key, row, []);
    book.newest = newest;
  });
}

function forget(book: Book, key: string, row: Row, uniques: readonly (string | undefined)[]): void {
  book.rows.delete(key);
  for (let n = 0; n < uniques.length; n++) {
    const text = uniques[n];
    if (text !== undefined) book.unique[n]?.delete(text);
  }
  for (const { column, byValue } of book.index) {
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
  const indexed = book.index.find(({ column }) => columns.includes(column));
  if (indexed === undefined) for (const row of book.rows.values()) consider(row);
  else
    for (const key of indexed.byValue.get(where[indexed.column] ?? null) ?? []) {
      const row = book.rows.get(key);
      if (row !== undefined) consider(row);
    }
  if (found.length > 1) found.sort((a, b) => (newestFirst ? compare(name, b, a) : compare(name, a, b)));
  return limit === undefined ? found : found.slice(0, limit);
}
