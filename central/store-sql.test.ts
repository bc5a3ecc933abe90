import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { counterOver, chipOf, lookAt, opIdOf, openTestStore, seen, writeAll } from "./for-tests.ts";
import { migrations } from "./schema.ts";
import { openStore } from "./store-sql.ts";
import { StoreBusy } from "./store.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-central-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const fileIn = () => join(folder, "central.db");

test("a store that is closed and opened again gives the same answers", async () => {
  const store = await openTestStore(fileIn());
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  const op = opIdOf(1);
  const evidence = lookAt(chip);
  const authorised = await centre.authoriseText(op, "freeze", evidence);
  const script = await centre.scriptText(op, 1, 1, evidence);
  writeAll(chip, op, 1, "frozen");
  const reported = await centre.reportText(op, 1, seen(chip));
  await store.close();

  const again = counterOver(await openTestStore(fileIn()));
  expect(await again.authoriseText(op, "freeze", evidence)).toBe(authorised);
  expect(await again.scriptText(op, 1, 1, evidence)).toBe(script);
  expect(await again.reportText(op, 1, seen(chip))).toBe(reported);
  expect(await again.perform(chip, "unfreeze", opIdOf(2))).toBe("371700-2026-000002");
});

test("the file and its companions are for their owner alone", async () => {
  writeFileSync(fileIn(), "", { mode: 0o644 });
  const store = await openTestStore(fileIn());
  for (const suffix of ["", "-wal", "-shm"])
    expect(statSync(fileIn() + suffix).mode & 0o777, `central.db${suffix}`).toBe(0o600);
  await store.close();
});

test("a store that another process is writing is busy, and nothing is done", async () => {
  const store = await openTestStore(fileIn());
  await store.close();
  const opened = openStore({ file: fileIn(), busyTimeoutMs: 20 });
  if (!opened.ok) throw new Error(opened.fault.kind);
  const other = new Database(fileIn());
  other.exec("BEGIN IMMEDIATE");
  await expect(opened.value.write(() => Promise.resolve())).rejects.toThrow(StoreBusy);
  other.exec("ROLLBACK");
  await expect(opened.value.write(() => Promise.resolve("free"))).resolves.toBe("free");
  other.close();
  await opened.value.close();
});

test("a damaged file, a stranger's file and a later Cardhall's file are refused by name", async () => {
  writeFileSync(fileIn(), "this is no database, and has more than enough bytes to say so".repeat(20));
  expect(openStore({ file: fileIn() })).toMatchObject({ ok: false, fault: { kind: "cannot-open" } });
  expect(openStore({ file: join(folder, "none", "central.db") })).toMatchObject({ ok: false });

  const later = join(folder, "later.db");
  await (await openTestStore(later)).close();
  const hand = new Database(later);
  hand.exec(`UPDATE schema_version SET version = ${String(migrations.length + 1)}`);
  hand.close();
  expect(openStore({ file: later })).toMatchObject({ ok: false, fault: { kind: "newer-schema" } });
});

test("a broken disk stops the store for good, and says so once", async () => {
  let told = 0;
  const opened = openStore({ file: fileIn(), onBroken: () => (told += 1) });
  if (!opened.ok) throw new Error(opened.fault.kind);
  const ioError = () => Promise.reject(new Database.SqliteError("disk I/O error", "SQLITE_IOERR_FSYNC"));
  await expect(opened.value.write(ioError)).rejects.toThrow("disk I/O error");
  await expect(opened.value.write(() => Promise.resolve())).rejects.toThrow("broken");
  expect(told).toBe(1);
  await opened.value.close();
});

test("a store of the first release is taken over with all that it holds", async () => {
  const hand = new Database(fileIn());
  hand.exec(migrations[0] ?? "");
  hand.exec(`
    CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT;
    INSERT INTO schema_version VALUES (1);
    INSERT INTO issuer VALUES ('371700', 'a', 'a', 'a', 'a', 1);
    INSERT INTO operation VALUES ('op 1', 'card 1', 'freeze', 'other', 1, 'frozen', 'active', 'done', 'T-1', 5, 6,
      'T-1', 'frozen', 'frozen', '371700-2026-000001');
    INSERT INTO operation VALUES ('op 2', 'card 1', 'cancel', 'moved-away', 2, 'cancelled', 'frozen', 'authorised',
      'T-1', 7, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO card VALUES ('card 1', '371700', '3B', 'p', '1', '1', 'n', '2022-03-15', '2032-03-15', 'cancelled', 2,
      'op 2', 'op 1', NULL);
    INSERT INTO print VALUES ('op 1', 'original', 0, 'T-1', 'p', 6);`);
  hand.close();
  const opened = openStore({ file: fileIn() });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  await opened.value.write(async (tx) => {
    expect(await tx.get("card", { card_ref: "card 1" })).toMatchObject({
      seen_epoch: 1,
      listed: 0,
      no_unfreeze: 0,
      current_op: "op 2",
    });
    expect(await tx.get("operation", { op_id: "op 1" })).toMatchObject({
      state: "done",
      from_legal: "active",
      to_legal: "frozen",
      settled_lineage: 1,
    });
    expect(await tx.get("operation", { op_id: "op 2" })).toMatchObject({
      from_legal: "frozen",
      to_legal: "cancelled",
    });
    // What points to the table that was made anew still guards.
    const nowhere = tx.change("card", { card_ref: "card 1" }, { current_op: "op 9" });
    await expect(nowhere).rejects.toThrow("FOREIGN KEY");
  });
  await opened.value.close();
});
