import { afterEach, beforeEach, expect, test } from "vitest";
import { opIdOf } from "../../for-tests.ts";
import { applicationStand, clerk1, clerk2, type ApplicationStand } from "../for-tests.ts";

/** Service rules S9 and art. 26: public security tells of a death; a clerk confirms; the card ends wherever it turns up. */

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

const noticeId = "7d8f6a52-1c3b-4e9d-a2f4-5b6c7d8e9f01";
const notice = () => ({
  noticeId,
  kind: "death",
  nationalNumber: stand.holder.nationalNumber,
  name: stand.holder.name,
  occurredOn: "2026-02-27",
  reference: "户注〔2026〕0412",
});
const path = `/staff/v1/notices/${noticeId}`;
const give = (body: object = notice()) => stand.post("/authorities/v1/notices", body);

test("told, confirmed, listed at once, and written when the card is next presented", async () => {
  expect(await give()).toMatchObject({ result: "received" });
  expect((await stand.card()).legal).toBe("active");
  expect(await stand.get("/staff/v1/notices", clerk1)).toMatchObject({
    items: [{ noticeId, kind: "death", state: "received" }],
  });
  expect(await stand.post(`${path}/confirmation`, {}, clerk1)).toMatchObject({
    notice: { state: "confirmed", cards: [{ cardRef: stand.cardRef }] },
  });
  expect(await stand.card()).toMatchObject({ legal: "cancelled", no_unfreeze: 1, listed: 1 });

  const { pending } = await stand.observe();
  expect(pending).toMatchObject({ kind: "cancel", reason: "death" });
  await stand.finish(pending?.opId ?? "", pending?.epoch ?? 0, "cancel");
  expect(stand.chip.life).toBe("cancelled");
  expect((await stand.card()).listed).toBe(1);
});

test("sent again it is one notice; another one under its id is refused; a person unknown here is answered alike", async () => {
  await give();
  expect(await give()).toMatchObject({ status: 200, result: "received" });
  expect(await give({ ...notice(), kind: "disappearance" })).toMatchObject({ status: 422 });
  const stranger = { ...notice(), noticeId: "7d8f6a52-1c3b-4e9d-a2f4-5b6c7d8e9f02" };
  const unknown = await give({ ...stranger, nationalNumber: "110105199003072215" });
  expect(unknown).toEqual({ status: 200, result: "received" });
  expect(await stand.store.write((tx) => tx.find("authority_notice", {}))).toHaveLength(2);
});

test("what is owed is wound up before the card ends (art. 26)", async () => {
  const { nationalNumber } = stand.holder;
  await stand.post("/staff/v1/settlement", { nationalNumber, item: "pension", state: "open" }, clerk1);
  await give();
  expect(await stand.post(`${path}/confirmation`, {}, clerk1)).toMatchObject({
    code: "conditions-open",
    conditions: [{ item: "pension" }],
  });
  expect((await stand.card()).legal).toBe("active");
});

test("a false one is dismissed by one clerk while nothing was done, and taken back by two afterwards", async () => {
  await give();
  await stand.post(`${path}/confirmation`, {}, clerk1);
  const why = "户籍部门更正：同名误登";
  expect(await stand.post(`${path}/dismissal`, { why }, clerk1)).toMatchObject({ code: "not-in-this-state" });
  await stand.post(`${path}/reversal-request`, { why }, clerk1);
  expect(await stand.post(`${path}/reversal`, {}, clerk1)).toMatchObject({ code: "decided-by-you" });
  expect((await stand.card()).legal).toBe("cancelled");
  expect(await stand.post(`${path}/reversal`, {}, clerk2)).toMatchObject({
    notice: { state: "reversed", says: { en: expect.stringContaining("as it did before") } },
  });
  expect(await stand.card()).toMatchObject({ legal: "active", no_unfreeze: 0, listed: 0, current_op: null });
  // The card is good for whatever it was good for before.
  await stand.perform(1, "freeze", "misuse-suspected");
});

test("once a script went out the card cannot come back, and the two clerks are told so", async () => {
  await give();
  await stand.post(`${path}/confirmation`, {}, clerk1);
  const { pending } = await stand.observe();
  await stand.script(pending?.opId ?? "", pending?.epoch ?? 0);
  await stand.post(`${path}/reversal-request`, { why: "误登" }, clerk1);
  expect(await stand.post(`${path}/reversal`, {}, clerk2)).toMatchObject({
    notice: { state: "replacement-due", says: { zh: expect.stringContaining("免费补发新卡") } },
  });
  expect(await stand.card()).toMatchObject({ legal: "cancelled", no_unfreeze: 1 });
});

