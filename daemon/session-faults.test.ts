import { describe, expect, test } from "vitest";
import { fail } from "../hardware/result.ts";
import { card, opId, outcomes, quiet, readOk } from "./machine-stand.ts";
import { attending, busy, printing, torn, visit, writing, type Visit } from "./visit-stand.ts";

describe("a fault", () => {
  test.each([
    ["mute-card", undefined],
    ["card-not-recognised", undefined],
    ["card-garbled", undefined],
    ["unknown-card", card],
    ["issuer-not-approved", card],
    ["card-expired", card],
    ["centre-unreachable", card],
  ] as const)("%s of a read is shown, then the card is given back", async (code, seen) => {
    const at = visit();
    await at.answer("readCard", fail({ code, ...(seen === undefined ? {} : { card: seen }) }));
    expect(at.value()).toBe("showingFault");
    expect(at.context().fault?.code).toBe(code);
    expect(at.context().card).toEqual(seen);
    at.pass(30);
    expect(at.value()).toBe("takingCard");
    at.send("card.removed");
    expect(at.value()).toBe("finished");
    expect(at.asked).toEqual(["readCard"]);
  });

  test.each([
    ["rejected", "already-frozen"],
    ["resume", "operation-pending"],
    ["ended", "operation-ended"],
    ["centreAway", "centre-lost-midway"],
    ["contradiction", "card-contradicts-centre"],
    ["cardRefuses", "card-defect"],
  ] as const)("a write that ends as %s is never called done", async (ending, code) => {
    const at = await writing();
    await at.answer("writeCard", outcomes[ending]);
    expect(at.value()).toBe("showingFault");
    expect(at.context().fault?.code).toBe(code);
    expect(at.context().result).toBeUndefined();
    at.send("person.continued");
    expect(at.value()).toBe("takingCard");
    at.send("card.removed");
    expect(at.value()).toBe("finished");
    expect(at.asked).not.toContain("printCertificate");
  });

  test.each(["person.continued", "person.left"] as const)("%s ends its screen", async (event) => {
    const at = visit();
    await at.answer("readCard", fail({ code: "mute-card" }));
    at.send(event);
    expect(at.value()).toBe("takingCard");
  });

  test("taking the card ends the visit", async () => {
    const at = visit();
    await at.answer("readCard", fail({ code: "mute-card" }));
    at.send("card.removed");
    expect(at.value()).toBe("finished");
  });

  test("a card put in again, as the screen asks, is not left unread for half a minute", async () => {
    const at = visit();
    at.send("card.removed");
    await at.answer("readCard", fail({ code: "no-card" }));
    expect(at.value()).toBe("showingFault");
    at.send("card.inserted");
    expect(at.value()).toBe("finished");
  });
});

describe("a card that is pulled while it is read", () => {
  test("a read that was quicker than the news shows nobody a card that is gone", async () => {
    const at = visit();
    at.send("card.removed");
    await at.answer("readCard", readOk);
    expect(at.value()).toBe("finished");
  });

  test("a card that only fluttered is read once more, and attended to", async () => {
    const at = visit();
    at.send("card.removed", "card.inserted");
    await at.answer("readCard", readOk);
    expect(at.value()).toBe("readingCard");
    await at.answer("readCard", readOk);
    expect(at.value()).toEqual(attending("showingCard"));
  });

  test("the fault's screen ends by itself, with no card to wait for", async () => {
    const at = visit();
    at.send("card.removed");
    await at.answer("readCard", fail({ code: "no-card" }));
    at.pass(30);
    expect(at.value()).toBe("finished");
  });
});

