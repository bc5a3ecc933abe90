import { expect, test } from "vitest";
import { verifyAudit } from "./proof/audit-verify.ts";
import { parsed } from "./centre.ts";
import { authoriseRequest } from "./contract-operation.ts";
import { headerOf, lookAt, seen, writeAll } from "./for-tests.ts";
import { dayMs, op1, op2, op3, protocolStand } from "./protocol-stand.ts";

test("a reused operation id with another body is refused under every message, and changes nothing", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze");
  expect(await stand.authorise(op1, "freeze", { freeze: "temporary" })).toBe("problem different-body");
  expect(await stand.authorise(op1, "cancel")).toBe("problem different-body");
  expect(await stand.freezeAbsent(op1)).toBe("problem different-body");
  await stand.script(op1, 1);
  expect(await stand.script(op1, 2)).toBe("problem different-body");
  expect(await stand.card()).toMatchObject({ epoch: 1, legal: "frozen", current_op: op1 });
});

test("a stale epoch gets no script, no settlement and no reversal", async () => {
  const stand = await protocolStand();
  await stand.perform(op1, "freeze");
  await stand.authorise(op2, "unfreeze");
  expect(await stand.script(op2, 1)).toEqual({ result: "refused", code: "not-the-current-operation" });
  expect(await stand.script(op1, 1, 7)).toEqual({ result: "refused", code: "not-the-current-operation" });
  expect(await stand.report(op2, 1)).toEqual({ result: "pending" });
  expect(await stand.reverse(op2, 1, 0)).toMatchObject({ because: "not-the-current-operation" });
  expect(await stand.reverse(op1, 1, 1)).toMatchObject({ because: "not-the-current-operation" });
  expect((await stand.card()).current_op).toBe(op2);
});

test("messages of days ago, doubled and out of order, find the books as they are and leave them so", async () => {
  const stand = await protocolStand();
  const { chip } = stand;
  const early = seen(chip);
  await stand.perform(op1, "freeze");
  const landed = seen(chip);
  await stand.perform(op2, "unfreeze");
  await stand.after(3 * dayMs);
  const before = [await stand.card(), await stand.rows("operation"), await stand.rows("command")];
  expect(await stand.report(op1, 1, landed)).toMatchObject({ result: "done", legal: "frozen" });
  expect(await stand.report(op1, 1, early)).toMatchObject({ result: "done" });
  expect(await stand.report(op2, 2, { kind: "abandoned" })).toMatchObject({
    result: "done",
    legal: "active",
  });
  expect(
    await stand.authorise(op1, "freeze", { evidence: early.kind === "seen" ? early.evidence : lookAt(chip) }),
  ).toMatchObject({ result: "authorised", epoch: 1 });
  expect(await stand.script(op1, 1, 3)).toMatchObject({ result: "refused" });
  expect([await stand.card(), await stand.rows("operation"), await stand.rows("command")]).toEqual(before);
});

test("a look of days ago that arrives under a new id is a copy of the past: refused, and called out", async () => {
  const stand = await protocolStand();
  const old = lookAt(stand.chip);
  await stand.perform(op1, "freeze");
  expect(await stand.authorise(op2, "cancel", { evidence: old })).toEqual({
    result: "rejected",
    code: "card-contradicts-centre",
  });
  expect(await stand.card()).toMatchObject({ epoch: 1, legal: "frozen", current_op: null });
  expect(await stand.events()).toContain("alarm");
});

test.each([
  ["a record of an operation that never was", { epoch: 1, opTag: "F".repeat(16) }],
  ["a record of the target of another operation", { target: "cancelled" }],
  ["a record from the future", { epoch: 2 }],
] as const)(
  "evidence with %s settles nothing, is called out once, and the true card still does",
  async (_what, lie) => {
    const stand = await protocolStand();
    await stand.authorise(op1, "freeze");
    writeAll(stand.chip, op1, 1, "frozen");
    const truth = lookAt(stand.chip);
    if (typeof truth.record !== "object") throw new Error("no record");
    const evidence = { ...truth, record: { ...truth.record, ...lie } };
    for (let twice = 0; twice < 2; twice++)
      expect(await stand.report(op1, 1, { kind: "seen", evidence, statusWords: [] })).toEqual({
        result: "pending",
      });
    expect((await stand.events()).filter((event) => event === "alarm").length).toBe(1);
    expect(await stand.report(op1, 1)).toMatchObject({ result: "done" });
  },
);

test("evidence that contradicts itself within one report settles nothing: active, with the record of a cancellation", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "cancel");
  writeAll(stand.chip, op1, 1, "cancelled");
  const evidence = { ...lookAt(stand.chip), life: "frozen" as const };
  expect(await stand.report(op1, 1, { kind: "seen", evidence, statusWords: ["9000"] })).toEqual({
    result: "pending",
  });
  expect(await stand.reverse(op1, 1, 0, evidence)).toMatchObject({ because: "card-contradicts-centre" });
});

test("an id that was given up, refused, reversed or superseded never lives again", async () => {
  const stand = await protocolStand();
  await stand.report(op1, 0, { kind: "abandoned" });
  expect(await stand.freezeAbsent(op1)).toEqual({ result: "rejected", code: "operation-abandoned" });
  await stand.authorise(op2, "freeze");
  await stand.reverse(op2, 1, 0);
  expect(await stand.authorise(op2, "freeze")).toMatchObject({ result: "authorised", epoch: 1 });
  expect(await stand.script(op2, 1)).toMatchObject({ code: "not-the-current-operation" });
  expect(await stand.card()).toMatchObject({ legal: "active", current_op: null });
  expect(await stand.authorise(op3, "unfreeze")).toMatchObject({ code: "already-active" });
  expect(await stand.report(op3, 0)).toEqual({ result: "ended", state: "rejected" });
});

test("text that is no Unicode and bodies of other shapes are refused at the door", () => {
  const fine = { header: headerOf(), kind: "freeze", reason: "other" };
  expect(parsed(authoriseRequest, fine)).toMatchObject({ ok: false, fault: { code: "invalid-message" } });
});

test("whatever came, each transition has its entry and the chain of the audit trail holds", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze");
  await stand.authorise(op2, "cancel");
  await stand.report(op1, 1);
  await stand.reverse(op2, 2, 0);
  expect(await stand.events()).toEqual(["seeded", "authorised", "superseded", "authorised", "reversed"]);
  expect((await verifyAudit(stand.store)).ok).toBe(true);
});
