import { describe, expect, test } from "vitest";
import { fail, ok } from "../hardware/result.ts";
import { card, certificate, personal, readWithAgents, result } from "./machine-stand.ts";
import type { ProvenView } from "./screen.ts";
import { attending, read, visit } from "./visit-stand.ts";

/** What is asked before a write beside what and why: who, in which form; and what else a person may want of a card. */

async function withAgents() {
  const at = visit();
  await at.answer("readCard", readWithAgents);
  return at;
}
const shown = (proof: ProvenView["proof"]): ProvenView => ({ proof, name: "周*远", number: "3702**" });

describe("who asks", () => {
  test("the holder is asked on, and the order says nothing of an agent", async () => {
    const at = await withAgents();
    at.send({ type: "person.chose", kind: "cancel" });
    expect(at.value()).toEqual(attending("sayingWho"));
    at.send({ type: "person.saidWho", asker: "holder" }, { type: "person.gaveReason", reason: "moved-away" });
    await at.answer("checkPrinter", undefined);
    at.send("person.confirmed");
    expect(at.orders).toEqual([{ kind: "cancel", reason: "moved-away" }]);
  });

  test("an agent shows three things in their order, and the order says so", async () => {
    const at = await withAgents();
    at.send({ type: "person.chose", kind: "cancel" }, { type: "person.saidWho", asker: "agent" });
    for (const proof of ["agent-id", "holder-id", "mandate"] as const) {
      expect(at.context().proof).toBe(proof);
      await at.answer("prove", ok(shown(proof)));
    }
    // The region asks for a photo of both before a cancellation.
    expect(at.value()).toEqual(attending("takingPhoto"));
    at.send("person.gavePhoto");
    at.send({ type: "person.gaveReason", reason: "moved-away" });
    await at.answer("checkPrinter", undefined);
    at.send("person.confirmed");
    expect(at.orders).toEqual([{ kind: "cancel", reason: "moved-away", asker: "agent" }]);
  });

  test("no photo is asked for where no rule asks, and nobody gives a reason past one that is", async () => {
    const at = await withAgents();
    at.send({ type: "person.chose", kind: "freeze" }, { type: "person.saidWho", asker: "agent" });
    for (const proof of ["agent-id", "holder-id", "mandate"] as const)
      await at.answer("prove", ok(shown(proof)));
    expect(at.value()).toEqual(attending("choosingForm"));
    at.send("person.wentBack", "person.wentBack");
    at.send({ type: "person.chose", kind: "cancel" }, { type: "person.saidWho", asker: "agent" });
    for (const proof of ["agent-id", "holder-id", "mandate"] as const)
      await at.answer("prove", ok(shown(proof)));
    at.send({ type: "person.gaveReason", reason: "moved-away" }, "person.confirmed", "person.continued");
    expect(at.value()).toEqual(attending("takingPhoto"));
    at.pass(60);
    expect(at.value()).toBe("stillThere");
    at.send("person.continued");
    expect(at.value()).toEqual(attending("takingPhoto"));
    at.send("person.wentBack");
    expect(at.value()).toEqual(attending("sayingWho"));
  });

  test("what did not come is asked for again by hand, and only that", async () => {
    const at = await withAgents();
    at.send({ type: "person.chose", kind: "cancel" }, { type: "person.saidWho", asker: "agent" });
    await at.answer("prove", ok(shown("agent-id")));
    await at.answer("prove", fail({ code: "id-card-not-holders" }));
    expect(at.value()).toEqual(attending("proofMissing"));
    expect(at.context().proofFault).toBe("id-card-not-holders");
    at.send("person.triedAgain");
    expect(at.context()).toMatchObject({ proof: "holder-id", proofFault: undefined });
    expect(at.context().proven).toEqual([shown("agent-id")]);
  });

  test("why it did not come stays on the screen while somebody touches it, and after they were asked whether they are there", async () => {
    const at = await withAgents();
    at.send({ type: "person.chose", kind: "cancel" }, { type: "person.saidWho", asker: "agent" });
    await at.answer("prove", fail({ code: "no-id-card" }));
    at.send("person.touched");
    expect(at.context().proofFault).toBe("no-id-card");
    at.pass(60);
    expect(at.value()).toBe("stillThere");
    at.send("person.continued");
    expect(at.value()).toEqual(attending("proofMissing"));
    expect(at.context().proofFault).toBe("no-id-card");
    at.send("person.wentBack");
    expect(at.context().proofFault).toBeUndefined();
  });

  test("whoever goes back and says holder is no agent any more", async () => {
    const at = await withAgents();
    at.send({ type: "person.chose", kind: "cancel" }, { type: "person.saidWho", asker: "agent" });
    await at.answer("prove", ok(shown("agent-id")));
    at.send("person.wentBack", { type: "person.saidWho", asker: "holder" });
    expect(at.context()).toMatchObject({ asker: "holder", proven: [] });
  });
});

