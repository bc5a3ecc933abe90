import { expect, test } from "vitest";
import { fromHex } from "./bytes.ts";
import { decodeCyclic, decodeField, meaningOf } from "./decode.ts";

const named = { nameZh: "未公开", nameEn: "Unknown" };
const parts = [
  { tag: "10", type: "AN", len: 3, ...named },
  { tag: "11", type: "CN", len: 4, ...named },
] as const;
const bTlv = { type: "B-TLV" as const, parts: [...parts] };

test("a B-TLV is its tags and values; its fill behind is nothing; an unknown tag is hex", () => {
  const value = fromHex("1003414243" + "110420240131" + "7702BEEF" + "000000");
  expect(decodeField(value, bTlv)).toBe("10=ABC 11=20240131 77=BEEF");
  expect(decodeField(fromHex("FFFFFF"), bTlv)).toBe("");
  expect(decodeField(fromHex("000000"), bTlv)).toBe("");
});

test("a B-TLV that runs past its end is shown as hex, never guessed at", () => {
  expect(decodeField(fromHex("10FF414243"), bTlv)).toBe("10FF414243");
  expect(decodeField(fromHex("10"), bTlv)).toBe("10");
});

test("a value that is not of its kind is hex", () => {
  expect(decodeField(fromHex("20240131"), { type: "CN" })).toBe("20240131");
  expect(decodeField(fromHex("2A240131"), { type: "CN" })).toBe("2A240131");
  expect(decodeField(fromHex("1B40"), { type: "AN" })).toBe("1B40");
});

test("a cyclic record is cut by its layout; another length is none", () => {
  const layout = [
    { type: "b" as const, len: 2, ...named },
    { type: "AN" as const, len: 1, ...named },
    { type: "CN" as const, len: 4, ...named },
  ];
  expect(decodeCyclic(fromHex("0001" + "31" + "20240131"), layout)).toBe("0001 | 1 | 20240131");
  expect(decodeCyclic(fromHex("0001312024"), layout)).toBeUndefined();
});

test("coded values say what they mean by their standards; others and unknown codes nothing", () => {
  expect(meaningOf("1", "sex")).toEqual({ zh: "男", en: "male" });
  expect(meaningOf("05", "ethnicGroup")).toEqual({ zh: "维吾尔", en: "Uygur" });
  expect(meaningOf("371700", "firstIssuer")).toEqual({ zh: "菏泽市", en: "Heze" });
  expect(meaningOf("3", "sex")).toBeUndefined();
  expect(meaningOf("1", "cardClass")).toBeUndefined();
});
