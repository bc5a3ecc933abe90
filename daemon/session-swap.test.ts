import { expect, test } from "vitest";
import { fail, ok } from "../hardware/result.ts";
import { card, readOk, result, type Answers } from "./machine-stand.ts";
import { attending, visit } from "./visit-stand.ts";

/** A card that is put in while another one is still being read, or while the centre is asked about it. */

const answers: readonly (readonly [string, Answers["readCard"]])[] = [
  ["read", readOk],
  ["with an operation that waits", ok({ card, choices: [], unfinished: { opId: "1", kind: "cancel" } })],
  ["with a certificate that is owed", ok({ card, choices: [], owed: result })],
  ["with a fault", fail({ code: "centre-unreachable" })],
];

const another = { ...card, holderMasked: "周*远" };

test.each(answers)(
  "what was found out of the card before (%s) is nobody's: the card that lies there now is read",
  async (_, read) => {
    const at = visit();
    at.send("card.removed", "card.inserted");
    await at.answer("readCard", read);
    expect(at.value()).toBe("readingCard");
    expect(at.context().card).toBeUndefined();
    expect(at.orders).toEqual([]);
    await at.answer("readCard", ok({ card: another, choices: [] }));
    expect(at.value()).toEqual(attending("showingCard"));
    expect(at.context().card).toEqual(another);
  },
);

test("with no card there any more nothing is read again", async () => {
  const at = visit();
  at.send("card.removed", "card.inserted", "card.removed");
  await at.answer("readCard", readOk);
  expect(at.value()).toBe("finished");
});

test("a card that is only pulled ends nothing before it was read", async () => {
  const at = visit();
  at.send("card.removed");
  await at.answer("readCard", fail({ code: "no-card" }));
  expect(at.value()).toBe("showingFault");
});
