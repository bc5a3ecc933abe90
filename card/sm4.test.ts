import { expect, test } from "vitest";
import { ascii, concat, fromHex, hex } from "./bytes.ts";
import { diversified, macStart, suiteOf } from "./cipher-suite.ts";
import { keyOf, profileById, type KeyName } from "./profile.ts";
import { issuerScript, type ScriptPlan } from "./script.ts";
import { sm4, sm4CbcMac } from "./sm4.ts";
import type { Target } from "./life.ts";
import { virtualCard } from "./virtual/card.ts";
import { atrOf, issueCard } from "./virtual/issue.ts";
import { defaultCards } from "./virtual/default-cards.ts";
import { testRootOf } from "./virtual/test-keys.ts";

/* Default card section 7: card 1 as a 3.00 card with SM4, number by number. */

const profile = profileById("cn-ssc-3.00-sm4") ?? expect.fail("no profile");
const suite = suiteOf(profile);
const identity = { issuerNumber: "371700", atr: fromHex(atrOf("371700", "00120001")) };
const r = fromHex("1122334455667788");
const cardKey = (name: KeyName): Uint8Array =>
  diversified(suite, testRootOf(name), keyOf(profile, name).factors, identity);

test("SM4 gives the value of GB/T 32907, block by block", () => {
  const key = fromHex("0123456789ABCDEFFEDCBA9876543210");
  expect(hex(sm4(key, key))).toBe("681EDF34D206965E86B3E94F536E4246");
  expect(hex(sm4(key, concat(key, key)))).toBe("681EDF34D206965E86B3E94F536E4246".repeat(2));
});

test("the two-level SM4 chain of the public self-test comes out", () => {
  const root = fromHex("404142434445464748494A4B4C4D4E4F");
  const city = suite.div(root, ascii("371700sx"));
  const card = suite.div(city, fromHex("8684440300506407"));
  const session = suite.div(card, r);
  expect([city, card, session].map(hex)).toEqual([
    "9127F81E8A7DD9081E918DA3FCB84669",
    "1E97AA0337F08A49367747C6A0B67830",
    "D79A74E13C09EFC93255612A17D0510B",
  ]);
  expect(hex(suite.mac(session, new Uint8Array(16), fromHex("841E000004")).subarray(0, 4))).toBe("9EFD8E21");
});

test.each([
  ["UK0D", "67D4F3507C1049757B1361FFE6766D35", "6FD95A5313511EDB270D79A33002CB5A", "02015E1932D0CCC9"],
  ["BK", "920EFADE7A1F226DD88DB212EE2CB244", "71CA38FE16554C1808B0310DE439D2AE", "537D08572A292A7B"],
  ["STK", "B6FE54CF5A3C2FC6B600B474533EDD9D", "04786ED87D245BCD950A5FC68B9FDDE5", undefined],
  ["IRK", "C48767AD0183B534F0AD9FD954D44F6D", undefined, undefined],
])("card key, session key and E of %s are those of section 7", (name, key, session, cryptogram) => {
  expect(hex(cardKey(name))).toBe(key);
  if (session !== undefined) expect(hex(suite.div(cardKey(name), r))).toBe(session);
  if (cryptogram !== undefined)
    expect(hex(suite.cryptogram(suite.div(cardKey(name), r), r))).toBe(cryptogram);
});

const traces = {
  B: ["freeze", "frozen", "1122334455667788", 1, "8A1B2C3D4E5F6071", "20260302103015"],
  C: ["unfreeze", "active", "8877665544332211", 2, "9B2C3D4E5F607182", "20260303091500"],
  D: ["cancel", "cancelled", "0123456789ABCDEF", 3, "AC3D4E5F60718293", "20260304140530"],
  E: ["cancel-from-frozen", "cancelled", "FEDCBA9876543210", 2, "AC3D4E5F60718293", "20260304140530"],
} as const satisfies Record<string, readonly [ScriptPlan, Target, string, number, string, string]>;

/** Both MACs, all 16 bytes; a script shows only the first four of each. */
const macs = {
  B: ["375FF798436C8563C14F08AB9A182E71", "0A02E25109245AC1ADEB0964541E2046"],
  C: ["50A10E6B6DF64EBC976FE29C017B1A76", "93432757C299DB2986EDEF1ACF2A1929"],
  D: ["26A9907F419F104277FD3FB4C8C2F3B7", "6F8D3297B0FD72128309D1EB7C692750"],
  E: ["7EA6CEF9DB02E57DA91790F65F4C85F3"],
} as const;

