import { expect, test } from "vitest";
import { morningMs, writeAll } from "./for-tests.ts";
import { dayMs, op1, op2, op3, op4, protocolStand } from "./protocol-stand.ts";
import { regionalRules } from "./regional-rules.ts";
import { refusalOf } from "./rules.ts";

test.each(["replacement-ordered", "death"] as const)(
  "%s: a pending unfreeze ends, and no unfreeze of the card begins ever again",
  async (kind) => {
    const stand = await protocolStand();
    await stand.perform(op1, "freeze");
    await stand.authorise(op2, "unfreeze");
    expect(await stand.centre.notice({ noticeId: op3, cardRef: stand.cardRef, kind })).toEqual({
      result: "noted",
    });
    expect(await stand.card()).toMatchObject({
      legal: "cancelled",
      no_unfreeze: 1,
      current_op: op3,
      listed: 1,
    });
    expect(await stand.query(op2)).toMatchObject({ state: "superseded" });
    expect(await stand.rows("timer")).toEqual([]);
    await stand.after(2 * dayMs);
    expect((await stand.card()).legal).toBe("cancelled");
  },
);

test("an unfreeze whose script landed after all: the centre denies the card, and its next presentation ends it", async () => {
  const stand = await protocolStand();
  await stand.perform(op1, "freeze");
  await stand.authorise(op2, "unfreeze");
  await stand.centre.notice({ noticeId: op3, cardRef: stand.cardRef, kind: "replacement-ordered" });
  writeAll(stand.chip, op2, 2, "active");
  expect(await stand.report(op2, 2)).toEqual({ result: "ended", state: "superseded" });
  expect(await stand.observe()).toMatchObject({ legal: "cancelled", pending: { opId: op3, kind: "cancel" } });
  writeAll(stand.chip, op3, 3, "cancelled");
  expect(await stand.report(op3, 3)).toMatchObject({ result: "done", legal: "cancelled" });
  // It stays on the list: nobody who does not ask may take it for a good card.
  expect((await stand.card()).listed).toBe(1);
});

test("a notice heard twice is one notice, and another one under its number is refused", async () => {
  const stand = await protocolStand();
  const notice = { noticeId: op3, cardRef: stand.cardRef, kind: "death" } as const;
  await stand.centre.notice(notice);
  const { epoch } = await stand.card();
  expect(await stand.centre.notice(notice)).toEqual({ result: "noted" });
  expect((await stand.card()).epoch).toBe(epoch);
  expect(await stand.centre.notice({ ...notice, kind: "replacement-ordered" })).toEqual({
    result: "different-notice",
  });
  expect(await stand.centre.notice({ ...notice, noticeId: op4, cardRef: "0".repeat(32) })).toEqual({
    result: "unknown-card",
  });
});

test("a formal freeze that the region does not lift is not unfrozen here; a temporary one is", async () => {
  const stand = await protocolStand({ formalFreezeLifts: false });
  await stand.perform(op1, "freeze");
  expect(await stand.authorise(op2, "unfreeze")).toEqual({
    result: "rejected",
    code: "unfreeze-not-allowed",
  });
  const other = await protocolStand({ formalFreezeLifts: false });
  await other.perform(op1, "freeze", "temporary");
  await other.perform(op2, "unfreeze");
});

test("the ratchet holds whatever the record says: no state of a card lets an unfreeze of it begin", async () => {
  const card = { ...(await (await protocolStand()).card()), no_unfreeze: 1 };
  for (const legal of ["frozen", "frozen-temporary"] as const) {
    const asked = { kind: "unfreeze", to: "active" } as const;
    expect(refusalOf(asked, legal, card, regionalRules("371700"), morningMs)).toBe("unfreeze-not-allowed");
    expect(
      refusalOf(asked, legal, { ...card, no_unfreeze: 0 }, regionalRules("371700"), morningMs),
    ).toBeUndefined();
  }
});
