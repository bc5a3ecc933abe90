import { expect, test } from "vitest";
import { fromHex, hex } from "./bytes.ts";
import { diversify } from "./crypto.ts";
import type { StatusRecord, Target } from "./life.ts";
import { keyOf, profileById, type KeyName } from "./profile.ts";
import { issuerScript, type ScriptPlan } from "./script.ts";
import { virtualCard, type VirtualSocialSecurityCard } from "./virtual/card.ts";
import { defaultCards, type DefaultCard } from "./virtual/default-cards.ts";
import { testRootOf } from "./virtual/test-keys.ts";

/*
 * The traces of default card section 5, byte for byte, on the virtual card; and the same bytes out of
 * issuerScript, which knows nothing of that card.
 */

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");

function cardNumbered(number: number): DefaultCard {
  return defaultCards[number - 1] ?? expect.fail("no such card");
}

/** A card whose challenges are the given ones, in turn. */
function cardWith(number: number, ...challenges: string[]): VirtualSocialSecurityCard {
  return virtualCard(cardNumbered(number).image(), () =>
    fromHex(challenges.shift() ?? expect.fail("no challenge left")),
  );
}

type Line = readonly [command: string, answer: string];

function replay(card: VirtualSocialSecurityCard, lines: readonly Line[]): void {
  for (const [command, answer] of lines)
    expect([command, hex(card.answer(fromHex(command.replaceAll(" ", ""))))]).toEqual([
      command,
      answer.replaceAll(" ", ""),
    ]);
}

const atr = "3B6D000000814348318684371700120001";
const select = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF";
const cardId: Line = ["00B2012812", "0110371700D15600000500120001D68145B9 9000"];
const issued = "EE18010000000000000000000000000020220315000000371700";
const recordB = "EE180100000001018A1B2C3D4E5F607120260302103015371700";
const recordC = "EE180100000002009B2C3D4E5F60718220260303091500371700";
const recordD = "EE18010000000302AC3D4E5F6071829320260304140530371700";

function expectLook(card: VirtualSocialSecurityCard, life: string, record: string): void {
  card.powerOff();
  expect(hex(card.powerOn())).toBe(atr);
  replay(card, [[select, life], cardId, ["00B2EE681A", `${record}9000`]]);
}

const writes = {
  B: {
    plan: "freeze",
    target: "frozen",
    challenge: "1122334455667788",
    epoch: 1,
    opTag: "8A1B2C3D4E5F6071",
    time: "20260302103015",
    apdus: [
      "0082000D10 468589DC93B09841 1122334455667788",
      "0082000510 3FC47008EB025960 1122334455667788",
      `04DCEE681E ${recordB} 71B49443`,
      "841E000004 0F3CDA20",
    ],
  },
  C: {
    plan: "unfreeze",
    target: "active",
    challenge: "8877665544332211",
    epoch: 2,
    opTag: "9B2C3D4E5F607182",
    time: "20260303091500",
    apdus: [
      "0082000D10 DE742FC6F7D6CF3E 8877665544332211",
      "0082000510 C0C94DDB122558DA 8877665544332211",
      "8418000004 436FF7BB",
      `04DCEE681E ${recordC} AC0287FA`,
    ],
  },
  D: {
    plan: "cancel",
    target: "cancelled",
    challenge: "0123456789ABCDEF",
    epoch: 3,
    opTag: "AC3D4E5F60718293",
    time: "20260304140530",
    apdus: [
      "0082000D10 6C3A4C95ACFF08F0 0123456789ABCDEF",
      "0082000510 11961CCF8B7BDCCD 0123456789ABCDEF",
      `04DCEE681E ${recordD} 09B60679`,
      "841E000104 83B9D4D3",
    ],
  },
  E: {
    plan: "cancel-from-frozen",
    target: "cancelled",
    challenge: "FEDCBA9876543210",
    epoch: 2,
    opTag: "AC3D4E5F60718293",
    time: "20260304140530",
    apdus: ["0082000510 FDC9AC276C9F28F2 FEDCBA9876543210", "841E000104 5DA35565"],
  },
} as const satisfies Record<
  string,
  { plan: ScriptPlan; target: Target; challenge: string } & Omit<StatusRecord, "target" | "region"> & {
      apdus: readonly string[];
    }
