import type { KeyOf, Store, Tx } from "../central/store.ts";
import type { RestorationRow } from "../central/restore-tables.ts";
import type {
  AuditRow,
  CardRow,
  OperationRow,
  PrintRow,
  TimerRow,
  TerminalRow,
  TableName,
  Tables,
} from "../central/tables.ts";
import { keyText } from "../central/store-memory.ts";

/** What the centre has committed, as the invariants read it: copied at each commit, whatever the engine. */
export type Books = {
  readonly cards: Map<string, CardRow>;
  readonly operations: Map<string, OperationRow>;
  readonly prints: Map<string, PrintRow>;
  readonly terminals: Map<string, TerminalRow>;
  readonly restorations: Map<string, RestorationRow>;
  /** Counts commits that changed any of these. */
  version: number;
};

export const emptyBooks = (): Books => ({
  cards: new Map(),
  operations: new Map(),
  prints: new Map(),
  terminals: new Map(),
  restorations: new Map(),
  version: 0,
});

export type Change =
  | { readonly table: "card"; readonly before: CardRow | undefined; readonly after: CardRow }
  | { readonly table: "operation"; readonly before: OperationRow | undefined; readonly after: OperationRow }
  | { readonly table: "print"; readonly before: undefined; readonly after: PrintRow }
  | { readonly table: "terminal"; readonly before: TerminalRow | undefined; readonly after: TerminalRow }
  | {
      readonly table: "restoration";
      readonly before: RestorationRow | undefined;
      readonly after: RestorationRow;
    };

const watched = {
  card: "cards",
  operation: "operations",
  print: "prints",
  terminal: "terminals",
  restoration: "restorations",
} as const;
type Watched = keyof typeof watched;
const isWatched = (table: TableName): table is Watched => table in watched;

/** A store whose commits are copied into `books` and told. `around` may end the centre before or after one. */
export function watchedStore(
  store: Store,
  books: Books,
  parts: {
    readonly onCommit: (changes: readonly Change[], leaves: readonly AuditRow[]) => void;
    /** Which life of the centre a transaction begins in; told again before its commit. */
    readonly lifeNow: () => number;
    readonly beforeCommit: (began: number) => void;
    readonly afterCommit: () => void;
    /** Something is to be done at this time of the centre's clock. */
    readonly onDue: (dueAtMs: number) => void;
  },
): Store {
  return {
    async write(work) {
      let changes: Change[] = [];
      let leaves: AuditRow[] = [];
      const value = await store.write(async (tx) => {
        changes = [];
        leaves = [];
        const began = parts.lifeNow();
        const worked = await work(watchedTx(tx, books, { changes, leaves, due: parts.onDue }));
        parts.beforeCommit(began);
        return worked;
      });
      // Rows are never changed in place by either engine, and the copies here are not either.
      for (const { table, after } of changes)
        (books[watched[table]] as Map<string, object>).set(keyText(table, after), after);
      if (changes.length > 0) books.version += 1;
      if (changes.length + leaves.length > 0) parts.onCommit(changes, leaves);
      parts.afterCommit();
      return value;
    },
    close: () => store.close(),
  };
}

/** What one transaction does, as it does it. */
type Doings = {
  readonly changes: Change[];
  readonly leaves: AuditRow[];
  readonly due: (dueAtMs: number) => void;
};

function watchedTx(tx: Tx, books: Books, { changes, leaves, due }: Doings): Tx {
  const newest = (table: Watched, key: string): object | undefined => {
    const mine = changes.findLast((change) => change.table === table && keyText(table, change.after) === key);
    return mine?.after ?? books[watched[table]].get(key);
  };
  return {
    get: tx.get,
    find: tx.find,
    remove: tx.remove,
    // Noted before the engine has agreed: where it does not, the whole transaction is undone and told of nowhere.
    add(table, row) {
      if (table === "timer") due((row as TimerRow).due_at_ms);
      else if (table === "audit") leaves.push(row as AuditRow);
      else if (isWatched(table)) changes.push({ table, before: undefined, after: { ...row } } as Change);
      return tx.add(table, row);
    },
    change<Name extends TableName>(table: Name, key: KeyOf<Name>, change: Partial<Tables[Name]>) {
      if (isWatched(table)) {
        const before = newest(table, keyText(table, key));
        changes.push({ table, before, after: { ...before, ...change } } as unknown as Change);
      }
      return tx.change(table, key, change);
    },
  };
}

/** Reads everything anew, after a restore put other rows in the place of these. */
export async function rereadBooks(store: Store, books: Books): Promise<void> {
  await store.write(async (tx) => {
    for (const table of Object.keys(watched) as Watched[]) {
      const rows = books[watched[table]] as Map<string, object>;
      rows.clear();
      for (const row of await tx.find(table, {})) rows.set(keyText(table, row), row);
    }
  });
  books.version += 1;
}
