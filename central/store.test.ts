import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { demonstrationIssuers } from "./issuers.ts";
import { at, startCluster, type Cluster } from "./postgres-for-tests.ts";
import { memoryStore } from "./store-memory.ts";
import { openPostgres } from "./store-postgres.ts";
import { openSqlite } from "./store-sqlite.ts";
import { ConstraintBroken, type Store, type Stretch, type Tx } from "./store.ts";
import type { AuditRow, CardRow, OperationRow } from "./tables.ts";

const card = (n: number): CardRow => ({
  card_ref: `card ${String(n)}`,
  issuer_number: "371700",
  atr: "3B",
  profile: "p",
  card_number: "A1",
  national_number: "1",
  holder_name: "n",
  issued_on: "2022-03-15",
  expires_on: "2032-03-15",
  legal: "active",
  epoch: 0,
  current_op: null,
  settled_op: null,
  alarm: null,
  seen_epoch: 0,
  no_unfreeze: 0,
  listed: 0,
});
const operation = (n: number, change: Partial<OperationRow> = {}): OperationRow => ({
  op_id: `op ${String(n)}`,
  card_ref: "card 1",
  kind: "freeze",
  reason: "other",
  epoch: n,
  target: "frozen",
  from_life: "active",
  state: "authorised",
  terminal_id: "T-1",
  authorised_at_ms: 1,
  settled_at_ms: null,
  settled_by: null,
  settled_legal: null,
  card_life: null,
  certificate_no: null,
  from_legal: "active",
  to_legal: "frozen",
  settled_lineage: null,
  scripts: 0,
  record_only: 0,
  ...change,
});
const entry = (seq: number) => ({
  seq,
  at_ms: seq,
  event: "seeded",
  op_id: null,
  card_ref: null,
  terminal_id: null,
  detail: "{}",
  previous: "",
  hash: String(seq),
});

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterAll(() => cluster.stop(), 60_000);

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

/** The same promises on every engine. */
const engines = {
  SQLite() {
    const opened = openSqlite({ file: ":memory:" });
    if (!opened.ok) throw new Error(opened.fault.kind);
    return Promise.resolve(opened.value);
  },
  async PostgreSQL() {
    const opened = await openPostgres(at(await cluster.fresh()));
    if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
    open.push(opened.value);
    return opened.value;
  },
  memory: () => Promise.resolve(memoryStore() as Store),
} as const;

async function filled(store: Store): Promise<Store> {
  await store.write(async (tx) => {
    for (const issuer of demonstrationIssuers) await tx.add("issuer", issuer);
    for (const n of [3, 1, 2]) await tx.add("card", card(n));
    await tx.add("operation", operation(1));
    await tx.add("operation", operation(2, { card_ref: "card 2" }));
    await tx.add("operation", operation(3));
    for (const seq of [1, 2, 3, 4]) await tx.add("audit", entry(seq));
  });
  return store;
}

