import { expect, test } from "vitest";
import { nightly } from "../nightly.ts";
import { openHall, reasonOf, type Hall, type Terminal } from "./hall.ts";
import { sampled } from "./sample.ts";
import { Stopped, type Place, type Stop } from "./stop.ts";
import { expectAgreement, expectSafe, journeys, prepare, visit, type Journey } from "./visit.ts";

const patienceMs = 120_000;
const whens = ["before", "after"] as const;
const places = ["journal", "centre", "apdu", "printer"] as const;
/** Below these a journey has lost steps, and stopping it "everywhere" would say less than it seems. */
const fewest: Readonly<Record<Place, number>> = { journal: 8, centre: 6, apdu: 20, printer: 1 };

async function hallFor(journey: Journey): Promise<Hall> {
  const hall = await openHall();
  await prepare(hall, journey);
  return hall;
}

/** A whole day of a terminal: start, one visit, and the quiet work after it. */
async function day(terminal: Terminal, journey: Journey): Promise<void> {
  await terminal.steps.start();
  await visit(terminal, journey.kind);
  await terminal.steps.settle();
}

/** True when the terminal was stopped on its way; anything else that is thrown is a bug. */
async function stopped(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof Stopped) return true;
    throw error;
  }
}

async function countsOf(journey: Journey): Promise<Readonly<Record<Place, number>>> {
  const hall = await hallFor(journey);
  const terminal = hall.boot();
  await day(terminal, journey);
  await expectAgreement(hall, journey, [terminal]);
  expect(hall.papers.map(({ copy }) => copy)).toEqual([undefined]);
  const counts = { ...terminal.stop.counts };
  await hall.close();
  return counts;
}

/** The terminal starts again, settles what it can, and the holder comes back with the card until all is well. */
async function recover(hall: Hall, journey: Journey): Promise<Terminal> {
  const terminal = hall.boot();
  await terminal.steps.start();
  for (let visits = 0; visits < 2; visits++) await visit(terminal, journey.kind);
  await terminal.steps.settle();
  return terminal;
}

const everywhere = journeys
  .flatMap((journey) =>
    places.flatMap((place) => whens.map((when) => [journey.name, when, place, journey] as const)),
  )
  .map((each, turn) => [...each, turn] as const);

test.each(everywhere)(
  "%s, the terminal stopped %s each %s: after a restart all agree, and nothing was done twice",
  { timeout: patienceMs },
  async (_name, when, place, journey, turn) => {
    const counts = await countsOf(journey);
    expect(counts[place]).toBeGreaterThanOrEqual(fewest[place]);
    for (const n of sampled(counts[place], turn)) {
      const at = `${place} ${String(n)}`;
      const hall = await hallFor(journey);
      const terminal = hall.boot("T-1", { place, n, when });
      expect(await stopped(day(terminal, journey)), at).toBe(true);
      await expectSafe(hall);
      terminal.kill();
      const again = await recover(hall, journey);
      await expectAgreement(hall, journey, [again]);
      expect(hall.papers.length, at).toBeLessThanOrEqual(2);
      await hall.close();
    }
  },
);

test.each(journeys.flatMap((journey) => whens.map((when) => [journey.name, when, journey] as const)))(
  "%s, the line cut %s each message arrives: it says so, and converges when the line is back",
  { timeout: patienceMs },
  async (_name, when, journey) => {
    const { centre: messages } = await countsOf(journey);
    for (const n of sampled(messages, whens.indexOf(when))) {
      const hall = await hallFor(journey);
      const terminal = hall.boot();
      terminal.line.cut({ n, when });
      await day(terminal, journey);
      expect(terminal.line.wasCut(), `message ${n}`).toBe(true);
      await expectSafe(hall);
      terminal.line.cut(undefined);
      // The same process lives on; a visit may need to be begun anew.
      await terminal.steps.settle();
      for (let visits = 0; visits < 2; visits++) await visit(terminal, journey.kind);
      await terminal.steps.settle();
      await expectAgreement(hall, journey, [terminal]);
      expect(hall.papers.length).toBe(1);
      await hall.close();
    }
  },
);

