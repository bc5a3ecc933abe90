import { expect, test } from "vitest";
import { headerOf, lookAt, seen, writeAll } from "./for-tests.ts";
import { hourMs, heard, op1, op2, op3, op4, protocolStand } from "./protocol-stand.ts";
import { bootOf, headerAt, intentOf, journal, restored, type Entry } from "./restore-stand.ts";

const restoring = "problem restoring";
const minuteMs = 60_000;

test("while a journal is missing nothing is begun, settled, undone, printed or offered", async () => {
  const {
    boot,
    centre,
    header,
    chip,
    authorise,
    report,
    reverse,
    script,
    observe,
    cardRef,
    restoration,
    query,
  } = await held();
  await boot();
  expect(await observe(chip, header)).toBe(restoring);
  expect(await authorise(op3, "freeze", { header })).toBe(restoring);
  const lost = { header, cardRef, reason: "other", freeze: "formal", holderProof: "desk 7" } as const;
  expect(heard(await centre.freezeAbsent(op4, lost))).toBe(restoring);
  expect(await script(op1, 1, 1, header)).toBe(restoring);
  expect(await report(op1, 1, seen(chip), header)).toBe(restoring);
  expect(await reverse(op1, 1, 0, lookAt(chip), header)).toBe(restoring);
  const paper = { certificateNo: "371700-2026-000001", print: { kind: "original" }, proof: "job 1" } as const;
  expect(heard(await centre.printed(op1, { header, ...paper }))).toBe(restoring);
  const notice = { noticeId: op4, cardRef, kind: "death" } as const;
  expect(await centre.notice(notice)).toEqual({ result: "restoring" });
  // What the backup knows may still be asked, and the centre says why it waits.
  expect(await query(op1)).toMatchObject({ state: "done" });
  expect(await restoration()).toMatchObject({ terminals: [{ terminalId: "T-1", state: "serving" }] });
  expect(heard(await centre.health())).toMatchObject({
    warnings: ["restoring: 1 journals and 0 reviews are missing"],
  });
});

test("it serves again by itself, once every journal was handed in and every review approved", async () => {
  const { boot, send, entries, centre, chip, header, after, observe, restoration, events } = await held();
  await boot();
  await send(entries.slice(3));
  await after(1000);
  expect(await restoration()).toMatchObject({ terminals: [], reviews: 1 });
  expect(await observe(chip, header)).toBe(restoring);
  await centre.approve(lookAt(chip).cardRef, "clerk 7");
  await after(1000);
  expect(await restoration()).toBe(undefined);
  expect(await observe(chip, header)).toMatchObject({ result: "known" });
  expect((await events()).slice(-1)).toEqual(["reopened"]);
});

test("a terminal that was put up after the backup is waited for when the operator names it", async () => {
  const { boot, send, entries, centre, chip, after, restoration, cardRef } = await held(["T-2"]);
  await boot();
  await send(entries.slice(3));
  await centre.approve(cardRef, "clerk 7");
  await after(1000);
  expect(await restoration()).toMatchObject({ terminals: [{ terminalId: "T-2" }], reviews: 0 });
  const its = journal([
    [op3, intentOf(chip, "freeze")],
    [op3, { phase: "closed" }],
  ]);
  const header = { ...headerAt(its), terminalId: "T-2" };
  const proof = { seq: 0, head: "0".repeat(64) };
  expect(heard(await centre.boot({ header }))).toMatchObject({ result: "prove", seq: 0 });
  expect(heard(await bootOf(centre, { header, held: proof }))).toEqual({ result: "welcome", resendAfter: 0 });
  expect(heard(await centre.journalTail({ header, entries: its }))).toEqual({ result: "received" });
  await after(1000);
  expect(await restoration()).toBe(undefined);
});

test("a terminal declared lost is not waited for; should it come back, its whole journal is heard", async () => {
  const { boot, send, entries, header, chip, centre, after, observe, restoration, rows } = await held();
  expect(await centre.declareLost("T-9", "clerk 7")).toBe("unknown-terminal");
  expect(await centre.declareLost("T-1", "clerk 7")).toBe("lost");
  await after(1000);
  expect(await restoration()).toBe(undefined);
  expect(await observe(chip, header)).toBe("problem quarantined");
  expect(await boot()).toBe("problem quarantined");
  const { journal: place } = headerAt(entries);
  const elsewhere = { ...headerOf("T-2"), journal: place };
  expect(await observe(chip, elsewhere)).toBe("problem boot-first");

  expect(await centre.release("T-1", "clerk 7")).toBe("released");
  const proof = { seq: 0, head: "0".repeat(64) };
  expect(heard(await bootOf(centre, { header, held: proof }))).toEqual({ result: "welcome", resendAfter: 0 });
  expect(await send(entries)).toEqual({ result: "received" });
  expect(await rows("review", { op_id: op2 })).toMatchObject([{ state: "open", epoch: 2 }]);
});