describe("a torn card", () => {
  test("put back, is written again under the same operation", async () => {
    const at = await torn();
    expect(at.value()).toBe("awaitingCard");
    at.pass(59);
    at.send("card.inserted");
    expect(at.value()).toBe("writingAgain");
    at.tick(299);
    expect(at.value()).toBe("writingAgain");
    at.tick(1);
    expect(at.value()).toBe("writingCard");
    expect(at.orders).toEqual([
      { kind: "cancel", reason: "moved-away" },
      { kind: "cancel", opId },
    ]);
    await at.answer("writeCard", outcomes.done);
    expect(at.value()).toBe("showingResult");
  });

  test("put back before its loss was understood, is written again without being asked for", async () => {
    const at = await writing();
    at.send("card.removed", "card.inserted");
    await at.answer("writeCard", outcomes.torn);
    expect(at.value()).toBe("writingAgain");
  });

  test("that never comes is given up after 60 s, with the operation's number", async () => {
    const at = await torn();
    at.send("person.left", "person.wentBack", "person.touched", "person.continued");
    at.pass(59);
    expect(at.value()).toBe("awaitingCard");
    at.pass(1);
    expect(at.value()).toBe("showingFault");
    expect(at.context().fault).toEqual({ code: "card-pulled", operationNo: opId });
    at.pass(30);
    expect(at.value()).toBe("finished");
  });

  test("that comes after it was given up begins a new visit, which finishes it", async () => {
    const at = await torn();
    at.pass(60);
    at.send("card.inserted");
    expect(at.value()).toBe("finished");
  });

  test("another card in its place is refused until it is taken, then the right one is written", async () => {
    const at = await torn();
    at.send("card.inserted");
    at.tick(300);
    await at.answer("writeCard", outcomes.otherCard);
    expect(at.value()).toBe("awaitingCard");
    expect(at.context().wrongCard).toBe(true);
    at.send("card.removed");
    expect(at.context().wrongCard).toBe(false);
    expect(at.value()).toBe("awaitingCard");
    at.send("card.inserted");
    at.tick(300);
    await at.answer("writeCard", outcomes.done);
    expect(at.value()).toBe("showingResult");
  });

  test("another card left in its place is given back after 60 s", async () => {
    const at = await torn();
    at.send("card.inserted");
    at.tick(300);
    await at.answer("writeCard", outcomes.otherCard);
    at.pass(60);
    expect(at.value()).toBe("showingFault");
    at.pass(30);
    expect(at.value()).toBe("takingCard");
    at.send("card.removed");
    expect(at.value()).toBe("finished");
  });

  test("that leaves within the breath before the write is waited for again", async () => {
    const at = await torn();
    at.send("card.inserted");
    at.tick(299);
    at.send("card.removed");
    expect(at.value()).toBe("awaitingCard");
    at.tick(300);
    expect(at.value()).toBe("awaitingCard");
    expect(at.orders).toHaveLength(1);
  });

  test("that leaves ten times is still waited for; at the eleventh it is a clerk's", async () => {
    const at = await writing();
    for (let time = 1; time <= 10; time += 1) {
      at.send("card.removed");
      await at.answer("writeCard", outcomes.torn);
      expect(at.value()).toBe("awaitingCard");
      at.send("card.inserted");
      at.tick(300);
      expect(at.value()).toBe("writingCard");
    }
    at.send("card.removed");
    await at.answer("writeCard", outcomes.torn);
    expect(at.value()).toBe("showingFault");
    expect(at.context().fault).toEqual({ code: "card-defect", operationNo: opId });
  });

  test("whose contact flutters without end is given up too", async () => {
    const at = await torn();
    let flutters = 0;
    while (at.value() !== "showingFault" && flutters < 100) {
      flutters += 1;
      at.send("card.inserted", "card.removed");
    }
    expect(flutters).toBe(10);
    expect(at.context().fault?.code).toBe("card-defect");
  });

  test("that lies there and never answers is given up, not tried for ever", async () => {
    const at = await writing();
    let tries = 0;
    while (at.value() === "writingCard" && tries < 100) {
      tries += 1;
      await at.answer("writeCard", outcomes.torn);
      at.tick(300);
    }
    expect(tries).toBe(11);
    expect(at.context().fault?.code).toBe("card-defect");
    at.pass(30);
    expect(at.value()).toBe("takingCard");
  });
});

describe("a bug", () => {
  test.each<[Parameters<Visit["bug"]>[0], () => Promise<Visit>]>([
    ["readCard", async () => visit()],
    ["readFiles", busy[0]![1]],
    ["checkPrinter", busy[1]![1]],
    ["writeCard", writing],
    ["printCertificate", printing],
  ])("in %s ends the visit as a bug, never as a screen that waits", async (step, reach) => {
    const at = await reach();
    await at.bug(step);
    await quiet();
    expect(at.bugs).toEqual([new Error(`a bug in ${step}`)]);
  });
});
