import { expect, test } from "vitest";
import { targetOf } from "../../card/life.ts";
import { carryOut } from "../../daemon/card-write.ts";
import { undo } from "../../daemon/operation-undo.ts";
import { openHall, reasonOf, type Terminal } from "./hall.ts";
import { visit } from "./visit.ts";

/** Begins a freeze that is torn before one APDU of the visit; false when it was not torn any more. */
async function tornFreeze(terminal: Terminal, apdu: number) {
  terminal.insert();
  terminal.reader.plan([{ apdu, when: "before" }]);
  const read = await terminal.steps.readCard();
  if (!read.ok) return undefined;
  const outcome = await terminal.steps.writeCard(
    { kind: "freeze", reason: reasonOf("freeze") },
    () => undefined,
  );
  terminal.insert();
  return outcome;
}

test(
  "torn at each APDU and then undone: with its record on the card it is refused, else all is as before",
  { timeout: 60_000 },
  async () => {
    let reversed = 0;
    let refused = 0;
    for (let apdu = 0; apdu < 60; apdu++) {
      const hall = await openHall();
      const terminal = hall.boot();
      const torn = await tornFreeze(terminal, apdu);
      if (torn?.kind === "done") break;
      if (torn?.kind === "card-away") {
        const undone = await undo(terminal.parts, torn.opId);
        const { card, operations } = await hall.centre.books(hall.cardRef);
        const written = hall.card
          .image()
          .files.some((file) => file.records.some((each) => each.startsWith("EE180100000001")));
        if (undone.kind === "reversed") {
          reversed += 1;
          expect(written).toBe(false);
          expect([card.legal, operations[0]?.state]).toEqual(["active", "reversed"]);
          expect(terminal.journal.openOperations()).toEqual([]);
          expect((await visit(terminal, "cancel")).outcome).toMatchObject({ kind: "done" });
        } else {
          refused += 1;
          expect(undone).toEqual({ kind: "refused", because: "roll-forward" });
          expect(written).toBe(true);
          expect((await carryOut(terminal.parts, torn.opId, () => undefined)).kind).toBe("done");
        }
        expect((await hall.centre.books(hall.cardRef)).alarms).toEqual([]);
      }
      await hall.close();
    }
    expect(reversed).toBeGreaterThan(3);
    expect(refused).toBeGreaterThan(0);
  },
);

test("a script that another terminal had meanwhile makes the look worthless: nothing is undone", async () => {
  const hall = await openHall();
  const terminal = hall.boot();
  const torn = await tornFreeze(terminal, 18);
  if (torn?.kind !== "card-away") throw new Error(String(torn?.kind));
  const { centre } = terminal.parts;
  const second = hall.boot("T-2");
  const late: typeof centre = {
    ...centre,
    // The question stays in the network while the card goes to another terminal and is written there.
    async reverse(...asked) {
      terminal.reader.pull();
      await visit(second);
      return centre.reverse(...asked);
    },
  };
  expect(await undo({ ...terminal.parts, centre: late }, torn.opId)).toMatchObject({ kind: "refused" });
  expect(hall.card.image().life).toBe(targetOf.freeze);
  const { card, operations } = await hall.centre.books(hall.cardRef);
  expect([card.legal, operations[0]?.state]).toEqual(["frozen", "done"]);
});

test("the holder is offered to undo it, and after that the card is offered everything it was before", async () => {
  const hall = await openHall();
  const terminal = hall.boot();
  await tornFreeze(terminal, 18);
  const second = hall.boot("T-2");
  second.insert();
  const read = await second.steps.readCard();
  if (!read.ok || read.value.unfinished === undefined) throw new Error("nothing is unfinished");
  expect(read.value.unfinished).toMatchObject({ kind: "freeze", undoable: true });
  expect(await second.steps.undo(read.value.unfinished.opId)).toEqual({ ok: true, value: undefined });
  const again = await second.steps.readCard();
  expect(again).toMatchObject({ ok: true, value: { card: { life: "active", legal: "active" } } });
  expect(again.ok && again.value.unfinished).toBe(undefined);
  const { length } = second.journal.all();
  // Asked once more, because the answer was lost: answered as before.
  expect(await second.steps.undo(read.value.unfinished.opId)).toEqual({ ok: true, value: undefined });
  expect(second.journal.all().length).toBe(length);
  // The terminal that began it hears of it, and asks no more.
  await terminal.steps.settle();
  expect(terminal.journal.openOperations()).toEqual([]);
  expect(hall.papers).toEqual([]);
});
