import { expect, test } from "vitest";
import { sha256 } from "./answers.ts";
import type { Header, TailRequest } from "./contract.ts";
import { lookAt, seen, writeAll } from "./for-tests.ts";
import { heard, op1, op2, op3, protocolStand } from "./protocol-stand.ts";

const bootId = "0b6f4d8e-58a4-4c93-9d4c-1f2e3d4c5b6a";
type Entry = TailRequest["entries"][number];

/** A terminal's journal, entry by entry, hashed as the daemon hashes it. */
function journal(bodies: readonly (readonly [opId: string, body: object])[]): Entry[] {
  const entries: Entry[] = [];
  for (const [opId, content] of bodies) {
    const [seq, body] = [entries.length + 1, JSON.stringify(content)];
    const before = entries.at(-1)?.hash ?? "0".repeat(64);
    entries.push({
      seq,
      opId,
      atMs: 0,
      body,
      hash: sha256(`${before}\n${String(seq)}\n${opId}\n0\n${body}`),
    });
  }
  return entries;
}
const headerAt = (entries: readonly Entry[], seq = entries.length): Header => ({
  v: 1,
  terminalId: "T-1",
  bootId,
  journal: { seq, head: entries[seq - 1]?.hash ?? "0".repeat(64) },
});

/** A freeze before the backup, an unfreeze after it; then the centre is put back. */
async function restored() {
  const stand = await protocolStand();
  const { chip, centre, store } = stand;
  const intent = (kind: string) => ({
    phase: "intent",
    kind,
    reason: "other",
    cardRef: stand.cardRef,
    evidence: lookAt(chip),
  });
  const settled = (n: number, legal: string) => ({
    phase: "settled",
    certificateNo: `371700-2026-00000${String(n)}`,
    printGrant: true,
    legal,
  });
  const entries = journal([
    [op1, intent("freeze")],
    [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
    [op1, settled(1, "frozen")],
    [op2, intent("unfreeze")],
    [op2, { phase: "authorised", epoch: 2, target: "active" }],
    [op2, { phase: "challenged", attempt: 1, challenge: "1122334455667788" }],
    [op2, settled(2, "active")],
  ]);
  await stand.authorise(op1, "freeze", { header: headerAt(entries, 1) });
  writeAll(chip, op1, 1, "frozen");
  await stand.report(op1, 1, seen(chip), headerAt(entries, 3));
  const backup = store.snapshot();
  await stand.authorise(op2, "unfreeze", { header: headerAt(entries, 4) });
  writeAll(chip, op2, 2, "active");
  await stand.report(op2, 2, seen(chip), headerAt(entries, 6));
  store.restore(backup);
  await centre.restored();

  const header = headerAt(entries);
  const boot = async () =>
    heard(await centre.boot({ header, held: { seq: 3, head: entries[2]?.hash ?? "" } }));
  const send = async (some: readonly Entry[]) =>
    heard(await centre.journalTail({ header, entries: [...some] }));
  return { ...stand, entries, header, boot, send };
}

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

test("until a person approves, the card is served nowhere; then its operations stand as they were answered", async () => {
  const { boot, send, entries, observe, centre, card, query, report, chip, header } = await restored();
  await boot();
  await send(entries.slice(3));
  expect(await observe(chip, header)).toEqual({ result: "refused", code: "card-contradicts-centre" });
  expect((await centre.reviews()).map(({ opId }) => opId)).toEqual([op2]);
  expect(await centre.approve("0".repeat(32), "clerk 7")).toBe(0);
  expect(await centre.approve(lookAt(chip).cardRef, "clerk 7")).toBe(1);
  expect(await card()).toMatchObject({ epoch: 2, legal: "active", settled_op: op2, current_op: null });
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
  const { boot, send, entries, centre, chip, header, authorise, report, rows } = await restored();
  await boot();
  await send(entries.slice(3));
  // Before anybody has judged anything: the next certificate may be another card's.
  expect(await rows("certificate_counter")).toMatchObject([{ office: "371700", last: 2 }]);
  await centre.approve(lookAt(chip).cardRef, "clerk 7");
  await authorise(op3, "freeze", { header });
  writeAll(chip, op3, 3, "frozen");
  expect(await report(op3, 3, seen(chip), header)).toMatchObject({ certificateNo: "371700-2026-000003" });
});
