import { expect, test } from "vitest";
import { hex } from "../../card/bytes.ts";
import { virtualPsam } from "../../card/virtual/psam.ts";
import { bankCard, muteCard } from "../../card/virtual/strangers.ts";
import { testRoots } from "../../card/virtual/test-keys.ts";
import { chipOf, headerOf, lookAt, opIdOf } from "../../central/for-tests.ts";
import { openHall, reasonOf, type Hall, type Terminal } from "./hall.ts";
import { sampled } from "./sample.ts";
import { expectAgreement, journeys, prepare, visit, type Journey } from "./visit.ts";

/** Whole operations in process, with the terminal's PSAM in place of the centre's HSM. */

const patienceMs = 60_000;
const whens = ["before", "after"] as const;
const [freeze, , cancel] = journeys;

const openPsamHall = (cardId?: string): Promise<Hall> => openHall(cardId, undefined, () => "psam");

async function begun(journey: Journey, cardId?: string) {
  const hall = await openPsamHall(cardId);
  await prepare(hall, journey);
  const terminal = hall.boot();
  await terminal.steps.start();
  terminal.insert();
  terminal.psam.plan([]);
  return { hall, terminal };
}

/** Who sealed each script that the centre has on record, by its audit trail. */
async function sealsOf(hall: Hall): Promise<unknown[]> {
  const issued = await hall.centre.store.write((tx) => tx.find("audit", { event: "script-issued" }));
  return issued.map(({ detail }) => (JSON.parse(detail) as { seal: unknown }).seal);
}

/** APDUs of an undisturbed journey, at the holder's card and at the PSAM. */
async function apdusOf(journey: Journey): Promise<{ card: number; psam: number }> {
  const { hall, terminal } = await begun(journey);
  expect((await visit(terminal, journey.kind)).certificate?.print).toBe("printed");
  await expectAgreement(hall, journey, [terminal]);
  const counts = { card: terminal.reader.transmits(), psam: terminal.psam.transmits() };
  await hall.close();
  return counts;
}

test.each(journeys)("$name is done with the PSAM as it is with the HSM", async (journey) => {
  const { hall, terminal } = await begun(journey);
  expect((await visit(terminal, journey.kind)).certificate?.print).toBe("printed");
  await expectAgreement(hall, journey, [terminal]);
  expect(hall.papers.length).toBe(1);
  expect(terminal.psam.transmits()).toBeGreaterThan(6);
  expect(await sealsOf(hall)).toEqual([...journey.before, journey.kind].map(() => "psam"));
});

test("a card of SM4, and one whose challenge serves one command, are frozen with the PSAM too", async () => {
  for (const [cardId, profile] of [
    ["card-9", "cn-ssc-3.00-sm4"],
    ["card-13", "cn-example-990400-single-challenge"],
  ] as const) {
    const { hall, terminal } = await begun(freeze, cardId);
    const read = await terminal.steps.readCard();
    expect(read.ok && read.value.card.profile).toBe(profile);
    expect((await visit(terminal, "freeze")).certificate?.print).toBe("printed");
    expect(hall.card.image().life).toBe("frozen");
    expect(new Set(await sealsOf(hall))).toEqual(new Set(["psam"]));
    expect(hall.lies).toEqual([]);
    await hall.close();
  }
});

test("no root and no word of one is on the terminal's disk, nor in what the centre sends it", async () => {
  const { hall, terminal } = await begun(cancel);
  const heard: string[] = [];
  const { steps } = terminal;
  expect((await visit(terminal, "cancel")).certificate?.print).toBe("printed");
  await steps.settle();
  heard.push(JSON.stringify(terminal.journal.all()));
  const disk = hall.disks();
  expect(disk.length).toBeGreaterThan(10_000);
  for (const root of Object.values(testRoots)) {
    expect(disk.includes(Buffer.from(root))).toBe(false);
    expect(disk.includes(hex(root))).toBe(false);
    expect(heard.join()).not.toContain(hex(root));
  }
});

test.each(whens)(
  "a cancellation torn %s each APDU: the same card put back ends done, once, sealed by the PSAM",
  { timeout: patienceMs },
  async (when) => {
    const apdus = await apdusOf(cancel);
    expect(apdus.card).toBeGreaterThan(20);
    for (const apdu of sampled(apdus.card, whens.indexOf(when))) {
      const { hall, terminal } = await begun(cancel);
      terminal.reader.plan([{ apdu, when }]);
      const first = await visit(terminal, "cancel");
      if (first.fault !== undefined) expect(first.fault).toBe("no-card");
      const last = first.fault === undefined ? first : await visit(terminal, "cancel");
      expect(last.certificate?.print, `APDU ${apdu}`).toBe("printed");
      await expectAgreement(hall, cancel, [terminal]);
      expect(hall.papers.length).toBe(1);
      expect(new Set(await sealsOf(hall))).toEqual(new Set(["psam"]));
      await hall.close();
    }
  },
);

test(
  "the PSAM taken out at each of its APDUs: the card is not written on, and put back it finishes the operation",
  { timeout: patienceMs },
  async () => {
    const apdus = await apdusOf(cancel);
    expect(apdus.psam).toBeGreaterThan(12);
    for (const apdu of sampled(apdus.psam, 2)) {
      const { hall, terminal } = await begun(cancel);
      const before = hall.card.image();
      terminal.psam.plan([{ apdu, when: "after" }]);
      const first = await visit(terminal, "cancel");
      expect(first.outcome, `APDU ${apdu}`).toMatchObject({ kind: "psam-away", fault: { kind: "torn" } });
      expect(hall.card.image()).toEqual(before);
      terminal.psam.insert(virtualPsam());
      expect((await visit(terminal, "cancel")).certificate?.print, `APDU ${apdu}`).toBe("printed");
      await expectAgreement(hall, cancel, [terminal]);
      await hall.close();
    }
  },
);

