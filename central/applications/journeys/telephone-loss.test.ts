import { afterEach, beforeEach, expect, test } from "vitest";
import { applicationStand, clerk1, clerk2, dayMs, numberIn, type ApplicationStand } from "../for-tests.ts";

/** Service rules S4: a card is lost, the holder calls 12333, and the register is frozen while they speak. */

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

const callIdOf = (n: number): string => `3f1c2b6a-5d4e-4c3b-8a29-00000000000${String(n)}`;

async function answers() {
  const { card_number, issued_on, expires_on } = await stand.card();
  return {
    cardNumberTail: card_number.slice(-4),
    issuedIn: issued_on.slice(0, 7),
    expiresIn: expires_on.slice(0, 7),
  };
}

const call = async (n: number, wrong: object = {}) =>
  stand.post(
    "/staff/v1/calls",
    {
      callId: callIdOf(n),
      nationalNumber: stand.holder.nationalNumber,
      holderName: stand.holder.name,
      answers: { ...(await answers()), ...wrong },
    },
    clerk1,
  );

const report = (n: number, business = "freeze-temporary", who: string = clerk1) =>
  stand.post(
    "/staff/v1/applications",
    { business, channel: "telephone", holder: stand.holder, documents: [], callId: callIdOf(n) },
    who,
  );

test("two right answers of three: frozen at once, blocked when it is seen, lapsing by itself", async () => {
  expect(await call(1, { issuedIn: "2001-01" })).toMatchObject({ result: "verified" });
  const taken = await report(1);
  expect(taken).toMatchObject({
    result: "accepted",
    application: { state: "done", operation: { state: "awaiting-card" } },
  });
  expect(await stand.card()).toMatchObject({ legal: "frozen-temporary", listed: 1 });
  expect(await stand.states(numberIn(taken))).toEqual([
    "submitted by clerk dev-clerk-1",
    "approved by centre",
    "done by centre",
  ]);
  // Found by somebody and put into a kiosk, the chip is blocked before anything else is offered.
  const { pending } = await stand.observe();
  expect(pending).toMatchObject({ kind: "freeze" });
  await stand.finish(pending?.opId ?? "", pending?.epoch ?? 0, "freeze");
  await stand.after(5 * dayMs);
  expect((await stand.card()).legal).toBe("active");
});

test("without a verified call nothing is frozen, and a call is one clerk's, one holder's and a quarter of an hour's", async () => {
  expect(await report(1)).toMatchObject({ code: "caller-not-verified" });
  await call(1);
  expect(await report(1, "freeze-temporary", clerk2)).toMatchObject({ code: "caller-not-verified" });
  stand.state.nowMs += 15 * 60_000;
  expect(await report(1)).toMatchObject({ code: "caller-not-verified" });
  expect((await stand.card()).legal).toBe("active");
});

test("one right answer is too few, and three failed calls are the end of it for the day", async () => {
  const wrong = { issuedIn: "2001-01", expiresIn: "2001-01" };
  expect(await call(1, wrong)).toMatchObject({ result: "not-verified", triesLeft: 2 });
  expect(await call(2, wrong)).toMatchObject({ triesLeft: 1 });
  expect(await call(3, wrong)).toMatchObject({ triesLeft: 0 });
  expect(await call(4)).toMatchObject({ code: "too-many-tries" });
  stand.state.nowMs += dayMs;
  expect(await call(5)).toMatchObject({ result: "verified" });
});

test("what the region has not opened to the telephone stays closed, whoever calls", async () => {
  await call(1);
  expect(await report(1, "cancel")).toMatchObject({ code: "reason-missing" });
  expect(await report(1, "unfreeze")).toMatchObject({ code: "channel-closed" });
});
