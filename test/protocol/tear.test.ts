import { expect, test } from "vitest";
import { targetOf } from "../../card/life.ts";
import { openHall, reasonOf } from "./hall.ts";
import { sampled } from "./sample.ts";
import { expectAgreement, journeys, prepare, visit, type Journey } from "./visit.ts";

const patienceMs = 60_000;
const whens = ["before", "after"] as const;
const everywhere = journeys
  .flatMap((journey) => whens.map((when) => [journey.name, when, journey] as const))
  .map((each, turn) => [...each, turn] as const);

async function begun(journey: Journey) {
  const hall = await openHall();
  await prepare(hall, journey);
  const terminal = hall.boot();
  await terminal.steps.start();
  terminal.insert();
  return { hall, terminal };
}

/** How many APDUs an undisturbed journey takes. */
async function apdusOf(journey: Journey): Promise<number> {
  const { hall, terminal } = await begun(journey);
  expect((await visit(terminal, journey.kind)).certificate?.print).toBe("printed");
  await expectAgreement(hall, journey, [terminal]);
  const count = terminal.reader.transmits();
  await hall.close();
  return count;
}

/** Reads the card and writes once; the card is not put back. */
async function writeOnce(terminal: Awaited<ReturnType<typeof begun>>["terminal"], { kind }: Journey) {
  const read = await terminal.steps.readCard();
  expect(read.ok).toBe(true);
  return terminal.steps.writeCard({ kind, reason: reasonOf(kind) }, () => undefined);
}

test.each(everywhere)(
  "%s torn %s each APDU: the same card put back ends done, once",
  { timeout: patienceMs },
  async (_name, when, journey, turn) => {
    const apdus = await apdusOf(journey);
    expect(apdus).toBeGreaterThan(20);
    for (const apdu of sampled(apdus, turn)) {
      const { hall, terminal } = await begun(journey);
      terminal.reader.plan([{ apdu, when }]);
      const first = await visit(terminal, journey.kind);
      // Torn while only being read: nothing was begun, the person starts again.
      if (first.fault !== undefined) expect(first.fault).toBe("no-card");
      const last = first.fault === undefined ? first : await visit(terminal, journey.kind);
      expect(last.certificate?.print, `APDU ${apdu}`).toBe("printed");
      await expectAgreement(hall, journey, [terminal]);
      expect(hall.papers.length).toBe(1);
      await hall.close();
    }
  },
);

test.each(journeys)(
  "$name torn at each APDU of the write, and another card put in: nothing is written on that one",
  { timeout: patienceMs },
  async (journey) => {
    const apdus = await apdusOf(journey);
    let swapped = 0;
    for (const apdu of sampled(apdus, journeys.indexOf(journey))) {
      const { hall, terminal } = await begun(journey);
      terminal.reader.plan([{ apdu, when: "after" }]);
      const read = await terminal.steps.readCard();
      if (read.ok) {
        const { kind } = journey;
        const first = await terminal.steps.writeCard({ kind, reason: reasonOf(kind) }, () => undefined);
        expect(first.kind, `APDU ${apdu}`).toBe("card-away");
        const { card } = hall.stranger();
        const before = card.image();
        terminal.reader.insert(card);
        const other = await terminal.steps.writeCard({ kind, opId: first.opId }, () => undefined);
        expect(other).toMatchObject({ kind: "card-away", fault: { kind: "other-card" } });
        expect(card.image()).toEqual(before);
        // Nor does a visit of its own begin with somebody else's operation.
        terminal.reader.insert(card);
        const theirs = await terminal.steps.readCard();
        expect(theirs.ok && theirs.value.unfinished).toBeUndefined();
        swapped += 1;
        terminal.insert();
        expect((await visit(terminal)).certificate?.print).toBe("printed");
        await expectAgreement(hall, journey, [terminal]);
      }
      await hall.close();
    }
    expect(swapped).toBeGreaterThan(1);
  },
);

test.each(everywhere)(
  "%s torn %s each APDU, finished at another terminal: the first one hears of it, one original in all",
  { timeout: patienceMs },
  async (_name, when, journey, turn) => {
    const apdus = await apdusOf(journey);
    let elsewhere = 0;
    for (const apdu of sampled(apdus, turn)) {
      const { hall, terminal } = await begun(journey);
      terminal.reader.plan([{ apdu, when }]);
      const read = await terminal.steps.readCard();
      if (read.ok) {
        const { kind } = journey;
        const first = await terminal.steps.writeCard({ kind, reason: reasonOf(kind) }, () => undefined);
        expect(first.kind).toBe("card-away");
        const second = hall.boot("T-2");
        await second.steps.start();
        expect((await visit(second)).certificate?.print, `APDU ${apdu}`).toBe("printed");
        elsewhere += 1;

        await terminal.steps.settle();
        await terminal.steps.settle();
        expect(await visit(terminal)).toEqual({});
        await expectAgreement(hall, journey, [terminal, second]);
        expect(hall.papers.map(({ terminalId }) => terminalId)).toEqual(["T-2"]);
      }
      await hall.close();
    }
    expect(elsewhere).toBeGreaterThan(1);
  },
);

