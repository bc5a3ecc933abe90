import { expect, test } from "vitest";
import type { Change } from "./change.ts";
import type { Engine, Failure } from "./engine.ts";
import { demonstrationIssuers } from "./issuers.ts";
import { knownRows } from "./known-rows.ts";
import { placeOf, type Row } from "./row.ts";
import { sqlStore, type SqlStoreOptions } from "./store-sql.ts";
import { ConstraintBroken } from "./store.ts";

class Refused extends Error {
  readonly kind: Failure;
  constructor(kind: Failure) {
    super(kind);
    this.kind = kind;
  }
}

const issuer = demonstrationIssuers[0] ?? expect.fail("no issuer");

/** A store over rows in a map, which tells what was asked of it and refuses what a test wants refused. */
function opened(options: SqlStoreOptions = {}) {
  const rows = new Map<string, Row>([[placeOf("issuer", issuer), issuer]]);
  const state = { asked: 0, finds: 0, commits: [] as number[], mine: true };
  /** What the next commits meet, by the changes that they bring. */
  const refusals: ((changes: readonly Change[]) => Failure | undefined)[] = [];
  const engine: Engine = {
    begin: () => Promise.resolve(state.mine),
    get(asked) {
      state.asked += asked.length;
      return Promise.resolve(asked.map(({ table, key }) => rows.get(placeOf(table, key))));
    },
    find(table, where) {
      state.finds += 1;
      const all = [...rows].filter(([place]) => place.startsWith(`${table}\0`)).map(([, row]) => row);
      return Promise.resolve(
        all.filter((row) => Object.entries(where).every(([name, value]) => row[name] === value)),
      );
    },
    commit(changes) {
      const refused = refusals.shift()?.(changes);
      if (refused !== undefined) return Promise.reject(new Refused(refused));
      for (const { place, after } of changes)
        if (after === undefined) rows.delete(place);
        else rows.set(place, after);
      state.commits.push(changes.length);
      return Promise.resolve();
    },
    rollBack: () => Promise.resolve(),
    end: () => Promise.resolve(),
    failureOf: (error) => (error instanceof Refused ? error.kind : "bug"),
  };
  return { store: sqlStore(engine, options), rows, state, refusals };
}
const key = { number: issuer.number };
type Opened = ReturnType<typeof opened>;
const name = ({ store }: Opened) => store.write(async (tx) => (await tx.get("issuer", key))?.name_en);
const rename = ({ store }: Opened, name_en: string) =>
  store.write((tx) => tx.change("issuer", key, { name_en }));

test("what was read or committed once is not asked of the database again", async () => {
  const hall = opened();
  await name(hall);
  await rename(hall, "renamed");
  expect(await name(hall)).toBe("renamed");
  const list = () => hall.store.write((tx) => tx.find("issuer", { approved: 1 }));
  await list();
  await rename(hall, "again");
  expect((await list()).map((row) => row.name_en)).toEqual(["again"]);
  expect(hall.state).toMatchObject({ asked: 1, finds: 1 });
});

test("rows that the messages of a batch foresee are asked for together", async () => {
  const hall = opened();
  const foresee = () =>
    ["a", "b", issuer.number].map((number) => ({ table: "issuer" as const, key: { number } }));
  await Promise.all(
    [1, 2, 3].map(() => hall.store.write((tx) => tx.get("issuer", { number: "a" }), foresee)),
  );
  expect(hall.state).toMatchObject({ asked: 3, commits: [0] });
});

test("a message that throws leaves nothing behind, and its batch writes each row once", async () => {
  const hall = opened();
  const broken = hall.store.write(async (tx) => {
    await tx.change("issuer", key, { name_en: "half way" });
    throw new Error("half way");
  });
  const done = Promise.allSettled([broken, rename(hall, "first"), rename(hall, "second")]);
  expect((await done).map((each) => each.status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(await name(hall)).toBe("second");
  expect(hall.rows.get(placeOf("issuer", key))).toMatchObject({ name_en: "second" });
  expect(hall.state.commits).toEqual([1, 0]);
});

test("a commit that fails leaves nothing in memory, and nobody is told that it was done", async () => {
  const hall = opened();
  await name(hall);
  hall.refusals.push(() => "busy");
  const both = await Promise.allSettled([rename(hall, "lost"), name(hall)]);
  expect(both.map((each) => each.status)).toEqual(["rejected", "rejected"]);
  // Read anew: what the database has, and not what memory had.
  hall.rows.set(placeOf("issuer", key), { ...issuer, name_en: "of the database" });
  expect(await name(hall)).toBe("of the database");
});

test("the message whose write is refused is the one that is told, and the others are done", async () => {
  const hall = opened();
  const isBad = (changes: readonly Change[]) =>
    changes.some(({ after }) => after?.["number"] === "bad") ? ("constraint" as const) : undefined;
  hall.refusals.push(isBad, isBad, isBad, isBad);
  const add = (number: string) => hall.store.write((tx) => tx.add("issuer", { ...issuer, number }));
  const three = await Promise.allSettled([add("a"), add("bad"), add("b")]);
  expect(three.map((each) => each.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(three[1]).toMatchObject({ reason: expect.any(ConstraintBroken) as unknown });
  expect([...hall.rows.keys()].length).toBe(3);
  expect(hall.state.commits).toEqual([1, 1]);
});

test("what another process may have written is read anew", async () => {
  const hall = opened();
  await name(hall);
  hall.rows.set(placeOf("issuer", key), { ...issuer, name_en: "by another" });
  hall.state.mine = false;
  expect(await name(hall)).toBe("by another");
});

test("nothing is done any more in a transaction that is over", async () => {
  const hall = opened();
  const late = await hall.store.write((tx) => Promise.resolve(tx));
  await expect(late.change("issuer", key, { name_en: "late" })).rejects.toThrow("over");
  expect(await name(hall)).toBe(issuer.name_en);
});

test("memory holds so many rows, those that were used least lately going first", () => {
  const known = knownRows(3);
  for (const place of ["a", "b", "c"]) known.learn(place, { place });
  expect(known.row("a")).toEqual({ place: "a" });
  known.learn("d", undefined);
  expect(["a", "b", "c", "d"].map((place) => known.has(place))).toEqual([true, false, true, true]);
  expect(known.size()).toBe(3);
  known.forget();
  expect(known.size()).toBe(0);
});
