import { ConstraintBroken, keyValues, type Store, type Stretch, type Tx } from "./store.ts";
import { shapes, type TableName, type Tables } from "./tables.ts";

type Row = Readonly<Record<string, string | number | null>>;
/** Rows are never changed in place, so that a copy of the maps is a copy of all. */
type Book = {
  readonly name: TableName;
  /** The columns of its key, and the first of them. */
  readonly key: readonly string[];
  readonly lead: string;
  readonly guards: Guards;
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
type Snapshot = { readonly rows: ReadonlyMap<TableName, ReadonlyMap<string, Row>> };

interface MemoryStore extends Store {
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
        for (const [key, row] of rows) put(bookOf(books, name), key, row, []);
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

/** The guards of one table; its rows are of its own type, which the maps no longer know. */
type Guards = {
  readonly unique: readonly { readonly columns: readonly string[]; readonly when?: (row: Row) => boolean }[];
  /** What a row refers to: columns with the tables in which their values are keys. */
  readonly references: readonly (readonly [string, TableName])[];
  readonly appendOnly: boolean;
  readonly check?: (row: Row) => boolean;
};
type Declared = Partial<Omit<Guards, "references">> & {
  readonly references?: Readonly<Record<string, TableName>>;
};

function guardsOf(name: TableName): Guards {
  const { unique = [], references = {}, appendOnly = false, check } = shapes[name] as unknown as Declared;
  return { unique, references: Object.entries(references), appendOnly, ...(check && { check }) };
}
const guards = new Map((Object.keys(shapes) as TableName[]).map((name) => [name, guardsOf(name)]));

/** A table begins with its first row or question: most runs know few of them. */
function bookOf(books: Books, name: TableName): Book {
  return books.get(name) ?? newBook(books, name);
}

function newBook(books: Books, name: TableName): Book {
  const { key, indexed = [] } = shapes[name];
  const known = guards.get(name) ?? guardsOf(name);
  const book: Book = {
    name,
    key,
    lead: key[0] ?? "",
    guards: known,
    rows: new Map(),
    unique: known.unique.map(() => new Map<string, string>()),
    index: indexed.map((column): Index => ({ column, byValue: new Map() })),
    newest: undefined,
  };
  books.set(name, book);
  return book;
}

/** One text for a row's key. */
export const keyText = (name: TableName, row: object): string =>
  textOfKey(name, shapes[name].key, row as Row);

function textOfKey(name: TableName, key: readonly string[], row: Row): string {
  const only = key.length === 1 ? row[key[0] ?? ""] : undefined;
  if (typeof only === "string") return only;
  return typeof only === "number" ? String(only) : keyValues(name, row).join("\n");
}
const keyIn = ({ name, key }: Book, row: object): string => textOfKey(name, key, row as Row);

function refuse({ name }: Book, why: string): never {
  throw new ConstraintBroken(`${name}: ${why}`);
}

function check(books: Books, book: Book, row: Row): void {
  if (book.guards.check?.(row) === false) refuse(book, "CHECK");
  for (const [column, table] of book.guards.references) {
    const value = row[column];
    if (value !== null && !bookOf(books, table).rows.has(String(value)))
      refuse(book, `FOREIGN KEY ${column}`);
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
    get(name, key) {
      const book = bookOf(books, name);
      return Promise.resolve(book.rows.get(keyIn(book, key)) as Tables[typeof name] | undefined);
    },
    add: (name, row) =>
      promised(() => {
        const book = bookOf(books, name);
        const key = keyIn(book, row);
        if (book.rows.has(key)) refuse(book, "UNIQUE key");
        check(books, book, row);
        put(book, key, { ...row }, undo);
      }),
    change: (name, keyed, change) =>
      promised(() => {
        const book = bookOf(books, name);
        const key = keyIn(book, keyed);
        const before = changeable(book, key, "change");
        const after = { ...before, ...(change as Row) };
        if (keyIn(book, after) !== key) refuse(book, "a key never changes");
        check(books, book, after);
        replace(book, key, before, after);
        undo.push(() => {
          replace(book, key, after, before);
        });
      }),
    remove: (name, keyed) =>
      promised(() => {
        const book = bookOf(books, name);
        const key = keyIn(book, keyed);
        take(book, key, changeable(book, key, "remove"), undo);
      }),
    find(name, where, stretch = {}) {
      const found = search(bookOf(books, name), where as Row, stretch);
      return Promise.resolve(found as Tables[typeof name][]);
    },
  };
}

function changeable(book: Book, key: string, what: string): Row {
  const row = book.rows.get(key);
  if (row === undefined) throw new Error(`${book.name}: no row to ${what}`);
  if (book.guards.appendOnly) refuse(book, "append-only");
  return row;
}

/** A unique constraint's values; undefined where it says nothing of this row, as SQL's NULL does. */
function uniqueText({ guards: { unique } }: Book, n: number, row: Row): string | undefined {
  const rule = unique[n];
  if (rule === undefined || rule.when?.(row) === false) return undefined;
  const values = rule.columns.map((column) => row[column]);
  return values.includes(null) ? undefined : values.join("\n");
}

/** Takes a row's unique values for it, those of them that it has not had `before`; or refuses, and has taken none. */
function claim(book: Book, key: string, row: Row, before?: Row): void {
  const { unique } = book;
  for (let n = 0; n < unique.length; n++) {
    const text = uniqueText(book, n, row);
    const had = before === undefined ? undefined : uniqueText(book, n, before);
    if (text !== undefined && text !== had && unique[n]?.has(text) === true)
      refuse(book, `UNIQUE ${String(book.guards.unique[n]?.columns)}`);
  }
  for (let n = 0; n < unique.length; n++) {
    const had = before === undefined ? undefined : uniqueText(book, n, before);
    if (had !== undefined) unique[n]?.delete(had);
    const text = uniqueText(book, n, row);
    if (text !== undefined) unique[n]?.set(text, key);
  }
}

function enlist({ byValue }: Index, value: Row[string], key: string): void {
  let keys = byValue.get(value);
  if (keys === undefined) byValue.set(value, (keys = new Set()));
  keys.add(key);
}

function strike({ byValue }: Index, value: Row[string], key: string): void {
  const keys = byValue.get(value);
  keys?.delete(key);
  if (keys?.size === 0) byValue.delete(value);
}

function put(book: Book, key: string, row: Row, undo: (() => void)[]): void {
  claim(book, key, row);
  book.rows.set(key, row);
  const { newest } = book;
  if (book.lead === "seq" && (newest === undefined || compare(book, row, newest) > 0)) book.newest = row;
  for (const index of book.index) enlist(index, row[index.column] ?? null, key);
  undo.push(() => {
    forget(book, key, row);
    book.newest = newest;
  });
}

function take(book: Book, key: string, row: Row, undo: (() => void)[]): void {
  const { newest } = book;
  forget(book, key, row);
  // What was kept of it is not so any more. Rare, since such tables mostly grow.
  if (newest === row) book.newest = [...book.rows.values()].sort((a, b) => compare(book, b, a))[0];
  undo.push(() => {
    put(book, key, row, []);
    book.newest = newest;
  });
}

/** Another row under the same key. */
function replace(book: Book, key: string, before: Row, after: Row): void {
  claim(book, key, after, before);
  book.rows.set(key, after);
  if (book.newest === before) book.newest = after;
  for (const index of book.index) {
    const [left, taken] = [before[index.column] ?? null, after[index.column] ?? null];
    if (left === taken) continue;
    strike(index, left, key);
    enlist(index, taken, key);
  }
}

function forget(book: Book, key: string, row: Row): void {
  book.rows.delete(key);
  for (let n = 0; n < book.unique.length; n++) {
    const text = uniqueText(book, n, row);
    if (text !== undefined) book.unique[n]?.delete(text);
  }
  for (const index of book.index) strike(index, row[index.column] ?? null, key);
}

function compare({ key }: Book, left: Row, right: Row): number {
  for (const column of key) {
    const [a, b] = [left[column] ?? 0, right[column] ?? 0];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

function search(book: Book, where: Row, stretch: Stretch): Row[] {
  const { after, upTo, below, limit, newestFirst = false } = stretch;
  const { lead } = book;
  const columns = Object.keys(where);
  // Each audit entry asks for the one before it: this way it costs nothing, however long the trail is.
  const only = columns.length === 0 && (after ?? upTo ?? below) === undefined;
  if (lead === "seq" && newestFirst && limit === 1 && only)
    return book.newest === undefined ? [] : [book.newest];

  const found: Row[] = [];
  const consider = (row: Row): void => {
    for (const column of columns) if (row[column] !== where[column]) return;
    const place = row[lead] ?? 0;
    if (after !== undefined && place <= after) return;
    if (upTo !== undefined && place > upTo) return;
    if (below !== undefined && place >= below) return;
    found.push(row);
  };
  // What was asked for goes on from the newest, and mostly nothing came since.
  if (lead === "seq" && after !== undefined && (book.newest?.[lead] ?? 0) <= after) return found;
  const indexed = book.index.find(({ column }) => columns.includes(column));
  if (indexed === undefined) for (const row of book.rows.values()) consider(row);
  else
    for (const key of indexed.byValue.get(where[indexed.column] ?? null) ?? []) {
      const row = book.rows.get(key);
      if (row !== undefined) consider(row);
    }
  if (found.length > 1) found.sort((a, b) => (newestFirst ? compare(book, b, a) : compare(book, a, b)));
  return limit === undefined ? found : found.slice(0, limit);
}
