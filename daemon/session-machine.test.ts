import { describe, expect, test } from "vitest";
import { operationKinds } from "../card/life.ts";
import { reasonsFor } from "../central/contract.ts";
import { fail, ok } from "../hardware/result.ts";
import { card, certificate, opId, outcomes, readOk, result } from "./machine-stand.ts";
import type { SessionEvent } from "./session-setup.ts";
import {
  askedWhy,
  attending,
  busy,
  confirming,
  printing,
  read,
  settled,
  visit,
  waiting,
  writing,
} from "./visit-stand.ts";

describe("a whole journey", () => {
  test("reads, asks, writes, shows the result, gives the card back and then the certificate", async () => {
    const at = visit();
    expect(at.value()).toBe("readingCard");
    await at.answer("readCard", readOk);
    expect(at.value()).toEqual(attending("showingCard"));
    at.send({ type: "person.chose", kind: "cancel" });
    expect(at.value()).toEqual(attending("choosingReason"));
    at.send({ type: "person.gaveReason", reason: "moved-away" });
    expect(at.value()).toEqual(attending("checkingPrinter"));
    await at.answer("checkPrinter", "paper-out");
    expect(at.value()).toEqual(attending("confirming"));
    expect(at.context().printerFault).toBe("paper-out");
    at.send("person.confirmed");
    expect(at.value()).toBe("writingCard");
    at.writeProgress("check-card", { ...card, life: "cancelled" });
    expect(at.context()).toMatchObject({ bead: "check-card", card: { life: "cancelled" } });
    await at.answer("writeCard", outcomes.done);
    expect(at.value()).toBe("showingResult");
    expect(at.context().result).toEqual(result);
    at.send("person.continued");
    expect(at.value()).toBe("takingCard");
    at.send("card.removed");
    expect(at.value()).toBe("printing");
    at.printProgress({ ...certificate, print: "printing" });
    expect(at.context().certificate).toMatchObject({ print: "printing" });
    await at.answer("printCertificate", certificate);
    expect(at.value()).toBe("takingCertificate");
    expect(at.context().certificate).toEqual(certificate);
    at.send("person.continued");
    expect(at.value()).toBe("finished");
    expect(at.asked).toEqual(["readCard", "checkPrinter", "writeCard", "printCertificate"]);
    expect(at.orders).toEqual([{ kind: "cancel", reason: "moved-away" }]);
  });

  const offered = ok({ card, choices: operationKinds.map((kind) => ({ kind })) });
  test.each(operationKinds.flatMap((kind) => reasonsFor[kind].map((reason) => [kind, reason] as const)))(
    "%s because %s is what is ordered",
    async (kind, reason) => {
      const at = visit();
      await at.answer("readCard", offered);
      at.send({ type: "person.chose", kind }, { type: "person.gaveReason", reason });
      await at.answer("checkPrinter", undefined);
      at.send("person.confirmed");
      expect(at.orders).toEqual([{ kind, reason }]);
    },
  );

  test("a person who touches nothing more still gets card and certificate asked for, then leaves", async () => {
    const at = await settled();
    at.pass(12);
    expect(at.value()).toBe("takingCard");
    at.send("card.removed");
    await at.answer("printCertificate", certificate);
    at.pass(44);
    expect(at.value()).toBe("takingCertificate");
    at.pass(1);
    expect(at.value()).toBe("finished");
  });

  test("a card taken while the result is shown does not cost the certificate", async () => {
    const at = await settled();
    at.send("card.removed");
    expect(at.value()).toBe("printing");
  });

  test("a card taken between the last write and its answer does not cost the certificate", async () => {
    const at = await writing();
    at.send("card.removed");
    await at.answer("writeCard", outcomes.done);
    expect(at.value()).toBe("showingResult");
    at.send("person.continued");
    expect(at.value()).toBe("printing");
  });
});

