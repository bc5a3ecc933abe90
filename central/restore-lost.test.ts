import { expect, test } from "vitest";
import { lookAt, seen, writeAll } from "./for-tests.ts";
import { heard, op1, op2, protocolStand } from "./protocol-stand.ts";
import { bootOf, headerAt, intentOf, journal, type Entry } from "./restore-stand.ts";

const number = "371700-2026-000001";
const lostIntent = (cardRef: string) => ({
  phase: "intent",
  kind: "freeze",
  reason: "misuse-suspected",
  cardRef,
  lost: { holderProof: "desk 7", freeze: "formal" },
});
const settled = { phase: "settled", certificateNo: number, printGrant: true, legal: "frozen" };

/** The journal is sent and judged, and the centre serves again. */
async function heardOut(stand: Awaited<ReturnType<typeof protocolStand>>, entries: Entry[], known: number) {
  const { centre, cardRef, after } = stand;
  await centre.restored(["T-1"]);
  const header = headerAt(entries);
  const held = { seq: known, head: entries[known - 1]?.hash ?? "0".repeat(64) };
  expect(heard(await bootOf(centre, { header, held }))).toEqual({ result: "welcome", resendAfter: known });
  await centre.journalTail({ header, entries: entries.slice(known) });
  await centre.approve(cardRef, "clerk 7");
  await after(1000);
  expect(await centre.restoration()).toBeUndefined();
  return header;
}

test("a lost card's freeze that only a journal tells of is in force again, and still waits for its card", async () => {
  const stand = await protocolStand();
  const { cardRef, store, chip, card, query, report } = stand;
  const backup = store.snapshot();
  expect(await stand.freezeAbsent(op1)).toMatchObject({ certificateNo: number, epoch: 1 });
  const entries = journal([
    [op1, lostIntent(cardRef)],
    [op1, { ...settled, epoch: 1 }],
  ]);
  store.restore(backup);
  const header = await heardOut(stand, entries, 0);
  expect(await card()).toMatchObject({ legal: "frozen", epoch: 1, current_op: op1, listed: 1 });
  expect(await query(op1)).toMatchObject({ state: "awaiting-card", certificateNo: number, epoch: 1 });
  writeAll(chip, op1, 1, "frozen");
  // The paper of its first time is the only one.
  expect(await report(op1, 1, seen(chip), header)).toMatchObject({ result: "done", certificateNo: number });
});

test("what a lost card's freeze settled is the record alone, also where the backup holds its beginning", async () => {
  const stand = await protocolStand();
  const { cardRef, store, card, query } = stand;
  const entries = journal([
    [op1, lostIntent(cardRef)],
    [op1, { ...settled, epoch: 1 }],
  ]);
  await stand.freezeAbsent(op1, "formal", headerAt(entries, 1));
  store.restore(store.snapshot());
  await heardOut(stand, entries, 1);
  expect(await query(op1)).toMatchObject({ state: "awaiting-card" });
  expect(await card()).toMatchObject({ current_op: op1, settled_op: null });
});

test("what gave way to an operation that a journal tells keeps its certificate, and asks nothing of the card", async () => {
  const stand = await protocolStand();
  const { cardRef, store, chip, card, query } = stand;
  const backup = store.snapshot();
  await stand.freezeAbsent(op1);
  const entries = journal([
    [op1, lostIntent(cardRef)],
    [op1, { ...settled, epoch: 1 }],
    [op1, { phase: "ended", state: "superseded" }],
    [op2, intentOf(chip, "cancel")],
    [op2, { phase: "authorised", epoch: 2, target: "cancelled" }],
  ]);
  store.restore(backup);
  await heardOut(stand, entries, 0);
  expect(await query(op1)).toMatchObject({ state: "superseded", certificateNo: number });
  expect(await card()).toMatchObject({ legal: "cancelled", current_op: op2, epoch: 2 });
});