function scriptOf(trace: keyof typeof traces): string[] {
  const [plan, target, challenge, epoch, opTag, time] = traces[trace];
  const record = { epoch, target, opTag, time, region: "371700" };
  return issuerScript({ profile, plan, target, record, challenge: fromHex(challenge), cardKey }).map(
    ({ apdu }) => apdu,
  );
}

test.each(Object.keys(traces) as (keyof typeof traces)[])("the MACs of trace %s come out whole", (trace) => {
  const secured = scriptOf(trace).filter((apdu) => !apdu.startsWith("0082"));
  const start = macStart(profile, cardKey("STK"), fromHex(traces[trace][2]));
  let { icv } = start;
  const whole = secured.map((apdu) => {
    icv = suite.mac(start.key, icv, fromHex(apdu.slice(0, -8)));
    expect(apdu.slice(-8)).toBe(hex(icv).slice(0, 8));
    return hex(icv);
  });
  expect(whole).toEqual(macs[trace]);
});

/** Card 1's person on a 3.00 SM4 chip; its challenges are the given ones, in turn. */
function smCard(...challenges: string[]) {
  const person = defaultCards[0]?.person ?? expect.fail("no card 1");
  const image = issueCard({
    profile: profile.id,
    issuerNumber: "371700",
    serial: "00120001",
    cardNumber: person.cardNumber,
    issuedOn: person.issuedOn,
    expiresOn: person.expiresOn,
    regionalNumber: "SH3717H02600",
    holder: person,
    rootOf: testRootOf,
  });
  return virtualCard(image, () => fromHex(challenges.shift() ?? expect.fail("no challenge left")));
}

test("the SM4 card holds its tail and its IRK, and names its algorithm", () => {
  const card = smCard();
  expect(card.image().files[0]?.records[0]?.slice(-8)).toBe("625EDFD2");
  const ask = (apdu: string): string => hex(card.answer(fromHex(apdu)));
  expect(ask("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")).toBe("6119");
  expect(ask("00C0000019")).toBe("6F17840F7378312E73682EC9E7BBE1B1A3D5CFA5049F0C01039000");
  expect(ask("008800001010203040506070800102030405060708")).toBe("6108");
  expect(ask("00C0000008")).toBe("73CA7195154F71089000");
});

test("the SM4 card takes the scripts of traces B, C and D in turn, and E after B", () => {
  const through = (...names: (keyof typeof traces)[]): string => {
    const card = smCard(...names.map((name) => traces[name][2]));
    const ask = (apdu: string): string => hex(card.answer(fromHex(apdu)));
    for (const name of names) {
      card.powerOn();
      ask("00A404000F7378312E73682EC9E7BBE1B1A3D5CF");
      expect(ask("0084000008")).toBe(`${traces[name][2]}9000`);
      for (const apdu of scriptOf(name)) expect([name, apdu, ask(apdu)]).toEqual([name, apdu, "9000"]);
    }
    return card.image().life;
  };
  expect(through("B")).toBe("frozen");
  expect(through("B", "C", "D")).toBe("cancelled");
  expect(through("B", "E")).toBe("cancelled");
});

test("number, holder and pictures open to RKSSSE and to nobody else", () => {
  const card = smCard("1122334455667788");
  const ask = (apdu: string): string => hex(card.answer(fromHex(apdu)));
  ask("00A404000F7378312E73682EC9E7BBE1B1A3D5CF");
  for (const free of ["00B2012812", "00B2062806"]) expect(ask(free)).toMatch(/9000$/);
  const closed = ["00B207280B", "00B2072C0B", "00B2083014", "00B0870010"];
  for (const apdu of closed) expect([apdu, ask(apdu)]).toEqual([apdu, "6982"]);
  ask("0084000008");
  const session = suite.div(cardKey("RKSSSE"), r);
  expect(ask(`0082000A10${hex(suite.cryptogram(session, r))}${hex(r)}`)).toBe("9000");
  for (const apdu of closed) expect([apdu, ask(apdu)]).toEqual([apdu, expect.stringMatching(/9000$/)]);
});

test("keys, blocks and ICVs of another length are bugs", () => {
  expect(() => sm4(r, new Uint8Array(16))).toThrow();
  expect(() => sm4(new Uint8Array(16), r)).toThrow();
  expect(() => sm4CbcMac(new Uint8Array(16), r, new Uint8Array(16))).toThrow();
  expect(() => sm4CbcMac(new Uint8Array(16), new Uint8Array(16), new Uint8Array(0))).toThrow();
  expect(() => suite.div(new Uint8Array(16), new Uint8Array(16))).toThrow();
  expect(() => suite.cryptogram(new Uint8Array(16), new Uint8Array(16))).toThrow();
});
