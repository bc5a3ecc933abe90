import { chmodSync, closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { fail, ok, type Result } from "../hardware/result.ts";
import { markCopy } from "./restore.ts";
import { openSqlite, type StoreFault } from "./store-sqlite.ts";

type BackupFault = StoreFault | { readonly kind: "cannot-copy"; readonly detail: string };

/**
 * A backup of a database that may be in use: the copy is of one moment, and carries the mark by which a centre that
 * begins with it knows that time has passed without it. `to` must not exist, so that no backup is written over.
 */
export async function backUpSqlite(
  from: string,
  to: string,
  nowMs: number,
): Promise<Result<undefined, BackupFault>> {
  try {
    closeSync(openSync(to, "wx", 0o600));
    const connection = new Database(from, { readonly: true, fileMustExist: true });
    await connection.backup(to).finally(() => connection.close());
    chmodSync(to, 0o600);
  } catch (error) {
    return fail({ kind: "cannot-copy", detail: error instanceof Error ? error.message : String(error) });
  }
  const opened = openSqlite({ file: to });
  if (!opened.ok) return opened;
  await opened.value.write((tx) => markCopy(tx, nowMs));
  await opened.value.close();
  return ok(undefined);
}
