import { expect, test } from "vitest";
import { carryOut } from "../../daemon/card-write.ts";
import { journalLost } from "../../daemon/operation-begin.ts";
import type { WriteOutcome } from "../../daemon/write-outcome.ts";
import { openHall, type Hall, type Terminal } from "./hall.ts";
import { Stopped } from "./stop.ts";
import { visit } from "./visit.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const lost = { holderProof: "desk 7", freeze: "formal" } as const;

const stateOf = async (hall: Hall, opId: string) =>
  (await hall.centre.books(hall.cardRef)).operations.find((row) => row.op_id === opId)?.state;

async function freezeLost(hall: Hall, terminal: Terminal): Promise<WriteOutcome> {
  const wanted = { cardRef: hall.cardRef, reason: "misuse-suspected", lost } as const;
  const opId = journalLost(terminal.parts, wanted);
  return carryOut(terminal.parts, opId, () => undefined);
}

async function print(terminal: Terminal, done: WriteOutcome) {
  if (done.kind !== "done") throw new Error(done.kind);
  const { opId, operation: kind, certificateNo, life, legal } = done;
  return terminal.steps.printCertificate({ kind, opId, certificateNo, life, legal }, () => undefined);
}

test("a lost card that is found is blocked at the terminal that froze its record, printed or not: one paper", async () => {
  for (const printed of [true, false]) {
    const hall = await openHall();
    const terminal = hall.boot();
    const done = await freezeLost(hall, terminal);
    if (printed) await print(terminal, done);
    await terminal.steps.settle();
    expect(await visit(terminal)).toMatchObject({ outcome: { kind: "done", opId: done.opId } });
    expect(hall.card.image().life).toBe("frozen");
    await terminal.steps.settle();
    expect(terminal.journal.openOperations()).toEqual([]);
    expect(hall.papers.map(({ copy }) => copy)).toEqual([undefined]);
    expect(await stateOf(hall, done.opId)).toBe("done");
    await hall.close();
  }
});

test("a lost card is frozen without it and its certificate printed; found, it is blocked anywhere, and nothing more is printed", async () => {
  const hall = await openHall();
  const terminal = hall.boot();
  const done = await freezeLost(hall, terminal);
  expect(done).toMatchObject({ kind: "done", legal: "frozen" });
  expect(await print(terminal, done)).toMatchObject({ print: "printed" });
  expect(hall.card.image().life).toBe("active");
  expect(await stateOf(hall, done.opId)).toBe("awaiting-card");

  const second = hall.boot("T-2");
  expect(await visit(second)).toMatchObject({ outcome: { kind: "done", opId: done.opId } });
  expect(hall.card.image().life).toBe("frozen");
  await terminal.steps.settle();
  await second.steps.settle();
  expect(await stateOf(hall, done.opId)).toBe("done");
  expect(hall.papers.map(({ terminalId }) => terminalId)).toEqual(["T-1"]);
  for (const each of [terminal, second]) expect(each.journal.openOperations()).toEqual([]);
});

test("a terminal stopped anywhere in the freeze of a lost card asks again and is answered as before", async () => {
  let stops = 0;
  for (let n = 0, more = true; more; n++) {
    expect(n).toBeLessThan(20);
    const hall = await openHall();
    const first = hall.boot("T-1", { place: "journal", n, when: "after" });
    const parts = { ...first.parts, journal: stopped(first) };
    const wanted = { cardRef: hall.cardRef, reason: "other", lost } as const;
    try {
      await carryOut({ ...parts }, journalLost(parts, wanted), () => undefined);
      more = false;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      stops += 1;
    }
    first.kill();
    const again = hall.boot();
    await again.steps.start();
    const [entry] = again.journal.all();
    expect(again.journal.entriesOf(entry?.opId ?? "").map(({ body }) => body.phase)).toEqual([
      "intent",
      "settled",
    ]);
    const { operations } = await hall.centre.books(hall.cardRef);
    expect(operations.map((row) => row.certificate_no)).toEqual(["371700-2026-000001"]);
    await hall.close();
  }
  expect(stops).toBe(2);
});

/** The terminal's journal, stopping where the plan says; the steps alone have it otherwise. */
function stopped(terminal: Terminal): Terminal["journal"] {
  return {
    ...terminal.journal,
    append(opId, body) {
      const leave = terminal.stop.enter("journal");
      const entry = terminal.journal.append(opId, body);
      leave();
      return entry;
    },
  };
}

