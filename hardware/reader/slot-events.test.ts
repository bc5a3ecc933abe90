import { expect, test } from "vitest";
import { slotStateOf, swapped } from "./slot-events.ts";

/** As pcsclite.h has them. */
const present = 0x20;
const empty = 0x10;
const inUse = 0x100;
const changed = 0x2;

const at = (events: number, flags: number) => slotStateOf(((events << 16) | flags | changed) >>> 0, present);

test("a card taken and another put in between two looks is a swap", () => {
  expect(swapped(at(1, present), at(3, present))).toBe(true);
});

test("one card that is only used or let go by a program is none", () => {
  expect(swapped(at(1, present), at(1, present | inUse))).toBe(false);
  expect(swapped(at(1, present | inUse), at(1, present))).toBe(false);
});

test("a card that comes, goes or was not there when first looked at is no swap: it is seen as it is", () => {
  expect(swapped(undefined, at(7, present))).toBe(false);
  expect(swapped(at(0, empty), at(1, present))).toBe(false);
  expect(swapped(at(1, present), at(2, empty))).toBe(false);
  expect(swapped(at(2, empty), at(4, empty))).toBe(false);
});

test("the counter is read whole, to its last bit, and may begin anew", () => {
  expect(at(0xffff, present)).toEqual({ present: true, events: 0xffff });
  expect(swapped(at(0xffff, present), at(0x0001, present))).toBe(true);
});
