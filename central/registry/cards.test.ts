import { afterEach, beforeEach, expect, test } from "vitest";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { inventIssue } from "../../card/virtual/invent.ts";
import { atrOf } from "../../card/virtual/issue.ts";
import { counterOver, chipOf, lookAt, morningMs, opIdOf, openTestStore, rowsOf } from "../for-tests.ts";
import { takeNotice } from "../notices.ts";
import { regionalRules } from "../regional-rules.ts";
import { standingOf } from "../register.ts";
import type { Store } from "../store.ts";
import { activateCard, registerCard, type CardMade } from "./cards.ts";
import { viewOfCard } from "./card-view.ts";
import { office } from "./for-tests.ts";

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

const cardRef = "371700D15600000500A1B2C3D4E5F601";
const invented = inventIssue({
  profile: "v2",
  issuerNumber: "371700",
  holder: "测试人",
  serial: "0012FF01",
  issuedOn: "2026-02-20",
});
const made: CardMade = {
  card_ref: cardRef,
  issuer_number: "371700",
  atr: atrOf("371700", "0012FF01"),
  profile: "cn-ssc-2.00-3des",
  card_number: invented.cardNumber,
  national_number: invented.holder.nationalNumber,
  holder_name: "测试人",
  issued_on: "2026-02-20",
  expires_on: "2036-02-20",
};
const [first] = defaultCards;
if (first === undefined) throw new Error("no card");
const old = first.person;

const register = (change: Partial<CardMade> = {}, by = office.city) =>
  store.write((tx) => registerCard(tx, morningMs, { ...made, ...change }, by));
const activate = (ref = cardRef, by = office.clerk, nowMs = morningMs) =>
  store.write((tx) => activateCard(tx, nowMs, ref, by));
const order = (kind: "replacement-ordered" | "replacement-expedited", noticeId: string) =>
  store.write((tx) => takeNotice(tx, morningMs, { noticeId, cardRef: old.cardRef, kind }, regionalRules));
const view = (ref = cardRef) => store.write((tx) => viewOfCard(tx, morningMs, ref));
const standing = async () => {
  const found = await store.write((tx) => standingOf(tx, cardRef));
  return found.ok ? "known" : found.fault;
};

test("a card is sealed until its holder has it, and terminals say so", async () => {
  expect(await standing()).toBe("unknown-card");
  expect((await register()).ok).toBe(true);
  expect(await standing()).toBe("card-sealed");
  expect(await view()).toMatchObject({ state: { name: "sealed", aaz502: "0" } });
  expect((await activate()).ok).toBe(true);
  expect(await standing()).toBe("known");
  expect(await view()).toMatchObject({ state: { name: "normal", aaz502: "1" } });
  expect(await activate()).toEqual({ ok: false, fault: "not-sealed" });
  expect(await rowsOf.events(store)).toEqual(["seeded", "card-registered", "card-activated"]);
});

test.each([
  ["not-your-office", {}, office.otherCity],
  ["issuer-not-approved", { issuer_number: "650100" }, office.ministryToo],
  ["profile-not-approved", { profile: "cn-ssc-3.00-3des" }, office.city],
  ["card-not-of-this-issuer", { card_ref: cardRef.replace("371700", "440300") }, office.city],
  ["check-digit-wrong", { card_number: "A00000000" }, office.city],
  ["check-digit-wrong", { national_number: "371700199001019970" }, office.city],
  ["already-expired", { expires_on: "2026-03-01" }, office.city],
  ["card-known-already", { card_ref: old.cardRef }, office.city],
  ["holder-has-card", { national_number: old.nationalNumber }, office.city],
  ["not-the-holders-card", { replaces: old.cardRef }, office.city],
  ["no-replacement-ordered", { replaces: old.cardRef, national_number: old.nationalNumber }, office.city],
] as const)("%s", async (fault, change, by) => {
  expect(await register(change, by)).toEqual({ ok: false, fault });
});

test("valid on its last day, and not handed over after it", async () => {
  expect((await register({ expires_on: "2026-03-02" })).ok).toBe(true);
  expect(await activate(cardRef, office.clerk, morningMs + 86_400_000)).toEqual({
    ok: false,
    fault: "already-expired",
  });
  expect(await activate(cardRef, office.otherCity)).toEqual({ ok: false, fault: "not-your-office" });
});

test("a replacement: ordered, expedited, made, issued; the old card is ended and never comes back", async () => {
  const states: unknown[] = [];
  const look = async () => states.push((await view(old.cardRef))?.replacement);
  await look();
  await order("replacement-ordered", opIdOf(1));
  await look();
  await order("replacement-expedited", opIdOf(2));
  await look();
  await register({ replaces: old.cardRef, national_number: old.nationalNumber });
  await look();
  await activate();
  await look();
  expect(states).toEqual([
    { state: "none" },
    { state: "ordered" },
    { state: "expedited" },
    { state: "made", newCardRef: cardRef },
    { state: "issued", newCardRef: cardRef },
  ]);
  expect((await view())?.replacement).toEqual({ state: "none", replaces: old.cardRef });
  expect(await view(old.cardRef)).toMatchObject({
    state: { name: "cancelled" },
    known: { centre: { mayBeActiveAgain: false } },
  });
});

test("after a cancellation the same person applies anew, for a card of its own", async () => {
  const counter = counterOver(store);
  const chip = chipOf("card-1");
  await counter.perform(chip, "cancel", opIdOf(3));
  expect((await register({ national_number: old.nationalNumber })).ok).toBe(true);
  expect(
    await register({ card_ref: cardRef.replace("01", "02"), national_number: old.nationalNumber }),
  ).toEqual({
    ok: false,
    fault: "holder-has-card",
  });
  await activate();
  const theirs = await store.write((tx) => tx.find("card", { national_number: old.nationalNumber }));
  expect(theirs.map(({ legal }) => legal).sort()).toEqual(["active", "cancelled"]);
});

test("a clerk sees what each party knows of a card that waits, and nothing that names its holder", async () => {
  const counter = counterOver(store);
  const evidence = lookAt(chipOf("card-1"));
  await counter.authorise(opIdOf(4), "freeze", evidence);
  const seen = await view(old.cardRef);
  expect(seen).toMatchObject({
    state: { name: "formal-loss", aaz502: "2" },
    holder: { nameMasked: "赵*禾", nationalNumberMasked: "371702********9972" },
    cardNumberMasked: "*****0118",
    known: {
      centre: {
        legal: "frozen",
        epoch: 1,
        waiting: { opId: opIdOf(4), state: "authorised", dueAtMs: morningMs + 10 * 60_000 },
      },
      chip: { newestRecordEpoch: 0, contradicts: false },
      terminal: { terminalId: "T-1" },
    },
    operations: [{ opId: opIdOf(4), kind: "freeze" }],
  });
  const text = JSON.stringify(seen);
  for (const secret of [old.name, old.nationalNumber, old.cardNumber]) expect(text).not.toContain(secret);
});
