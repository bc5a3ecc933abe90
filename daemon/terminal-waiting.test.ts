import { describe, expect, test } from "vitest";
import { outcomes, readOk } from "./machine-stand.ts";
import { attending, offline, online, served, terminal, welcoming, writing } from "./terminal-stand.ts";

/** The terminal while nobody is served: it starts, waits for its reader, for people, for the centre's word. */

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

describe("more time, asked for between visits", () => {
  const chosen = async () => {
    const at = await welcoming();
    at.person({ type: "person.chosePace", unhurried: true });
    return at;
  };
  const unhurried = (at: Awaited<ReturnType<typeof chosen>>) => {
    at.insert();
    return at.visit()!.context.unhurried;
  };

  test("is had by whoever begins within 60 s, with a card or by a touch first", async () => {
    const withCard = await chosen();
    withCard.pass(59);
    expect(unhurried(withCard)).toBe(true);
    const withTouch = await chosen();
    withTouch.pass(59);
    withTouch.send("person.began");
    withTouch.pass(59);
    withTouch.send("person.touched");
    withTouch.pass(59);
    expect(withTouch.name()).toBe("insert-card");
    expect(unhurried(withTouch)).toBe(true);
  });

  test("ends when nobody begins for 60 s, however often the quiet work was done meanwhile", async () => {
    const at = await chosen();
    for (let round = 1; round <= 12; round += 1) {
      at.pass(5);
      await at.answer("settle", undefined);
    }
    expect(at.name()).toBe("welcome");
    expect(unhurried(at)).toBe(false);
  });

  test("asked for again is waited for anew", async () => {
    const at = await chosen();
    at.pass(59);
    at.person({ type: "person.chosePace", unhurried: true });
    at.pass(59);
    expect(unhurried(at)).toBe(true);
  });

  test.each(["person.left", "person.wentBack"] as const)(
    "ends with %s of whoever had begun",
    async (event) => {
      const at = await chosen();
      at.send("person.began", event);
      expect(unhurried(at)).toBe(false);
    },
  );

  test("ends with the welcome that follows a person who began and showed no card", async () => {
    const at = await chosen();
    at.send("person.began");
    at.pass(60);
    expect(at.name()).toBe("welcome");
    expect(unhurried(at)).toBe(false);
  });

  test("does not outlast a reader that is away, a technician, or being shut out", async () => {
    const blind = await chosen();
    blind.send("person.began");
    blind.reader(offline);
    blind.pass(60);
    blind.reader(online("not-present"));
    expect(unhurried(blind)).toBe(false);
    const looked = await chosen();
    looked.send("staff.entered", "staff.left");
    expect(unhurried(looked)).toBe(false);
    const shut = await chosen();
    shut.pass(5);
    await shut.answer("settle", "shut-out");
    shut.pass(5);
    await shut.answer("settle", undefined);
    expect(unhurried(shut)).toBe(false);
  });

  test("is not taken from a visit that goes on for longer", async () => {
    const at = await chosen();
    at.insert();
    await at.answer("readCard", readOk);
    at.pass(119);
    expect(at.name()).toBe("your-card");
  });

  test("is not left to the visit after it, however short the first one was", async () => {
    const at = await chosen();
    at.insert();
    await at.answer("readCard", readOk);
    at.take();
    expect(at.name()).toBe("goodbye");
    expect(unhurried(at)).toBe(false);
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
