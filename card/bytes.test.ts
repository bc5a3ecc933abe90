import { expect, test } from "vitest";
import { ascii, bcd, concat, fromHex, hex, readBcd, readU32, sameBytes, u32, xor } from "./bytes.ts";

test("hex is upper case out, either case in, and nothing else in", () => {
  expect(hex(fromHex("00aBff"))).toBe("00ABFF");
  for (const wrong of ["0", "0G", "00 11", "0x00"]) expect(() => fromHex(wrong)).toThrow();
});

test("numbers are big endian and refuse what does not fit", () => {
  expect(hex(u32(0x01020304))).toBe("01020304");
  expect(readU32(fromHex("FFFFFFFFFE"), 1)).toBe(0xffff_fffe);
  expect(() => u32(-1)).toThrow();
  expect(() => u32(2 ** 32)).toThrow();
  expect(() => readU32(fromHex("000000"))).toThrow();
});

test("BCD fills with F on the right and reads only digits", () => {
  expect(hex(bcd("371700"))).toBe("371700");
  expect(hex(bcd("12345"))).toBe("12345F");
  expect(readBcd(fromHex("12345F"))).toBe("12345");
  expect(readBcd(fromHex("FFFFFF"))).toBe("");
  expect(readBcd(fromHex("12F4"))).toBeUndefined();
  expect(readBcd(fromHex("1A"))).toBeUndefined();
});

test("concat, xor, sameBytes and ascii", () => {
  expect(hex(concat(fromHex("01"), fromHex(""), fromHex("0203")))).toBe("010203");
  expect(hex(xor(fromHex("F0F0"), fromHex("FF00")))).toBe("0FF0");
  expect(sameBytes(fromHex("0102"), fromHex("0102"))).toBe(true);
  expect(sameBytes(fromHex("0102"), fromHex("010200"))).toBe(false);
  expect(hex(ascii("sx1"))).toBe("737831");
  expect(() => ascii("社")).toThrow();
});