describe.each(Object.entries(engines))("the store on %s", (_name, opened) => {
  const refs = async (store: Store, work: (tx: Tx) => Promise<{ card_ref: string }[]>) =>
    (await store.write(work)).map((row) => row.card_ref);

  test("gives back what was put in, and what was changed or removed since", async () => {
    const store = await filled(await opened());
    await store.write(async (tx) => {
      expect(await tx.get("card", { card_ref: "card 1" })).toEqual(card(1));
      expect(await tx.get("card", { card_ref: "card 9" })).toBeUndefined();
      await tx.change("card", { card_ref: "card 1" }, { legal: "frozen", current_op: "op 1" });
      expect(await tx.get("card", { card_ref: "card 1" })).toEqual({
        ...card(1),
        legal: "frozen",
        current_op: "op 1",
      });
      const timer = { due_at_ms: 5, op_id: "op 1", kind: "lift" as const };
      await tx.add("timer", timer);
      expect(await tx.find("timer", { op_id: "op 1" })).toEqual([timer]);
      await tx.remove("timer", timer);
      expect(await tx.find("timer", { op_id: "op 1" })).toEqual([]);
    });
  });

  test("finds by values and null, in the order of the key, in stretches and from the newest", async () => {
    const store = await filled(await opened());
    expect(await refs(store, (tx) => tx.find("card", {}))).toEqual(["card 1", "card 2", "card 3"]);
    await store.write((tx) => tx.change("card", { card_ref: "card 2" }, { current_op: "op 2" }));
    expect(await refs(store, (tx) => tx.find("card", { current_op: null }))).toEqual(["card 1", "card 3"]);
    expect(await refs(store, (tx) => tx.find("operation", { card_ref: "card 1", epoch: 3 }))).toEqual([
      "card 1",
    ]);
    const seqs = async (...[where, stretch]: [Partial<AuditRow>, Stretch]) =>
      (await store.write((tx) => tx.find("audit", where, stretch))).map((row) => row.seq);
    expect(await seqs({}, { after: 1, upTo: 3 })).toEqual([2, 3]);
    expect(await seqs({}, { after: 1, limit: 1 })).toEqual([2]);
    expect(await seqs({}, { newestFirst: true, limit: 1 })).toEqual([4]);
    expect(await seqs({ event: "seeded" }, { newestFirst: true })).toEqual([4, 3, 2, 1]);
  });

  test("a changed row is found by what it has now, and no longer by what it had", async () => {
    const store = await filled(await opened());
    const before = await refs(store, (tx) => tx.find("operation", { state: "awaiting-card" }));
    await store.write((tx) => tx.change("operation", { op_id: "op 1" }, { state: "awaiting-card" }));
    const after = await store.write((tx) => tx.find("operation", { state: "awaiting-card" }));
    expect(after.map(({ op_id }) => op_id)).toContain("op 1");
    expect(after).toHaveLength(before.length + 1);
    await store.write((tx) => tx.change("operation", { op_id: "op 1" }, { state: "reversed" }));
    expect(await refs(store, (tx) => tx.find("operation", { state: "awaiting-card" }))).toEqual(before);
  });

  test("work that throws leaves nothing behind: rows, indexes, uniqueness and the newest are as before", async () => {
    const store = await filled(await opened());
    const failing = store.write(async (tx) => {
      await tx.change("card", { card_ref: "card 1" }, { legal: "cancelled" });
      await tx.change(
        "operation",
        { op_id: "op 1" },
        { card_ref: "card 3", state: "done", certificate_no: "c" },
      );
      await tx.add("operation", operation(4));
      await tx.add("timer", { due_at_ms: 1, op_id: "op 4", kind: "lift" });
      await tx.add("audit", entry(5));
      throw new Error("half way");
    });
    await expect(failing).rejects.toThrow("half way");
    await store.write(async (tx) => {
      expect((await tx.get("card", { card_ref: "card 1" }))?.legal).toBe("active");
      expect((await tx.find("operation", { card_ref: "card 1" })).map((row) => row.op_id)).toEqual([
        "op 1",
        "op 3",
      ]);
      expect(await tx.find("timer", {})).toEqual([]);
      expect((await tx.find("audit", {}, { newestFirst: true, limit: 1 }))[0]?.seq).toBe(4);
      // The certificate's number and the epoch are free again.
      await tx.change("operation", { op_id: "op 2" }, { state: "done", certificate_no: "c" });
      await tx.add("operation", operation(4));
      await tx.add("audit", entry(5));
    });
  });

  test.each<[string, (tx: Tx) => Promise<unknown>]>([
    ["a key twice", (tx) => tx.add("card", card(1))],
    ["a card of no issuer", (tx) => tx.add("card", { ...card(4), issuer_number: "999900" })],
    [
      "a card that waits for no operation",
      (tx) => tx.change("card", { card_ref: "card 1" }, { current_op: "op 9" }),
    ],
    ["one epoch of a card twice", (tx) => tx.add("operation", operation(9, { epoch: 1 }))],
    ["done without a certificate", (tx) => tx.change("operation", { op_id: "op 1" }, { state: "done" })],
    [
      "a certificate of an operation under way",
      (tx) => tx.change("operation", { op_id: "op 1" }, { certificate_no: "c" }),
    ],
    [
      "a certificate twice",
      async (tx) => {
        for (const op_id of ["op 1", "op 2"])
          await tx.change("operation", { op_id }, { state: "done", certificate_no: "c" });
      },
    ],
    ["a flag that is no flag", (tx) => tx.change("card", { card_ref: "card 1" }, { listed: 2 })],
    ["an audit entry changed", (tx) => tx.change("audit", { seq: 1 }, { detail: "[]" })],
    ["an audit entry removed", (tx) => tx.remove("audit", { seq: 1 })],
  ])("refuses %s, and what came before it in the same transaction", async (_what, work) => {
    const store = await filled(await opened());
    const broken = store.write(async (tx) => {
      await tx.change("card", { card_ref: "card 3" }, { epoch: 5 });
      await work(tx);
    });
    await expect(broken).rejects.toThrow(ConstraintBroken);
    expect((await store.write((tx) => tx.get("card", { card_ref: "card 3" })))?.epoch).toBe(0);
  });

  test("refused operations have epoch 0, as many of one card as there are", async () => {
    const store = await filled(await opened());
    await store.write(async (tx) => {
      for (const n of [7, 8]) await tx.add("operation", operation(n, { epoch: 0, state: "rejected" }));
    });
    expect((await store.write((tx) => tx.find("operation", { epoch: 0 }))).length).toBe(2);
  });

  test("those that come together share a commit, and one that throws takes back its own work only", async () => {
    const store = await filled(await opened());
    const raise = (card_ref: string, fails: boolean) =>
      store.write(async (tx) => {
        await tx.change("card", { card_ref }, { epoch: 7 });
        if (fails) await tx.add("card", card(3));
        return card_ref;
      });
    const together = await Promise.allSettled([
      raise("card 1", false),
      raise("card 2", true),
      raise("card 3", false),
    ]);
    expect(together.map((each) => each.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const cards = await store.write((tx) => tx.find("card", {}));
    expect(cards.map((row) => row.epoch)).toEqual([7, 0, 7]);
  });

  test("a row that was never there is not changed or removed in silence", async () => {
    const store = await filled(await opened());
    await expect(
      store.write((tx) => tx.change("card", { card_ref: "none" }, { epoch: 1 })),
    ).rejects.toThrow();
    await expect(store.write((tx) => tx.remove("terminal", { terminal_id: "none" }))).rejects.toThrow();
  });

  test("transactions stand in a row: each sees all of the one before", async () => {
    const store = await filled(await opened());
    const raise = (tx: Tx) =>
      tx.get("card", { card_ref: "card 1" }).then(async (row) => {
        await Promise.resolve();
        await tx.change("card", { card_ref: "card 1" }, { epoch: (row?.epoch ?? 0) + 1 });
      });
    await Promise.all(Array.from({ length: 10 }, () => store.write(raise)));
    expect((await store.write((tx) => tx.get("card", { card_ref: "card 1" })))?.epoch).toBe(10);
  });
});

test("the memory store goes back to a snapshot, with all that it guards", async () => {
  const store = memoryStore();
  await filled(store);
  const backup = store.snapshot();
  await store.write(async (tx) => {
    await tx.change("card", { card_ref: "card 1" }, { legal: "cancelled" });
    await tx.add("operation", operation(5));
    await tx.add("audit", entry(5));
  });
  store.restore(backup);
  await store.write(async (tx) => {
    expect((await tx.get("card", { card_ref: "card 1" }))?.legal).toBe("active");
    expect((await tx.find("audit", {}, { newestFirst: true, limit: 1 }))[0]?.seq).toBe(4);
    await tx.add("operation", operation(5));
    await expect(tx.add("operation", operation(6, { epoch: 5 }))).rejects.toThrow(ConstraintBroken);
  });
});