describe("the person decides", () => {
  test("what the centre refuses for this card cannot be chosen", async () => {
    const at = await askedWhy("unfreeze");
    expect(at.value()).toEqual(attending("showingCard"));
  });

  test("the way back leads from consent to reason to card, and another choice can be made", async () => {
    const at = await confirming();
    at.send("person.wentBack");
    expect(at.value()).toEqual(attending("choosingReason"));
    at.send("person.wentBack");
    expect(at.value()).toEqual(attending("showingCard"));
    at.send({ type: "person.chose", kind: "freeze" }, { type: "person.gaveReason", reason: "other" });
    await at.answer("checkPrinter", undefined);
    at.send("person.confirmed");
    expect(at.orders).toEqual([{ kind: "freeze", reason: "other" }]);
  });

  test("the files open and close again", async () => {
    const at = await read();
    at.send("person.askedFiles");
    expect(at.value()).toEqual(attending("readingFiles"));
    await at.answer("readFiles", []);
    expect(at.value()).toEqual(attending("showingFiles"));
    at.send("person.closedFiles");
    expect(at.value()).toEqual(attending("showingCard"));
    at.send("person.askedFiles");
    await at.answer("readFiles", []);
    at.send("person.wentBack");
    expect(at.value()).toEqual(attending("showingCard"));
  });

  test("files that come after the person left do not bring the visit back", async () => {
    const at = await read();
    at.send("person.askedFiles", "person.left");
    await at.answer("readFiles", []);
    expect(at.value()).toBe("takingCard");
  });
});

describe.each(waiting)("nobody touches anything at %s", (state, reach) => {
  test("after 60 s it asks whether anybody is there, after 30 s more it gives the card back", async () => {
    const at = await reach();
    at.pass(59);
    expect(at.value()).toEqual(attending(state));
    at.pass(1);
    expect(at.value()).toBe("stillThere");
    at.pass(29);
    expect(at.value()).toBe("stillThere");
    at.pass(1);
    expect(at.value()).toBe("takingCard");
    at.send("card.removed");
    expect(at.value()).toBe("finished");
    expect(at.orders).toEqual([]);
  });

  test("who says 'still here' is where they were, ten times and more, each time with 60 s", async () => {
    const at = await reach();
    for (let time = 0; time < 12; time += 1) {
      at.pass(60);
      expect(at.value()).toBe("stillThere");
      at.send(time % 2 === 0 ? "person.continued" : "person.touched");
      expect(at.value()).toEqual(attending(state));
    }
    at.pass(59);
    expect(at.value()).toEqual(attending(state));
  });

  test("a touch that chooses nothing starts the idle clock anew", async () => {
    const at = await reach();
    at.pass(59);
    at.send("person.touched");
    at.pass(59);
    expect(at.value()).toEqual(attending(state));
    at.pass(1);
    expect(at.value()).toBe("stillThere");
  });

  test("at 'still there' the visit can be left, and the card taken", async () => {
    const left = await reach();
    left.pass(60);
    left.send("person.left");
    expect(left.value()).toBe("takingCard");
    const taken = await reach();
    taken.pass(60);
    taken.send("card.removed");
    expect(taken.value()).toBe("finished");
  });
});

describe.each([...waiting, ...busy])("at %s", (state, reach) => {
  test("taking the card ends the visit at once, with nothing written", async () => {
    const at = await reach();
    expect(at.value()).toEqual(attending(state));
    at.send("card.removed");
    expect(at.value()).toBe("finished");
    expect(at.orders).toEqual([]);
  });

  test("exit gives the card back, with nothing written", async () => {
    const at = await reach();
    at.send("person.left");
    expect(at.value()).toBe("takingCard");
    at.send("card.removed");
    expect(at.value()).toBe("finished");
    expect(at.orders).toEqual([]);
  });
});

describe("while a card is written", () => {
  const hands: readonly SessionEvent[] = [
    { type: "person.left" },
    { type: "person.wentBack" },
    { type: "person.continued" },
    { type: "person.touched" },
    { type: "person.confirmed" },
    { type: "person.askedFiles" },
    { type: "person.closedFiles" },
    { type: "person.chose", kind: "freeze" },
    { type: "person.gaveReason", reason: "other" },
    { type: "card.removed" },
    { type: "card.inserted" },
    { type: "card.removed" },
  ];
  test.each(hands)("$type does not interrupt it", async (event) => {
    const at = await writing();
    at.send(event);
    expect(at.value()).toBe("writingCard");
    expect(at.context()).toMatchObject({ kind: "cancel", reason: "moved-away" });
  });

  test("no clock interrupts it, and it is ordered once", async () => {
    const at = await writing();
    at.send(...hands);
    at.pass(3_600);
    expect(at.value()).toBe("writingCard");
    expect(at.orders).toHaveLength(1);
  });
});

