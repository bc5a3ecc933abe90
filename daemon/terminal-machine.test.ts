import { describe, expect, test } from "vitest";
import { fail } from "../hardware/result.ts";
import { card, certificate, opId, outcomes, quiet, readOk } from "./machine-stand.ts";
import { attending, offline, online, served, terminal, welcoming, writing } from "./terminal-stand.ts";

describe("starting", () => {
  test("shows that it starts, then welcomes", async () => {
    const at = terminal();
    expect(at.name()).toBe("starting");
    at.reader(online("not-present"));
    expect(at.name()).toBe("starting");
    await at.answer("start", undefined);
    expect(at.name()).toBe("welcome");
  });

  test("a card put in meanwhile is read as soon as it has started, and not before", async () => {
    const at = terminal();
    at.insert();
    expect(at.asked).toEqual(["start"]);
    await at.answer("start", undefined);
    expect(at.asked).toEqual(["start", "readCard"]);
    expect(at.name()).toBe("reading");
  });

  test("a card put in and taken again meanwhile begins nothing", async () => {
    const at = terminal();
    at.insert();
    at.take();
    await at.answer("start", undefined);
    expect(at.name()).toBe("welcome");
    expect(at.asked).not.toContain("readCard");
  });

  test("a disk that cannot be trusted serves nobody", async () => {
    const at = terminal();
    await at.bug("start");
    expect(at.screen()).toEqual({ name: "out-of-service", fault: "terminal-disk" });
    at.insert();
    at.send("person.began");
    at.pass(3_600);
    expect(at.screen()).toEqual({ name: "out-of-service", fault: "terminal-disk" });
    expect(at.asked).toEqual(["start"]);
  });
});

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

describe("a reader that is lost", () => {
  test("is waited for, then missed, then welcome again", async () => {
    const at = await welcoming();
    at.reader(offline);
    expect(at.name()).toBe("starting");
    at.pass(4);
    expect(at.name()).toBe("starting");
    at.pass(1);
    expect(at.screen()).toEqual({ name: "out-of-service", fault: "reader-missing" });
    at.pass(3_600);
    at.reader({ ...offline, device: "starting" });
    expect(at.screen()).toEqual({ name: "out-of-service", fault: "reader-missing" });
    at.reader(online("not-present"));
    expect(at.name()).toBe("welcome");
  });

  test("and back within its patience is never called missing", async () => {
    const at = await welcoming();
    at.reader(offline);
    at.pass(4);
    // Online, but it has not yet said whether a card lies there: nobody is welcomed to a guess.
    at.reader(online("unknown"));
    expect(at.name()).toBe("starting");
    at.reader(online("not-present"));
    at.pass(4);
    expect(at.name()).toBe("welcome");
  });

  test("while a card is asked for, or quiet work is done, is missed as well", async () => {
    const inviting = await welcoming();
    inviting.send("person.began");
    inviting.reader(offline);
    expect(inviting.name()).toBe("starting");
    const settling = await welcoming();
    settling.pass(5);
    settling.reader(offline);
    await settling.answer("settle", undefined);
    expect(settling.name()).toBe("starting");
  });

  test("and comes back with a card in it, serves that card", async () => {
    const at = await welcoming();
    at.reader(offline);
    at.pass(60);
    at.insert();
    expect(at.name()).toBe("reading");
  });

  test("does not keep the centre from hearing what is owed", async () => {
    const at = await welcoming();
    at.reader(offline);
    at.pass(5);
    const settles = () => at.asked.filter((step) => step === "settle").length;
    for (let round = 1; round <= 3; round += 1) {
      at.pass(5);
      expect(settles()).toBe(round);
      expect(at.screen()).toEqual({ name: "out-of-service", fault: "reader-missing" });
      await at.answer("settle", undefined);
    }
    at.reader(online("not-present"));
    expect(at.name()).toBe("welcome");
  });

  test("during a visit ends the visit, and the card still inside begins a new one when it is back", async () => {
    const at = await attending();
    at.reader(offline);
    expect(at.name()).toBe("goodbye");
    at.pass(4);
    expect(at.name()).toBe("starting");
    at.insert();
    expect(at.name()).toBe("reading");
  });

  test("during a write is awaited with the card, and the write carried on", async () => {
    const at = await writing();
    at.reader(offline);
    await at.answer("writeCard", {
      ...outcomes.torn,
      fault: { kind: "reader-lost", detail: "host gone", during: "APPLICATION BLOCK" },
    });
    expect(at.name()).toBe("put-card-back");
    at.reader(online("unknown"));
    expect(at.name()).toBe("put-card-back");
    at.insert();
    at.tick(300);
    expect(at.orders).toHaveLength(2);
  });
});

