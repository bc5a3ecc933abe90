import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashOf, note } from "../audit.ts";
import { openTestStore } from "../for-tests.ts";
import { byHand } from "../store-for-tests.ts";
import type { Store } from "../store.ts";
import type { AuditRow } from "../tables.ts";
import { entryProof, growthProof, headHolds, leafOf, signHead } from "./audit-tree.ts";
import { verifyAudit } from "./audit-verify.ts";
import { provesConsistency, provesInclusion } from "./tree.ts";
import { ed25519Jwk } from "../ed25519.ts";

const newKey = () => ed25519Jwk.parse(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
const key = newKey();
let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-proof-"));
  file = join(folder, "central.db");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const bytes = (text: string): Buffer => Buffer.from(text, "hex");
const grow = (store: Store, entries: number) =>
  store.write(async (tx) => {
    for (let n = 0; n < entries; n++) await note(tx, { event: "booted", nowMs: n, detail: { n } });
  });
const sign = async (store: Store) => {
  const head = await store.write((tx) => signHead(tx, 7, key));
  return head ?? expect.fail("no head");
};

test("a signed head proves each entry under it, and that it grew out of the heads before it", async () => {
  const store = await openTestStore();
  await grow(store, 300);
  const earlier = await sign(store);
  await grow(store, 400);
  const head = await sign(store);
  expect([earlier.size, head.size]).toEqual([301, 701]);
  expect(headHolds(head, [key])).toBe(true);
  expect(headHolds({ ...head, size: 700 }, [key])).toBe(false);
  expect(headHolds(head, [newKey()])).toBe(false);
  await store.write(async (tx) => {
    for (const seq of [1, 256, 257, 301, 701]) {
      const row = (await tx.get("audit", { seq })) ?? expect.fail("no entry");
      const path = (await entryProof(tx, seq, head)).map(bytes);
      expect(provesInclusion(leafOf(row), seq - 1, head.size, path, bytes(head.root)), String(seq)).toBe(
        true,
      );
    }
    const growth = (await growthProof(tx, earlier.size, head)).map(bytes);
    const old = { size: earlier.size, root: bytes(earlier.root) };
    expect(provesConsistency(old, { size: head.size, root: bytes(head.root) }, growth)).toBe(true);
  });
  expect(await verifyAudit(store, [key])).toMatchObject({ ok: true, value: { entries: 701, heads: 2 } });
  await store.close();
});

test("nothing new is not signed again", async () => {
  const store = await openTestStore();
  const head = await sign(store);
  expect(await sign(store)).toEqual(head);
  await store.close();
});

/** What a person with the database and a text editor can do, and whoever guarded the triggers away. */
async function rewritten(change: (rows: AuditRow[]) => readonly AuditRow[]) {
  const store = await openTestStore(file);
  await grow(store, 20);
  await sign(store);
  await grow(store, 3);
  const rows = await store.write((tx) => tx.find("audit", {}));
  byHand(
    file,
    "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_shortened; DELETE FROM audit",
  );
  await store.write(async (tx) => {
    for (const row of change(rows)) await tx.add("audit", row);
  });
  const verified = await verifyAudit(store, [key]);
  await store.close();
  return verified;
}

/** A chain that holds in itself. */
function chained(rows: readonly AuditRow[]): AuditRow[] {
  let previous = "0".repeat(64);
  return rows.map((row, n) => {
    const { hash: _hash, ...rest } = { ...row, seq: n + 1, previous };
    previous = hashOf(rest);
    return { ...rest, hash: previous };
  });
}

test("the trail as it was is true", async () => {
  expect(await rewritten(chained)).toMatchObject({ ok: true, value: { entries: 24, heads: 1 } });
});

test.each<[string, (rows: AuditRow[]) => readonly AuditRow[]]>([
  ["edited", (rows) => chained(rows.map((row) => (row.seq === 5 ? { ...row, detail: '{"n":99}' } : row)))],
  ["removed", (rows) => chained(rows.filter((row) => row.seq !== 5))],
  ["reordered", (rows) => chained([...rows.slice(0, 4), ...rows.slice(4, 6).reverse(), ...rows.slice(6)])],
])(
  "an entry %s, with the whole chain written anew over it, is contradicted by the head",
  async (_what, change) => {
    expect(await rewritten(change)).toMatchObject({
      ok: false,
      fault: { kind: "head-contradicted", seq: 21 },
    });
  },
);

test("entries cut off the end are missed where a head covered them", async () => {
  expect(await rewritten((rows) => rows.slice(0, 15))).toMatchObject({
    ok: false,
    fault: { kind: "broken-chain", seq: 21, because: "entries were cut off the end" },
  });
});
