import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "../central/store-sqlite.ts";
import type { Store } from "../central/store.ts";

/**
 * Where simulated centres keep their files, one for each run: SQLite as the centre has it, WAL and
 * synchronous=FULL. The tables are made once, and each run begins with a copy. `directory` is removed with it.
 */
export function sqliteDisk(directory: string): { readonly openStore: () => Store; remove(): void } {
  const empty = join(directory, "empty.sqlite");
  void open(empty).close();
  let runs = 0;
  return {
    openStore() {
      const file = join(directory, `${String(++runs)}.sqlite`);
      copyFileSync(empty, file);
      const store = open(file);
      return {
        write: (work) => store.write(work),
        async close() {
          await store.close();
          for (const part of ["", "-wal", "-shm"]) rmSync(`${file}${part}`, { force: true });
        },
      };
    },
    remove() {
      rmSync(directory, { recursive: true });
    },
  };
}

function open(file: string): Store {
  const opened = openSqlite({ file });
  if (!opened.ok) throw new Error(`the simulator's store: ${JSON.stringify(opened.fault)}`);
  return opened.value;
}
