import { afterEach, beforeEach, expect, test } from "vitest";
import { applicationStand, clerk1, clerk2, dayMs, numberIn, type ApplicationStand } from "../for-tests.ts";

/** Service rules S7: once a replacement is under way the loss report is never lifted, whichever came first. */

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
  await stand.perform(1, "freeze", "misuse-suspected");
});
afterEach(() => stand.close());

const lift = () =>
  stand.post(
    "/staff/v1/applications",
    {
      business: "unfreeze",
      channel: "counter",
      holder: stand.holder,
      documents: ["identity-document", "loss-report-certificate"],
    },
    clerk1,
  );
const replace = (kind = "ordered") =>
  stand.post(`/staff/v1/cards/${stand.cardRef}/replacement`, { kind }, clerk2);

test("the lift was accepted first: the order ends it, and the time that runs out changes nothing", async () => {
  const number = numberIn(await lift());
  await stand.decide(number, { kind: "approve" }, clerk2);
  expect(await replace("expedited")).toMatchObject({ result: "noted" });
  await stand.after(2 * dayMs);
  expect(await stand.application(number)).toMatchObject({ state: "lapsed" });
  expect(await stand.card()).toMatchObject({ legal: "cancelled", no_unfreeze: 1, listed: 1 });
  const tail = stand.holder.nationalNumber.slice(-6);
  const progress = await stand.get(`/public/v1/applications/${number}?idTail=${tail}`);
  expect(progress["timeline"]).toMatchObject([
    {},
    {},
    {},
    {},
    { why: { zh: expect.stringContaining("新卡") } },
  ]);
  // The found card ends at the next terminal.
  const { pending } = await stand.observe();
  await stand.finish(pending?.opId ?? "", pending?.epoch ?? 0, "cancel");
  expect(stand.chip.life).toBe("cancelled");
});

test("the order came while the lift lay on the desk: approved or not, it is refused", async () => {
  const number = numberIn(await lift());
  await replace();
  const decided = await stand.decide(number, { kind: "approve" }, clerk2);
  expect(decided).toMatchObject({ application: { state: "rejected" } });
  expect((await stand.card()).legal).toBe("cancelled");
});

test("the order came first: no lift is taken any more; an order told twice is one order", async () => {
  await replace();
  expect(await lift()).toMatchObject({ code: "already-cancelled" });
  const { epoch } = await stand.card();
  expect(await replace()).toMatchObject({ result: "noted" });
  expect((await stand.card()).epoch).toBe(epoch);
});

test("an order that becomes an urgent one is noted, and so is one for a card that was ended before", async () => {
  const ordered = () => stand.store.write((tx) => tx.get("replacement", { card_ref: stand.cardRef }));
  await replace();
  expect(await ordered()).toMatchObject({ kind: "ordered" });
  const { epoch } = await stand.card();
  await replace("expedited");
  expect(await ordered()).toMatchObject({ kind: "expedited" });
  await replace();
  expect(await ordered()).toMatchObject({ kind: "expedited" });
  expect((await stand.card()).epoch).toBe(epoch);
});
