import { expect, test } from "vitest";
import { beads } from "../../daemon/screen.ts";
import { beadNames } from "../../words/operations.ts";
import { beadOrder } from "./kiosk/writing.tsx";
import { inGroups, touchIsDue, touchEveryMs, visitEnded } from "./visit.ts";

test("what was chosen lasts for one visit and is gone for the next person", () => {
  expect(visitEnded("insert-card", "your-card")).toBe(false);
  expect(visitEnded("take-certificate", "goodbye")).toBe(false);
  expect(visitEnded("goodbye", "welcome")).toBe(true);
  expect(visitEnded("goodbye", "insert-card")).toBe(true);
  expect(visitEnded("still-there", "welcome")).toBe(true);
  expect(visitEnded("welcome", "welcome")).toBe(false);
});

test("touches are told to the daemon at most once in ten seconds", () => {
  expect(touchIsDue(undefined, 5)).toBe(true);
  expect(touchIsDue(1_000, 1_000 + touchEveryMs - 1)).toBe(false);
  expect(touchIsDue(1_000, 1_000 + touchEveryMs)).toBe(true);
});

test("a long number is read in fours, one that is grouped already stays", () => {
  expect(inGroups("371700202603040001")).toBe("3717 0020 2603 0400 01");
  expect(inGroups("ZX-371700-00017")).toBe("ZX-371700-00017");
  expect(inGroups("12345678")).toBe("1234 5678");
});

// That no name of the card or the centre lacks its word is proved by the types in frame-check.ts.
test("the steps of a write are named and drawn in the daemon's order", () => {
  expect(Object.keys(beadNames)).toEqual(beads);
  expect(beadOrder).toEqual(beads);
});
