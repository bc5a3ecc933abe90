import { expect, test } from "vitest";
import { headerOf, lookAt, writeAll, writeRecord } from "./for-tests.ts";
import { dayMs, op1, op2, op3, protocolStand } from "./protocol-stand.ts";

const refused = (because: string) => ({ result: "refused", because });

test("an operation of which nothing is on the card is undone, and the card goes on as before", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze");
  await stand.script(op1, 1);
  await stand.report(op1, 1, { kind: "unknown" });
  expect(await stand.card()).toMatchObject({ listed: 1 });
  expect(await stand.reverse(op1, 1, 1)).toEqual({ result: "reversed", legal: "active" });
  expect(await stand.reverse(op1, 1, 1, lookAt(stand.chip, false))).toMatchObject({ result: "reversed" });
  expect(await stand.card()).toMatchObject({ legal: "active", current_op: null, epoch: 1, listed: 0 });
  expect(await stand.report(op1, 1)).toEqual({ result: "ended", state: "reversed" });
  expect(await stand.rows("timer")).toEqual([]);
  expect(await stand.perform(op2, "cancel")).toMatchObject({ legal: "cancelled" });
});

test("an unfreeze is undone while the card is frozen; a freeze of an unfrozen card goes back to active", async () => {
  const stand = await protocolStand();
  await stand.perform(op1, "freeze", "temporary");
  await stand.authorise(op2, "unfreeze");
  expect(await stand.reverse(op2, 2, 0)).toEqual({ result: "reversed", legal: "frozen-temporary" });
  await stand.perform(op3, "unfreeze");
  await stand.authorise("019cac61-c368-7c41-8a1b-2c3d4e5f0004", "cancel");
  expect(await stand.reverse("019cac61-c368-7c41-8a1b-2c3d4e5f0004", 4, 0)).toMatchObject({
    legal: "active",
  });
});

test("once the record was reached it can only be finished", async () => {
  for (const [kind, write] of [
    ["freeze", "record"],
    ["freeze", "all"],
    ["unfreeze", "unblock"],
  ] as const) {
    const stand = await protocolStand();
    const { chip } = stand;
    if (kind === "unfreeze") await stand.perform(op3, "freeze");
    const epoch = kind === "unfreeze" ? 2 : 1;
    await stand.authorise(op1, kind);
    if (write === "record") writeRecord(chip, op1, epoch, "frozen");
    else if (write === "all") writeAll(chip, op1, epoch, "frozen");
    else chip.life = "active";
    expect(await stand.reverse(op1, epoch, 0), `${kind} ${write}`).toEqual(refused("roll-forward"));
    expect(await stand.card()).toMatchObject({ current_op: op1 });
  }
});

test("a look without a reset, or from before a script, undoes nothing", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze");
  const before = lookAt(stand.chip);
  expect(await stand.reverse(op1, 1, 0, lookAt(stand.chip, false))).toEqual(refused("reset-first"));
  // The look was taken, then a script was issued and ran; the message of the look arrives after it.
  await stand.script(op1, 1);
  expect(await stand.reverse(op1, 1, 0, before)).toEqual(refused("look-again"));
  writeAll(stand.chip, op1, 1, "frozen");
  expect(await stand.report(op1, 1)).toMatchObject({ result: "done" });
  expect((await stand.events()).filter((event) => event === "reversal-refused").length).toBe(2);
});

test("a certificate that was given, a card that may never be active again, and another epoch are not undone", async () => {
  const stand = await protocolStand();
  await stand.freezeAbsent(op1);
  expect(await stand.reverse(op1, 1, 0)).toEqual(refused("not-allowed"));
  expect(await stand.reverse(op1, 2, 0)).toEqual(refused("not-the-current-operation"));

  const dead = await protocolStand();
  await dead.centre.notice({ noticeId: op1, cardRef: dead.cardRef, kind: "death" });
  expect(await dead.reverse(op1, 1, 0, lookAt(dead.chip), headerOf("T-2"))).toEqual(refused("not-allowed"));
  expect(await dead.reverse(op2, 1, 0)).toBe("problem unknown-operation");
});

test("an operation that took another's place is not undone over what the other one left on the card", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze");
  await stand.authorise(op2, "cancel");
  writeAll(stand.chip, op1, 1, "frozen");
  expect(await stand.reverse(op2, 2, 0)).toEqual(refused("roll-forward"));
});

test("what nobody wished for is nobody's to undo: a lapse, and a cancellation after a death", async () => {
  const lapsed = await protocolStand({ liftWithoutCard: false });
  await lapsed.perform(op1, "freeze", "temporary");
  await lapsed.after(6 * dayMs);
  const { current_op: lapse } = await lapsed.card();
  expect(await lapsed.reverse(lapse ?? "", 2, 0)).toEqual(refused("not-allowed"));
  expect(await lapsed.observe()).not.toHaveProperty("undoable");

  const dead = await protocolStand();
  await dead.perform(op1, "freeze");
  await dead.centre.notice({ noticeId: op2, cardRef: dead.cardRef, kind: "death" });
  expect(await dead.reverse(op2, 2, 0)).toEqual(refused("not-allowed"));
  expect(await dead.observe()).toMatchObject({ pending: { opId: op2, kind: "cancel" } });
  expect(await dead.observe()).not.toHaveProperty("undoable");
});