describe("what an earlier visit left", () => {
  test("an unfinished operation is written at once, before anything is offered", async () => {
    const at = visit();
    await at.answer("readCard", ok({ card, choices: [], unfinished: { opId, kind: "freeze" } }));
    expect(at.value()).toBe("writingCard");
    expect(at.context().resumed).toBe(true);
    expect(at.orders).toEqual([{ kind: "freeze", opId }]);
  });

  test("an owed certificate is shown and printed, and nothing is written", async () => {
    const at = visit();
    await at.answer("readCard", ok({ card, choices: [], owed: result }));
    expect(at.value()).toBe("showingResult");
    expect(at.context()).toMatchObject({ kind: result.kind, result });
    at.pass(12);
    at.send("card.removed");
    expect(at.value()).toBe("printing");
    await at.answer("printCertificate", { ...certificate, print: "owed", printerFault: "paper-out" });
    expect(at.value()).toBe("takingCertificate");
    expect(at.orders).toEqual([]);
  });
});

describe("an earlier operation of which nothing is on the card", () => {
  async function offered() {
    const at = visit();
    const unfinished = { opId, kind: "cancel", undoable: true } as const;
    await at.answer("readCard", ok({ card, choices: [], unfinished }));
    expect(at.value()).toBe("offeringUndo");
    return at;
  }

  test("is finished when its holder says so, or says nothing", async () => {
    const said = await offered();
    said.send("person.confirmed");
    const silent = await offered();
    silent.pass(19);
    expect(silent.value()).toBe("offeringUndo");
    silent.pass(1);
    for (const at of [said, silent]) {
      expect(at.value()).toBe("writingCard");
      expect(at.orders).toEqual([{ kind: "cancel", opId }]);
    }
  });

  test("is undone when its holder wants that, said so, and the card is read anew as if nothing had been", async () => {
    const at = await offered();
    at.send("person.undid");
    expect(at.value()).toBe("undoing");
    // Neither hands nor the clock hurry the centre.
    at.send("person.confirmed", "person.left", "person.undid");
    at.pass(300);
    expect(at.value()).toBe("undoing");
    await at.answer("undo", ok(undefined));
    expect(at.value()).toBe("showingUndone");
    at.send("person.continued");
    await at.answer("readCard", readOk);
    at.send({ type: "person.chose", kind: "freeze" }, { type: "person.gaveReason", reason: "other" });
    await at.answer("checkPrinter", undefined);
    at.send("person.confirmed");
    // The operation that was undone is not carried on by mistake.
    expect(at.orders).toEqual([{ kind: "freeze", reason: "other" }]);
  });

  test("that cannot be undone after all says so, and prints nothing", async () => {
    const at = await offered();
    at.send("person.undid");
    await at.answer("undo", fail({ code: "undo-not-possible", operationNo: opId }));
    expect(at.value()).toBe("showingFault");
    expect(at.context().fault).toEqual({ code: "undo-not-possible", operationNo: opId });
    at.pass(30);
    at.send("card.removed");
    expect(at.value()).toBe("finished");
    expect(at.asked).toEqual(["readCard", "undo"]);
  });

  test("waits on when its holder leaves, or takes the card", async () => {
    const left = await offered();
    left.send("person.left");
    expect(left.value()).toBe("takingCard");
    const taken = await offered();
    taken.send("card.removed");
    expect(taken.value()).toBe("finished");
    expect([...left.asked, ...taken.asked]).toEqual(["readCard", "readCard"]);
  });

  test("waits longer for whoever is not to be hurried", async () => {
    const at = await offered();
    at.send({ type: "person.chosePace", unhurried: true });
    at.pass(59);
    expect(at.value()).toBe("offeringUndo");
    at.pass(1);
    expect(at.value()).toBe("writingCard");
  });
});

describe("a forgotten card", () => {
  test("is called overdue after 30 s, waited for without end, and its certificate kept until it is taken", async () => {
    const at = await settled();
    at.pass(12);
    at.pass(29);
    expect(at.context().overdue).toBe(false);
    at.pass(1);
    expect(at.context().overdue).toBe(true);
    at.pass(7_200);
    expect(at.value()).toBe("takingCard");
    expect(at.asked).not.toContain("printCertificate");
    at.send("card.removed");
    expect(at.value()).toBe("printing");
  });
});

describe("while the certificate is printed", () => {
  test("no hand and no clock interrupts it", async () => {
    const at = await printing();
    at.send("person.left", "person.continued", "card.inserted", "card.removed");
    at.pass(600);
    expect(at.value()).toBe("printing");
    expect(at.asked.filter((step) => step === "printCertificate")).toHaveLength(1);
  });
});