describe("for how long", () => {
  test("a freeze that may be temporary is asked about its form, and the order names it", async () => {
    const at = await withAgents();
    at.send({ type: "person.chose", kind: "freeze" }, { type: "person.saidWho", asker: "holder" });
    expect(at.value()).toEqual(attending("choosingForm"));
    at.send(
      { type: "person.choseForm", form: "temporary" },
      { type: "person.gaveReason", reason: "not-used-now" },
    );
    await at.answer("checkPrinter", undefined);
    at.send("person.confirmed");
    expect(at.orders).toEqual([{ kind: "freeze", reason: "not-used-now", freeze: "temporary" }]);
  });

  test("a form chosen for a freeze does not go with a cancel chosen after it", async () => {
    const at = await withAgents();
    at.send(
      { type: "person.chose", kind: "freeze" },
      { type: "person.saidWho", asker: "holder" },
      { type: "person.choseForm", form: "temporary" },
      "person.wentBack",
      "person.wentBack",
      "person.wentBack",
    );
    expect(at.value()).toEqual(attending("showingCard"));
    at.send({ type: "person.chose", kind: "cancel" });
    expect(at.context().freeze).toBeUndefined();
  });

  test("where the region has no temporary freeze, nobody is asked", async () => {
    const at = await read();
    at.send({ type: "person.chose", kind: "freeze" });
    expect(at.value()).toEqual(attending("choosingReason"));
  });
});

describe("what was asked for elsewhere", () => {
  test("is confirmed with the reason given there, and done", async () => {
    const at = await withAgents();
    at.send({ type: "person.continuedApplication", number: "SQ-1" });
    await at.answer("checkPrinter", undefined);
    expect(at.value()).toEqual(attending("confirming"));
    at.send("person.wentBack");
    expect(at.value()).toEqual(attending("showingCard"));
    at.send({ type: "person.continuedApplication", number: "SQ-1" });
    await at.answer("checkPrinter", undefined);
    at.send("person.confirmed");
    expect(at.orders).toEqual([{ kind: "cancel", reason: "settled-abroad" }]);
  });

  test.each(["SQ-2", "SQ-99"])(
    "%s cannot be finished: nobody agreed to it yet, or it is none",
    async (number) => {
      const at = await withAgents();
      at.send({ type: "person.continuedApplication", number });
      expect(at.value()).toEqual(attending("showingCard"));
    },
  );
});

describe("what is masked", () => {
  test("is in the context while the button is held, at most ten seconds, and never after", async () => {
    const at = await read();
    at.send("person.unmasked");
    expect(at.context().personal).toEqual(personal);
    at.send("person.masked");
    expect(at.context().personal).toBeUndefined();
    at.send("person.unmasked");
    at.pass(10);
    expect(at.value()).toEqual(attending("showingCard"));
    expect(at.context().personal).toBeUndefined();
  });

  test("goes when the card does", async () => {
    const at = await read();
    at.send("person.unmasked", "card.removed");
    expect(at.value()).toBe("finished");
    expect(at.context().personal).toBeUndefined();
  });
});

describe("the certificate again", () => {
  test("is printed when the card is taken, without any write", async () => {
    const at = await withAgents();
    at.send("person.askedCopy");
    await at.answer("orderCopy", ok(result));
    expect(at.value()).toBe("takingCard");
    at.send("card.removed");
    await at.answer("printCertificate", certificate);
    expect(at.value()).toBe("takingCertificate");
    expect(at.orders).toEqual([]);
  });

  test("is not offered for a card that has none", async () => {
    const at = await read();
    at.send("person.askedCopy");
    expect(at.value()).toEqual(attending("showingCard"));
  });
});

describe("time", () => {
  test("whoever asked for more is waited for twice as long, and may say so at any moment", async () => {
    const at = await read();
    at.pass(50);
    at.send({ type: "person.chosePace", unhurried: true });
    at.pass(60);
    expect(at.value()).toEqual(attending("showingCard"));
    at.pass(10);
    expect(at.value()).toBe("stillThere");
    at.pass(59);
    expect(at.value()).toBe("stillThere");
    at.pass(1);
    expect(at.value()).toBe("takingCard");
  });

  test("nobody else is", async () => {
    const at = await read();
    at.pass(60);
    expect(at.value()).toBe("stillThere");
    at.pass(30);
    expect(at.value()).toBe("takingCard");
    expect(at.context().card).toEqual(card);
  });
});
