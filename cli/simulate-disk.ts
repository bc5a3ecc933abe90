import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "../central/store-sqlite.ts";
import type { Store } from "../central/store.ts";

/** Files that live in memory, where Linux has a place for them: a thousand runs would wait for a disk most of the time. */
const fastPlace = "/dev/shm";

/**
 * Where simulated centres keep their files, one for each run: SQLite as the centre has it, WAL and
 * synchronous=FULL. The tables are made once, and each run begins with a copy.
 */
export function sqliteDisk(): { readonly openStore: () => Store; remove(): void } {
  const directory = mkdtempSync(join(existsSync(fastPlace) ? fastPlace : tmpdir(), "cardhall-simulation-"));
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
