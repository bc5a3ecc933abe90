import { describe, expect, test } from "vitest";
import { decisions } from "../../words/regional-rules.ts";
import { morningMs } from "../for-tests.ts";
import { decide, sentencesOf, type CardFacts, type DecisionCode, type RuleQuestion } from "./explain.ts";
import { missingDocuments, rulesFor } from "./rule-set.ts";

const active: CardFacts = { legal: "active", no_unfreeze: 0, expires_on: "2032-03-15" };
const frozen: CardFacts = { ...active, legal: "frozen" };
const heze = "371700";
const cancel = { business: "cancel", channel: "counter" } as const;
const lift = { business: "unfreeze", channel: "counter" } as const;

const rows: readonly [DecisionCode, string, RuleQuestion, CardFacts | undefined][] = [
  ["at-once", heze, { business: "freeze-temporary", channel: "telephone" }, active],
  ["after-approval", heze, cancel, active],
  ["after-two-approvals", "990500", cancel, active],
  ["channel-closed", heze, { ...cancel, channel: "telephone" }, active],
  ["reason-not-open", heze, { ...cancel, reason: "other" }, active],
  ["reason-not-by-this-channel", heze, { ...cancel, reason: "death" }, active],
  ["formal-freeze-stays", "310000", lift, frozen],
  ["replacement-ordered", heze, lift, { ...frozen, no_unfreeze: 1 }],
  ["already-active", heze, lift, active],
  ["already-frozen", heze, { business: "freeze-temporary", channel: "counter" }, frozen],
  ["already-cancelled", heze, cancel, { ...active, legal: "cancelled" }],
  ["card-expired", heze, lift, { ...frozen, expires_on: "2025-06-01" }],
];

describe("every decision, by a rule that comes to it", () => {
  test.each(rows)("%s", (because, region, asked, card) => {
    const rules = rulesFor(region);
    const decision = decide(rules, asked, card, morningMs);
    expect(decision.because).toBe(because);
    const [first, ...rest] = sentencesOf(rules, asked, decision);
    expect(first).toBe(decisions[because]);
    expect(rest.length > 0).toBe(decision.needed !== undefined);
  });

  test("none is left out", () => {
    expect(new Set(rows.map(([because]) => because))).toEqual(new Set(Object.keys(decisions)));
  });
});

test("the medical account and a transfer are about no card", () => {
  const asked = { business: "cancel-medical-account", channel: "telephone" } as const;
  const cancelled = { ...active, legal: "cancelled" } as const;
  expect(decide(rulesFor(heze), asked, cancelled, morningMs).because).toBe("after-approval");
  expect(
    decide(rulesFor("990600"), { business: "transfer", channel: "online" }, undefined, morningMs),
  ).toEqual({
    because: "channel-closed",
  });
});

test("a reason adds its papers and can only make the approval heavier", () => {
  const asked = { business: "cancel", channel: "agent", reason: "death" } as const;
  const light = decide(rulesFor(heze), asked, active, morningMs).needed;
  expect(light).toMatchObject({ approval: "clerk" });
  expect(light?.documents).toContain("death-certificate");
  expect(decide(rulesFor("990500"), asked, active, morningMs).needed?.approval).toBe("four-eyes");

  const { cancel: usual, ...rules } = rulesFor(heze);
  const reasons = { ...usual.reasons, "moved-away": { documents: [], approval: "four-eyes" as const } };
  const careful = { ...rules, cancel: { ...usual, reasons } };
  const atKiosk = { business: "cancel", channel: "kiosk", reason: "moved-away" } as const;
  expect(decide(careful, atKiosk, active, morningMs).because).toBe("after-two-approvals");
  expect(decide(rulesFor(heze), atKiosk, active, morningMs).because).toBe("at-once");
});

test("of alternatives one is enough, and all are named while none was shown", () => {
  const needed = decide(rulesFor(heze), lift, frozen, morningMs).needed;
  if (needed === undefined) throw new Error("closed");
  expect(missingDocuments(needed, ["card", "loss-report-certificate"])).toEqual([]);
  expect(missingDocuments(needed, ["loss-report-certificate"])).toEqual([["identity-document", "card"]]);
});

test("the sentences name what to bring and what holds in this region", () => {
  const asked = { business: "freeze-temporary", channel: "counter" } as const;
  const rules = rulesFor("330784");
  const words = sentencesOf(rules, asked, decide(rules, asked, active, morningMs));
  expect(words.map(({ zh }) => zh)).toEqual([
    "可以办理，当场办结。",
    "需要：持卡人身份证件。",
    "临时挂失 10 天后自动失效，请在此之前办理正式挂失。",
    "不收任何费用。",
  ]);
});