test.each<[string, (terminal: Terminal) => void, string]>([
  ["missing", ({ psam }) => psam.pull(), "PSAM CONNECT: no-card"],
  ["mute", ({ psam }) => psam.insert(muteCard()), "PSAM CONNECT: mute-card"],
  ["another card", ({ psam }) => psam.insert(bankCard()), "PSAM SELECT 6A82"],
])(
  "a PSAM that is %s stops the visit before the centre is asked for anything",
  async (_what, make, detail) => {
    const { hall, terminal } = await begun(cancel);
    make(terminal);
    const before = hall.card.image();
    const { outcome } = await visit(terminal, "cancel");
    if (outcome === undefined || outcome.kind === "done") throw new Error("it was not stopped");
    expect(terminal.steps.faultOf(outcome)).toMatchObject({ code: "psam-missing", detail });
    expect(hall.card.image()).toEqual(before);
    const { card, operations } = await hall.centre.books(hall.cardRef);
    expect(card).toMatchObject({ legal: "active", epoch: 0, current_op: null });
    expect(operations).toEqual([]);
    // The wish is not kept for a later visit, and the next one begins anew.
    terminal.psam.insert(virtualPsam());
    expect((await visit(terminal, "freeze")).certificate?.print).toBe("printed");
    await expectAgreement(hall, freeze, [terminal]);
  },
);

test("a PSAM without this card's keys: the operation waits for its card, and a terminal with the keys finishes it", async () => {
  const { hall, terminal } = await begun(cancel);
  terminal.psam.insert(virtualPsam({ keys: [] }));
  const { outcome } = await visit(terminal, "cancel");
  if (outcome === undefined || outcome.kind === "done") throw new Error("it was not stopped");
  expect(terminal.steps.faultOf(outcome)).toMatchObject({
    code: "psam-missing",
    detail: "PSAM DERIVE KEY 6A88",
    operationNo: outcome.opId,
  });
  const { operations } = await hall.centre.books(hall.cardRef);
  expect(operations.map(({ state }) => state)).toEqual(["awaiting-card"]);
  const second = hall.boot("T-2");
  await second.steps.start();
  expect((await visit(second)).certificate?.print).toBe("printed");
  await terminal.steps.settle();
  await terminal.steps.settle();
  await expectAgreement(hall, cancel, [terminal, second]);
});

// ------------------------------------------------------------------- at the centre

/** A centre where T-1 seals by itself and T-2 does not, and an operation authorised for each. */
async function atTheCentre(terminalId: string) {
  const hall = await openHall("card-1", undefined, (id) => (id === "T-1" ? "psam" : "hsm"));
  const evidence = lookAt(chipOf("card-1"));
  const header = headerOf(terminalId);
  const opId = opIdOf(900);
  const asked = { header, kind: "freeze", reason: reasonOf("freeze"), evidence } as const;
  const authorised = await hall.centre.over.authorise(opId, asked);
  expect(authorised.ok && authorised.value.value).toMatchObject({ result: "authorised", epoch: 1 });
  const request = { header, epoch: 1, attempt: 1, challenge: "1122334455667788", evidence };
  return { hall, opId, request };
}

test("the same centre orders from the terminal with a PSAM and sends a script to the one without", async () => {
  for (const [terminalId, result] of [
    ["T-1", "order"],
    ["T-2", "script"],
  ] as const) {
    const { hall, opId, request } = await atTheCentre(terminalId);
    const answered = await hall.centre.over.script(opId, request);
    expect(answered.ok && answered.value.value).toMatchObject({ result, more: false });
    await hall.close();
  }
});

test("an order tells what to write and for which card; the same attempt gets the same bytes, another body none", async () => {
  const { hall, opId, request } = await atTheCentre("T-1");
  const first = await hall.centre.over.script(opId, request);
  const again = await hall.centre.over.script(opId, request);
  expect(first.ok && first.value.value).toEqual({
    result: "order",
    profile: "cn-ssc-2.00-3des",
    atr: "3B6D000000814348318684371700120001",
    issuerNumber: "371700",
    plan: "freeze",
    target: "frozen",
    record: {
      epoch: 1,
      target: "frozen",
      opTag: opId.replaceAll("-", "").slice(-16).toUpperCase(),
      time: "20260302103015",
      region: "371700",
    },
    validity: { issuedOn: "2022-03-15", expiresOn: "2032-03-15" },
    segment: 0,
    more: false,
  });
  expect(again.ok && first.ok && again.value.text).toBe(first.ok && first.value.text);
  const other = await hall.centre.over.script(opId, { ...request, challenge: "8877665544332211" });
  expect(other).toMatchObject({ ok: false, fault: { code: "different-body" } });
  const books = await hall.centre.books(hall.cardRef);
  expect(books.operations).toMatchObject([{ scripts: 1 }]);
});

test("an order is refused as a script is: for another epoch, and for a card that shows the target", async () => {
  const { hall, opId, request } = await atTheCentre("T-1");
  const late = await hall.centre.over.script(opId, { ...request, epoch: 2 });
  expect(late.ok && late.value.value).toEqual({ result: "refused", code: "not-the-current-operation" });
  const chip = chipOf("card-1");
  chip.life = "frozen";
  chip.record = {
    epoch: 1,
    target: "frozen",
    opTag: opId.replaceAll("-", "").slice(-16).toUpperCase(),
    time: "20260302103015",
    region: "371700",
  };
  const applied = await hall.centre.over.script(opId, { ...request, attempt: 2, evidence: lookAt(chip) });
  expect(applied.ok && applied.value.value).toEqual({ result: "refused", code: "already-applied" });
  expect(await sealsOf(hall)).toEqual([]);
});
