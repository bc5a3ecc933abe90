import { expect, test } from "vitest";
import {
  counterOver,
  chipOf,
  lookAt,
  morningMs,
  opIdOf,
  openTestStore,
  rowsOf,
  seen,
  writeAll,
  writeRecord,
} from "./for-tests.ts";
import { operationKinds } from "../card/life.ts";

const op1 = opIdOf(1);
const op2 = opIdOf(2);

test("a freeze is true at the centre at authorisation, before the card is touched", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  expect(await centre.authorise(op1, "freeze", lookAt(chip))).toEqual({
    result: "authorised",
    epoch: 1,
    target: "frozen",
  });
  expect(await rowsOf.card(store, chip)).toMatchObject({ legal: "frozen", epoch: 1, current_op: op1 });
});

test("an unfreeze is true at the centre only after the card has proved it", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  await centre.perform(chip, "freeze", op1);
  await centre.authorise(op2, "unfreeze", lookAt(chip));
  expect((await rowsOf.card(store, chip)).legal).toBe("frozen");

  writeAll(chip, op2, 2, "active");
  expect(await centre.report(op2, 2, seen(chip))).toMatchObject({ result: "done", legal: "active" });
  expect((await rowsOf.card(store, chip)).legal).toBe("active");
});

test("a cancellation goes through from active and from frozen", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const active = chipOf("card-1");
  await centre.perform(active, "cancel", opIdOf(1));
  expect((await rowsOf.card(store, active)).legal).toBe("cancelled");

  const frozen = chipOf("card-2");
  await centre.perform(frozen, "freeze", opIdOf(2));
  await centre.perform(frozen, "cancel", opIdOf(3));
  expect(frozen.record).toMatchObject({ epoch: 1, target: "frozen" });
  expect((await rowsOf.card(store, frozen)).legal).toBe("cancelled");
});

test("the same authorise again gets the same bytes, another body under its id gets 422", async () => {
  const centre = counterOver(await openTestStore());
  const evidence = lookAt(chipOf("card-1"));
  const first = await centre.authoriseText(op1, "freeze", evidence);
  centre.state.nowMs += 60_000;
  expect(await centre.authoriseText(op1, "freeze", evidence, undefined, "T-2")).toBe(first);
  expect(await centre.authoriseText(op1, "cancel", evidence)).toBe("problem different-body");
});

test("of two racing requests for one card one is authorised and the other is told to resume it", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  const answers = await Promise.all([
    centre.authorise(op1, "freeze", lookAt(chip)),
    centre.authorise(op2, "freeze", lookAt(chip)),
  ]);
  expect(answers.map((answer) => answer.result)).toEqual(["authorised", "resume"]);
  expect(answers[1]).toMatchObject({ pending: { opId: op1, kind: "freeze", epoch: 1, target: "frozen" } });
  expect(await rowsOf.card(store, chip)).toMatchObject({ epoch: 1, current_op: op1, legal: "frozen" });
  expect(await centre.query(op2)).toEqual({ result: "unknown" });
});

test("each further operation of a card has a higher epoch", async () => {
  const centre = counterOver(await openTestStore());
  const chip = chipOf("card-1");
  const epochs = [];
  for (const [index, kind] of (["freeze", "unfreeze", "freeze", "cancel"] as const).entries()) {
    await centre.perform(chip, kind, opIdOf(index));
    const known = await centre.query(opIdOf(index));
    epochs.push(known.result === "known" ? known.epoch : undefined);
  }
  expect(epochs).toEqual([1, 2, 3, 4]);
});

