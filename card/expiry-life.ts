import assert from "node:assert/strict";
import type { Life, Target } from "./life.ts";

/*
 * Life told by the expiry date (profile `life.by` expiry-date), for cities that write no other status: the day
 * of issue plus the years of validity is active, a day between is frozen, the day of issue itself is cancelled.
 * Our own reading of a method that public drivers only hint at: unconfirmed. Dates are eight digits, YYYYMMDD.
 */

const digits = /^\d{8}$/;

/** The last day of a card that nobody has touched; 29 February becomes the 28th. */
export function fullExpiry(issuedOn: string, validityYears: number): string {
  assert(digits.test(issuedOn), "a day of eight digits");
  const monthDay = issuedOn.slice(4) === "0229" ? "0228" : issuedOn.slice(4);
  return `${String(Number(issuedOn.slice(0, 4)) + validityYears)}${monthDay}`;
}

/** `unknown` for dates that no operation leaves behind. */
export function lifeOfDates(issuedOn: string, expiresOn: string, validityYears: number): Life {
  if (!digits.test(issuedOn) || !digits.test(expiresOn) || expiresOn < issuedOn) return "unknown";
  if (expiresOn === issuedOn) return "cancelled";
  return expiresOn < fullExpiry(issuedOn, validityYears) ? "frozen" : "active";
}

/** The expiry date that says `target`. `today`: the centre's day; `expiresOn`: as personalised. */
export function expiryFor(
  target: Target,
  card: { readonly issuedOn: string; readonly expiresOn: string },
  today: string,
): string {
  assert(digits.test(today), "a day of eight digits");
  switch (target) {
    case "active":
      return card.expiresOn;
    case "cancelled":
      return card.issuedOn;
    case "frozen":
      // Never the first nor the last day, which say something else.
      if (today <= card.issuedOn) return dayAfter(card.issuedOn, 1);
      return today >= card.expiresOn ? dayAfter(card.expiresOn, -1) : today;
  }
}

function dayAfter(day: string, days: number): string {
  const utc = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)) + days);
  return new Date(utc).toISOString().slice(0, 10).replaceAll("-", "");
}
