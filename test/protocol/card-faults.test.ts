import { expect, test } from "vitest";
import { virtualCard, type VirtualCard } from "../../card/virtual/card.ts";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { faultyCard, type CardFaultName } from "../../card/virtual/faults.ts";
import { openHall } from "./hall.ts";
import { sampled } from "./sample.ts";
import { visit } from "./visit.ts";

/*
 * A whole visit with a card that does one thing wrong: what the person is told, and that card and centre are no
 * worse for it. A right card put back afterwards is always served.
 */

const issued = (id: string): VirtualCard => {
  const image = defaultCards.find((card) => card.id === id)?.image() ?? expect.fail(`no ${id}`);
  let challenges = 0;
  return virtualCard(image, (length) => new Uint8Array(length).fill((challenges += 1)));
};

async function faulty(name: CardFaultName, fromApdu = 1) {
  const hall = await openHall();
  const terminal = hall.boot();
  await terminal.steps.start();
  const put = (): void => {
    const other = (): VirtualCard => issued(name === "swapped" ? "card-2" : "card-1");
    const card = faultyCard(hall.card, { name, fromApdu }, { pull: terminal.reader.pull, other });
    terminal.reader.insert({
      ...card,
      // A card that was taken out answers nothing; the virtual reader sees it gone.
      answer: (apdu) => card.answer(apdu) ?? new Uint8Array(0),
    });
  };
  const stk = () => hall.card.image().keys.find(({ use }) => use === "mac")?.left;
  const servedAfterwards = async (): Promise<void> => {
    terminal.reader.pull();
    const done = await visit(terminal, "freeze");
    const again = done.fault === "already-frozen" ? done : done.certificate?.print;
    expect(done.fault === undefined ? again : done.fault).toMatch(/printed|already-frozen/);
    expect(hall.card.image().life).toBe("frozen");
    expect(hall.lies).toEqual([]);
  };
  return { hall, terminal, put, stk, servedAfterwards };
}

test.each([
  ["mute", "mute-card"],
  ["wrong-sw", "card-not-recognised"],
  ["endless-61", "card-garbled"],
  ["huge", "card-garbled"],
  ["deep-tlv", "card-garbled"],
  ["look-alike", "card-not-recognised"],
] as const)("%s ends with %s while it is read; nothing was begun", async (name, fault) => {
  const { hall, terminal, put, servedAfterwards } = await faulty(name);
  const before = hall.card.image();
  put();
  expect(await visit(terminal, "freeze")).toEqual({ fault });
  expect(hall.card.image()).toEqual(before);
  expect(terminal.journal.all()).toEqual([]);
  await servedAfterwards();
});

test("wrong-mac: the second refusal is the last, and STK keeps a try", async () => {
  const { hall, terminal, put, stk, servedAfterwards } = await faulty("wrong-mac");
  put();
  const done = await visit(terminal, "freeze");
  expect(done.outcome).toMatchObject({ kind: "card-refuses", statusWord: "6988" });
  expect(stk()).toBe(1);
  expect(hall.card.image().life).toBe("active");
  await servedAfterwards();
  expect(stk()).toBe(3);
});

test("memory-fault: tried anew, then the card is said to be defective; nothing was written", async () => {
  const { hall, terminal, put, servedAfterwards } = await faulty("memory-fault");
  const before = hall.card.image();
  put();
  const done = await visit(terminal, "freeze");
  expect(done.outcome).toMatchObject({ kind: "card-refuses", statusWord: "6581" });
  expect({ ...hall.card.image(), keys: [] }).toEqual({ ...before, keys: [] });
  await servedAfterwards();
});

test.each(["torn-before", "torn-after"] as const)(
  "%s at each APDU: the card put back ends frozen, once",
  { timeout: 60_000 },
  async (name) => {
    for (const apdu of sampled(33, name === "torn-before" ? 0 : 1)) {
      const fromApdu = apdu + 1;
      const { hall, put, servedAfterwards, terminal } = await faulty(name, fromApdu);
      put();
      await visit(terminal, "freeze");
      await servedAfterwards();
      const { operations, alarms } = await hall.centre.books(hall.cardRef);
      expect(operations.map(({ kind, state }) => `${kind} ${state}`)).toEqual(["freeze done"]);
      expect(alarms).toEqual([]);
      await hall.close();
    }
  },
);

test("swapped before the write: the other card is named and not written on", async () => {
  const { hall, terminal, put } = await faulty("swapped", 5);
  put();
  const read = await terminal.steps.readCard();
  expect(read.ok).toBe(true);
  const outcome = await terminal.steps.writeCard(
    { kind: "freeze", reason: "misuse-suspected" },
    () => undefined,
  );
  expect(outcome).toMatchObject({ kind: "card-away", fault: { kind: "other-card" } });
  expect(hall.card.image().life).toBe("active");
  // The card that the freeze is for comes back and gets it.
  terminal.reader.pull();
  expect((await visit(terminal)).outcome?.kind).toBe("done");
  expect(hall.card.image().life).toBe("frozen");
});

test("old-image: a clone made in time is an alarm at the centre, and is not served", async () => {
  const { hall, terminal, put } = await faulty("old-image");
  expect((await visit(terminal, "freeze")).certificate?.print).toBe("printed");
  put();
  expect(await visit(terminal, "unfreeze")).toEqual({ fault: "card-contradicts-centre" });
  const { card, alarms } = await hall.centre.books(hall.cardRef);
  expect([card.legal, alarms.length]).toEqual(["frozen", 1]);
});