>;

type Write = (typeof writes)[keyof typeof writes];

function keysOf({ person }: DefaultCard): (name: KeyName) => Uint8Array {
  const identity = { issuerNumber: person.issuerNumber, atr: fromHex(person.atr) };
  return (name) => diversify(testRootOf(name), keyOf(profile, name).factors, identity);
}

function scriptFor(card: DefaultCard, write: Write, plan: ScriptPlan = write.plan) {
  const { target, epoch, opTag, time, challenge } = write;
  const record = { epoch, target, opTag, time, region: card.person.issuerNumber };
  return issuerScript({
    profile,
    plan,
    target,
    record,
    challenge: fromHex(challenge),
    cardKey: keysOf(card),
  });
}

function write(card: VirtualSocialSecurityCard, { challenge, apdus }: Write): void {
  replay(card, [["0084000008", `${challenge} 9000`], ...apdus.map((apdu) => [apdu, "9000"] as const)]);
}

test("trace A: a card is read", () => {
  const card = cardWith(1);
  expect(hex(card.powerOn())).toBe(atr);
  replay(card, [
    [select, "6115"],
    ["00C0000015", "6F13840F7378312E73682EC9E7BBE1B1A3D5CFA500 9000"],
    cardId,
    ["00B2022803", "020131 9000"],
    ["00B2032806", "0304322E3030 9000"],
    ["00B204280E", "040C371700000001000000000000 9000"],
    ["00B2052806", "050420220315 9000"],
    ["00B2062806", "060420320315 9000"],
    ["00B207280B", "0709483032363030313138 9000"],
    ["00B2083014", "0812333731373032323030313035313639393732 9000"],
    ["00B2093020", "091ED5D4C7E0BACC000000000000000000000000000000000000000000000000 9000"],
    ["00B24E3016", `4E14${"00".repeat(20)} 9000`],
    ["00B20A3003", "0A0131 9000"],
    ["00B20B3003", "0B0101 9000"],
    ["00B20C3005", "0C03371702 9000"],
    ["00B20D3006", "0D0420010516 9000"],
    ["00B2EE6800", "6C1A"],
    ["00B2EE681A", `${issued}9000`],
    ["008800001010203040506070800102030405060708", "6108"],
    ["00C0000008", "029EF2B831D2F597 9000"],
  ]);
});

test("traces B, C, D: freeze, unfreeze, cancel from active", () => {
  const card = cardWith(1, writes.B.challenge, writes.C.challenge, writes.D.challenge);
  expectLook(card, "6115", issued);
  write(card, writes.B);
  expectLook(card, "6283", recordB);
  write(card, writes.C);
  expectLook(card, "6115", recordC);
  write(card, writes.D);
  expectLook(card, "9303", recordD);
  replay(card, [["00B2083014", "6985"]]);
});

test("trace E: cancel from frozen leaves the older record", () => {
  const card = cardWith(1, writes.B.challenge, writes.E.challenge);
  expectLook(card, "6115", issued);
  write(card, writes.B);
  expectLook(card, "6283", recordB);
  write(card, writes.E);
  expectLook(card, "9303", recordB);
});

test.each(Object.entries(writes))("issuerScript makes the bytes of trace %s", (_trace, expected) => {
  const steps = scriptFor(cardNumbered(1), expected);
  expect(steps.map(({ apdu }) => apdu)).toEqual(expected.apdus.map((apdu) => apdu.replaceAll(" ", "")));
  expect(steps.every(({ allowed }) => allowed.join() === "9000")).toBe(true);
});

test.each([
  [2, "331D691A45130294", "A9FD168E8D037A99", "B2712E7C", "36A368EC"],
  [3, "26E6A9AB924FE369", "898FBCD1C6F21B86", "009BB9CB", "1BFBC9E7"],
])("card %i takes step B with its own E and MACs", (number, authRecord, authBlock, macRecord, macBlock) => {
  const steps = scriptFor(cardNumbered(number), writes.B);
  const apdus = steps.map(({ apdu }) => apdu);
  expect(apdus[0]).toBe(`0082000D10${authRecord}1122334455667788`);
  expect(apdus[1]).toBe(`0082000510${authBlock}1122334455667788`);
  expect(apdus[2]?.slice(-8)).toBe(macRecord);
  expect(apdus[3]).toBe(`841E000004${macBlock}`);
  const card = cardWith(number, writes.B.challenge);
  replay(card, [
    [select, "6115"],
    ["0084000008", "1122334455667788 9000"],
    ...apdus.map((apdu) => [apdu, "9000"] as const),
  ]);
  expect(card.image().life).toBe("frozen");
});

