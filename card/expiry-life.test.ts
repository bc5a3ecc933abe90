import fc from "fast-check";
import { expect, test } from "vitest";
import { expiryFor, fullExpiry, lifeOfDates } from "./expiry-life.ts";
import { targets } from "./life.ts";

test.each([
  ["20230508", "20330508", "active"],
  ["20230508", "20340101", "active"],
  ["20230508", "20330507", "frozen"],
  ["20230508", "20230509", "frozen"],
  ["20230508", "20230508", "cancelled"],
  ["20230508", "20230507", "unknown"],
  ["20160229", "20260228", "active"],
  ["2023050", "20330508", "unknown"],
  ["20230508", "FFFFFFFF", "unknown"],
])("issued %s and valid until %s is %s", (issuedOn, expiresOn, life) => {
  expect(lifeOfDates(issuedOn, expiresOn, 10)).toBe(life);
});

const day = fc
  .date({ min: new Date("2011-01-01"), max: new Date("2040-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll("-", ""));

test("what an operation writes is read as what it wanted, on whatever day", () => {
  fc.assert(
    fc.property(day, day, fc.constantFrom(...targets), (issuedOn, today, target) => {
      const card = { issuedOn, expiresOn: fullExpiry(issuedOn, 10) };
      expect(lifeOfDates(issuedOn, expiryFor(target, card, today), 10)).toBe(target);
    }),
    { numRuns: 2_000 },
  );
});
