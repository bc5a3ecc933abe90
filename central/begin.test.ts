import { expect, test } from "vitest";
import { writeAll, writeRecord } from "./for-tests.ts";
import { op1, op2, op3, protocolStand } from "./protocol-stand.ts";

const done = { result: "done" };

test("a stricter operation takes the place of a pending one without the card, whatever came of its script", async () => {
  for (const landed of ["nothing", "record", "all"] as const) {
    const stand = await protocolStand();
    const { chip } = stand;
    await stand.authorise(op1, "freeze");
    if (landed === "record") writeRecord(chip, op1, 1, "frozen");
    if (landed === "all") writeAll(chip, op1, 1, "frozen");
    expect(await stand.authorise(op2, "cancel")).toEqual({
      result: "authorised",
      epoch: 2,
      target: "cancelled",
    });
    expect(await stand.card()).toMatchObject({ legal: "cancelled", current_op: op2 });
    expect(await stand.query(op1)).toMatchObject({ state: "superseded" });
    expect(await stand.script(op1, 1)).toMatchObject({ code: "not-the-current-operation" });
    expect(await stand.report(op1, 1)).toEqual({ result: "ended", state: "superseded" });

    writeAll(chip, op2, 2, "cancelled");
    expect(await stand.report(op2, 2), landed).toMatchObject({ ...done, legal: "cancelled" });
    expect(await stand.events()).not.toContain("alarm");
  }
});

test.each([
  ["freeze", "unfreeze"],
  ["freeze", "freeze"],
  ["cancel", "freeze"],
  ["cancel", "unfreeze"],
  ["cancel", "cancel"],
] as const)("a pending %s is finished before a %s, which asks for no more", async (pending, wanted) => {
  const stand = await protocolStand();
  await stand.authorise(op1, pending);
  expect(await stand.authorise(op2, wanted)).toMatchObject({
    result: "resume",
    pending: { opId: op1, epoch: 1 },
  });
  expect(await stand.card()).toMatchObject({ epoch: 1, current_op: op1 });
});

test("a freeze takes the place of a pending unfreeze: of a card still frozen, and of one that was opened", async () => {
  for (const landed of ["nothing", "unblock", "all"] as const) {
    const stand = await protocolStand();
    const { chip } = stand;
    await stand.perform(op1, "freeze");
    await stand.authorise(op2, "unfreeze");
    if (landed === "unblock") chip.life = "active";
    if (landed === "all") writeAll(chip, op2, 2, "active");
    expect(await stand.authorise(op3, "freeze")).toMatchObject({ result: "authorised", epoch: 3 });
    expect((await stand.card()).legal).toBe("frozen");
    if (chip.life === "active") {
      expect(await stand.report(op3, 3)).toEqual({ result: "pending" });
      writeAll(chip, op3, 3, "frozen");
    }
    // A card that is blocked already proves the freeze by itself: no record can be written on it.
    expect(await stand.report(op3, 3), landed).toMatchObject({ ...done, legal: "frozen" });
    expect(await stand.observe()).toMatchObject({ result: "known", legal: "frozen" });
    expect(await stand.events()).not.toContain("alarm");
    await stand.perform("019cac61-c368-7c41-8a1b-2c3d4e5f0009", "unfreeze");
  }
});

test("a temporary freeze becomes a formal one at the centre alone: a certificate, and no epoch", async () => {
  const stand = await protocolStand();
  await stand.perform(op1, "freeze", "temporary");
  expect((await stand.card()).legal).toBe("frozen-temporary");
  expect(await stand.authorise(op2, "freeze", { freeze: "temporary" })).toMatchObject({
    code: "already-frozen",
  });
  expect(await stand.authorise(op3, "freeze")).toEqual({
    result: "done",
    certificateNo: "371700-2026-000002",
    printGrant: true,
    legal: "frozen",
  });
  expect(await stand.card()).toMatchObject({ legal: "frozen", epoch: 1, current_op: null, settled_op: op1 });
  expect(await stand.observe()).toMatchObject({ result: "known", legal: "frozen" });
});

test("a temporary freeze that waits for its card gives way to a formal one, with an epoch of its own", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze", { freeze: "temporary" });
  expect(await stand.authorise(op2, "freeze")).toMatchObject({ result: "authorised", epoch: 2 });
  expect((await stand.card()).legal).toBe("frozen");
});

test("a card behind what it has proved is a copy of its past, whatever was superseded meanwhile", async () => {
  const stand = await protocolStand();
  await stand.perform(op1, "freeze");
  const past = structuredClone(stand.chip);
  await stand.perform(op2, "unfreeze");
  await stand.authorise(op3, "freeze");
  expect(await stand.observe(past)).toEqual({ result: "refused", code: "card-contradicts-centre" });
});

test("a record of a replaced operation is believed only as that operation would have written it", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze");
  await stand.authorise(op2, "cancel");
  writeRecord(stand.chip, op3, 1, "frozen");
  expect(await stand.observe()).toEqual({ result: "refused", code: "card-contradicts-centre" });
  writeRecord(stand.chip, op1, 1, "frozen");
  expect(await stand.observe()).toMatchObject({ pending: { opId: op2 } });
});
