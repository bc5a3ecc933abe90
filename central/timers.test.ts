import { expect, test } from "vitest";
import { writeAll } from "./for-tests.ts";
import { dayMs, hourMs, op1, op2, op3, protocolStand } from "./protocol-stand.ts";

type Stand = Awaited<ReturnType<typeof protocolStand>>;

async function unfreezing(stand: Stand) {
  await stand.perform(op1, "freeze");
  await stand.authorise(op2, "unfreeze");
}
const alarms = async (stand: Stand) =>
  (await stand.rows("audit", { event: "unfreeze-waits" })).map(
    (row) => (JSON.parse(row.detail) as { alarm: string }).alarm,
  );

test("row 11, a terminal that never comes back: after its lease the operation waits for the card anywhere", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze");
  await stand.after(9 * 60_000);
  expect(await stand.query(op1)).toMatchObject({ state: "authorised" });
  await stand.after(60_000);
  expect(await stand.query(op1)).toMatchObject({ state: "awaiting-card" });
  expect(await stand.card()).toMatchObject({ listed: 1, legal: "frozen" });
});

test("an unfreeze that waits is called out at 12, 20 and 23 hours, and lifted within the day", async () => {
  const stand = await protocolStand();
  await unfreezing(stand);
  await stand.after(12 * hourMs);
  expect(await alarms(stand)).toEqual(["alarm-12h"]);
  await stand.after(8 * hourMs);
  await stand.after(3 * hourMs);
  expect(await alarms(stand)).toEqual(["alarm-12h", "alarm-20h", "alarm-23h"]);
  expect((await stand.card()).legal).toBe("frozen");
  await stand.after(hourMs - 1);
  expect(await stand.card()).toMatchObject({ legal: "active", current_op: op2, listed: 0 });
  expect(await stand.query(op2)).toMatchObject({ state: "lifted-awaiting-card" });

  // The card is unblocked at its next presentation, and only then gets its certificate.
  expect(await stand.observe()).toMatchObject({ legal: "active", pending: { opId: op2 } });
  expect(await stand.script(op2, 2)).toMatchObject({ result: "script" });
  writeAll(stand.chip, op2, 2, "active");
  expect(await stand.report(op2, 2)).toMatchObject({ result: "done", legal: "active" });
});

test("an unfreeze that is finished in time is neither called out nor lifted", async () => {
  const stand = await protocolStand();
  await unfreezing(stand);
  writeAll(stand.chip, op2, 2, "active");
  await stand.report(op2, 2);
  expect(await stand.rows("timer")).toEqual([]);
  await stand.after(2 * dayMs);
  expect(await stand.events()).not.toContain("unfreeze-waits");
  expect(await stand.events()).not.toContain("lifted");
});

test("where the region allows no lift without the card, it stays frozen and is called out as overdue", async () => {
  const stand = await protocolStand({ liftWithoutCard: false });
  await unfreezing(stand);
  await stand.after(dayMs);
  expect(await stand.card()).toMatchObject({ legal: "frozen", current_op: op2 });
  expect((await alarms(stand)).at(-1)).toBe("overdue");
});

test("a lifted unfreeze gives way to a new freeze, and its card is as good as frozen", async () => {
  const stand = await protocolStand();
  await unfreezing(stand);
  await stand.after(dayMs);
  expect(await stand.freezeAbsent(op3)).toMatchObject({ result: "done", legal: "frozen" });
  expect(await stand.query(op2)).toMatchObject({ state: "superseded" });
  expect(await stand.report(op3, 3)).toMatchObject({ result: "done" });
});

test("a temporary freeze lapses after the region's days, and the card is unblocked when it is seen", async () => {
  const stand = await protocolStand();
  await stand.perform(op1, "freeze", "temporary");
  await stand.after(5 * dayMs - 1);
  expect((await stand.card()).legal).toBe("frozen-temporary");
  await stand.after(1);
  const card = await stand.card();
  expect(card).toMatchObject({ legal: "active", epoch: 2 });
  const minted = card.current_op ?? "";
  expect(minted).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await stand.query(minted)).toMatchObject({ kind: "unfreeze", state: "lifted-awaiting-card" });
  writeAll(stand.chip, minted, 2, "active");
  expect(await stand.report(minted, 2)).toMatchObject({ result: "done", legal: "active" });
});

test("a temporary freeze lapses also when its card was never seen, or was torn, or is being unfrozen", async () => {
  for (const case_ of ["never seen", "landed unheard", "unfreezing"] as const) {
    const stand = await protocolStand();
    if (case_ === "unfreezing") {
      await stand.perform(op1, "freeze", "temporary");
      await stand.after(5 * dayMs - hourMs);
      await stand.authorise(op2, "unfreeze");
    } else await stand.freezeAbsent(op1, "temporary");
    if (case_ === "landed unheard") writeAll(stand.chip, op1, 1, "frozen");
    await stand.after(5 * dayMs);
    const card = await stand.card();
    expect(card, case_).toMatchObject({ legal: "active", epoch: 2 });
    writeAll(stand.chip, card.current_op ?? "", 2, "active");
    expect(await stand.report(card.current_op ?? "", 2)).toMatchObject({ result: "done", legal: "active" });
    expect(await stand.events()).not.toContain("alarm");
  }
});

test("no lapse touches a card whose freeze became formal, was undone, or was done anew", async () => {
  const raised = await protocolStand();
  await raised.perform(op1, "freeze", "temporary");
  await raised.authorise(op2, "freeze");
  await raised.after(6 * dayMs);
  expect((await raised.card()).legal).toBe("frozen");

  const anew = await protocolStand();
  await anew.perform(op1, "freeze", "temporary");
  await anew.perform(op2, "unfreeze");
  await anew.after(4 * dayMs);
  await anew.perform(op3, "freeze", "temporary");
  await anew.after(2 * dayMs);
  expect((await anew.card()).legal).toBe("frozen-temporary");
  await anew.after(3 * dayMs);
  expect((await anew.card()).legal).toBe("active");

  const ratcheted = await protocolStand();
  await ratcheted.perform(op1, "freeze", "temporary");
  await ratcheted.centre.notice({ noticeId: op2, cardRef: ratcheted.cardRef, kind: "replacement-ordered" });
  await ratcheted.after(6 * dayMs);
  expect((await ratcheted.card()).legal).toBe("cancelled");
});

test("where it may not be lifted without its card, a lapse only offers the unfreeze", async () => {
  const stand = await protocolStand({ liftWithoutCard: false });
  await stand.perform(op1, "freeze", "temporary");
  await stand.after(5 * dayMs);
  const card = await stand.card();
  expect(card).toMatchObject({ legal: "frozen-temporary", epoch: 2 });
  expect(await stand.query(card.current_op ?? "")).toMatchObject({
    kind: "unfreeze",
    state: "awaiting-card",
  });
});
