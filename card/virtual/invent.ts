import assert from "node:assert/strict";
import { cardCheckDigit, nationalCheckDigit } from "../codes.ts";
import type { Issue } from "./issue.ts";
import { testRootOf } from "./test-keys.ts";

/** Short names of the four profiles, as people type them. Any other name is a profile's id. */
export const profileAliases: Readonly<Record<string, string>> = {
  v1: "cn-ssc-1.00-3des",
  v2: "cn-ssc-2.00-3des",
  "v3-3des": "cn-ssc-3.00-3des",
  "v3-sm4": "cn-ssc-3.00-sm4",
};

type Wishes = {
  /** An alias or an id. */
  readonly profile: string;
  /** Six digits. */
  readonly issuerNumber: string;
  readonly holder: string;
  /** Eight hex digits, upper case: what makes one invented card differ from the next. */
  readonly serial: string;
  /** YYYY-MM-DD. */
  readonly issuedOn: string;
};

const bornOn = "1990-01-01";
const validityYears = 10;

/**
 * A card for testing, invented around what was wished: numbers whose check digits hold, a birthday on New Year's
 * Day 1990 and, by custom, a sequence number that is kept for centenarians, so that no living person is meant.
 */
export function inventIssue(wishes: Wishes): Issue {
  const { issuerNumber, holder, serial, issuedOn } = wishes;
  assert(/^\d{6}$/.test(issuerNumber) && /^[0-9A-F]{8}$/.test(serial), "an issuer number and a serial");
  assert(/^\d{4}-\d{2}-\d{2}$/.test(issuedOn), "a day of issue");
  const first = `${issuerNumber}${bornOn.replaceAll("-", "")}997`;
  const number = `V${serial.slice(1)}`;
  // 29 February has no like ten years later.
  const monthDay = issuedOn.slice(4) === "-02-29" ? "-02-28" : issuedOn.slice(4);
  return {
    profile: profileAliases[wishes.profile] ?? wishes.profile,
    issuerNumber,
    serial,
    cardNumber: `${number}${cardCheckDigit(number) ?? ""}`,
    issuedOn,
    expiresOn: `${String(Number(issuedOn.slice(0, 4)) + validityYears)}${monthDay}`,
    regionalNumber: `SX${issuerNumber.slice(0, 4)}${serial.slice(-6)}`,
    holder: {
      name: holder,
      nationalNumber: `${first}${nationalCheckDigit(first) ?? ""}`,
      sex: "1",
      ethnicGroup: "01",
      birthPlace: issuerNumber,
      bornOn,
    },
    rootOf: testRootOf,
  };
}
