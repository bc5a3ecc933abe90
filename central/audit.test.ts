import { expect, test } from "vitest";
import { sql } from "kysely";
import { canonical, sha256 } from "./answers.ts";
import { verifyAudit } from "./audit.ts";
import { centreOver, chipOf, opIdOf, openTestStore, rowsOf } from "./for-tests.ts";

async function written() {
  const store = await openTestStore();
  const centre = centreOver(store);
  const chip = chipOf("card-1");
  await centre.perform(chip, "freeze", opIdOf(1));
  await centre.perform(chip, "unfreeze", opIdOf(2));
  return store;
}

/** What a person with the database in hand can do: the guards against code are taken away first. */
const tamper = async (store: Awaited<ReturnType<typeof written>>, change: string) => {
  await store.write(async (tx) => {
    await sql`DROP TRIGGER audit_is_never_changed`.execute(tx);
    await sql`DROP TRIGGER audit_is_never_shortened`.execute(tx);
    await sql.raw(change).execute(tx);
  });
  return verifyAudit(store);
};

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
  expect(await tamper(await written(), change)).toMatchObject({
    ok: false,
    fault: { kind: "broken-chain", seq },
  });
});

test("an entry that was replaced, with a hash that fits it, does not carry the next one", async () => {
  const store = await written();
  const [row] = await store.write((tx) => tx.selectFrom("audit").selectAll().where("seq", "=", 3).execute());
  if (row === undefined) throw new Error("no third entry");
  const { hash: _hash, ...forged } = { ...row, terminal_id: "T-9" };
  const change = `UPDATE audit SET terminal_id = 'T-9', hash = '${sha256(canonical(forged))}' WHERE seq = 3`;
  expect(await tamper(store, change)).toMatchObject({ ok: false, fault: { seq: 4 } });
});

test("an entry that was added past a gap is found", async () => {
  const store = await written();
  const rows = await store.write((tx) => tx.selectFrom("audit").selectAll().orderBy("seq").execute());
  const { hash: previous, ...last } = rows.at(-1) ?? expect.fail("no entry");
  const forged = { ...last, seq: 7, previous };
  await store.write((tx) =>
    tx
      .insertInto("audit")
      .values({ ...forged, hash: sha256(canonical(forged)) })
      .execute(),
  );
  expect(await verifyAudit(store)).toMatchObject({ ok: false, fault: { seq: 7 } });
});

test("no code of ours can change or remove an entry", async () => {
  const store = await written();
  const change = (statement: string) => store.write((tx) => sql.raw(statement).execute(tx));
  await expect(change("UPDATE audit SET detail = '{}'")).rejects.toThrow("append-only");
  await expect(change("DELETE FROM audit")).rejects.toThrow("append-only");
});

test("nothing personal stands in the audit trail", async () => {
  const store = await written();
  const rows = await store.write((tx) => tx.selectFrom("audit").selectAll().execute());
  const text = JSON.stringify(rows);
  for (const canary of ["赵青禾", "371702200105169972", "H02600118"]) expect(text).not.toContain(canary);
});