test("a terminal that was shut out when the backup was made is waited for until somebody looks at it", async () => {
  const { centre, after, restoration, store } = await held();
  await store.write((tx) => tx.change("terminal", { terminal_id: "T-1" }, { state: "quarantined" }));
  await after(1000);
  expect(await restoration()).toMatchObject({ terminals: [{ terminalId: "T-1", state: "quarantined" }] });
  await centre.release("T-1", "clerk 7");
  await after(1000);
  expect(await restoration()).toMatchObject({ terminals: [{ terminalId: "T-1", state: "serving" }] });
});

/** A freeze is done; then the backup; then, on T-1, whatever `then` journals. */
async function behindBy(then: readonly (readonly [opId: string, body: object])[], before = done) {
  const stand = await protocolStand();
  const { chip, centre, store } = stand;
  const entries: readonly Entry[] = journal([...before(intentOf(chip, "freeze")), ...then]);
  const known = entries.length - then.length;
  await stand.authorise(op1, "freeze", { header: headerAt(entries, 1) });
  if (before === done) writeAll(chip, op1, 1, "frozen");
  await stand.report(op1, 1, before === done ? seen(chip) : { kind: "unknown" }, headerAt(entries, known));
  const backup = store.snapshot();
  return {
    ...stand,
    entries,
    async putBack() {
      store.restore(backup);
      await centre.restored();
      const header = headerAt(entries);
      await bootOf(centre, { header, held: { seq: known, head: entries[known - 1]?.hash ?? "" } });
      await centre.journalTail({ header, entries: entries.slice(known) });
      await centre.approve(stand.cardRef, "clerk 7");
      await stand.after(1000);
      return header;
    },
  };
}
const done = (intent: object): readonly (readonly [string, object])[] => [
  [op1, intent],
  [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
  [op1, { phase: "settled", certificateNo: "371700-2026-000001", printGrant: true, legal: "frozen" }],
];
const waits = (intent: object) => done(intent).slice(0, 2);

test("an unfreeze that was taken up has its 24 hours again, alarms and lift, from its approval on", async () => {
  const chip = (await protocolStand()).chip;
  const stand = await behindBy([
    [op2, intentOf(chip, "unfreeze")],
    [op2, { phase: "authorised", epoch: 2, target: "active" }],
  ]);
  // Two days pass before the centre is put back: what was due then was due of another time.
  stand.state.nowMs += 48 * hourMs;
  await stand.putBack();
  expect(await stand.query(op2)).toMatchObject({ state: "awaiting-card", epoch: 2 });
  expect(await stand.rows("audit", { event: "unfreeze-waits" })).toEqual([]);
  const alarms = async () =>
    (await stand.rows("audit", { event: "unfreeze-waits" })).map(
      ({ detail }) => JSON.parse(detail) as object,
    );
  await stand.after(12 * hourMs);
  await stand.after(8 * hourMs);
  await stand.after(3 * hourMs);
  expect(await alarms()).toEqual([{ alarm: "alarm-12h" }, { alarm: "alarm-20h" }, { alarm: "alarm-23h" }]);
  expect((await stand.card()).legal).toBe("frozen");
  await stand.after(50 * minuteMs);
  expect(await stand.card()).toMatchObject({ legal: "active", epoch: 2 });
  expect(await stand.query(op2)).toMatchObject({ state: "lifted-awaiting-card" });
});

test("no clock runs out while the centre does not know what happened since", async () => {
  const { rows, after, centre, authorise, chip, card, report } = await protocolStand();
  await authorise(op1, "freeze");
  writeAll(chip, op1, 1, "frozen");
  await report(op1, 1);
  await authorise(op2, "unfreeze");
  await centre.restored();
  await after(30 * hourMs);
  expect((await card()).legal).toBe("frozen");
  expect(await rows("audit", { event: "unfreeze-waits" })).toEqual([]);
  await centre.declareLost("T-1", "clerk 7");
  await after(1000);
  expect((await card()).legal).toBe("active");
});

test("what its holder had undone since the backup is undone again", async () => {
  const stand = await behindBy([[op1, { phase: "ended", state: "reversed" }]], waits);
  await stand.putBack();
  expect(await stand.query(op1)).toMatchObject({ state: "reversed" });
  expect(await stand.card()).toMatchObject({ legal: "active", current_op: null, listed: 0 });
});

async function held(since: readonly string[] = []) {
  const stand = await restored();
  if (since.length > 0) await stand.centre.restored(since);
  return { ...stand, restoration: () => stand.centre.restoration() };
}