// ------------------------------------------------------------------------- what dies

const r = "0011223344556677";
const dies = { ...writes.B, challenge: r, epoch: 9 } as unknown as Write;

/** A card in session R with both authentications done, and the two MAC'd commands that it would take. */
function opened(...challenges: string[]) {
  const card = cardWith(1, r, ...challenges);
  const [authRecord = "", authBlock = "", record = "", block = ""] = scriptFor(cardNumbered(1), dies).map(
    ({ apdu }) => apdu,
  );
  replay(card, [
    [select, "6115"],
    ["0084000008", `${r}9000`],
    [authRecord, "9000"],
    [authBlock, "9000"],
  ]);
  return { card, authRecord, authBlock, record, block };
}

test("the block before the record is refused: the chain sets the order", () => {
  const { card, record, block } = opened();
  replay(card, [[block, "6988"]]);
  replay(card, [[record, "6984"]]);
  expect(card.image().life).toBe("active");
});

test("one more GET CHALLENGE kills the script", () => {
  const { card, record } = opened("7766554433221100");
  replay(card, [
    ["0084000008", "77665544332211009000"],
    [record, "6988"],
  ]);
});

test("a reset kills the script", () => {
  const { card, record, block } = opened();
  card.powerOff();
  card.powerOn();
  replay(card, [
    [select, "6115"],
    [record, "6982"],
    [block, "6982"],
  ]);
});

test("a block after the block is refused", () => {
  const { card, record, block } = opened();
  replay(card, [
    [record, "9000"],
    [block, "9000"],
    [block, "6985"],
  ]);
});

test("CARD BLOCK leaves a card that answers 6A81 to everything, for good", () => {
  const card = cardWith(1, r);
  const [auth = ""] = scriptFor(cardNumbered(1), dies, "finish-block").map(({ apdu }) => apdu);
  replay(card, [
    [select, "6115"],
    ["0084000008", `${r}9000`],
    [auth, "9000"],
    ["8416000004 9D13F796", "9000"],
    [select, "6A81"],
  ]);
  card.powerOff();
  expect(hex(card.powerOn())).toBe(atr);
  replay(card, [
    [select, "6A81"],
    ["00", "6A81"],
    ["0084000008", "6A81"],
    ["FFFFFFFFFF", "6A81"],
  ]);
});

test("a script half done is finished by the half that is missing", () => {
  const torn = cardWith(1, r, r);
  const whole = scriptFor(cardNumbered(1), dies).map(({ apdu }) => apdu);
  replay(torn, [
    [select, "6115"],
    ["0084000008", `${r}9000`],
    ...whole.slice(0, 3).map((apdu) => [apdu, "9000"] as const),
  ]);
  const rest = scriptFor(cardNumbered(1), dies, "finish-block").map(({ apdu }) => apdu);
  expect(rest).toHaveLength(2);
  torn.powerOn();
  replay(torn, [
    [select, "6115"],
    ["0084000008", `${r}9000`],
    ...rest.map((apdu) => [apdu, "9000"] as const),
    [select, "6283"],
  ]);
});

test("plans, targets and records that do not belong together are bugs", () => {
  const card = cardNumbered(1);
  const order = {
    profile,
    challenge: fromHex(r),
    cardKey: keysOf(card),
    record: { epoch: 1, target: "frozen", opTag: "0".repeat(16), time: "20260101000000", region: "371700" },
  } as const;
  expect(() => issuerScript({ ...order, plan: "freeze", target: "active" })).toThrow();
  expect(() => issuerScript({ ...order, plan: "cancel", target: "cancelled" })).toThrow();
  expect(() => issuerScript({ ...order, plan: "finish-block", target: "active" })).toThrow();
  expect(() =>
    issuerScript({ ...order, plan: "freeze", target: "frozen", challenge: fromHex("00") }),
  ).toThrow();
});
