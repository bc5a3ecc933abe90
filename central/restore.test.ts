import { expect, test } from "vitest";
import { lookAt, seen, writeAll } from "./for-tests.ts";
import { heard, op1, op2, op3, protocolStand } from "./protocol-stand.ts";
import { bootOf, bootId, headerAt, intentOf, journal, restored } from "./restore-stand.ts";

test("every terminal boots anew and is asked for what lies behind the backup, as often as pages are lost", async () => {
  const { boot, send, entries, report, chip } = await restored();
  expect(await report(op2, 2, seen(chip), headerAt(entries))).toBe("problem boot-first");
  expect(await boot()).toEqual({ result: "welcome", resendAfter: 3 });
  expect(await send(entries.slice(5))).toEqual({ result: "received", resendAfter: 3 });
  expect(await send(entries.slice(3, 5))).toEqual({ result: "received", resendAfter: 5 });
  expect(await send(entries.slice(3, 5))).toEqual({ result: "received", resendAfter: 5 });
  expect(await send(entries.slice(5))).toEqual({ result: "received" });
  expect(await send(entries.slice(5))).toEqual({ result: "received" });
});

test("a terminal whose journal ends where the backup does has nothing to send, and is not waited for", async () => {
  const { centre, entries, rows } = await restored();
  const header = headerAt(entries, 3);
  const held = { seq: 3, head: entries[2]?.hash ?? "" };
  expect(heard(await bootOf(centre, { header, held }))).toEqual({ result: "welcome" });
  expect(await rows("terminal")).toMatchObject([{ boot_id: bootId, resend_after: null }]);
});

test("entries that are no unbroken tail of the known journal are refused, and nothing is learnt from them", async () => {
  const { boot, send, entries, rows } = await restored();
  await boot();
  const forged = entries.map((entry) =>
    entry.seq === 5 ? { ...entry, body: entry.body.replace('"epoch":2', '"epoch":9') } : entry,
  );
  expect(await send(forged.slice(3))).toBe("problem invalid-message");
  const gap = entries.filter(({ seq }) => seq !== 5);
  expect(await send(gap.slice(3))).toBe("problem invalid-message");
  for (const review of await rows("review")) expect(review.epoch).not.toBe(9);
  expect(await send(entries.slice(3))).toEqual({ result: "received" });
});

test("until a person approves, no card is served anywhere; then operations stand as they were answered", async () => {
  const { boot, send, entries, observe, centre, card, query, report, chip, header, after } = await restored();
  await boot();
  await send(entries.slice(3));
  await after(1000);
  expect(await observe(chip, header)).toBe("problem restoring");
  expect((await centre.reviews()).map(({ opId }) => opId)).toEqual([op2]);
  expect(await centre.approve("0".repeat(32), "clerk 7")).toBe(0);
  expect(await centre.approve(lookAt(chip).cardRef, "clerk 7")).toBe(1);
  expect(await card()).toMatchObject({ epoch: 2, legal: "active", settled_op: op2, current_op: null });
  expect(await observe(chip, header)).toBe("problem restoring");
  await after(1000);
  expect(await query(op2)).toMatchObject({ state: "done", certificateNo: "371700-2026-000002", scripts: 1 });
  // Byte for byte what it was told before: the right to the original is still its own.
  expect(await report(op2, 2, seen(chip), header)).toEqual({
    result: "done",
    certificateNo: "371700-2026-000002",
    printGrant: true,
    legal: "active",
  });
  expect(await observe(chip, header)).toMatchObject({ result: "known", legal: "active" });
});

test("a number that was given is never given again, whatever the backup says", async () => {
  const { boot, send, entries, centre, chip, header, authorise, report, rows, after } = await restored();
  // Ten thousand are left out: who knew of them may be lost as well.
  const last = async () =>
    (await rows("certificate_counter", { office: "371700", year: "2026" })).map((row) => row.last);
  expect(await last()).toEqual([10_001]);
  expect(await rows("certificate_counter", { office: "440300", year: "2026" })).toMatchObject([
    { last: 10_000 },
  ]);
  await boot();
  await send(entries.slice(3));
  await centre.approve(lookAt(chip).cardRef, "clerk 7");
  await after(1000);
  await authorise(op3, "freeze", { header });
  writeAll(chip, op3, 3, "frozen");
  expect(await report(op3, 3, seen(chip), header)).toMatchObject({ certificateNo: "371700-2026-010002" });
});

test("a journal that tells of a number further on has the counter go on from there, before anybody judged it", async () => {
  const stand = await protocolStand();
  const { centre, chip, store } = stand;
  const entries = journal([
    [op1, intentOf(chip, "freeze")],
    [op1, { phase: "settled", certificateNo: "371700-2026-020007", printGrant: true, legal: "frozen" }],
  ]);
  store.restore(store.snapshot());
  await centre.restored(["T-1"]);
  await bootOf(centre, { header: headerAt(entries), held: { seq: 0, head: "0".repeat(64) } });
  await centre.journalTail({ header: headerAt(entries), entries });
  // At once: the next certificate may be another card's.
  const office = { office: "371700", year: "2026" };
  expect(await stand.rows("certificate_counter", office)).toMatchObject([{ last: 20_007 }]);
});

test("an operation of a terminal that came back, whose number another has had since, keeps its paper and asks nothing", async () => {
  const stand = await protocolStand();
  const { centre, cardRef, chip, card, query } = stand;
  await stand.perform(op2, "freeze");
  const entries = journal([
    [op1, intentOf(chip, "freeze")],
    [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
    [op1, { phase: "settled", certificateNo: "371700-2026-000900", printGrant: true, legal: "frozen" }],
  ]);
  const header = { ...headerAt(entries), terminalId: "T-2" };
  await centre.boot({ header });
  await centre.journalTail({ header, entries });
  expect(await centre.approve(cardRef, "clerk 7")).toBe(1);
  expect(await query(op1)).toMatchObject({ state: "done", epoch: 0, certificateNo: "371700-2026-000900" });
  expect(await card()).toMatchObject({ legal: "frozen", settled_op: op2, current_op: null, epoch: 1 });
});
