import { expect, test } from "vitest";
import { isOpen } from "./access.ts";
import { ask, cardIn, select } from "./for-tests.ts";
import type { CardImage } from "./image.ts";

/* Transparent and cyclic files, repeated tags, and what opens a file. */

const fileOf = (image: CardImage, path: string) =>
  image.files.find((file) => `${file.directory}/${file.fid}` === path) ?? expect.fail(`no ${path}`);

test("a transparent file is read by offset, by SFI and in the current EF, up to its end", () => {
  const card = cardIn("active", (image) => {
    Object.assign(fileOf(image, "DDF1/EF07"), { size: 5, data: "0A0B0C" });
  });
  ask(card, select);
  expect(ask(card, "00B0000002")).toBe("6986");
  expect(ask(card, "00B0870005")).toBe("0A0B0C00009000");
  expect(ask(card, "00B0000102")).toBe("0B0C9000");
  expect(ask(card, "00B0000300")).toBe("6C02");
  expect(ask(card, "00B0000500")).toBe("6B00");
  expect(ask(card, "00B0850001")).toBe("6981");
  expect(ask(card, "00B2013C02")).toBe("6981");
  expect(ask(card, "00B09F0001")).toBe("6A82");
  expect(ask(card, "00B0E70001")).toBe("6A86");
});

test("256 bytes at once are Le 00, and a big file is read to its last byte", () => {
  const card = cardIn("active");
  ask(card, select);
  expect(ask(card, "00B0880000")).toHaveLength(512 + 4);
  expect(ask(card, "00B00FFF01")).toBe("009000");
  expect(ask(card, "00B0100001")).toBe("6B00");
});

test("a cyclic file is read by number, newest first, and not by tag; an empty one has no record", () => {
  const card = cardIn("active", (image) => {
    fileOf(image, "DF02/EF16").records.push("AA".repeat(18), "BB".repeat(18));
  });
  ask(card, select);
  ask(card, "00A4000002DF02");
  ask(card, "0020000003123456");
  expect(ask(card, "00B201B412")).toBe(`${"AA".repeat(18)}9000`);
  expect(ask(card, "00B202B412")).toBe(`${"BB".repeat(18)}9000`);
  expect(ask(card, "00B203B412")).toBe("6A83");
  expect(ask(card, "00B201B012")).toBe("6981");
  expect(ask(card, "00B2013C55")).toBe("6A83");
});

test("records of one tag are told apart by number; by tag the first answers", () => {
  const card = cardIn("active", (image) => {
    const file = fileOf(image, "DF01/EF15");
    file.records[2] = `4034${"11".repeat(52)}`;
  });
  ask(card, select);
  ask(card, "00A4000002DF01");
  ask(card, "0020000003123456");
  expect(ask(card, "00B203AC36")).toBe(`4034${"11".repeat(52)}9000`);
  expect(ask(card, "00B240A836")).not.toContain("1111");
});

const nothing = { pin: false, keys: new Set<string>() };
const pin = { pin: true, keys: new Set<string>() };
const key = { pin: false, keys: new Set(["84"]) };
const both = { pin: true, keys: new Set(["84"]) };
test.each([
  ["free", [true, true, true, true]],
  ["never", [false, false, false, false]],
  ["KEY", [false, false, false, false]],
  ["PIN", [false, true, false, true]],
  ["AUTH(84)", [false, false, true, true]],
  ["AUTH(85)", [false, false, false, false]],
  ["PIN&AUTH(84)", [false, false, false, true]],
  ["PIN|AUTH(84)", [false, true, true, true]],
])("%s opens to nothing, PIN, key, both: %j", (condition, expected) => {
  expect([nothing, pin, key, both].map((proved) => isOpen(condition, proved))).toEqual(expected);
});