test("an unfreeze that waited a day is true without its card, which is unblocked when it comes back", async () => {
  const hall = await openHall();
  const terminal = hall.boot();
  await visit(terminal, "freeze");
  terminal.insert();
  terminal.reader.plan([{ apdu: 18, when: "before" }]);
  await terminal.steps.readCard();
  const torn = await terminal.steps.writeCard({ kind: "unfreeze", reason: "card-found" }, () => undefined);
  expect(torn.kind).toBe("card-away");
  await hall.centre.after(dayMs);
  expect((await hall.centre.books(hall.cardRef)).card.legal).toBe("active");
  expect(await visit(hall.boot("T-2"))).toMatchObject({ outcome: { kind: "done", operation: "unfreeze" } });
  expect(hall.card.image().life).toBe("active");
  const { card, alarms } = await hall.centre.books(hall.cardRef);
  expect([card.current_op, alarms]).toEqual([null, []]);
});

test("a temporary freeze that lapsed is taken off the card when it comes back, by nobody's wish", async () => {
  const hall = await openHall();
  const terminal = hall.boot();
  const done = journalLost(terminal.parts, {
    cardRef: hall.cardRef,
    reason: "not-used-now",
    lost: { ...lost, freeze: "temporary" },
  });
  await carryOut(terminal.parts, done, () => undefined);
  await visit(terminal);
  expect(hall.card.image().life).toBe("frozen");
  await hall.centre.after(5 * dayMs);
  expect((await hall.centre.books(hall.cardRef)).card.legal).toBe("active");
  expect(await visit(hall.boot("T-2"))).toMatchObject({ outcome: { kind: "done", operation: "unfreeze" } });
  expect(hall.card.image().life).toBe("active");
  expect((await hall.centre.books(hall.cardRef)).alarms).toEqual([]);
});

test("a replacement ends an unfreeze under way, and the old card is cancelled when it is seen", async () => {
  const hall = await openHall();
  const terminal = hall.boot();
  await visit(terminal, "freeze");
  terminal.insert();
  terminal.reader.plan([{ apdu: 18, when: "before" }]);
  await terminal.steps.readCard();
  await terminal.steps.writeCard({ kind: "unfreeze", reason: "card-found" }, () => undefined);
  const notice = { noticeId: "019cac61-c368-7c41-8a1b-2c3d4e5fffff", cardRef: hall.cardRef } as const;
  await hall.centre.over.notice({ ...notice, kind: "replacement-ordered" });
  expect(await visit(hall.boot("T-2"))).toMatchObject({ outcome: { kind: "done", operation: "cancel" } });
  expect(hall.card.image().life).toBe("cancelled");
  await terminal.steps.settle();
  await terminal.steps.settle();
  expect(terminal.journal.openOperations().length).toBe(0);
});

test("a card that is frozen already, and whose unfreeze a freeze without it has replaced, is finished and not sent to a clerk", async () => {
  const hall = await openHall();
  const terminal = hall.boot();
  await visit(terminal, "freeze");
  terminal.insert();
  terminal.reader.plan([{ apdu: 18, when: "before" }]);
  await terminal.steps.readCard();
  const torn = await terminal.steps.writeCard({ kind: "unfreeze", reason: "card-found" }, () => undefined);
  expect(torn.kind).toBe("card-away");
  const done = await freezeLost(hall, terminal);
  expect([await stateOf(hall, torn.opId), await stateOf(hall, done.opId)]).toEqual([
    "superseded",
    "awaiting-card",
  ]);
  const seen = await visit(hall.boot("T-2"));
  expect(seen).toMatchObject({ outcome: { kind: "done", opId: done.opId } });
  expect(await stateOf(hall, done.opId)).toBe("done");
});

test("a lost card's freeze that another takes the place of keeps its unprinted paper, wherever its terminal stood", async () => {
  let stops = 0;
  for (let n = 0, more = true; more; n++) {
    expect(n).toBeLessThan(20);
    const hall = await openHall();
    const first = hall.boot();
    const temporary = { ...lost, freeze: "temporary" } as const;
    const wanted = { cardRef: hall.cardRef, reason: "not-used-now", lost: temporary } as const;
    const done = await carryOut(first.parts, journalLost(first.parts, wanted), () => undefined);
    if (done.kind !== "done") throw new Error(done.kind);
    first.kill();
    const second = hall.boot("T-1", { place: "journal", n, when: "after" });
    await second.steps.start();
    try {
      second.insert();
      await second.steps.readCard();
      await second.steps.writeCard({ kind: "freeze", opId: done.opId }, () => undefined);
      more = false;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      stops += 1;
    }
    second.kill();
    await freezeLost(hall, hall.boot("T-2"));
    const again = hall.boot();
    await again.steps.start();
    for (let visits = 0; visits < 2; visits++) await visit(again);
    await again.steps.settle();
    const papers = hall.papers.filter((paper) => paper.certificateNo === done.certificateNo);
    expect(papers.map(({ terminalId, copy }) => [terminalId, copy])).toEqual([["T-1", undefined]]);
    expect(again.journal.openOperations()).toEqual([]);
    await hall.close();
  }
  expect(stops).toBeGreaterThan(2);
});
