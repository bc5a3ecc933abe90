import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, hex } from "./bytes.ts";
import { targets } from "./life.ts";
import { profileById } from "./profile.ts";
import { readStatusRecord, statusRecordValue } from "./status-record.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");
const value = "0100000001018A1B2C3D4E5F607120260302103015371700";
const record = {
  epoch: 1,
  target: "frozen",
  opTag: "8A1B2C3D4E5F6071",
  time: "20260302103015",
  region: "371700",
} as const;

test("the record of trace B, byte for byte, both ways", () => {
  expect(hex(statusRecordValue(record, profile))).toBe(value);
  expect(readStatusRecord(fromHex(value), profile)).toEqual(record);
});

test("another layout, length, target or a digit that is none is not a record", () => {
  for (const wrong of [
    `02${value.slice(2)}`,
    value.slice(2),
    `${value}00`,
    `${value.slice(0, 10)}03${value.slice(12)}`,
    value.replace("20260302", "2026030A"),
    `${value.slice(0, -6)}FFFFFF`,
    `${value.slice(0, -2)}0F`,
    "",
  ])
    expect(readStatusRecord(fromHex(wrong), profile)).toBeUndefined();
});

test("what is written is what is read, for every record", () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${String(length)}}$`));
  const anyRecord = fc.record({
    epoch: fc.integer({ min: 0, max: 0xffff_ffff }),
    target: fc.constantFrom(...targets),
    opTag: fc.uint8Array({ minLength: 8, maxLength: 8 }).map(hex),
    time: digits(14),
    region: digits(6),
  });
  fc.assert(
    fc.property(anyRecord, (any) => {
      expect(readStatusRecord(statusRecordValue(any, profile), profile)).toEqual(any);
    }),
  );
});

test("no bytes make the reader throw, and what it reads it can write again", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      const read = readStatusRecord(bytes, profile);
      if (read !== undefined) expect(statusRecordValue(read, profile)).toEqual(bytes);
    }),
  );
});
