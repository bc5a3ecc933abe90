import { afterEach, beforeEach, expect, test } from "vitest";
import { opIdOf } from "../../for-tests.ts";
import {
  agentOfHolder,
  applicationStand,
  clerk1,
  clerk2,
  numberIn,
  supervisor,
  type ApplicationStand,
} from "../for-tests.ts";

/** Service rules S1 and S2: a card is cancelled at a counter, by the holder's agent, with somebody else's approval. */

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

const entry = () => ({
  business: "cancel",
  channel: "agent",
  holder: stand.holder,
  cardRef: stand.cardRef,
  reason: "settled-abroad",
  documents: ["agent-identity-document", "identity-document", "card", "power-of-attorney"],
  agent: agentOfHolder,
});

test("entered by one clerk, approved by another, finished with the card: one certificate, one timeline", async () => {
  const entered = await stand.post("/staff/v1/applications", entry(), clerk1);
  expect(entered).toMatchObject({ result: "accepted", application: { state: "awaiting-approval" } });
  const number = numberIn(entered);
  expect(number).toBe("371700-20260302-000001");

  // The one who entered it does not approve it, and nobody decides what they have not claimed.
  expect(await stand.decide(number, { kind: "approve" }, clerk1)).toMatchObject({ code: "own-entry" });
  const path = `/staff/v1/applications/${number}`;
  const unclaimed = await stand.post(`${path}/decision`, { kind: "approve" }, clerk2);
  expect(unclaimed).toMatchObject({ code: "claim-first", next: { en: "Claim it, then decide." } });
  await stand.post(`${path}/claim`, {}, supervisor);
  expect(await stand.post(`${path}/claim`, {}, clerk2)).toMatchObject({ code: "claimed-by-another" });
  await stand.post(`${path}/release`, {}, supervisor);

  // Before it is approved the card is as it was, and a terminal says why it does not go on.
  expect(await stand.authorise(1, "cancel", "duplicate-card")).toEqual({
    result: "rejected",
    code: "approval-needed",
    applicationNumber: number,
  });
  expect(await stand.decide(number, { kind: "approve" }, clerk2)).toMatchObject({
    application: { state: "awaiting-card" },
  });
  expect(await stand.get(path, clerk2)).toMatchObject({
    holderName: stand.holder.name,
    agent: { name: "赵明远", nationalNumberMasked: "110105********2215" },
  });
  // Whoever looks at a person's papers is on record.
  const looked = await stand.store.write((tx) => tx.find("audit", { card_ref: stand.cardRef }));
  expect(looked.filter(({ event }) => event === "card-looked-up").map(({ detail }) => detail)).toEqual([
    JSON.stringify({ by: clerk2, number }),
  ]);
  // Answers to a step are kept to be repeated: nobody's name stands in them.
  const kept = await stand.store.write((tx) => tx.find("answer", {}));
  for (const { body } of kept) expect(body).not.toMatch(new RegExp(`${stand.holder.name}|赵明远`));
  expect((await stand.card()).legal).toBe("active");

  const certificateNo = await stand.perform(2, "cancel", "duplicate-card");
  await stand.after(1000);
  expect(await stand.card()).toMatchObject({ legal: "cancelled", listed: 0 });
  expect(await stand.states(number)).toEqual([
    "submitted by clerk dev-clerk-1",
    "awaiting-approval by centre",
    "approved by clerk dev-clerk-2",
    "awaiting-card by centre",
    "awaiting-card by terminal T-1",
    "done by centre",
  ]);
  // The certificate names the reason that was approved, not what was touched at the desk.
  const certificate = await stand.centre.certificate(opIdOf(2));
  expect(certificate).toMatchObject({
    value: { value: { number: certificateNo, reason: "settled-abroad" } },
  });
  // It says who acted, masked, and that it was at a counter.
  expect(certificate).toMatchObject({ value: { value: { agentNameMasked: "赵*远", atCounter: true } } });
  expect(JSON.stringify(certificate)).not.toContain("赵明远");
  expect(await stand.get(path, clerk2)).toMatchObject({ operation: { certificateNo } });
});

test("papers that are missing, or run out, are named; nothing is kept of what was not taken", async () => {
  const bare = { ...entry(), documents: ["identity-document", "card"] };
  expect(await stand.post("/staff/v1/applications", bare, clerk1)).toMatchObject({
    code: "documents-missing",
    missing: [{ zh: "代办人身份证件" }, { en: "a power of attorney" }],
  });
  const old = { ...agentOfHolder.powerOfAttorney, validUntil: "2026-03-01" };
  const expired = { ...entry(), agent: { ...agentOfHolder, powerOfAttorney: old } };
  expect(await stand.post("/staff/v1/applications", expired, clerk1)).toMatchObject({
    code: "power-of-attorney-invalid",
  });
  const themselves = { ...entry(), agent: { ...agentOfHolder, nationalNumber: stand.holder.nationalNumber } };
  expect(await stand.post("/staff/v1/applications", themselves, clerk1)).toMatchObject({
    code: "power-of-attorney-invalid",
  });
  const { agent: _agent, ...alone } = entry();
  expect(await stand.post("/staff/v1/applications", alone, clerk1)).toMatchObject({ code: "agent-missing" });
  expect(await stand.store.write((tx) => tx.find("application", {}))).toEqual([]);
});