test("nor where an operation that the notice replaced may have reached the chip", async () => {
  await stand.authorise(1, "freeze", "misuse-suspected");
  await stand.script(opIdOf(1), 1);
  await give();
  await stand.post(`${path}/confirmation`, {}, clerk1);
  await stand.post(`${path}/reversal-request`, { why: "误登" }, clerk1);
  expect(await stand.post(`${path}/reversal`, {}, clerk2)).toMatchObject({
    notice: { state: "replacement-due" },
  });
});

test("of another name than the register has for that number, nothing is cancelled; another dot is the same name", async () => {
  await give({ ...notice(), name: "别人" });
  expect(await stand.post(`${path}/confirmation`, {}, clerk1)).toMatchObject({
    code: "holder-does-not-match",
  });
  expect((await stand.card()).legal).toBe("active");
  const again = "7d8f6a52-1c3b-4e9d-a2f4-5b6c7d8e9f03";
  const [first = "", ...rest] = stand.holder.name;
  await stand.store.write((tx) =>
    tx.change("card", { card_ref: stand.cardRef }, { holder_name: `${first}·${rest.join("")}` }),
  );
  await give({ ...notice(), noticeId: again, name: `${first} • ${rest.join("")}` });
  expect(await stand.post(`/staff/v1/notices/${again}/confirmation`, {}, clerk1)).toMatchObject({
    notice: { state: "confirmed" },
  });
});

test("what is to happen tomorrow is no notice; today is today in Shanghai", async () => {
  // Half an hour after midnight there, which is the day before elsewhere.
  stand.state.nowMs = Date.parse("2026-03-02T16:30:00Z");
  expect(await give({ ...notice(), occurredOn: "2026-03-04" })).toMatchObject({ status: 400 });
  expect(await give({ ...notice(), occurredOn: "2026-03-03" })).toMatchObject({ status: 200 });
});

test("market supervision tells of employers, and of nobody's death", async () => {
  const headers = { "x-authority": "market-supervision", "idempotency-key": noticeId };
  const url = "/authorities/v1/notices";
  const answer = await stand.app.inject({ method: "POST", url, headers, payload: notice() });
  expect(answer.statusCode).toBe(403);
  expect(await stand.get("/staff/v1/notices", clerk1)).toMatchObject({ items: [] });
});

test("a false one does not bring cards back while another notice of the person holds good", async () => {
  const second = "7d8f6a52-1c3b-4e9d-a2f4-5b6c7d8e9f04";
  const other = `/staff/v1/notices/${second}`;
  await give({ ...notice(), kind: "disappearance" });
  await stand.post(`${path}/confirmation`, {}, clerk1);
  await give({ ...notice(), noticeId: second });
  await stand.post(`${other}/confirmation`, {}, clerk1);
  const why = "户籍部门更正：人已找到";
  await stand.post(`${path}/reversal-request`, { why }, clerk1);
  expect(await stand.post(`${path}/reversal`, {}, clerk2)).toMatchObject({ code: "another-notice-stands" });
  expect((await stand.card()).legal).toBe("cancelled");
  // Both were false: the one that ended nothing goes first, then the card comes back.
  await stand.post(`${other}/reversal-request`, { why }, clerk1);
  expect(await stand.post(`${path}/reversal`, {}, clerk2)).toMatchObject({ code: "another-notice-stands" });
  expect(await stand.post(`${other}/reversal`, {}, clerk2)).toMatchObject({ notice: { state: "reversed" } });
  expect(await stand.post(`${path}/reversal`, {}, clerk2)).toMatchObject({ notice: { state: "reversed" } });
  expect((await stand.card()).legal).toBe("active");
});

test("a card for which a new one was ordered meanwhile stays ended, so that no two are in use", async () => {
  await give();
  await stand.post(`${path}/confirmation`, {}, clerk1);
  await stand.post(`/staff/v1/cards/${stand.cardRef}/replacement`, { kind: "ordered" }, clerk1);
  await stand.post(`${path}/reversal-request`, { why: "误登" }, clerk1);
  expect(await stand.post(`${path}/reversal`, {}, clerk2)).toMatchObject({
    notice: { state: "replacement-due" },
  });
  expect(await stand.card()).toMatchObject({ legal: "cancelled", no_unfreeze: 1 });
});
