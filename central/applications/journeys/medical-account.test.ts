import { afterEach, beforeEach, expect, test } from "vitest";
import { applicationStand, clerk1, clerk2, numberIn, type ApplicationStand } from "../for-tests.ts";

/** Service rules S10: a resident's medical insurance account is closed, and the card never knows of it. */

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

const close = (more: object = {}) =>
  stand.post(
    "/staff/v1/applications",
    {
      business: "cancel-medical-account",
      channel: "counter",
      holder: stand.holder,
      office: "371700",
      documents: ["identity-document", "medical-insurance-card"],
      ...more,
    },
    clerk1,
  );

test("approved, it is done: the card stays in use, and pooled funds pay from now on", async () => {
  const before = await stand.card();
  const number = numberIn(await close());
  expect(await stand.decide(number, { kind: "approve" }, clerk2)).toMatchObject({
    application: { state: "done" },
  });
  expect(await stand.card()).toEqual(before);
  const tail = stand.holder.nationalNumber.slice(-6);
  expect(await stand.get(`/public/v1/applications/${number}?idTail=${tail}`)).toMatchObject({
    state: "done",
    note: { en: "From now on pooled funds pay outpatient costs. The social security card stays in use." },
  });
  expect(await close()).toMatchObject({ code: "medical-account-cancelled" });
});

test("what is owed on the card is no matter here, and papers are", async () => {
  const { nationalNumber } = stand.holder;
  await stand.post("/staff/v1/settlement", { nationalNumber, item: "contributions", state: "open" }, clerk1);
  expect(await close({ documents: ["identity-document"] })).toMatchObject({
    code: "documents-missing",
    missing: [{ zh: "医保卡" }],
  });
  expect(await close()).toMatchObject({ result: "accepted" });
});
