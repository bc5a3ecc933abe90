import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { counterOver, chipOf, lookAt, opIdOf, openTestStore, seen, writeAll } from "./for-tests.ts";
import { migrations } from "./schema.ts";
import { openSqlite } from "./store-sqlite.ts";
import { StoreBusy, type Store } from "./store.ts";
import { shapes, type TableName } from "./tables.ts";

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
  const opened = openSqlite({ file: fileIn(), busyTimeoutMs: 20 });
  if (!opened.ok) throw new Error(opened.fault.kind);
  const other = new Database(fileIn());
  other.exec("BEGIN IMMEDIATE");
  await expect(opened.value.write(() => Promise.resolve())).rejects.toThrow(StoreBusy);
  other.exec("ROLLBACK");
  await expect(opened.value.write(() => Promise.resolve("free"))).resolves.toBe("free");
  other.close();
  await opened.value.close();
});

test("what another process has written since is read, and not what was known before", async () => {
  const [first, second] = [openSqlite({ file: fileIn() }), openSqlite({ file: fileIn() })];
  if (!first.ok || !second.ok) throw new Error("not opened");
  const counter = { office: "371700", year: "2026" };
  const last = (store: Store) =>
    store.write(async (tx) => [
      (await tx.get("certificate_counter", counter))?.last,
      (await tx.find("certificate_counter", counter)).length,
    ]);
  expect(await last(first.value)).toEqual([undefined, 0]);
  await second.value.write((tx) => tx.add("certificate_counter", { ...counter, last: 7 }));
  expect(await last(first.value)).toEqual([7, 1]);
  await first.value.write((tx) => tx.change("certificate_counter", counter, { last: 8 }));
  expect(await last(second.value)).toEqual([8, 1]);
  await first.value.close();
  await second.value.close();
});

test("a damaged file, a stranger's file and a later Cardhall's file are refused by name", async () => {
  writeFileSync(fileIn(), "this is no database, and has more than enough bytes to say so".repeat(20));
  expect(openSqlite({ file: fileIn() })).toMatchObject({ ok: false, fault: { kind: "cannot-open" } });
  expect(openSqlite({ file: join(folder, "none", "central.db") })).toMatchObject({ ok: false });

  const later = join(folder, "later.db");
  await (await openTestStore(later)).close();
  const hand = new Database(later);
  hand.exec("INSERT INTO migration VALUES ('of-tomorrow')");
  hand.close();
  expect(openSqlite({ file: later })).toMatchObject({ ok: false, fault: { kind: "newer-schema" } });
});

test("a broken disk stops the store for good, and says so once", async () => {
  let told = 0;
  const opened = openSqlite({ file: fileIn(), onBroken: () => (told += 1) });
  if (!opened.ok) throw new Error(opened.fault.kind);
  const ioError = () => Promise.reject(new Database.SqliteError("disk I/O error", "SQLITE_IOERR_FSYNC"));
  await expect(opened.value.write(ioError)).rejects.toThrow("disk I/O error");
  await expect(opened.value.write(() => Promise.resolve())).rejects.toThrow("broken");
  expect(told).toBe(1);
  await opened.value.close();
});

test("a store of an earlier Cardhall keeps what it holds and gets the steps it lacks", async () => {
  const [first] = migrations;
  if (first === undefined) throw new Error("no migration");
  const hand = new Database(fileIn());
  hand.exec("CREATE TABLE migration (name TEXT PRIMARY KEY) STRICT");
  hand.prepare("INSERT INTO migration VALUES (?)").run(first.name);
  hand.exec(first.sql);
  hand.exec("INSERT INTO issuer VALUES ('371700', 'a', 'b', 'c', 'd', 1)");
  hand.close();
  const opened = openSqlite({ file: fileIn() });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  await opened.value.write(async (tx) => {
    expect((await tx.get("issuer", { number: "371700" }))?.name_en).toBe("b");
    for (const table of Object.keys(shapes) as TableName[]) await tx.find(table, {}, { limit: 1 });
  });
  await opened.value.close();
});
