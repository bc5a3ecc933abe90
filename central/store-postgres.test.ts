import { afterAll, beforeAll, expect, test } from "vitest";
import { demonstrationIssuers } from "./issuers.ts";
import { at, serve, startCluster, withClient, type Cluster } from "./postgres-for-tests.ts";
import { openPostgres } from "./store-postgres.ts";
import { ConstraintBroken, type Store } from "./store.ts";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterAll(() => cluster.stop(), 60_000);

async function opened(url: string, onBroken?: (error: unknown) => void): Promise<Store> {
  const store = await openPostgres({ ...at(url), ...(onBroken !== undefined && { onBroken }) });
  if (!store.ok) throw new Error(JSON.stringify(store.fault));
  return store.value;
}
const issuers = (store: Store) => store.write((tx) => tx.find("issuer", {}));
const [issuer] = demonstrationIssuers;
if (issuer === undefined) throw new Error("no issuer");

test("what was committed is there for the next process, and text is ordered by its bytes", async () => {
  const url = await cluster.fresh();
  const first = await opened(url);
  for (const number of ["b", "B", "a", "编"])
    await first.write((tx) => tx.add("issuer", { ...issuer, number }));
  await first.close();
  const second = await opened(url);
  expect((await issuers(second)).map((row) => row.number)).toEqual(["B", "a", "b", "编"]);
  await second.close();
});

test("a second centre on the same database is turned away until the first is gone", async () => {
  const url = await cluster.fresh();
  const first = await opened(url);
  const turnedAway = { ok: false, fault: { kind: "another-centre-serves" } };
  expect(await openPostgres({ ...at(url), waitMs: 0 })).toEqual(turnedAway);
  await first.close();
  await (await opened(url)).close();
});

test.each([
  ["fsync", "off"],
  ["full_page_writes", "off"],
])(
  "a server with %s = %s may lose what it acknowledged, and is refused",
  async (setting, value) => {
    const careless = await startCluster(`${setting}=${value}`);
    expect(await openPostgres(at(await careless.fresh()))).toEqual({
      ok: false,
      fault: { kind: "not-durable", setting, found: value },
    });
    await careless.stop();
  },
  60_000,
);

test("a database that does not wait for the disk at its commits is refused", async () => {
  const url = await cluster.fresh();
  const { database } = await withClient(url, async (client) => {
    const name = await client.query<{ database: string }>("SELECT current_database() AS database");
    return name.rows[0] ?? { database: "" };
  });
  await withClient(url, (client) => client.query(`ALTER DATABASE ${database} SET synchronous_commit = off`));
  expect(await openPostgres(at(url))).toMatchObject({
    ok: false,
    fault: { kind: "not-durable", setting: "synchronous_commit" },
  });
});

test("a later Cardhall's database, and an address where nobody answers, are refused by name", async () => {
  const url = await cluster.fresh();
  await (await opened(url)).close();
  await withClient(url, (client) => client.query("INSERT INTO migration VALUES ('of-tomorrow')"));
  expect(await openPostgres(at(url))).toEqual({
    ok: false,
    fault: { kind: "newer-schema", steps: ["of-tomorrow"] },
  });
  expect(await openPostgres(at("postgresql://nobody@/none?host=/nowhere"))).toMatchObject({
    ok: false,
    fault: { kind: "cannot-open" },
  });
});

test("the audit trail cannot be emptied by hand either", async () => {
  const url = await cluster.fresh();
  const store = await opened(url);
  await withClient(url, async (client) => {
    for (const change of ["UPDATE audit SET detail = ''", "DELETE FROM audit", "TRUNCATE audit"])
      await expect(client.query(change), change).rejects.toThrow("append-only");
  });
  await store.close();
});

test("a constraint that breaks is blamed on the message that broke it, and the rest is committed", async () => {
  const store = await opened(await cluster.fresh());
  const add = (number: string) => store.write((tx) => tx.add("issuer", { ...issuer, number }));
  const together = await Promise.allSettled([add("1"), add("1"), add("2")]);
  expect(together.map((each) => each.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(together[1]).toMatchObject({ reason: expect.any(ConstraintBroken) as unknown });
  expect((await issuers(store)).length).toBe(2);
  await store.close();
});

test("a centre that takes over knows what the one before it has written, and begins without any memory", async () => {
  const url = await cluster.fresh();
  const first = await opened(url);
  await first.write((tx) => tx.add("issuer", issuer));
  const second = opened(url);
  await first.write((tx) => tx.change("issuer", { number: issuer.number }, { name_en: "by the first" }));
  await first.close();
  const taken = await second;
  const name = () => taken.write(async (tx) => (await tx.get("issuer", { number: issuer.number }))?.name_en);
  expect(await name()).toBe("by the first");
  await taken.close();
});

test("a row that was taken away by hand is missed by the server before it commits, and nothing is written", async () => {
  const url = await cluster.fresh();
  const store = await opened(url);
  const add = (number: string) => store.write((tx) => tx.add("issuer", { ...issuer, number }));
  await Promise.all([add("1"), add("2")]);
  await withClient(url, (client) => client.query("DELETE FROM issuer WHERE number = '1'"));
  const rename = (number: string) =>
    store.write((tx) => tx.change("issuer", { number }, { name_en: "renamed" }));
  // Memory is given up at once, so that what is done again is done to what is there.
  const both = await Promise.allSettled([rename("2"), rename("1")]);
  expect(both.map((each) => each.status)).toEqual(["fulfilled", "rejected"]);
  expect((await issuers(store)).map((row) => [row.number, row.name_en])).toEqual([["2", "renamed"]]);
  await store.close();
});

test("rows come back as they went in, together or alone, whatever their text and numbers are", async () => {
  const url = await cluster.fresh();
  const store = await opened(url);
  const texts = ["'", '"', "\\", "{a,b}", "编", "😀", "null", "", "a\nb\t"];
  const odd = texts.map((number, n) => ({ ...issuer, number, name_en: `${number} ${String(n)}` }));
  const counter = { office: "o", year: "y", last: 2 ** 53 - 1 };
  await Promise.all(odd.map((row) => store.write((tx) => tx.add("issuer", row))));
  await store.write((tx) => tx.add("certificate_counter", counter));
  await store.close();

  const again = await opened(url);
  const together = () => texts.map((number) => ({ table: "issuer" as const, key: { number } }));
  const found = await again.write(
    (tx) => Promise.all(texts.map((number) => tx.get("issuer", { number }))),
    together,
  );
  expect(found).toEqual(odd);
  expect(await again.write((tx) => tx.get("certificate_counter", counter))).toEqual(counter);
  await again.close();
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

test("a server that is killed breaks the store for good; what it acknowledged is there afterwards", async () => {
  const doomed = await startCluster();
  const url = await doomed.fresh();
  let told = 0;
  const store = await opened(url, () => (told += 1));
  await store.write((tx) => tx.add("issuer", issuer));
  process.kill(doomed.pid, "SIGKILL");
  // The server's own child serves on until it sees that its parent is gone.
  await expect.poll(() => issuers(store).catch(() => "broken"), { timeout: 10_000 }).toBe("broken");
  await expect(issuers(store)).rejects.toThrow("broken");
  expect(told).toBe(1);
  await store.close();

  // A server that is dying still holds its folder for a moment.
  await expect.poll(() => isGone(doomed.pid), { timeout: 10_000 }).toBe(true);
  const again = await serve(doomed.folder);
  const later = await opened(url);
  expect((await issuers(later)).map((row) => row.number)).toEqual([issuer.number]);
  await later.close();
  await again.stop();
}, 60_000);