test("a freeze whose place was taken by what nobody tells stands again: the card and the paper show it", async () => {
  const stand = await protocolStand();
  const { cardRef, store, chip, card, query, report } = stand;
  const backup = store.snapshot();
  for (const begun of [
    [
      [op1, lostIntent(cardRef)],
      [op1, { ...settled, epoch: 1 }],
    ],
    [
      [op1, intentOf(chip, "freeze")],
      [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
      [op1, { phase: "challenged", attempt: 1, challenge: "1122334455667788" }],
    ],
  ] as const) {
    const entries = journal([...begun, [op1, { phase: "ended", state: "superseded" }]]);
    store.restore(backup);
    await heardOut(stand, entries, 0);
    expect(await query(op1)).toMatchObject({ state: "awaiting-card", epoch: 1 });
    expect(await card()).toMatchObject({ legal: "frozen", current_op: op1, epoch: 1, listed: 1 });
    if (begun.length === 3) {
      writeAll(chip, op1, 1, "frozen");
      expect(await report(op1, 1, seen(chip), headerAt(entries))).toMatchObject({ result: "done" });
    }
  }
});

test("an unfreeze whose place was taken by what nobody tells does not stand again", async () => {
  const stand = await protocolStand();
  const { store, chip, card, query } = stand;
  await stand.perform(op1, "freeze");
  const row = (await stand.rows("terminal"))[0];
  await store.write((tx) =>
    tx.change("terminal", { terminal_id: row?.terminal_id ?? "" }, { seq: 0, head: "0".repeat(64) }),
  );
  const entries = journal([
    [op2, intentOf(chip, "unfreeze")],
    [op2, { phase: "authorised", epoch: 2, target: "active" }],
    [op2, { phase: "ended", state: "superseded" }],
  ]);
  await heardOut(stand, entries, 0);
  expect(await query(op2)).toMatchObject({ state: "superseded" });
  expect(await card()).toMatchObject({ legal: "frozen", current_op: null, epoch: 2 });
});

test("a look that the centre did not take does not finish a lost card's freeze", async () => {
  const stand = await protocolStand();
  const { cardRef, store, chip, query } = stand;
  const backup = store.snapshot();
  await stand.freezeAbsent(op1);
  const entries = journal([
    [op1, lostIntent(cardRef)],
    [op1, { ...settled, epoch: 1 }],
    [op1, { phase: "readback", evidence: lookAt(chip), statusWords: [] }],
  ]);
  store.restore(backup);
  await heardOut(stand, entries, 0);
  expect(await query(op1)).toMatchObject({ state: "awaiting-card", certificateNo: number });
});

test("a freeze that became a formal one at the centre alone is a formal one again", async () => {
  const stand = await protocolStand();
  const { store, chip, card, query } = stand;
  await stand.perform(op1, "freeze", "temporary");
  const backup = store.snapshot();
  const raised = await stand.authorise(op2, "freeze");
  expect(raised).toMatchObject({ result: "done", certificateNo: "371700-2026-000002", legal: "frozen" });
  const entries = journal([
    [op2, intentOf(chip, "freeze")],
    [op2, { ...settled, certificateNo: "371700-2026-000002" }],
  ]);
  store.restore(backup);
  const row = (await stand.rows("terminal"))[0];
  await store.write((tx) =>
    tx.change("terminal", { terminal_id: row?.terminal_id ?? "" }, { seq: 0, head: "0".repeat(64) }),
  );
  const header = await heardOut(stand, entries, 0);
  expect(await card()).toMatchObject({ legal: "frozen", epoch: 1, settled_op: op1 });
  expect(await query(op2)).toMatchObject({ state: "done", epoch: 0, certificateNo: "371700-2026-000002" });
  // Its own question, arriving days late: the terminal has had its answer (simulator, seed 217298).
  expect(await stand.authorise(op2, "freeze", { header })).toMatchObject({ code: "operation-abandoned" });
});

test("the question of a lost card that is asked again of a restored centre is answered from what journals told", async () => {
  const stand = await protocolStand();
  const { cardRef, store } = stand;
  const entries = journal([
    [op1, { phase: "adopted", kind: "freeze", reason: "other", cardRef, epoch: 1, target: "frozen" }],
  ]);
  store.restore(store.snapshot());
  const header = await heardOut(stand, entries, 0);
  // T-1 had it from the centre; who had asked first knows only that it asked.
  const first = { ...header, terminalId: "T-2", journal: { seq: 1, head: "ab" } };
  const answer = await stand.freezeAbsent(op1, "formal", first);
  const given = "371700-2026-010001";
  expect(answer).toMatchObject({ result: "done", certificateNo: given, epoch: 1, legal: "frozen" });
  expect(await stand.query(op1)).toMatchObject({ state: "awaiting-card", certificateNo: given });
});

test("whoever still has an operation open that was undone elsewhere hears that it has ended", async () => {
  const stand = await protocolStand();
  const { store, chip, report } = stand;
  const backup = store.snapshot();
  const entries = journal([
    [op1, intentOf(chip, "freeze")],
    [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
    [op1, { phase: "ended", state: "reversed" }],
  ]);
  store.restore(backup);
  await heardOut(stand, entries, 0);
  const other = { ...headerAt(entries, 1), terminalId: "T-2" };
  expect(await report(op1, 1, seen(chip), other)).toEqual({ result: "ended", state: "reversed" });
  expect(await report(op2, 1, seen(chip), other)).toBe("problem unknown-operation");
});

test("a lost card's certificate is taken up also where another journal's word was judged first", async () => {
  const stand = await protocolStand();
  const { centre, cardRef, store, query } = stand;
  const first = journal([
    [op2, { phase: "closed" }],
    [
      op1,
      { phase: "adopted", kind: "freeze", reason: "misuse-suspected", cardRef, epoch: 1, target: "frozen" },
    ],
  ]);
  const entries = journal([
    [op1, lostIntent(cardRef)],
    [op1, { ...settled, epoch: 1 }],
  ]);
  store.restore(store.snapshot());
  await centre.restored(["T-1"]);
  const header = { ...headerAt(first), terminalId: "T-2" };
  await bootOf(centre, { header });
  await centre.journalTail({ header, entries: first });
  await centre.approve(cardRef, "clerk 7");
  expect(await query(op1)).toMatchObject({ state: "awaiting-card" });
  expect(await query(op1)).not.toHaveProperty("certificateNo");

  await bootOf(centre, { header: headerAt(entries), held: { seq: 0, head: "0".repeat(64) } });
  await centre.journalTail({ header: headerAt(entries), entries });
  await centre.approve(cardRef, "clerk 7");
  expect(await query(op1)).toMatchObject({ state: "awaiting-card", certificateNo: number });
});

test("what a journal tells to be over is not begun by its question of days ago", async () => {
  const stand = await protocolStand();
  const { store, chip, card } = stand;
  await stand.perform(op1, "freeze");
  const backup = store.snapshot();
  for (const state of ["reversed", "abandoned"]) {
    const entries = journal([
      [op2, intentOf(chip, "unfreeze")],
      [op2, state === "abandoned" ? { phase: "abandoned", because: "x" } : { phase: "ended", state }],
    ]);
    store.restore(backup);
    const row = (await stand.rows("terminal"))[0];
    await store.write((tx) =>
      tx.change("terminal", { terminal_id: row?.terminal_id ?? "" }, { seq: 0, head: "0".repeat(64) }),
    );
    const header = await heardOut(stand, entries, 0);
    expect(await stand.authorise(op2, "unfreeze", { header }), state).toMatchObject({
      result: "rejected",
      code: "operation-abandoned",
    });
    expect(await card()).toMatchObject({ legal: "frozen", current_op: null });
  }
});

test("an older freeze that is told after the unfreeze that waits is in force until that one is done", async () => {
  const stand = await protocolStand();
  const { centre, cardRef, store, chip, card, query } = stand;
  const backup = store.snapshot();
  await stand.perform(op1, "freeze");
  const newer = journal([
    [op2, intentOf(chip, "unfreeze")],
    [op2, { phase: "authorised", epoch: 2, target: "active" }],
  ]);
  const older = journal([
    [op1, { ...intentOf(chip, "freeze") }],
    [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
    [op1, settled],
  ]);
  store.restore(backup);
  await centre.restored(["T-1", "T-2"]);
  const tell = async (terminalId: string, entries: Entry[]) => {
    const header = { ...headerAt(entries), terminalId };
    await bootOf(centre, { header, held: { seq: 0, head: "0".repeat(64) } });
    await centre.journalTail({ header, entries });
    await centre.approve(cardRef, "clerk 7");
  };
  await tell("T-1", newer);
  await tell("T-2", older);
  expect(await query(op1)).toMatchObject({ state: "done", certificateNo: number });
  expect(await card()).toMatchObject({ legal: "frozen", current_op: op2, settled_op: op1, epoch: 2 });
});

test("what only a cancellation's end made possible tells that the cancellation had been undone", async () => {
  const stand = await protocolStand();
  const { cardRef, store, chip, card, query } = stand;
  const backup = store.snapshot();
  // Undone at a terminal that died before it wrote that down; then the card was lost.
  const entries = journal([
    [op1, intentOf(chip, "cancel")],
    [op1, { phase: "authorised", epoch: 1, target: "cancelled" }],
    [op2, lostIntent(cardRef)],
    [op2, { ...settled, epoch: 2, legal: "frozen-temporary" }],
  ]);
  store.restore(backup);
  await heardOut(stand, entries, 0);
  expect(await query(op1)).toMatchObject({ state: "superseded" });
  expect(await card()).toMatchObject({ legal: "frozen-temporary", current_op: op2, epoch: 2 });
});

test("a freeze that is to be lifted had been done: the register stays frozen until the card shows otherwise", async () => {
  const stand = await protocolStand();
  const { store, chip, card } = stand;
  const backup = store.snapshot();
  const entries = journal([
    [op1, intentOf(chip, "freeze")],
    [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
    [op2, intentOf(chip, "unfreeze")],
    [op2, { phase: "authorised", epoch: 2, target: "active" }],
  ]);
  store.restore(backup);
  await heardOut(stand, entries, 0);
  expect(await card()).toMatchObject({ legal: "frozen", current_op: op2 });
});

test("a freeze told after what came later waits for no card: only one operation does", async () => {
  const stand = await protocolStand();
  const { centre, cardRef, store, chip, card, query } = stand;
  const backup = store.snapshot();
  const newer = journal([
    [op2, intentOf(chip, "freeze")],
    [op2, { phase: "authorised", epoch: 2, target: "frozen" }],
    [op2, { ...settled, certificateNo: "371700-2026-000002" }],
  ]);
  const older = journal([
    [op1, lostIntent(cardRef)],
    [op1, { ...settled, epoch: 1 }],
  ]);
  store.restore(backup);
  await centre.restored(["T-1", "T-2"]);
  for (const [terminalId, entries] of [
    ["T-1", newer],
    ["T-2", older],
  ] as const) {
    const header = { ...headerAt(entries), terminalId };
    await bootOf(centre, { header, held: { seq: 0, head: "0".repeat(64) } });
    await centre.journalTail({ header, entries });
    await centre.approve(cardRef, "clerk 7");
  }
  expect(await query(op1)).toMatchObject({ state: "superseded", certificateNo: number });
  expect(await card()).toMatchObject({ legal: "frozen", current_op: null, settled_op: op2 });
});

test("an operation that was written down before the backup and asked for after it is known by how it began", async () => {
  const stand = await protocolStand();
  const { centre, cardRef, store, chip, query } = stand;
  const entries = journal([
    [op1, intentOf(chip, "freeze")],
    [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
    [op1, settled],
  ]);
  store.restore(store.snapshot());
  await centre.restored(["T-1"]);
  const header = headerAt(entries);
  const held = { seq: 1, head: entries[0]?.hash ?? "" };
  await store.write((tx) => tx.change("terminal", { terminal_id: "T-1" }, { ...held, resend_after: 1 }));
  await store.write((tx) => tx.add("place", { terminal_id: "T-1", lineage: 1, ...held }));
  expect(heard(await bootOf(centre, { header, held }))).toEqual({ result: "welcome", resendAfter: 1 });
  await centre.journalTail({ header, entries: entries.slice(1), begun: entries.slice(0, 1) });
  await centre.approve(cardRef, "clerk 7");
  expect(await query(op1)).toMatchObject({ state: "done", kind: "freeze", certificateNo: number });
});

test("what waits is done once its journal tells so, also where a later operation has only used its number up", async () => {
  const stand = await protocolStand();
  const { centre, cardRef, store, chip, card, query } = stand;
  await stand.freezeAbsent(op1, "formal", { ...headerAt([]), terminalId: "T-2" });
  const first = journal([
    [op2, intentOf(chip, "unfreeze")],
    [op2, { phase: "authorised", epoch: 2, target: "active" }],
    [op2, { phase: "ended", state: "superseded" }],
  ]);
  const entries = journal([
    [op1, { phase: "adopted", kind: "freeze", reason: "other", cardRef, epoch: 1, target: "frozen" }],
    [op1, { phase: "readback", evidence: lookAt(chip), statusWords: [] }],
    [op1, settled],
  ]);
  store.restore(store.snapshot());
  await centre.restored(["T-1", "T-3"]);
  for (const [terminalId, told] of [
    ["T-1", first],
    ["T-3", entries],
  ] as const) {
    const header = { ...headerAt(told), terminalId };
    await bootOf(centre, { header, held: { seq: 0, head: "0".repeat(64) } });
    await centre.journalTail({ header, entries: told });
    await centre.approve(cardRef, "clerk 7");
  }
  expect(await query(op1)).toMatchObject({ state: "done" });
  expect(await card()).toMatchObject({ legal: "frozen", epoch: 2, current_op: null, settled_op: op1 });
});
