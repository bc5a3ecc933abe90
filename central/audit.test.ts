import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { canonical, sha256 } from "./answers.ts";
import { verifyAudit } from "./proof/audit-verify.ts";
import { counterOver, chipOf, opIdOf, openTestStore, rowsOf } from "./for-tests.ts";
import { byHand } from "./store-for-tests.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-audit-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function written(file = ":memory:") {
  const store = await openTestStore(file);
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  await centre.perform(chip, "freeze", opIdOf(1));
  await centre.perform(chip, "unfreeze", opIdOf(2));
  return store;
}

/** What a person with the database in hand can do: the guards against code are taken away first. */
async function tamper(change: string) {
  const file = join(folder, "central.db");
  const store = await written(file);
  byHand(file, "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_shortened");
  byHand(file, change);
  const verified = await verifyAudit(store);
  await store.close();
  return verified;
}

test("each transition has one entry, and the chain verifies", async () => {
  const store = await written();
  expect(await rowsOf.events(store)).toEqual(["seeded", "authorised", "settled", "authorised", "settled"]);
  expect(await verifyAudit(store)).toMatchObject({ ok: true, value: { entries: 5 } });
});

test.each([
  ["edited", "UPDATE audit SET terminal_id = 'T-9' WHERE seq = 3", 3],
  ["removed", "DELETE FROM audit WHERE seq = 3", 4],
  ["reordered", "UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)", 4],
] as const)("an entry that was %s is found", async (_what, change, seq) => {
  expect(await tamper(change)).toMatchObject({
    ok: false,
    fault: { kind: "broken-chain", seq },
  });
});

test("an entry that was replaced, with a hash that fits it, does not carry the next one", async () => {
  const row = await (await written()).write((tx) => tx.get("audit", { seq: 3 }));
  if (row === undefined) throw new Error("no third entry");
  const { hash: _hash, ...forged } = { ...row, terminal_id: "T-9" };
  const change = `UPDATE audit SET terminal_id = 'T-9', hash = '${sha256(canonical(forged))}' WHERE seq = 3`;
  expect(await tamper(change)).toMatchObject({ ok: false, fault: { seq: 4 } });
});

test("an entry that was added past a gap is found", async () => {
  const store = await written();
  const rows = await store.write((tx) => tx.find("audit", {}));
  const { hash: previous, ...last } = rows.at(-1) ?? expect.fail("no entry");
  const forged = { ...last, seq: 7, previous };
  await store.write((tx) => tx.add("audit", { ...forged, hash: sha256(canonical(forged)) }));
  expect(await verifyAudit(store)).toMatchObject({ ok: false, fault: { seq: 7 } });
});

test("nothing personal stands in the audit trail", async () => {
  const store = await written();
  const text = JSON.stringify(await store.write((tx) => tx.find("audit", {})));
  expect(text).toContain("settled");
  for (const canary of ["赵青禾", "371702200105169972", "H02600118"]) expect(text).not.toContain(canary);
});
