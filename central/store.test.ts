import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { centreOver, chipOf, lookAt, opIdOf, openTestStore, seen, writeAll } from "./for-tests.ts";
import { migrations } from "./schema.ts";
import { openStore, StoreBusy } from "./store.ts";

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
  const centre = centreOver(store);
  const chip = chipOf("card-1");
  const op = opIdOf(1);
  const evidence = lookAt(chip);
  const authorised = await centre.authoriseText(op, "freeze", evidence);
  const script = await centre.scriptText(op, 1, 1, evidence);
  writeAll(chip, op, 1, "frozen");
  const reported = await centre.reportText(op, 1, seen(chip));
  await store.close();

  const again = centreOver(await openTestStore(fileIn()));
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

test("work that throws leaves nothing behind", async () => {
  const store = await openTestStore();
  const failing = store.write(async (tx) => {
    await tx.updateTable("card").set({ legal: "cancelled" }).execute();
    throw new Error("half way");
  });
  await expect(failing).rejects.toThrow("half way");
  const legal = await store.write((tx) => tx.selectFrom("card").select("legal").distinct().execute());
  expect(legal).toEqual([{ legal: "active" }]);
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

test("the tables hold what must always be true, whatever the code says", async () => {
  const store = await openTestStore();
  const centre = centreOver(store);
  await centre.perform(chipOf("card-1"), "freeze", opIdOf(1));
  await centre.authorise(opIdOf(2), "freeze", lookAt(chipOf("card-2")));
  const broken = (change: Record<string, unknown>, opId: string) =>
    store.write((tx) => tx.updateTable("operation").set(change).where("op_id", "=", opId).execute());
  // Done without a certificate, a certificate twice, one epoch of a card twice, a card of no issuer.
  await expect(broken({ state: "done" }, opIdOf(2))).rejects.toThrow("CHECK");
  await expect(broken({ state: "done", certificate_no: "371700-2026-000001" }, opIdOf(2))).rejects.toThrow(
    "UNIQUE",
  );
  await expect(broken({ card_ref: lookAt(chipOf("card-1")).cardRef }, opIdOf(2))).rejects.toThrow("UNIQUE");
  await expect(
    store.write((tx) => tx.updateTable("card").set({ issuer_number: "999900" }).execute()),
  ).rejects.toThrow("FOREIGN KEY");
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
