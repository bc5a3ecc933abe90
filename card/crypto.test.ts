import { expect, test } from "vitest";
import { concat, fromHex, hex } from "./bytes.ts";
import { div, diversify, factor, firstIcv, mac8, pad, sessionKey, tripleDes } from "./crypto.ts";
import { keyOf, profileById } from "./profile.ts";
import { atrOf } from "./virtual/issue.ts";
import { testRootOf } from "./virtual/test-keys.ts";

const root = fromHex("404142434445464748494A4B4C4D4E4F");

test("the public PBOC session key of ATC 0001 comes out", () => {
  const udk = fromHex("40BF52BFD9AD67456B078A19011A1391");
  const halves = concat(fromHex("0000000000000001"), fromHex("000000000000FFFE"));
  expect(hex(tripleDes(udk, halves))).toBe("85FF218BB721253B726B8F8BFFA4326E");
});

test("the 3DES chain province, city, card, session and its MACs come out", () => {
  const province = div(root, new TextEncoder().encode("370000sh"));
  const city = div(province, new TextEncoder().encode("371700sx"));
  const card = div(city, fromHex("8684440300506407"));
  const session = sessionKey(card, fromHex("1122334455667788"));
  expect(hex(province)).toBe("AE44B6E45F7679735D5C9CA92B7165F7");
  expect(hex(city)).toBe("45B9007AAF9C98FDCD575D387D71E38A");
  expect(hex(card)).toBe("42F3272E2503F931804BDE25856E0755");
  expect(hex(session)).toBe("196071EB4AEB1E938374481DA534832E");
  expect(hex(tripleDes(session, fromHex("0102030405060708")))).toBe("92C7B063A5726F4B");
  const macs = {
    "8424000004": "9447528F",
    "841E000004": "CC77138A",
    "841E000104": "2523E12A",
    "8416000004": "339CD51A",
    "8418000004": "28C750B2",
  };
  for (const [input, mac] of Object.entries(macs))
    expect(hex(mac8(session, firstIcv(), fromHex(input)).subarray(0, 4))).toBe(mac);
});

test("padding always adds 80 and fills to whole blocks", () => {
  expect(hex(pad(fromHex("")))).toBe("8000000000000000");
  expect(hex(pad(fromHex("0011223344556677")))).toBe("00112233445566778000000000000000");
  expect(pad(new Uint8Array(31))).toHaveLength(32);
});

test("factors of card 1", () => {
  const card = { issuerNumber: "371700", atr: fromHex("3B6D000000814348318684371700120001") };
  expect(hex(factor("city", card))).toBe("3337313730307378");
  expect(hex(factor("province", card))).toBe("3337303030307368");
  expect(hex(factor("atr8", card))).toBe("8684371700120001");
});

const cards = [
  [
    "371700",
    "00120001",
    {
      STK: "41F89CD6F2986B221F58ACE33AE192AA",
      BK: "F62C6ADAC3AFDA8318665E6141410A9E",
      UK0D: "8F1CA7DF57712BA2A11624593BAB25B4",
      UKSSSE: "B60FF02E7859315A281134C8D9A82295",
      PUK: "1BB0166FC59E91C52E0A4EC4C82A5B87",
      IRK: "16BED9940005634390BECC90CAB926A0",
      RK1: "8ACB255301FB8607FA1257B41BE3B107",
    },
  ],
  [
    "440300",
    "00120002",
    {
      STK: "41AB5251CA803E388630C1ECE54D41E9",
      BK: "0CA997283929DB9924EFE217E1AEE5FE",
      UK0D: "7791C11B2B358EE2FDA7D1B7AA90D57A",
      UKSSSE: "1C30170239FC9DFEC34895F89E60DEED",
      PUK: "1DD73859D7805277CBB3FEBBEF5E7196",
      IRK: "761DD19F5B611669A2D91B495AB91B79",
      RK1: "88AA2B5171E3C46E86CE3ECAC21B114A",
    },
  ],
  [
    "510100",
    "00120003",
    {
      STK: "C37166B83BCA99F109E6CFDBEF7B0C1E",
      BK: "7FD616D52D913677F04D91BFFB5D0ED6",
      UK0D: "8FA811914A9DCF5CBFEA1E465A98F1ED",
      UKSSSE: "30A4C3D6E0DC950DABF51D5D9599801F",
      PUK: "0EA2E630E2353CA76E05AD665BE53479",
      IRK: "3B82DFEBD788C1398961BB9C60ABD336",
      RK1: "96D87D2775777F2A3929287AC1048F9F",
    },
  ],
] as const;

test.each(cards)("the card keys of %s are those of default card section 3", (issuerNumber, serial, keys) => {
  const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");
  const identity = { issuerNumber, atr: fromHex(atrOf(issuerNumber, serial)) };
  for (const [name, expected] of Object.entries(keys))
    expect([name, hex(diversify(testRootOf(name), keyOf(profile, name).factors, identity))]).toEqual([
      name,
      expected,
    ]);
});

test("session keys of card 1 under R = 1122334455667788", () => {
  const r = fromHex("1122334455667788");
  expect(hex(sessionKey(fromHex(cards[0][2].UK0D), r))).toBe("E7B513D7153F3EF8A4FAD1D7376005F6");
  expect(hex(sessionKey(fromHex(cards[0][2].BK), r))).toBe("73B99A8CB3ABF0BFB58620BC171C1A0D");
  expect(hex(sessionKey(fromHex(cards[0][2].STK), r))).toBe("FE0250D2E7332A208AA693A4AAC3F8F7");
});

test("keys, factors and blocks of another length are bugs", () => {
  expect(() => tripleDes(root.subarray(1), new Uint8Array(8))).toThrow();
  expect(() => tripleDes(root, new Uint8Array(7))).toThrow();
  expect(() => div(root, new Uint8Array(7))).toThrow();
  expect(() => mac8(root, new Uint8Array(4), new Uint8Array(5))).toThrow();
  expect(() => factor("city", { issuerNumber: "3717", atr: new Uint8Array(8) })).toThrow();
});
