import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "./bytes.ts";
import { dayOf, fieldText, withoutFill } from "./fields.ts";
import { gbk, readGbk } from "./text.ts";

test("names are GBK without their fill, digits BCD without theirs", () => {
  const name = { type: "AN", charset: "gbk" } as const;
  expect(fieldText(fromHex(`D5D4C7E0BACC${"00".repeat(24)}`), name)).toBe("赵青禾");
  expect(fieldText(gbk("阿依丁·买合木提江"), name)).toBe("阿依丁·买合木提江");
  expect(fieldText(fromHex("FF".repeat(20)), { ...name, fill: ["00", "FF"] })).toBe("");
  expect(fieldText(fromHex("371702"), { type: "CN" })).toBe("371702");
  expect(fieldText(fromHex("FFFFFF"), { type: "CN" })).toBe("");
  expect(withoutFill(fromHex("00410000"), {})).toEqual(fromHex("0041"));
});

test("control characters that would steer a printer or a screen are no text", () => {
  expect(readGbk(fromHex("D5D41B40"))).toBeUndefined();
  expect(fieldText(fromHex("411D5600"), { type: "AN" })).toBeUndefined();
  expect(fieldText(fromHex("4100420D0A"), { type: "AN" })).toBeUndefined();
  expect(readGbk(fromHex("D5"))).toBeUndefined();
});

test("days are days of a calendar", () => {
  expect(dayOf("20220315")).toBe("2022-03-15");
  expect(dayOf("20240229")).toBe("2024-02-29");
  for (const none of ["20230229", "20221301", "20220100", "2022031", "", "FFFFFFFF"])
    expect(dayOf(none)).toBeUndefined();
});

test("no bytes make the readers throw", () => {
  const kinds = fc.constantFrom(
    { type: "b" } as const,
    { type: "AN" } as const,
    { type: "CN" } as const,
    { type: "AN", charset: "gbk" } as const,
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), kinds, (bytes, field) => {
      const text = fieldText(bytes, field);
      if (text !== undefined) expect(text).not.toMatch(/\p{Cc}/u);
      dayOf(text ?? "");
    }),
    { numRuns: 500 },
  );
});
