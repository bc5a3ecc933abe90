import type { Store, Tx } from "../store.ts";
import { shapes, type TableName, type Tables } from "../tables.ts";
import { opened, sealed, type KeyRing } from "./key-ring.ts";

type Row = Readonly<Record<string, string | number | null>>;
type Seals = Readonly<Record<string, "sealed" | "searchable">>;

const sealsOf = (table: TableName): Seals => (shapes[table] as { readonly personal?: Seals }).personal ?? {};

/** Most tables hold nothing personal, and are passed through. */
const isSealed = (table: TableName): boolean => shapes[table].personal !== undefined;

/**
 * A store whose personal columns (`personal` in a table's shape) lie sealed on the disk and in its backups; the
 * centre's logic sees them plain. A column that is searched has one sealed form for each text and key.
 * `nonce` answers 12 fresh random bytes.
 */
export const sealedStore = (store: Store, ring: KeyRing, nonce: () => Uint8Array): Store => ({
  write: (work, foresee) => store.write((tx) => work(sealedTx(tx, ring, nonce)), foresee),
  close: () => store.close(),
});

function sealedTx(tx: Tx, ring: KeyRing, nonce: () => Uint8Array): Tx {
  function closed(table: TableName, row: Row): Row {
    if (!isSealed(table)) return row;
    const changed: Record<string, string> = {};
    for (const [column, how] of Object.entries(sealsOf(table))) {
      const text = row[column];
      if (typeof text !== "string") continue;
      const place = `${table}.${column}`;
      changed[column] = sealed(ring, ring.current, place, text, how === "sealed" ? nonce() : undefined);
    }
    return { ...row, ...changed };
  }
  /** One message reads a row several times; what it opened is not kept beyond it. */
  const texts = new Map<string, string>();
  function openedOnce(place: string, text: string): string {
    const name = `${place} ${text}`;
    let plainText = texts.get(name);
    if (plainText === undefined) texts.set(name, (plainText = opened(ring, place, text)));
    return plainText;
  }
  function plain<Name extends TableName>(table: Name, row: Tables[Name]): Tables[Name] {
    if (!isSealed(table)) return row;
    const changed: Record<string, string> = {};
    for (const column of Object.keys(sealsOf(table))) {
      const text: unknown = (row as Row)[column];
      if (typeof text === "string") changed[column] = openedOnce(`${table}.${column}`, text);
    }
    return { ...row, ...changed };
  }
  /** What is asked for, as each key may have sealed it; the current key's first. */
  function asSealed(table: TableName, asked: Row): Row[] {
    if (!isSealed(table)) return [asked];
    const columns = Object.entries(sealsOf(table)).filter(([column]) => typeof asked[column] === "string");
    if (columns.length === 0) return [asked];
    const ids = [ring.current, ...[...ring.keys.keys()].filter((id) => id !== ring.current)];
    return ids.map((id) => ({
      ...asked,
      ...Object.fromEntries(
        columns.map(([column, how]) => {
          if (how === "sealed") throw new Error(`${table}.${column} is sealed and cannot be searched`);
          return [column, sealed(ring, id, `${table}.${column}`, String(asked[column]))];
        }),
      ),
    }));
  }
  /** The key under which the row lies. */
  async function lying<Name extends TableName>(table: Name, key: object): Promise<Partial<Tables[Name]>> {
    const candidates = asSealed(table, key as Row) as Partial<Tables[Name]>[];
    for (const candidate of candidates.slice(0, -1))
      if ((await tx.get(table, candidate)) !== undefined) return candidate;
    return candidates.at(-1) ?? {};
  }

  return {
    async get(table, key) {
      const row = await tx.get(table, await lying(table, key));
      return row === undefined ? undefined : plain(table, row);
    },
    add: (table, row) => tx.add(table, closed(table, row as Row) as typeof row),
    change: async (table, key, change) =>
      tx.change(table, await lying(table, key), closed(table, change as Row) as typeof change),
    remove: async (table, key) => tx.remove(table, await lying(table, key)),
    async find(table, where, stretch) {
      const found = [];
      for (const asked of asSealed(table, where as Row))
        found.push(...(await tx.find(table, asked as typeof where, stretch)));
      const rows = stretch?.limit === undefined ? found : found.slice(0, stretch.limit);
      return rows.map((row) => plain(table, row));
    },
  };
}