test("already-* is answered when the centre and the card both are there, and cancelled ends everything", async () => {
  const centre = counterOver(await openTestStore());
  const chip = chipOf("card-1");
  const ask = async (n: number, kind: (typeof operationKinds)[number]) => {
    const answer = await centre.authorise(opIdOf(n), kind, lookAt(chip));
    return answer.result === "rejected" ? answer.code : answer.result;
  };
  expect(await ask(1, "unfreeze")).toBe("already-active");
  await centre.perform(chip, "freeze", opIdOf(2));
  expect(await ask(3, "freeze")).toBe("already-frozen");
  await centre.perform(chip, "cancel", opIdOf(4));
  for (const [index, kind] of operationKinds.entries())
    expect(await ask(5 + index, kind)).toBe("already-cancelled");
});

test("an expired card is neither frozen nor unfrozen, and can be cancelled", async () => {
  const centre = counterOver(await openTestStore());
  const chip = chipOf("card-4");
  expect(await centre.authorise(opIdOf(1), "freeze", lookAt(chip))).toMatchObject({ code: "card-expired" });
  expect(await centre.authorise(opIdOf(2), "cancel", lookAt(chip))).toMatchObject({ result: "authorised" });

  // Card 1 is valid until 2032-03-15, by the date in Shanghai, the last day included.
  const later = counterOver(await openTestStore());
  const card1 = chipOf("card-1");
  await later.perform(card1, "freeze", opIdOf(3));
  later.state.nowMs = Date.UTC(2032, 2, 15, 15, 59, 59);
  expect(await later.observe(lookAt(card1))).toMatchObject({ expired: false });
  later.state.nowMs += 1000;
  expect(await later.authorise(opIdOf(4), "unfreeze", lookAt(card1))).toMatchObject({ code: "card-expired" });
});

test("cards of unknown and of unapproved issuers, and cards nobody registered, are refused by name", async () => {
  const centre = counterOver(await openTestStore());
  const ask = async (n: number, cardRef: string) => {
    const evidence = { ...lookAt(chipOf("card-1")), cardRef };
    return [await centre.observe(evidence), await centre.authorise(opIdOf(n), "freeze", evidence)];
  };
  for (const [n, id, code] of [
    [1, "card-5", "unknown-issuer"],
    [2, "card-6", "issuer-not-approved"],
  ] as const)
    expect(await ask(n, lookAt(chipOf(id)).cardRef)).toEqual([
      { result: "refused", code },
      { result: "rejected", code },
    ]);
  expect(await ask(3, `371700${"0".repeat(26)}`)).toMatchObject([
    { code: "unknown-card" },
    { code: "unknown-card" },
  ]);
});

test("a reason that does not fit the operation is refused, and nothing changes", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  expect(await centre.authorise(op1, "freeze", lookAt(chip), "settled-abroad")).toEqual({
    result: "rejected",
    code: "reason-not-allowed",
  });
  expect(await rowsOf.card(store, chip)).toMatchObject({ legal: "active", epoch: 0, current_op: null });
  expect(await centre.query(op1)).toMatchObject({ result: "known", state: "rejected", epoch: 0 });
});

test("an operation given up before it arrived is never revived, however late it comes", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  const ended = { result: "ended", state: "rejected" };
  expect(await centre.report(op1, 0, { kind: "abandoned" })).toEqual(ended);
  expect(await centre.report(op1, 0, { kind: "abandoned" })).toEqual(ended);
  expect(await centre.authorise(op1, "freeze", lookAt(chip))).toEqual({
    result: "rejected",
    code: "operation-abandoned",
  });
  expect(await centre.script(op1, 1, 1, lookAt(chip))).toEqual({
    result: "refused",
    code: "operation-abandoned",
  });
  expect(await centre.report(op1, 0, { kind: "unknown" })).toEqual(ended);
  expect(await centre.query(op1)).toEqual({ result: "unknown" });
  expect((await rowsOf.card(store, chip)).legal).toBe("active");
});

