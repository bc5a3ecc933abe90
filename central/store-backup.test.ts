import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chipOf, counterOver, opIdOf } from "./for-tests.ts";
import { seedDemonstration } from "./seed.ts";
import { backUpSqlite } from "./store-backup.ts";
import { openSqlite } from "./store-sqlite.ts";
import { isRestoring } from "./restore.ts";
import { witnessed } from "./witness.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-backup-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const nowMs = 1_772_418_615_000;

function open(name: string) {
  const opened = openSqlite({ file: join(folder, name) });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  return opened.value;
}
/** A centre that begins with this file, beside which this witness lies; answers whether it waits for journals. */
async function begins(name: string, witness = `${name}.witness`): Promise<boolean> {
  const store = open(name);
  const { restored, keep } = await witnessed(store, join(folder, witness), nowMs);
  await keep();
  expect(await store.write(isRestoring)).toBe(restored);
  await store.close();
  return restored;
}
async function workedOn(name: string, n: number): Promise<void> {
  const store = open(name);
  await store.write((tx) => seedDemonstration(tx, nowMs));
  await counterOver(store).perform(chipOf(`card-${String(n)}`), "freeze", opIdOf(n));
  await store.close();
}

test("a centre that goes on with its own database is not held up, however it ended", async () => {
  expect(await begins("a.db")).toBe(false);
  await workedOn("a.db", 1);
  // Killed before the witness heard of the last work: the database is ahead, and that is no loss.
  expect(await begins("a.db")).toBe(false);
  expect(await begins("a.db")).toBe(false);
});

test("a database that is older than the witness beside it was put back", async () => {
  await workedOn("a.db", 1);
  copyFileSync(join(folder, "a.db"), join(folder, "yesterday.db"));
  await workedOn("a.db", 2);
  const store = open("a.db");
  const { keep } = await witnessed(store, join(folder, "other.witness"), nowMs);
  await keep();
  await store.close();
  copyFileSync(join(folder, "yesterday.db"), join(folder, "a.db"));
  expect(await begins("a.db", "other.witness")).toBe(true);
});

test("a database that came to another machine alone counts as put back", async () => {
  await workedOn("a.db", 1);
  expect(await begins("a.db", "none.witness")).toBe(true);
});

test("a backup says itself that it is one, also beside a witness that fits, and is never written over", async () => {
  await begins("a.db");
  await workedOn("a.db", 1);
  await begins("a.db");
  const running = open("a.db");
  expect(await backUpSqlite(join(folder, "a.db"), join(folder, "b.db"), nowMs)).toEqual({
    ok: true,
    value: undefined,
  });
  await running.close();
  expect(statSync(join(folder, "b.db")).mode & 0o777).toBe(0o600);
  expect(await backUpSqlite(join(folder, "a.db"), join(folder, "b.db"), nowMs)).toMatchObject({
    fault: { kind: "cannot-copy" },
  });
  copyFileSync(join(folder, "a.db.witness"), join(folder, "b.db.witness"));
  expect(await begins("b.db")).toBe(true);
  expect(await begins("a.db")).toBe(false);
  const { state } = await open("b.db").write(
    async (tx) =>
      (await tx.get("operation", { op_id: opIdOf(1) })) ?? {
        state: "forgotten",
      },
  );
  expect(state).toBe("done");
});
