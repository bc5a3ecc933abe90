import { afterEach, expect, test } from "vitest";
import { opIdOf } from "../../for-tests.ts";
import { applicationStand, clerk1, clerk2, hourMs, numberIn, type ApplicationStand } from "../for-tests.ts";

/** Service rules S6: a loss report is lifted within 24 hours of being accepted, with the card or without it. */

let stand: ApplicationStand;
afterEach(() => stand.close());

async function frozen(rules?: NonNullable<Parameters<typeof applicationStand>[0]>["rules"]) {
  stand = await applicationStand(rules === undefined ? {} : { rules });
  await stand.perform(1, "freeze", "misuse-suspected");
}

const entry = () => ({
  business: "unfreeze",
  channel: "counter",
  holder: stand.holder,
  documents: ["identity-document", "loss-report-certificate"],
});

async function accepted(): Promise<string> {
  const number = numberIn(await stand.post("/staff/v1/applications", entry(), clerk1));
  await stand.decide(number, { kind: "approve" }, clerk2);
  return number;
}

test("the clock runs from acceptance: alarms on the way, and true before 24 hours are over", async () => {
  await frozen();
  const number = await accepted();
  const acceptedAtMs = stand.state.nowMs;
  expect(await stand.get("/staff/v1/clocks", clerk1)).toMatchObject({
    lifts: [{ acceptedAtMs, dueAtMs: acceptedAtMs + 24 * hourMs, alarm: "none", applicationNumber: number }],
    oldestOpenMs: 0,
  });
  await stand.after(20 * hourMs);
  expect(await stand.get("/staff/v1/clocks", clerk1)).toMatchObject({
    lifts: [{ alarm: "20h" }],
    oldestOpenMs: 20 * hourMs,
  });
  expect((await stand.card()).legal).toBe("frozen");
  await stand.after(4 * hourMs - 60_000);
  expect((await stand.card()).legal).toBe("active");
  expect(await stand.application(number)).toMatchObject({ state: "done" });
  expect(await stand.get("/staff/v1/clocks", clerk1)).toMatchObject({ lifts: [], oldestOpenMs: 0 });

  // The original card works again, and its chip is opened the next time it is in a terminal.
  const { pending } = await stand.observe();
  expect(pending).toMatchObject({ kind: "unfreeze" });
  await stand.finish(pending?.opId ?? "", pending?.epoch ?? 0, "unfreeze");
  expect(stand.chip.life).toBe("active");
});

test("with the card it is done as soon as the card proves it", async () => {
  await frozen();
  const number = await accepted();
  const { pending } = await stand.observe();
  await stand.finish(pending?.opId ?? "", pending?.epoch ?? 0, "unfreeze");
  await stand.after(1000);
  expect(await stand.application(number)).toMatchObject({ state: "done" });
  expect((await stand.card()).legal).toBe("active");
});

test("where only the card may end it, the clock says so each day until it comes", async () => {
  await frozen((rules) => ({ ...rules, unfreeze: { ...rules.unfreeze, liftWithoutCard: false } }));
  const number = await accepted();
  await stand.after(24 * hourMs);
  expect((await stand.card()).legal).toBe("frozen");
  expect(await stand.get("/staff/v1/clocks", clerk1)).toMatchObject({ lifts: [{ alarm: "overdue" }] });
  await stand.after(24 * hourMs);
  expect(await stand.get("/staff/v1/clocks", clerk1)).toMatchObject({ lifts: [{ alarm: "overdue" }] });
  const { pending } = await stand.observe();
  await stand.finish(pending?.opId ?? "", pending?.epoch ?? 0, "unfreeze");
  await stand.after(1000);
  expect(await stand.application(number)).toMatchObject({ state: "done" });
});

test("a loss report by telephone, the card not seen since: the card has to be shown before it is lifted", async () => {
  stand = await applicationStand();
  const lost = { business: "freeze-temporary", channel: "counter", holder: stand.holder };
  await stand.post("/staff/v1/applications", { ...lost, documents: ["identity-document"] }, clerk1);
  expect(await stand.post("/staff/v1/applications", entry(), clerk1)).toMatchObject({
    code: "operation-pending",
    next: { en: "Insert the card at any terminal to finish that one first." },
  });
});

test("a kiosk may lift at once where the region says so, and opens an application where it does not", async () => {
  await frozen((rules) => {
    const kiosk = { documents: ["card"], approval: "clerk" } as const;
    const unfreeze = { ...rules.business.unfreeze, kiosk: { ...kiosk, documents: [...kiosk.documents] } };
    return { ...rules, business: { ...rules.business, unfreeze } };
  });
  const asked = await stand.authorise(2, "unfreeze", "card-found");
  expect(asked).toMatchObject({ result: "rejected", code: "approval-needed" });
  const number = "applicationNumber" in asked ? (asked.applicationNumber ?? "") : "";
  expect(await stand.application(number)).toMatchObject({ channel: "kiosk", state: "awaiting-approval" });
  // Asked again, it is the same application.
  expect(await stand.authorise(3, "unfreeze", "card-found")).toMatchObject({ applicationNumber: number });
  await stand.decide(number, { kind: "approve" }, clerk1);
  expect(await stand.observe()).toMatchObject({ pending: { kind: "unfreeze" } });
  expect((await stand.observe()).pending?.opId).not.toBe(opIdOf(2));
});