test("a card that shows what no operation can have made is refused, with an alarm for each new look", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  const contradicts = { result: "rejected", code: "card-contradicts-centre" };
  const alarms = async () => (await rowsOf.events(store)).filter((event) => event === "alarm").length;

  const forged = chipOf("card-1");
  writeAll(forged, opIdOf(99), 5, "frozen");
  expect(await centre.authorise(opIdOf(1), "freeze", lookAt(forged))).toEqual(contradicts);
  expect(await alarms()).toBe(1);
  expect(await centre.observe(lookAt(forged))).toEqual({
    result: "refused",
    code: "card-contradicts-centre",
  });
  expect(await alarms()).toBe(1);

  // A copy of the card's past, after the card has proved more.
  const image = structuredClone(chip);
  await centre.perform(chip, "freeze", opIdOf(2));
  expect(await centre.authorise(opIdOf(3), "unfreeze", lookAt(image))).toEqual(contradicts);
  expect(await alarms()).toBe(2);
  const frozenImage = structuredClone(chip);
  await centre.perform(chip, "unfreeze", opIdOf(4));
  await centre.authorise(opIdOf(5), "freeze", lookAt(chip));
  expect(await centre.observe(lookAt(frozenImage))).toMatchObject({ code: "card-contradicts-centre" });
  expect(await alarms()).toBe(3);
});

test("while an operation waits, an image from before the one before it is still a copy of the past", async () => {
  const centre = counterOver(await openTestStore());
  const chip = chipOf("card-1");
  const asIssued = structuredClone(chip);
  await centre.perform(chip, "freeze", opIdOf(1));
  await centre.perform(chip, "unfreeze", opIdOf(2));
  await centre.authorise(opIdOf(3), "cancel", lookAt(chip));
  // Active with an older record, as the true card is too: only the record's own operation tells them apart.
  expect(await centre.observe(lookAt(asIssued))).toMatchObject({ code: "card-contradicts-centre" });
  expect(await centre.observe(lookAt(chip))).toMatchObject({ pending: { opId: opIdOf(3) } });
});

test.each([
  ["another chip's ATR", { atr: "3B6D000000814348318684440300120002" }],
  ["another profile", { profile: "cn-ssc-3.00" }],
  ["a garbled record", { record: "garbled" }],
  ["an unreadable record", { record: "unreadable" }],
  [
    "another region's record",
    {
      record: {
        epoch: 0,
        target: "active",
        opTag: "0000000000000000",
        time: "20220315000000",
        region: "440300",
      },
    },
  ],
  ["a frozen life since issue", { life: "frozen", selectStatusWord: "6283" }],
  ["an unknown life", { life: "unknown" }],
] as const)("a card with %s contradicts the centre", async (_what, lie) => {
  const centre = counterOver(await openTestStore());
  expect(await centre.authorise(op1, "cancel", { ...lookAt(chipOf("card-1")), ...lie })).toMatchObject({
    code: "card-contradicts-centre",
  });
});

test("OBSERVE tells state, choices, the pending operation and the newest certificate", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  expect(await centre.observe(lookAt(chip))).toEqual({
    result: "known",
    legal: "active",
    epoch: 0,
    expired: false,
    issuer: expect.objectContaining({ number: "371700", nameZh: "菏泽市人力资源和社会保障局" }) as unknown,
    choices: [
      { kind: "freeze", temporaryUntil: "2026-03-07" },
      { kind: "unfreeze", refusedBecause: "already-active" },
      { kind: "cancel" },
    ],
    nowMs: morningMs,
  });
  const certificateNo = await centre.perform(chip, "freeze", op1);
  await centre.authorise(op2, "unfreeze", lookAt(chip));
  expect(await centre.observe(lookAt(chip))).toMatchObject({
    legal: "frozen",
    lastCertificateNo: certificateNo,
    pending: { opId: op2, kind: "unfreeze", reason: "card-found", epoch: 2, target: "active" },
    undoable: true,
  });
  // The half-written card still belongs to its pending operation.
  writeRecord(chip, op2, 2, "active");
  chip.life = "active";
  const torn = await centre.observe(lookAt(chip));
  expect(torn).toMatchObject({ legal: "frozen", pending: { opId: op2 } });
  expect(torn).not.toHaveProperty("undoable");
});
