import { describe, expect, test } from "vitest";
import { ga467Frame, ga467Framer, type Ga467Piece } from "./ga467.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();
/** Frames as hex, breaks by their reason. */
const shown = (pieces: readonly Ga467Piece[]): string[] =>
  pieces.map((piece) => (piece.kind === "frame" ? hexOf(piece.payload) : piece.why));

const find = bytesOf("AAAAAA9669 0003 20 01 22");
const found = bytesOf("AAAAAA9669 0008 00009F 00000000 97");

/** Frames as the vendors' manuals print them. */
test.each([
  ["status", "11FF", "AAAAAA9669000311FFED"],
  ["SAM number", "12FF", "AAAAAA9669000312FFEE"],
  ["find", "2001", "AAAAAA96690003200122"],
  ["select", "2002", "AAAAAA96690003200221"],
  ["read", "3001", "AAAAAA96690003300132"],
  ["read with fingerprints", "3010", "AAAAAA96690003301023"],
  ["new address", "3003", "AAAAAA96690003300330"],
  ["answer: good", "000090", "AAAAAA9669000400009094"],
  ["answer: none found", "000080", "AAAAAA9669000400008084"],
])("%s is framed as printed, and read back", (_name, payload, frame) => {
  expect(hexOf(ga467Frame(bytesOf(payload)))).toBe(frame);
  expect(shown(ga467Framer().feed(bytesOf(frame)))).toEqual([payload]);
});

const long = ga467Frame([0, 0, 0x90, ...Array.from({ length: 1284 }, (_, at) => (at * 31) & 0xff)]);

test.each([
  ["short", found],
  ["long", long],
])("a %s frame arrives however it is split", (_name, frame) => {
  const whole = shown(ga467Framer().feed(frame));
  expect(whole).toHaveLength(1);
  for (let at = 1; at < frame.length; at++) {
    const framer = ga467Framer();
    const pieces = [...framer.feed(frame.subarray(0, at)), ...framer.feed(frame.subarray(at))];
    expect(shown(pieces), `split at ${String(at)}`).toEqual(whole);
  }
  const framer = ga467Framer();
  expect(shown([...frame].flatMap((byte) => framer.feed(Uint8Array.of(byte))))).toEqual(whole);
});

test("joined frames come out one by one", () => {
  const joined = Uint8Array.from([...found, ...find, ...long, ...found]);
  expect(shown(ga467Framer().feed(joined)).map((text) => text.slice(0, 6))).toEqual([
    "00009F",
    "2001",
    "000090",
    "00009F",
  ]);
});

describe("what comes before a frame never costs the frame", () => {
  test.each([
    ["rubbish", "00FF7E96", []],
    ["one AA too many", "AA", []],
    ["two AA too many", "AAAA", []],
    ["half a head", "AAAAAA96", []],
    ["half a head and rubbish", "AAAA966900", []],
    ["a check byte that is wrong", "AAAAAA9669 0004 000090 95", ["check-byte"]],
    ["a payload that is wrong", "AAAAAA9669 0004 000091 94", ["check-byte"]],
    ["a length of nothing", "AAAAAA9669 0000", ["length"]],
    ["a length of less than a payload", "AAAAAA9669 0002 00 02", ["length"]],
    ["a length that no answer has", "AAAAAA9669 FFFF 000090", ["length"]],
    ["zeros that fill a HID report", "00".repeat(40), []],
    ["a frame broken off that claims four bytes more", "AAAAAA9669 0008 000090 00", ["check-byte"]],
  ])("%s", (_name, before, breaks) => {
    const pieces = ga467Framer().feed(Uint8Array.from([...bytesOf(before), ...found]));
    expect(shown(pieces)).toEqual([...breaks, "00009F00000000"]);
  });
});

test("any byte of a frame changed: no wrong frame, and the next one arrives", () => {
  for (let at = 0; at < found.length; at++)
    for (const flip of [0x01, 0x80, 0xff]) {
      const framer = ga467Framer();
      const broken = found.with(at, (found[at] ?? 0) ^ flip);
      // A length that grew swallows what follows until it is full: three frames are more than it can want here.
      const after = Array.from({ length: 200 }, () => [...found]).flat();
      const frames = shown(framer.feed(Uint8Array.from([...broken, ...after]))).filter((text) =>
        /^[0-9A-F]/.test(text),
      );
      expect(new Set(frames), `byte ${String(at)}`).toEqual(new Set(["00009F00000000"]));
      expect(frames.length).toBeGreaterThanOrEqual(199);
    }
});

test("a reset forgets half a frame", () => {
  const framer = ga467Framer();
  framer.feed(found.subarray(0, 9));
  framer.reset();
  expect(framer.feed(found.subarray(9))).toEqual([]);
  expect(shown(framer.feed(found))).toEqual(["00009F00000000"]);
});

test("a frame that cannot be is a bug", () => {
  expect(() => ga467Frame([1])).toThrow();
  expect(() => ga467Frame(new Uint8Array(0x0a00))).toThrow();
});
