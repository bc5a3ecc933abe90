import { describe, expect, test } from "vitest";
import { fail } from "../hardware/result.ts";
import { card, certificate, opId, outcomes, quiet, readOk } from "./machine-stand.ts";
import { attending, offline, served, welcoming, writing } from "./terminal-stand.ts";

describe("a whole visit", () => {
  test("is shown screen by screen, from the card in the reader to the goodbye and the welcome", async () => {
    const at = await welcoming();
    const seen = [at.name()];
    at.send("person.began");
    seen.push(at.name());
    at.insert();
    seen.push(at.name());
    await at.answer("readCard", readOk);
    seen.push(at.name());
    at.person({ type: "person.chose", kind: "cancel" });
    seen.push(at.name());
    at.person({ type: "person.gaveReason", reason: "moved-away" });
    await at.answer("checkPrinter", undefined);
    seen.push(at.name());
    at.send("person.confirmed");
    seen.push(at.name());
    await at.answer("writeCard", outcomes.done);
    seen.push(at.name());
    at.send("person.continued");
    seen.push(at.name());
    at.take();
    seen.push(at.name());
    await at.answer("printCertificate", certificate);
    seen.push(at.name());
    at.send("person.continued");
    seen.push(at.name());
    at.pass(4);
    seen.push(at.name());
    expect(seen).toEqual([
      "welcome",
      "insert-card",
      "reading",
      "your-card",
      "reason",
      "confirm",
      "writing",
      "result",
      "take-card",
      "take-certificate",
      "take-certificate",
      "goodbye",
      "welcome",
    ]);
  });

  test("two cards in a row: the second finds nothing of the first", async () => {
    const at = await served();
    expect(at.name()).toBe("goodbye");
    at.insert();
    expect(at.screen()).toEqual({ name: "reading" });
    expect(at.visit()?.context).toMatchObject({ choices: [], returns: 0, resumed: false, cardInside: true });
    expect(at.visit()?.context.result).toBeUndefined();
    expect(at.asked.filter((step) => step === "readCard")).toHaveLength(2);
  });

  test("a card put in while the certificate before it is still shown is read next", async () => {
    const at = await writing();
    await at.answer("writeCard", outcomes.done);
    at.send("person.continued");
    at.take();
    await at.answer("printCertificate", certificate);
    at.insert();
    expect(at.name()).toBe("take-certificate");
    at.send("person.continued");
    expect(at.screen()).toEqual({ name: "reading" });
  });

  test("a card put in after a fault begins a new visit at once", async () => {
    const at = await welcoming();
    at.insert();
    at.take();
    await at.answer("readCard", fail({ code: "no-card" }));
    expect(at.screen()).toMatchObject({ name: "fault", fault: "no-card", cardInside: false });
    at.insert();
    expect(at.name()).toBe("reading");
  });
});

describe("a card that is forgotten", () => {
  test("never begins a new visit by itself: it is asked for until somebody takes it", async () => {
    const at = await attending();
    at.pass(90);
    expect(at.screen()).toMatchObject({ name: "take-card", overdue: false });
    at.pass(30);
    expect(at.screen()).toMatchObject({ name: "take-card", overdue: true });
    at.pass(3_600);
    at.insert();
    at.send("person.began", "person.continued", "person.touched", "person.left");
    expect(at.screen()).toMatchObject({ name: "take-card", overdue: true });
    expect(at.asked.filter((step) => step === "readCard")).toHaveLength(1);
    at.take();
    expect(at.name()).toBe("goodbye");
  });

  test("and could not be read is asked back on the fault's own screen", async () => {
    const at = await welcoming();
    at.insert();
    await at.answer("readCard", fail({ code: "mute-card" }));
    at.pass(600);
    expect(at.screen()).toEqual({ name: "fault", fault: "mute-card", cardInside: true });
    at.take();
    expect(at.name()).toBe("goodbye");
  });
});

describe("nothing interrupts a write", () => {
  test("neither a hand at the screen, nor the card, nor the reader, nor time", async () => {
    const at = await writing();
    at.send("person.left", "person.began", "person.wentBack", "person.continued", "person.touched");
    at.take();
    at.insert();
    at.reader(offline);
    at.pass(3_600);
    expect(at.name()).toBe("writing");
    expect(at.orders).toHaveLength(1);
  });

  test("the card is asked for once its write has said that it is away, and written when it is back", async () => {
    const at = await writing();
    at.take();
    await at.answer("writeCard", outcomes.torn);
    expect(at.screen()).toEqual({ name: "put-card-back", kind: "cancel", wrongCard: false });
    at.insert();
    at.tick(300);
    expect(at.orders).toEqual([
      { kind: "cancel", reason: "moved-away" },
      { kind: "cancel", opId },
    ]);
  });

  test("a wrong card is named as such", async () => {
    const at = await writing();
    await at.answer("writeCard", outcomes.otherCard);
    expect(at.screen()).toMatchObject({ name: "put-card-back", wrongCard: true });
  });
});

describe("a bug", () => {
  test("in the quiet work puts the terminal out of service, and does not kill it without a word", async () => {
    const at = await welcoming();
    at.pass(5);
    await at.bug("settle");
    expect(at.screen()).toEqual({ name: "out-of-service", fault: "terminal-fault" });
    expect(at.bugs).toEqual([]);
  });

  test("in the quiet work while the reader is missing does the same", async () => {
    const at = await welcoming();
    at.reader(offline);
    at.pass(10);
    await at.bug("settle");
    expect(at.screen()).toEqual({ name: "out-of-service", fault: "terminal-fault" });
  });

  test("in quiet work that was left behind harms nobody", async () => {
    const at = await welcoming();
    at.pass(5);
    at.insert();
    await at.bug("settle");
    expect(at.name()).toBe("reading");
    expect(at.bugs).toEqual([]);
  });

  test("in a step of a visit puts the terminal out of service, and no card is served any more", async () => {
    const at = await writing();
    await at.bug("writeCard");
    await quiet();
    expect(at.screen()).toEqual({ name: "out-of-service", fault: "terminal-fault" });
    at.take();
    at.insert();
    at.pass(600);
    expect(at.screen()).toEqual({ name: "out-of-service", fault: "terminal-fault" });
    expect(at.asked.filter((step) => step === "readCard")).toHaveLength(1);
    expect(at.bugs).toEqual([]);
  });
});

test("what a visit showed of its holder is gone with it", async () => {
  const at = await attending();
  expect(JSON.stringify(at.screen())).toContain(card.holderMasked);
  at.take();
  expect(JSON.stringify(at.screen())).not.toContain(card.holderMasked);
  expect(at.visit()).toBeUndefined();
});