test("what is owed is settled first: the refusal names the office and the next step", async () => {
  const owed = { nationalNumber: stand.holder.nationalNumber, item: "medical-expenses" };
  await stand.post("/staff/v1/settlement", { ...owed, state: "open" }, clerk1);
  expect(await stand.post("/staff/v1/applications", entry(), clerk1)).toMatchObject({
    code: "conditions-open",
    conditions: [
      {
        item: "medical-expenses",
        office: { en: "the medical insurance office" },
        next: { zh: "请带票据到医疗保障经办机构结清报销。" },
      },
    ],
  });
  // A terminal asks the same ledger.
  expect(await stand.authorise(1, "cancel", "settled-abroad")).toEqual({
    result: "rejected",
    code: "conditions-open",
  });

  await stand.post("/staff/v1/settlement", { ...owed, state: "clear" }, clerk1);
  const number = numberIn(await stand.post("/staff/v1/applications", entry(), clerk1));
  // What falls due while it lies on the desk counts as well.
  await stand.post("/staff/v1/settlement", { ...owed, state: "open" }, clerk1);
  expect(await stand.decide(number, { kind: "approve" }, clerk2)).toMatchObject({ code: "conditions-open" });
});

test("returned, corrected and rejected, with the reason the holder reads", async () => {
  const number = numberIn(await stand.post("/staff/v1/applications", entry(), clerk1));
  const why = "委托书没有盖章";
  await stand.decide(number, { kind: "return", why }, clerk2);
  const tail = stand.holder.nationalNumber.slice(-6);
  const progress = await stand.get(`/public/v1/applications/${number}?idTail=${tail}`);
  expect(progress).toMatchObject({
    state: "returned-for-correction",
    timeline: [{}, {}, { why: { zh: why } }],
  });

  // Who corrects it has entered it.
  const { documents, agent } = entry();
  await stand.post(`/staff/v1/applications/${number}/correction`, { documents, agent }, clerk2);
  expect(await stand.decide(number, { kind: "approve" }, clerk2)).toMatchObject({ code: "own-entry" });
  expect(await stand.decide(number, { kind: "reject", why: "与本人核实，不同意" }, supervisor)).toMatchObject(
    {
      application: { state: "rejected" },
    },
  );
  expect(await stand.decide(number, { kind: "approve" }, supervisor)).toMatchObject({
    code: "not-in-this-state",
  });
});

test("a card that is lost for good: the register ends it at once, the chip wherever it turns up", async () => {
  await stand.close();
  stand = await applicationStand({
    rules(rules) {
      const counter = { documents: ["identity-document", "application-form"], approval: "clerk" } as const;
      const cancel = { ...rules.business.cancel, counter: { ...counter, documents: [...counter.documents] } };
      return { ...rules, business: { ...rules.business, cancel } };
    },
  });
  const { agent: _agent, cardRef: _cardRef, ...base } = entry();
  const lost = { ...base, channel: "counter", cardAbsent: true };
  const documents = ["identity-document", "application-form"];
  const shown = { ...lost, documents: [...documents, "card"] };
  expect(await stand.post("/staff/v1/applications", shown, clerk1)).toMatchObject({ status: 400 });
  const number = numberIn(await stand.post("/staff/v1/applications", { ...lost, documents }, clerk1));
  await stand.decide(number, { kind: "approve" }, clerk2);
  expect(await stand.card()).toMatchObject({ legal: "cancelled", listed: 1 });
  expect((await stand.application(number)).state).toBe("awaiting-card");
  // However long nobody finds it, it does not lapse: the register has ended the card.
  await stand.after(60 * 86_400_000);
  expect((await stand.application(number)).state).toBe("awaiting-card");
  const { pending } = await stand.observe();
  expect(pending).toMatchObject({ kind: "cancel", reason: "settled-abroad" });
  await stand.finish(pending?.opId ?? "", pending?.epoch ?? 0, "cancel");
  await stand.after(1000);
  expect((await stand.application(number)).state).toBe("done");
});

test("another office's clerk neither enters nor sees it", async () => {
  expect(await stand.post("/staff/v1/applications", entry(), "dev-clerk-3")).toMatchObject({
    code: "not-this-office",
  });
  const number = numberIn(await stand.post("/staff/v1/applications", entry(), clerk1));
  expect(await stand.get(`/staff/v1/applications/${number}`, "dev-clerk-3")).toMatchObject({ status: 404 });
  expect(await stand.get("/staff/v1/applications", "dev-clerk-3")).toMatchObject({ items: [] });
  expect(await stand.get("/staff/v1/applications", clerk2)).toMatchObject({ items: [{ number }] });
});

test("a clerk's own word is shown as it was written, also one that every object answers to", async () => {
  const number = numberIn(await stand.post("/staff/v1/applications", entry(), clerk1));
  await stand.decide(number, { kind: "reject", why: "constructor" }, clerk2);
  const said = await stand.get(`/staff/v1/applications/${number}`, clerk2);
  expect(said).toMatchObject({ status: 200, state: "rejected" });
  expect(said["timeline"]).toContainEqual(
    expect.objectContaining({ state: "rejected", why: { zh: "constructor", en: "constructor" } }),
  );
});
