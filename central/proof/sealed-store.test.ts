import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { morningMs } from "../for-tests.ts";
import { seedDemonstration } from "../seed.ts";
import { memoryStore } from "../store-memory.ts";
import { openSqlite } from "../store-sqlite.ts";
import { SealBroken, type KeyRing } from "./key-ring.ts";
import { sealedStore } from "./sealed-store.ts";

const nonce = () => randomBytes(12);
const ringOf = (...ids: string[]): KeyRing => ({
  current: ids[0] ?? "",
  keys: new Map(ids.map((id) => [id, Buffer.alloc(32, id)])),
});
const ring = ringOf("k1");
const people = defaultCards.map((card) => card.person);
const [person] = people;
if (person === undefined) throw new Error("no card");
const cardRef = { card_ref: person.cardRef };

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-seal-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("no name or number of a person stands in the database's files", async () => {
  const file = join(folder, "central.db");
  const opened = openSqlite({ file });
  if (!opened.ok) throw new Error(opened.fault.kind);
  const store = sealedStore(opened.value, ring, nonce);
  await store.write((tx) => seedDemonstration(tx, morningMs));
  await expect(store.write((tx) => tx.get("card", cardRef))).resolves.toMatchObject({
    holder_name: person.name,
    national_number: person.nationalNumber,
  });
  const bytes = [file, `${file}-wal`].map((each) => readFileSync(each));
  await store.close();
  bytes.push(readFileSync(file));
  const holds = (text: string): boolean => bytes.some((each) => each.includes(text));
  expect(holds(person.cardRef)).toBe(true);
  for (const { name, nationalNumber, cardNumber } of people)
    for (const text of [name, nationalNumber, cardNumber]) expect(holds(text), text).toBe(false);
});

async function seeded() {
  const below = memoryStore();
  const store = sealedStore(below, ring, nonce);
  await store.write((tx) => seedDemonstration(tx, morningMs));
  return { below, store };
}

test("a person's cards are found by their number, also after the key was replaced", async () => {
  const { below, store } = await seeded();
  const sought = { national_number: person.nationalNumber };
  const before = await store.write((tx) => tx.find("card", sought));
  expect(before.map((row) => row.card_ref)).toContain(person.cardRef);

  const turned = sealedStore(below, ringOf("k2", "k1"), nonce);
  await turned.write((tx) => tx.change("card", cardRef, { national_number: person.nationalNumber }));
  expect(await turned.write((tx) => tx.find("card", sought))).toHaveLength(before.length);
  const lies = await below.write((tx) => tx.get("card", cardRef));
  expect(lies?.national_number).toMatch(/^k2\./);
  expect(lies?.holder_name).toMatch(/^k1\./);
});

test("a sealed field that was changed, moved to another column or sealed with an unknown key does not open", async () => {
  const { below, store } = await seeded();
  const lies = await below.write((tx) => tx.get("card", cardRef));
  if (lies === undefined) throw new Error("no row");
  const cut = `${lies.holder_name.slice(0, -2)}AA`;
  for (const change of [
    { holder_name: cut },
    { holder_name: lies.card_number },
    { holder_name: "k9.AAAA" },
  ]) {
    await below.write((tx) => tx.change("card", cardRef, change));
    await expect(store.write((tx) => tx.get("card", cardRef))).rejects.toThrow(SealBroken);
  }
});

test("one name sealed twice looks different, one number the same; a sealed column is not searched", async () => {
  const { below, store } = await seeded();
  const before = await below.write((tx) => tx.get("card", cardRef));
  await store.write((tx) =>
    tx.change("card", cardRef, { holder_name: person.name, national_number: person.nationalNumber }),
  );
  const after = await below.write((tx) => tx.get("card", cardRef));
  expect(after?.holder_name).not.toBe(before?.holder_name);
  expect(after?.national_number).toBe(before?.national_number);
  await expect(store.write((tx) => tx.find("card", { holder_name: person.name }))).rejects.toThrow("sealed");
});
