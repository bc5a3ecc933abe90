import { expect, test } from "vitest";
import { fromHex, hex } from "../bytes.ts";
import { connectTo, defaultCard } from "../for-tests.ts";
import { readCard } from "../read-card.ts";
import { cardFaultNames, faultyCard, type CardFaultName } from "./faults.ts";

/* What the reader's side makes of each fault while it only reads; test/protocol shows them in a whole visit. */

const unexpected = (): never => {
  throw new Error("not asked for");
};

/** A reading of card 1 with a fault, from its APDU `fromApdu` on; with the APDUs it took. */
async function readWith(name: CardFaultName, fromApdu = 1) {
  const asked: string[] = [];
  let gone = false;
  const faulty = faultyCard(
    defaultCard(1),
    { name, fromApdu },
    { pull: () => (gone = true), other: () => defaultCard(2) },
  );
  const { connection, reader } = connectTo({
    powerOn: faulty.powerOn,
    powerOff: faulty.powerOff,
    answer(apdu) {
      asked.push(hex(apdu));
      const answer = faulty.answer(apdu);
      // The port says `torn`; here a hand does, planned for this very transmit.
      return answer ?? fromHex("6F00");
    },
  });
  const before = process.memoryUsage().heapUsed;
  const facts = await readCard(connection);
  return {
    facts,
    asked,
    gone,
    transmits: reader.transmits(),
    grown: process.memoryUsage().heapUsed - before,
  };
}

test.each([
  ["wrong-sw", "not-recognised", /SELECT SSSE 6F17/],
  ["endless-61", "garbled", /an answer that ends/],
  ["huge", "garbled", /an answer that ends|at most 64 KiB/],
  ["deep-tlv", "garbled", /at most 8 levels/],
  ["look-alike", "not-recognised", /an SSSE that is named 7378312E73682EC9E7BBE1B1A3D5CE/],
] as const)("%s is %s, after few APDUs and little memory", async (name, kind, says) => {
  const { facts, asked, grown } = await readWith(name);
  if (facts.ok) return expect.fail("it was read");
  expect(facts.fault.kind).toBe(kind);
  expect(JSON.stringify(facts.fault)).toMatch(says);
  // What a fault tells is an excerpt, whatever the card sent.
  expect(JSON.stringify(facts.fault).length).toBeLessThan(1_000);
  expect(asked.length).toBeLessThan(40);
  expect(grown).toBeLessThan(20_000_000);
  return undefined;
});

test.each(["wrong-mac", "memory-fault", "slow"] as const)("%s leaves reading as it is", async (name) => {
  expect((await readWith(name)).facts).toMatchObject({ ok: true, value: { cardNumber: "H02600118" } });
});

test("a fault begins where it was planned", async () => {
  const early = await readWith("wrong-sw", 1);
  const late = await readWith("wrong-sw", 8);
  expect(early.asked.length).toBeLessThan(late.asked.length);
  expect(late.facts).toMatchObject({ ok: false, fault: { kind: "refused", statusWord: "6F17" } });
  expect((await readWith("wrong-sw", 500)).facts.ok).toBe(true);
});

test("mute gives no ATR at any reset", () => {
  const faulty = faultyCard(
    defaultCard(1),
    { name: "mute", fromApdu: 1 },
    { pull: unexpected, other: unexpected },
  );
  expect([faulty.atr, faulty.powerOn().length, faulty.reset().length]).toEqual(["", 0, 0]);
});

test.each([
  ["torn-before", "active"],
  ["torn-after", "frozen"],
] as const)("%s at the block itself leaves the card %s", (name, life) => {
  const card = defaultCard(1);
  let pulls = 0;
  const faulty = faultyCard(card, { name, fromApdu: 6 }, { pull: () => (pulls += 1), other: unexpected });
  const script = [
    "00A404000F7378312E73682EC9E7BBE1B1A3D5CF",
    "0084000008",
    "0082000D10468589DC93B098411122334455667788",
    "00820005103FC47008EB0259601122334455667788",
    "04DCEE681EEE180100000001018A1B2C3D4E5F60712026030210301537170071B49443",
    "841E0000040F3CDA20",
  ];
  const answers = script.map((apdu) => faulty.answer(fromHex(apdu)));
  expect(answers.slice(0, 5).map((answer) => hex(answer ?? fromHex("")).slice(-4))).toEqual([
    "6115",
    ...Array<string>(4).fill("9000"),
  ]);
  expect(answers[5]).toBeUndefined();
  expect(pulls).toBe(1);
  expect(card.image().life).toBe(life);
});

test.each(["swapped", "old-image"] as const)("%s is another card from the next power-on", (name) => {
  const faulty = faultyCard(
    defaultCard(1),
    { name, fromApdu: 2 },
    { pull: unexpected, other: () => defaultCard(2) },
  );
  const first = hex(faulty.powerOn());
  faulty.answer(fromHex("0084000008"));
  expect(hex(faulty.powerOn())).not.toBe(first);
  expect(faulty.atr).toBe(defaultCard(2).atr);
});

test("slow says how long it takes, and is the only one that does", () => {
  const slow = cardFaultNames.filter(
    (name) =>
      faultyCard(defaultCard(1), { name, fromApdu: 1 }, { pull: unexpected, other: unexpected }).delayMs > 0,
  );
  expect(slow).toEqual(["slow"]);
});
