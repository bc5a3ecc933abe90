import { afterEach, beforeEach, expect, test } from "vitest";
import { applicationStand, numberIn, type ApplicationStand } from "../for-tests.ts";

/** Service rules S11: somebody moves; the receiving city checks, agrees and moves the records. */

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

/** The clerks of the city that the holder moves to. */
const [receiving, colleague] = ["dev-clerk-3", "dev-clerk-4"] as const;

const apply = (office = "440300") =>
  stand.post("/public/v1/applications", {
    statement: stand.statement,
    business: "transfer",
    office,
  });

test("is the destination open, apply, checked by the destination, moved; the card knows nothing of it", async () => {
  const services = await stand.get("/public/v1/regions/440300");
  expect(services["services"]).toContainEqual(expect.objectContaining({ business: "transfer", open: true }));
  const before = await stand.card();
  const number = numberIn(await apply());
  expect(number).toMatch(/^440300-/);
  // The city that is left has no say in it.
  expect(await stand.get(`/staff/v1/applications/${number}`, "dev-clerk-1")).toMatchObject({ status: 404 });
  await stand.decide(number, { kind: "approve" }, receiving);
  const tail = stand.holder.nationalNumber.slice(-6);
  const progress = () => stand.get(`/public/v1/applications/${number}?idTail=${tail}`);
  expect(await progress()).toMatchObject({
    state: "approved",
    says: { zh: "转入地已同意，正在办理转移。" },
  });
  const path = `/staff/v1/applications/${number}/transfer`;
  expect(await stand.post(path, { kind: "moved" }, colleague)).toMatchObject({ result: "accepted" });
  expect(await progress()).toMatchObject({ state: "done" });
  expect(await stand.card()).toEqual(before);
});

test("a region that nobody here works for is not open", async () => {
  expect(await stand.get("/public/v1/regions/123456")).toMatchObject({ status: 404 });
  // One whose issuer has no approval is as closed.
  for (const office of ["123456", "650100"])
    expect(await apply(office)).toMatchObject({ code: "channel-closed" });
});

test("what the destination's check finds is the reason that the holder reads", async () => {
  const number = numberIn(await apply());
  await stand.decide(number, { kind: "approve" }, receiving);
  const why = "原参保地还有欠费";
  await stand.post(`/staff/v1/applications/${number}/transfer`, { kind: "refused", why }, colleague);
  const tail = stand.holder.nationalNumber.slice(-6);
  const progress = await stand.get(`/public/v1/applications/${number}?idTail=${tail}`);
  expect(progress).toMatchObject({ state: "rejected", timeline: [{}, {}, {}, { why: { zh: why } }] });
});
