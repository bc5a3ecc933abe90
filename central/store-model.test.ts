import fc from "fast-check";
import { expect, test } from "vitest";
import { knownRows } from "./known-rows.ts";
import { memoryStore } from "./store-memory.ts";
import { openSqlite } from "./store-sqlite.ts";
import type { Store, Stretch, Tx } from "./store.ts";
import type { CommandRow } from "./tables.ts";

type Step = (tx: Tx) => Promise<unknown>;
type Message = { readonly steps: readonly Step[]; readonly throws: boolean };

const seq = fc.integer({ min: 1, max: 6 });
const terminal_id = fc.constantFrom(null, "T-1", "T-2");
const body = fc.constantFrom("a", "b");
const edge = fc.option(seq, { nil: undefined });
const given = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value;
const where: fc.Arbitrary<Partial<CommandRow>> = fc
  .record({ terminal_id, body }, { requiredKeys: [] })
  .map((asked) => given(asked));
const stretch: fc.Arbitrary<Stretch> = fc
  .record({
    after: edge,
    upTo: edge,
    below: edge,
    limit: fc.constantFrom(undefined, 1, 1, 2),
    newestFirst: fc.boolean(),
  })
  .map((asked) => given(asked) as Stretch);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ seq, terminal_id, body }).map(
    (row): Step =>
      (tx) =>
        tx.add("command", { ...row, at_ms: 1 }),
  ),
  fc.record({ seq, terminal_id, body }).map(
    ({ seq: at, ...change }): Step =>
      (tx) =>
        tx.change("command", { seq: at }, change),
  ),
  seq.map(
    (at): Step =>
      (tx) =>
        tx.remove("command", { seq: at }),
  ),
  seq.map(
    (at): Step =>
      (tx) =>
        tx.get("command", { seq: at }),
  ),
  fc.tuple(where, stretch).map(
    ([asked, of]): Step =>
      (tx) =>
        tx.find("command", asked, of),
  ),
  where.map(
    (asked): Step =>
      (tx) =>
        tx.find("command", asked, { newestFirst: true, limit: 1 }),
  ),
);
const message: fc.Arbitrary<Message> = fc.record({
  steps: fc.array(step, { maxLength: 6 }),
  throws: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});

/** What each message of a batch saw, or that it was refused; they are asked together. */
const outcome = (store: Store, batch: readonly Message[]): Promise<unknown[]> =>
  Promise.all(
    batch.map(({ steps, throws }) =>
      store
        .write(async (tx) => {
          const saw: unknown[] = [];
          for (const each of steps) saw.push(await each(tx));
          if (throws) throw new Error("half way");
          return saw;
        })
        .catch(() => "refused"),
    ),
  );

test("whatever messages do, together and one after the other, they see and leave what the plain store does", async () => {
  const seen = { refused: 0, done: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(message, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.constantFrom(1, 3, 100),
      async (batches, rows) => {
        const plain = memoryStore();
        const opened = openSqlite({ file: ":memory:", known: knownRows(rows) });
        if (!opened.ok) throw new Error(opened.fault.kind);
        try {
          for (const batch of batches) {
            const expected = await outcome(plain, batch);
            expect(await outcome(opened.value, batch)).toEqual(expected);
            for (const each of expected) seen[each === "refused" ? "refused" : "done"] += 1;
          }
          const all = (tx: Tx) => tx.find("command", {});
          expect(await opened.value.write(all)).toEqual(await plain.write(all));
        } finally {
          await opened.value.close();
        }
      },
    ),
    { numRuns: 150 },
  );
  // Both ways are walked often enough to say something.
  expect(Math.min(seen.refused, seen.done)).toBeGreaterThan(100);
}, 30_000);

test("where the first row is known and taken away, the next one is found in its place", async () => {
  const opened = openSqlite({ file: ":memory:" });
  if (!opened.ok) throw new Error(opened.fault.kind);
  const first = async (tx: Tx) => (await tx.find("command", {}, { limit: 1 })).map((row) => row.seq);
  await opened.value.write(async (tx) => {
    for (const at of [1, 2]) await tx.add("command", { seq: at, terminal_id: null, body: "a", at_ms: 1 });
  });
  expect(await opened.value.write(first)).toEqual([1]);
  const after = opened.value.write(async (tx) => {
    await tx.remove("command", { seq: 1 });
    return first(tx);
  });
  expect(await after).toEqual([2]);
  await opened.value.close();
});