test.each(nightly ? [journeys[1], journeys[2]] : [journeys[2]])(
  "$name, stopped in the write and stopped again in each step of the recovery: the same end",
  { timeout: patienceMs },
  async (journey) => {
    const { apdu } = await countsOf(journey);
    let twice = 0;
    for (const first of [
      // In the middle of the script, and before the journal hears of the read-back.
      { place: "apdu", n: apdu - 6, when: "after" },
      { place: "journal", n: 4, when: "before" },
      { place: "journal", n: 7, when: "before" },
    ] as const satisfies readonly Stop[])
      for (const place of ["journal", "centre"] as const)
        for (let n = 0, more = true; more; n++) {
          expect(n).toBeLessThan(40);
          const hall = await hallFor(journey);
          const one = hall.boot("T-1", first);
          expect(await stopped(day(one, journey))).toBe(true);
          one.kill();
          const two = hall.boot("T-1", { place, n, when: "after" });
          more = await stopped(day(two, journey));
          two.kill();
          if (more) twice += 1;
          const three = await recover(hall, journey);
          await expectAgreement(hall, journey, [three]);
          await hall.close();
        }
    expect(twice).toBeGreaterThan(20);
  },
);

/** The message that asks for authorisation: observe and health may come before it. */
async function stoppedAtAuthorise(when: "before" | "after") {
  const journey = journeys[0];
  const counting = await hallFor(journey);
  const counted = counting.boot();
  counted.insert();
  await counted.steps.readCard();
  const n = counted.stop.counts.centre;
  await counting.close();

  const hall = await hallFor(journey);
  const terminal = hall.boot("T-1", { place: "centre", n, when });
  expect(await stopped(visit(terminal, journey.kind).then(() => undefined))).toBe(true);
  const [entry, ...more] = terminal.journal.all();
  expect([entry?.body.phase, more]).toEqual(["intent", []]);
  terminal.kill();
  return { hall, journey, opId: entry?.opId ?? "", dead: terminal };
}

test("row 2, stopped before the centre was asked: given up at the restart, with a tombstone at the centre", async () => {
  const { hall, opId } = await stoppedAtAuthorise("before");
  const again = hall.boot();
  await again.steps.start();
  expect(again.journal.entriesOf(opId).map(({ body }) => body.phase)).toEqual([
    "intent",
    "abandoned",
    "closed",
  ]);
  again.insert();
  // Nothing of it is offered or done: the person chooses anew.
  const read = await again.steps.readCard();
  expect(read.ok && read.value.unfinished).toBeUndefined();
  expect(await visit(again)).toEqual({});
  expect(hall.card.image().life).toBe("active");
});

test("row 4, the first question arriving after all: the tombstone refuses it", async () => {
  const { hall, journey, opId, dead } = await stoppedAtAuthorise("before");
  const late = { kind: journey.kind, reason: reasonOf(journey.kind) };
  const again = hall.boot();
  const [first] = again.journal.entriesOf(opId);
  if (first?.body.phase !== "intent") throw new Error("no intent");
  const { evidence } = first.body;
  if (evidence === undefined) throw new Error("no evidence");
  await again.steps.start();
  // From the process that is dead: it is not listened to any more. From this one: the tombstone stands.
  expect(await hall.late(dead).authorise(opId, { ...late, evidence })).toMatchObject({
    fault: { code: "boot-first" },
  });
  expect(await hall.late(again).authorise(opId, { ...late, evidence })).toEqual({
    ok: true,
    value: { result: "rejected", code: "operation-abandoned" },
  });
  const { card, operations } = await hall.centre.books(hall.cardRef);
  expect([card.legal, operations]).toEqual(["active", []]);
});

test("row 3, the centre's yes unheard: the same operation goes on, and no second one is begun", async () => {
  const { hall, journey, opId } = await stoppedAtAuthorise("after");
  const again = hall.boot();
  await again.steps.start();
  expect(again.journal.entriesOf(opId).map(({ body }) => body.phase)).toEqual(["intent", "authorised"]);
  expect(await visit(again)).toMatchObject({ outcome: { kind: "done", opId } });
  await expectAgreement(hall, journey, [again]);
});
