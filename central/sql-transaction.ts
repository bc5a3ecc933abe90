import { changeOf, type Change } from "./change.ts";
import type { Engine } from "./engine.ts";
import type { Known } from "./known-rows.ts";
import { layer, type Layer } from "./layer.ts";
import { hiddenUnder, overlaid, type Find } from "./overlaid.ts";
import { placeOf, type Row } from "./row.ts";
import { ConstraintBroken, type Foreseen, type Stretch, type Tx } from "./store.ts";
import { shapes, type TableName } from "./tables.ts";

/** What the database would not read: PostgreSQL then refuses the rest of the transaction too. */
export class ReadFailed extends Error {}

/** Where rows lie while a batch is under way: its changes, over what is known, over the database. */
export type Books = { readonly engine: Engine; readonly known: Known; readonly batch: Layer };

async function read<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw new ReadFailed(String(error), { cause: error });
  }
}

/** Asks the database for those of these rows that are not known, all at once. */
export async function fetchRows({ engine, known, batch }: Books, asked: readonly Foreseen[]): Promise<void> {
  const missing = new Map<string, Foreseen>();
  for (const each of asked) {
    const place = placeOf(each.table, each.key);
    if (!batch.has(place) && !known.has(place)) missing.set(place, each);
  }
  if (missing.size === 0) return;
  const age = known.age();
  const rows = await read(engine.get([...missing.values()]));
  if (age !== known.age()) return;
  for (const [n, place] of [...missing.keys()].entries()) known.learn(place, rows[n]);
}

/** A message's view of the store, and what it has done there. */
type SqlTransaction = {
  readonly tx: Tx;
  /** The changes it made. None can be made after they were taken. */
  readonly take: () => readonly Change[];
};

/**
 * The store's port in memory: what a message changes stays there until its batch is committed, and what it reads is
 * looked for there first. One that throws leaves nothing behind, since its changes are forgotten with it.
 */
export function transactionOver(books: Books): SqlTransaction {
  const { engine, known, batch } = books;
  const mine = layer();
  let isOver = false;

  /** A row as far as memory has it. */
  function inMemory(place: string): { readonly row: Row | undefined } | undefined {
    if (mine.has(place)) return { row: mine.row(place) };
    if (batch.has(place)) return { row: batch.row(place) };
    return known.has(place) ? { row: known.row(place) } : undefined;
  }

  async function get(table: TableName, key: object): Promise<Row | undefined> {
    const place = placeOf(table, key);
    const found = inMemory(place);
    if (found !== undefined) return found.row;
    const age = known.age();
    const [row] = await read(engine.get([{ table, key }]));
    if (age === known.age()) known.learn(place, row);
    return row;
  }

  async function find({ table, where, stretch }: Find): Promise<readonly Row[]> {
    const layers = [batch, mine];
    const hiding = hiddenUnder(layers, table);
    const { limit } = stretch;
    const kept = known.finds.answer(table, where, stretch);
    const reaches = hiding === 0 || limit === undefined;
    if (kept !== undefined && (reaches || kept.length < limit))
      return overlaid({ table, where, stretch }, kept, layers);
    const age = known.age();
    const wide = reaches ? stretch : { ...stretch, limit: limit + hiding };
    const rows = await read(engine.find(table, where, wide));
    if (age === known.age() && reaches) known.finds.learn(table, where, stretch, rows);
    return overlaid({ table, where, stretch }, rows, layers);
  }

  function put(table: TableName, before: Row | undefined, after: Row | undefined): void {
    if (isOver) throw new Error(`${table}: the transaction is over`);
    if (before !== undefined && shapes[table].appendOnly === true) refuse(table, "append-only");
    if (after !== undefined) check(table, after);
    mine.put(changeOf(table, before, after));
  }

  /** What memory can tell of a row's rules, so that the message is blamed; the database has the last word. */
  function check(table: TableName, row: Row): void {
    const { check: holds, references = {} } = shapes[table] as unknown as Guards;
    if (holds?.(row) === false) refuse(table, "CHECK");
    for (const [column, target] of Object.entries(references)) {
      const value = row[column] ?? null;
      if (value === null) continue;
      const [keyColumn = ""] = shapes[target].key;
      const found = inMemory(placeOf(target, { [keyColumn]: value }));
      if (found !== undefined && found.row === undefined) refuse(table, `FOREIGN KEY ${column}`);
    }
  }

  async function changing(table: TableName, key: object, change: Row | undefined): Promise<void> {
    const before = await get(table, key);
    if (before === undefined) throw new Error(`${table}: no row to change or remove`);
    const after = change && { ...before, ...change };
    if (after !== undefined && placeOf(table, after) !== placeOf(table, before))
      refuse(table, "a key never changes");
    put(table, before, after);
  }

  const tx = {
    get,
    find: (table: TableName, where: Row, stretch: Stretch = {}) => find({ table, where, stretch }),
    async add(table: TableName, row: Row): Promise<void> {
      if (inMemory(placeOf(table, row))?.row !== undefined) refuse(table, "UNIQUE key");
      put(table, undefined, { ...row });
    },
    change: changing,
    remove: (table: TableName, key: object) => changing(table, key, undefined),
  };
  return {
    // The rows of each table are of its own type, which the books do not know.
    tx: tx as unknown as Tx,
    take() {
      isOver = true;
      return mine.log;
    },
  };
}

/** The guards of one table over rows of any. */
type Guards = {
  readonly references?: Readonly<Record<string, TableName>>;
  readonly check?: (row: Row) => boolean;
};

function refuse(table: TableName, why: string): never {
  throw new ConstraintBroken(`${table}: ${why}`);
}
