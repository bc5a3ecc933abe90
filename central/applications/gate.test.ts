import { afterEach, expect, test } from "vitest";
import type { Approval, RegionalRuleSet } from "../rules/rule-shape.ts";
import { applicationStand, clerk1, clerk2, supervisor, type ApplicationStand } from "./for-tests.ts";

let stand: ApplicationStand;
afterEach(() => stand.close());

/** A region in which a card is cancelled at a kiosk with somebody's approval. */
const kioskNeeds =
  (approval: Approval) =>
  (rules: RegionalRuleSet): RegionalRuleSet => ({
    ...rules,
    business: {
      ...rules.business,
      cancel: { ...rules.business.cancel, kiosk: { documents: ["card"], approval } },
    },
  });

const numberOf = (answer: object): string =>
  "applicationNumber" in answer ? String(answer.applicationNumber) : "";

test("by the default rules a kiosk cancels at once, and no application is made", async () => {
  stand = await applicationStand();
  await stand.perform(1, "cancel", "settled-abroad");
  expect(await stand.store.write((tx) => tx.find("application", {}))).toEqual([]);
});

test("four eyes: the second clerk sees what the first decided, and is another person", async () => {
  stand = await applicationStand({ rules: kioskNeeds("four-eyes") });
  const asked = await stand.authorise(1, "cancel", "settled-abroad");
  const number = numberOf(asked);
  expect(await stand.decide(number, { kind: "approve" }, clerk1)).toMatchObject({
    application: { state: "awaiting-second-approval" },
  });
  expect(await stand.authorise(2, "cancel", "settled-abroad")).toMatchObject({ code: "approval-needed" });
  expect(await stand.decide(number, { kind: "approve" }, clerk1)).toMatchObject({ code: "decided-by-you" });
  expect(await stand.get(`/staff/v1/applications/${number}`, supervisor)).toMatchObject({
    firstApprover: clerk1,
    timeline: [{}, {}, { state: "awaiting-second-approval", who: `clerk ${clerk1}` }],
  });
  await stand.decide(number, { kind: "approve" }, clerk2);
  await stand.perform(3, "cancel", "settled-abroad");
  await stand.after(1000);
  expect(await stand.application(number)).toMatchObject({ state: "done" });
});

test("a rejected one leaves the card as it is, and the holder may ask again", async () => {
  stand = await applicationStand({ rules: kioskNeeds("clerk") });
  const number = numberOf(await stand.authorise(1, "cancel", "settled-abroad"));
  await stand.decide(number, { kind: "reject", why: "本人来电撤回" }, clerk1);
  const again = numberOf(await stand.authorise(2, "cancel", "settled-abroad"));
  expect(again).not.toBe(number);
  expect((await stand.card()).legal).toBe("active");
});

test("the answer to a terminal's question stays the same however often it is asked", async () => {
  stand = await applicationStand({ rules: kioskNeeds("clerk") });
  const first = await stand.authorise(1, "cancel", "settled-abroad");
  await stand.decide(numberOf(first), { kind: "approve" }, clerk1);
  expect(await stand.authorise(1, "cancel", "settled-abroad")).toEqual(first);
});

test("a loss report waits for nobody, and a kiosk that is closed to a business says where to go", async () => {
  stand = await applicationStand({
    rules(rules) {
      const { kiosk: _kiosk, ...cancel } = rules.business.cancel;
      return { ...rules, business: { ...rules.business, cancel } };
    },
  });
  expect(await stand.authorise(1, "cancel", "settled-abroad")).toEqual({
    result: "rejected",
    code: "reason-not-allowed",
  });
  expect(await stand.authorise(2, "freeze", "misuse-suspected")).toMatchObject({ result: "authorised" });
});