describe("between visits", () => {
  test("the quiet work is done again and again, five seconds after it ended", async () => {
    const at = await welcoming();
    for (let round = 1; round <= 3; round += 1) {
      at.pass(4);
      expect(at.value()).toEqual({ idle: "welcoming" });
      at.pass(1);
      expect(at.value()).toEqual({ idle: "settling" });
      expect(at.name()).toBe("welcome");
      await at.answer("settle", undefined);
    }
  });

  test("whoever comes during the quiet work is served at once, with a card or a touch", async () => {
    const withCard = await welcoming();
    withCard.pass(5);
    withCard.insert();
    expect(withCard.name()).toBe("reading");
    const withTouch = await welcoming();
    withTouch.pass(5);
    withTouch.send("person.began");
    expect(withTouch.name()).toBe("insert-card");
    await withTouch.answer("settle", undefined);
    expect(withTouch.name()).toBe("insert-card");
  });

  test("who began and shows no card is welcomed anew after 60 s; a touch begins those anew", async () => {
    const at = await welcoming();
    at.send("person.began");
    at.pass(59);
    at.send("person.touched");
    at.pass(59);
    expect(at.name()).toBe("insert-card");
    at.pass(1);
    expect(at.name()).toBe("welcome");
  });

  test.each(["person.left", "person.wentBack"] as const)("%s leads back to the welcome", async (event) => {
    const at = await welcoming();
    at.send("person.began", event);
    expect(at.name()).toBe("welcome");
  });

  test.each(["person.began", "person.continued"] as const)("%s ends the goodbye", async (event) => {
    const at = await served();
    at.send(event);
    expect(at.name()).toBe("welcome");
  });

  test("a reader lost during the goodbye is noticed after it", async () => {
    const at = await served();
    at.reader(offline);
    expect(at.name()).toBe("goodbye");
    at.pass(4);
    expect(at.name()).toBe("starting");
  });

  test("hands on the screen that fit no screen change nothing", async () => {
    const at = await welcoming();
    at.send("person.confirmed", "person.left", "person.continued", "card.inserted", "card.removed");
    expect(at.name()).toBe("welcome");
  });
});

describe("shut out by the centre", () => {
  const closed = { name: "out-of-service", fault: "terminal-quarantined" } as const;

  test("it says so, serves nobody, and serves by itself once a person has let it in", async () => {
    const at = await welcoming();
    at.pass(5);
    await at.answer("settle", "shut-out");
    expect(at.screen()).toMatchObject(closed);
    at.insert();
    at.send("person.began");
    at.pass(5);
    await at.answer("settle", "shut-out");
    expect(at.screen()).toMatchObject(closed);
    expect(at.asked).not.toContain("readCard");
    at.pass(5);
    await at.answer("settle", undefined);
    // The card that lies there is served at once.
    expect(at.asked).toContain("readCard");
  });

  test("it is known before the first person is welcomed, and while the reader is missing", async () => {
    const early = terminal();
    early.reader(online("not-present"));
    await early.answer("start", "shut-out");
    expect(early.screen()).toMatchObject(closed);
    const blind = terminal();
    blind.reader(offline);
    await blind.answer("start", undefined);
    blind.pass(10);
    await blind.answer("settle", "shut-out");
    expect(blind.screen()).toMatchObject(closed);
  });

  test("a technician is let in, to find out why", async () => {
    const at = terminal();
    await at.answer("start", "shut-out");
    at.send("staff.entered");
    expect(at.screen()).toMatchObject({ fault: "in-maintenance" });
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
