import { expect, test } from "vitest";
import { cardNumberHolds, nationalNumberHolds, regionOf } from "../card/codes.ts";
import { verifyAudit } from "./proof/audit-verify.ts";
import { morningMs } from "./for-tests.ts";
import { standingOf } from "./register.ts";
import { viewOfCard } from "./registry/card-view.ts";
import { registerStates } from "./registry/register-state.ts";
import { seedDemonstration } from "./seed.ts";
import { seedRegion } from "./seed-region.ts";
import { memoryStore } from "./store-memory.ts";

async function seeded(seed: number, holders = 200) {
  const store = memoryStore();
  const result = await store.write((tx) => seedRegion(tx, morningMs, { seed, holders }));
  if (!result.ok) throw new Error(result.fault);
  const cards = await store.write((tx) => tx.find("card", {}));
  const made = await store.write((tx) => tx.find("stock_card", {}));
  const handedOver = new Set(cards.map(({ card_ref }) => card_ref));
  const all = [...cards, ...made.filter(({ card_ref }) => !handedOver.has(card_ref))];
  return { store, result: result.value, cards, all };
}

/** Made once: whoever only looks shares it. */
const region = seeded(1);

test("three issuers, 200 holders, five clerks; every number holds and every name is one", async () => {
  const { result, all, store } = await region;
  expect(result.issuers).toHaveLength(3);
  expect(result.clerks).toHaveLength(5);
  expect(all).toHaveLength(200);
  for (const card of all) {
    expect(nationalNumberHolds(card.national_number), card.national_number).toBe(true);
    // Kept for centenarians: no living person has it.
    expect(card.national_number.slice(14, 16)).toBe("99");
    expect(regionOf(card.national_number.slice(0, 6)), card.national_number).toBeDefined();
    expect(cardNumberHolds(card.card_number), card.card_number).toBe(true);
    expect(card.holder_name).toMatch(/^[\u4e00-\u9fff]{2,3}$/);
  }
  for (const column of ["card_ref", "national_number", "card_number", "atr"] as const)
    expect(new Set(all.map((card) => card[column])).size, column).toBe(200);
  expect(new Set(all.map(({ holder_name }) => holder_name)).size).toBeGreaterThan(180);
  const issuers = await store.write((tx) => tx.find("issuer", {}));
  expect(issuers.every(({ approved }) => approved === 1)).toBe(true);
});

test("cards in every state of the register, each with a history that the centre itself wrote", async () => {
  const { store, all } = await region;
  const views = await store.write((tx) =>
    Promise.all(all.map((card) => viewOfCard(tx, morningMs, card.card_ref))),
  );
  const states = new Map<string | undefined, number>();
  for (const view of views) states.set(view?.state.name, (states.get(view?.state.name) ?? 0) + 1);
  const { "application-locked": _onlyAfterALift, ...expected } = registerStates;
  expect([...states.keys()].sort()).toEqual(Object.keys(expected).sort());
  for (const count of states.values()) expect(count).toBeGreaterThanOrEqual(5);
  expect(views.some((view) => view?.replacement.state === "ordered")).toBe(true);
  expect(views.some((view) => view?.expired === true)).toBe(true);
  expect(await verifyAudit(store)).toMatchObject({ ok: true });

  const times = (await store.write((tx) => tx.find("audit", {}))).map(({ at_ms }) => at_ms);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.at(-1)).toBeLessThanOrEqual(morningMs);
});

test("terminals serve its cards", async () => {
  const { store, cards } = await region;
  const served = await store.write((tx) => Promise.all(cards.map((card) => standingOf(tx, card.card_ref))));
  expect(served.every(({ ok }) => ok)).toBe(true);
});

test("the same seed gives the same region, another seed another", async () => {
  const [once, again, other] = await Promise.all([seeded(7, 30), seeded(7, 30), seeded(8, 30)]);
  expect(again.all).toEqual(once.all);
  expect(other.all).not.toEqual(once.all);
});

test("a store that knows an issuer is left as it is", async () => {
  const store = memoryStore();
  await store.write((tx) => seedDemonstration(tx, morningMs));
  const before = await store.write((tx) => tx.find("card", {}));
  expect(await store.write((tx) => seedRegion(tx, morningMs, { seed: 1, holders: 200 }))).toEqual({
    ok: false,
    fault: "not-empty",
  });
  expect(await store.write((tx) => tx.find("card", {}))).toEqual(before);
});
