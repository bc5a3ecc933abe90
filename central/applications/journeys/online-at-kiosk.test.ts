import { afterEach, beforeEach, expect, test } from "vitest";
import { opIdOf } from "../../for-tests.ts";
import { applicationStand, clerk1, dayMs, numberIn, type ApplicationStand } from "../for-tests.ts";

/** Service rules S3: asked for online by a recognised person, approved, and finished at any terminal with the card. */

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

const apply = (more: object = {}) =>
  stand.post("/public/v1/applications", {
    statement: stand.statement,
    business: "cancel",
    reason: "moved-away",
    ...more,
  });

test("is it open here, apply, follow, and finish at a kiosk that knows of it", async () => {
  const services = await stand.get("/public/v1/regions/371700");
  expect(services["services"]).toContainEqual(
    expect.objectContaining({ business: "freeze-formal", open: false }),
  );
  expect(services["services"]).toContainEqual(expect.objectContaining({ business: "cancel", open: true }));

  const taken = await apply();
  expect(taken).toMatchObject({
    result: "accepted",
    application: { state: "awaiting-approval" },
    warning: expect.stringContaining("not verified"),
  });
  const number = numberIn(taken);
  expect((await stand.observe()).applications).toMatchObject([
    { number, kind: "cancel", state: "awaiting-approval" },
  ]);
  await stand.decide(number, { kind: "approve" }, clerk1);
  const tail = stand.holder.nationalNumber.slice(-6);
  expect(await stand.get(`/public/v1/applications/${number}?idTail=${tail}`)).toMatchObject({
    state: "awaiting-card",
    says: { en: "Agreed. Take the card to any terminal or counter to finish." },
  });
  expect((await stand.observe()).applications).toMatchObject([
    { number, kind: "cancel", state: "awaiting-card" },
  ]);

  const certificateNo = await stand.perform(1, "cancel", "moved-away");
  await stand.after(1000);
  expect(await stand.get(`/public/v1/applications/${number}?idTail=${tail}`)).toMatchObject({
    state: "done",
    certificateNo,
  });
  expect((await stand.observe()).applications).toBeUndefined();
});

test("undone at the kiosk before anything was written, it waits for the card again", async () => {
  const number = numberIn(await apply());
  await stand.decide(number, { kind: "approve" }, clerk1);
  const begun = await stand.authorise(1, "cancel", "moved-away");
  if (begun.result !== "authorised") throw new Error(JSON.stringify(begun));
  const { pending } = await stand.observe();
  expect(pending?.opId).toBe(opIdOf(1));
  expect(await stand.reverse(opIdOf(1), begun.epoch)).toMatchObject({ result: "reversed", legal: "active" });
  await stand.after(1000);
  expect(await stand.application(number)).toMatchObject({ state: "awaiting-card", op_id: null });
  await stand.perform(2, "cancel", "moved-away");
  await stand.after(1000);
  expect(await stand.application(number)).toMatchObject({ state: "done", op_id: opIdOf(2) });
});

test("one that nobody finishes lapses after thirty days, and the card stays as it was", async () => {
  const number = numberIn(await apply());
  await stand.decide(number, { kind: "approve" }, clerk1);
  await stand.after(29 * dayMs);
  expect((await stand.application(number)).state).toBe("awaiting-card");
  await stand.after(2 * dayMs);
  expect((await stand.application(number)).state).toBe("lapsed");
  expect((await stand.card()).legal).toBe("active");
  expect(await stand.observe()).toMatchObject({ legal: "active" });
});

test("only the holder withdraws it, and not once a terminal has begun", async () => {
  const number = numberIn(await apply());
  expect(await apply()).toMatchObject({ code: "applied-for-already", number });
  const stranger = Buffer.from(JSON.stringify({ sub: "110105199003072215", name: "赵明远" })).toString(
    "base64url",
  );
  const path = `/public/v1/applications/${number}/withdrawal`;
  expect(await stand.post(path, { statement: stranger })).toMatchObject({ status: 404 });
  expect(await stand.post(path, { statement: "nonsense" })).toMatchObject({ code: "identity-not-verified" });
  await stand.decide(number, { kind: "approve" }, clerk1);
  await stand.authorise(1, "cancel", "moved-away");
  expect(await stand.post(path, { statement: stand.statement })).toMatchObject({ code: "not-in-this-state" });
});

test("what a stranger is refused leaves nothing behind, however often they ask; what was taken is answered again", async () => {
  const kept = async () => (await stand.store.write((tx) => tx.find("answer", {}))).length;
  const before = await kept();
  expect(await apply({ statement: "nonsense" })).toMatchObject({ code: "identity-not-verified" });
  expect(await kept()).toBe(before);
  await apply();
  expect(await kept()).toBe(before + 1);
});

test("a person without a card here, or with another name, learns that and nothing more", async () => {
  const other = Buffer.from(JSON.stringify({ sub: stand.holder.nationalNumber, name: "别人" }));
  expect(await apply({ statement: other.toString("base64url") })).toMatchObject({
    code: "no-card-of-this-holder",
  });
  const nobody = Buffer.from(JSON.stringify({ sub: "110105199003072215", name: "赵明远" }));
  expect(await apply({ statement: nobody.toString("base64url") })).toMatchObject({
    code: "no-card-of-this-holder",
  });
});
