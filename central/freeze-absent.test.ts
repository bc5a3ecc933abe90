import { expect, test } from "vitest";
import { headerOf, writeAll } from "./for-tests.ts";
import { heard, op1, op2, op3, protocolStand } from "./protocol-stand.ts";

const certificate = {
  result: "done",
  certificateNo: "371700-2026-000001",
  printGrant: true,
  legal: "frozen",
};

test("a lost card's record is frozen at once, with a certificate that says so, and the card is listed", async () => {
  const stand = await protocolStand();
  expect(await stand.freezeAbsent(op1)).toEqual({ ...certificate, epoch: 1 });
  expect(await stand.card()).toMatchObject({ legal: "frozen", epoch: 1, current_op: op1, listed: 1 });
  expect(await stand.query(op1)).toMatchObject({ state: "awaiting-card" });
  expect(heard(await stand.centre.certificate(op1))).toMatchObject({
    recordOnly: true,
    cardLife: "unknown",
    legal: "frozen",
  });
});

test("the same request again is answered in the same bytes, and another body under its id is refused", async () => {
  const stand = await protocolStand();
  const request = {
    header: headerOf(),
    cardRef: stand.cardRef,
    reason: "other" as const,
    holderProof: "desk 7",
  };
  const first = await stand.centre.freezeAbsent(op1, request);
  stand.state.nowMs += 60_000;
  const again = await stand.centre.freezeAbsent(op1, request);
  expect(first.ok && again.ok && again.value.text === first.value.text).toBe(true);
  expect(await stand.authorise(op1, "freeze")).toBe("problem different-body");
});

test("the card that is found is blocked when it is seen, anywhere: one certificate for both", async () => {
  const stand = await protocolStand();
  await stand.freezeAbsent(op1);
  expect(await stand.observe()).toMatchObject({ legal: "frozen", pending: { opId: op1, kind: "freeze" } });
  expect(await stand.script(op1, 1, 1, headerOf("T-2"))).toMatchObject({ result: "script" });
  writeAll(stand.chip, op1, 1, "frozen");
  expect(await stand.report(op1, 1, undefined, headerOf("T-2"))).toEqual({
    ...certificate,
    printGrant: false,
  });
  expect(await stand.card()).toMatchObject({ current_op: null, settled_op: op1, listed: 0 });
  expect(heard(await stand.centre.certificate(op1))).not.toHaveProperty("recordOnly");
});

test("a lost card's freeze takes the place of an unfreeze that is under way", async () => {
  const stand = await protocolStand();
  await stand.perform(op1, "freeze");
  await stand.authorise(op2, "unfreeze");
  expect(await stand.freezeAbsent(op3)).toMatchObject({ result: "done", legal: "frozen" });
  expect(await stand.query(op2)).toMatchObject({ state: "superseded" });
  // Its script had landed: the card is active, and is frozen again at its next presentation.
  writeAll(stand.chip, op2, 2, "active");
  expect(await stand.observe()).toMatchObject({ legal: "frozen", pending: { opId: op3, epoch: 3 } });
  writeAll(stand.chip, op3, 3, "frozen");
  expect(await stand.report(op3, 3)).toMatchObject({ result: "done" });
  expect(await stand.events()).not.toContain("alarm");
});

test("a lost card that is frozen or cancelled already is not frozen again", async () => {
  const stand = await protocolStand();
  await stand.freezeAbsent(op1);
  expect(await stand.freezeAbsent(op2)).toEqual({ result: "rejected", code: "already-frozen" });
  expect(await stand.authorise(op3, "cancel")).toMatchObject({ result: "authorised" });
  expect(await stand.freezeAbsent("019cac61-c368-7c41-8a1b-2c3d4e5f0004")).toMatchObject({
    code: "already-cancelled",
  });
});

test("its original is the disk's that was told of it: after a release nobody prints a second one (simulator, seed 3228)", async () => {
  const stand = await protocolStand();
  await stand.freezeAbsent(op1);
  expect(await stand.report(op1, 1, { kind: "unknown" })).toEqual({ result: "pending", printGrant: true });
  // The disk is set back to before it: found out at once, and a clerk lets the terminal in again.
  const early = { ...headerOf(), journal: { seq: 1, head: "cd" } };
  expect(await stand.report(op1, 1, { kind: "unknown" }, early)).toBe("problem quarantined");
  await stand.centre.release("T-1", "clerk 7");
  const header = { ...headerOf(), journal: { seq: 0, head: "0".repeat(64) } };
  await stand.centre.boot({ header, held: { seq: 0, head: "0".repeat(64) } });
  expect(await stand.report(op1, 1, { kind: "unknown" }, header)).toEqual({
    result: "pending",
    printGrant: false,
  });
});