test("a terminal with a new disk finishes what the old disk began", async () => {
  const { hall, terminal } = await begun(journeys[0]);
  const apdus = await apdusOf(journeys[0]);
  terminal.reader.plan([{ apdu: apdus - 6, when: "after" }]);
  expect((await writeOnce(terminal, journeys[0])).kind).toBe("card-away");
  terminal.kill();
  const anew = hall.boot("T-1", undefined, "new disk");
  // Row 24: it cannot show the journal that the centre knows, so it serves nobody until somebody has looked.
  await anew.steps.start();
  expect((await visit(anew)).fault).toBe("terminal-quarantined");
  expect(await hall.centre.release("T-1")).toBe("released");
  expect((await visit(anew)).certificate?.print).toBe("printed");
  await expectAgreement(hall, journeys[0], [anew]);
});

test("a terminal whose operation was finished and undone elsewhere takes the card as it is now", async () => {
  const { hall, terminal } = await begun(journeys[0]);
  const apdus = await apdusOf(journeys[0]);
  terminal.reader.plan([{ apdu: apdus - 6, when: "after" }]);
  expect((await writeOnce(terminal, journeys[0])).kind).toBe("card-away");
  // The terminal has told the centre once, and sleeps while others serve the card.
  await terminal.steps.settle();
  const second = hall.boot("T-2");
  expect((await visit(second)).certificate?.print).toBe("printed");
  expect((await visit(second, "unfreeze")).certificate?.print).toBe("printed");

  const back = await visit(terminal, "cancel");
  expect(back.certificate?.print).toBe("printed");
  expect(hall.card.image().life).toBe(targetOf.cancel);
  expect(terminal.journal.openOperations()).toEqual([]);
  expect((await hall.centre.books(hall.cardRef)).alarms).toEqual([]);
});

test("a terminal whose operation was finished elsewhere finishes what waits for the card now", async () => {
  const { hall, terminal } = await begun(journeys[0]);
  const apdus = await apdusOf(journeys[0]);
  terminal.reader.plan([{ apdu: apdus - 6, when: "after" }]);
  await writeOnce(terminal, journeys[0]);
  await terminal.steps.settle();
  const second = hall.boot("T-2");
  expect((await visit(second)).certificate?.print).toBe("printed");
  second.insert();
  second.reader.plan([{ apdu: apdus - 6, when: "after" }]);
  expect((await writeOnce(second, journeys[1])).kind).toBe("card-away");

  expect(await visit(terminal)).toMatchObject({ outcome: { kind: "done", operation: "unfreeze" } });
  await second.steps.settle();
  await second.steps.settle();
  expect(terminal.journal.openOperations()).toEqual([]);
  expect(second.journal.openOperations()).toEqual([]);
  expect((await hall.centre.books(hall.cardRef)).alarms).toEqual([]);
  expect(hall.lies).toEqual([]);
});

test("a wish that never reached the centre is not carried out in a later visit, nor held against the card", async () => {
  const { hall, terminal } = await begun(journeys[0]);
  const read = await terminal.steps.readCard();
  expect(read.ok).toBe(true);
  terminal.line.cut({ n: 0, when: "before" });
  const { kind } = journeys[0];
  const first = await terminal.steps.writeCard({ kind, reason: reasonOf(kind) }, () => undefined);
  expect(first).toMatchObject({ kind: "centre-away", fault: { kind: "centre-unreachable" } });
  terminal.reader.pull();
  // The holder freezes and unfreezes it elsewhere; the terminal has slept through all of it.
  const second = hall.boot("T-2");
  expect((await visit(second, "freeze")).certificate?.print).toBe("printed");
  expect((await visit(second, "unfreeze")).certificate?.print).toBe("printed");
  terminal.line.cut(undefined);
  expect(await visit(terminal)).toEqual({});
  expect(terminal.journal.openOperations()).toEqual([]);
  const { card, alarms } = await hall.centre.books(hall.cardRef);
  expect(card).toMatchObject({ epoch: 2, legal: "active" });
  expect(alarms).toEqual([]);
});
