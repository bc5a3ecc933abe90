import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, fromHex, hex } from "./bytes.ts";
import {
  fciNames,
  maxDepth,
  readFci,
  readRecordTlv,
  readTlv,
  readTlvLeniently,
  type TlvNode,
} from "./tlv.ts";

const environment = fromHex("7378312E73682EC9E7BBE1B1A3D5CF");

test("a record is its tag, its length and nothing more", () => {
  expect(readRecordTlv(fromHex("020131"), 0x02)).toEqual({ ok: true, value: fromHex("31") });
  for (const wrong of ["", "02", "030131", "020231", "02013131", "020031"])
    expect(readRecordTlv(fromHex(wrong), 0x02).ok).toBe(false);
});

test("the FCI of the SSSE and of a DF is read", () => {
  const fci = readFci(fromHex("6F13840F7378312E73682EC9E7BBE1B1A3D5CFA500"));
  expect(fci.ok && fciNames(fci.value, environment)).toBe(true);
  const df = readFci(fromHex("6F0A8406D15600000500A500"));
  expect(df.ok && hex(df.value.name)).toBe("D15600000500");
  expect(df.ok && fciNames(df.value, fromHex("D156000005"))).toBe(false);
});

test.each([
  ["nothing", ""],
  ["no 6F", "840178"],
  ["two templates", "6F0384017A6F00"],
  ["no name", "6F02A500"],
  ["a value past its parent", "6F0484057378"],
  ["a template past the answer", "6F10840178"],
  ["a length without end", "6F80840178"],
  ["a length of four bytes", "6F8400000001"],
  ["a tag of five bytes", "1F8181818100"],
  ["a tag without length", "84"],
  ["a cut length", "8482FF"],
])("an FCI with %s is a fault", (_what, bytes) => {
  expect(readFci(fromHex(bytes)).ok).toBe(false);
});

test("eight levels are read and nine are not", () => {
  const nested = (levels: number): Uint8Array =>
    Array.from({ length: levels - 1 }).reduce<Uint8Array>(
      (inside) => concat(Uint8Array.of(0x6f, inside.length), inside),
      fromHex("840101"),
    );
  expect(readTlv(nested(maxDepth)).ok).toBe(true);
  expect(readTlv(nested(maxDepth + 1)).ok).toBe(false);
});

test("long tags and lengths are read, more than 64 KiB is not", () => {
  const long = readTlv(concat(fromHex("9F0C820101"), new Uint8Array(257)));
  expect(long.ok && [long.value[0]?.tag, long.value[0]?.value.length]).toEqual(["9F0C", 257]);
  expect(readTlv(new Uint8Array(64 * 1024 + 1)).ok).toBe(false);
});

test("very many tiny nodes are refused, not followed", () => {
  expect(readTlv(new Uint8Array(64 * 1024)).ok).toBe(false);
});

test("no bytes make the readers throw", () => {
  const property = fc.property(
    fc.uint8Array({ maxLength: 400 }),
    fc.integer({ min: 0, max: 255 }),
    (bytes, tag) => {
      readTlv(bytes);
      readFci(concat(Uint8Array.of(0x6f, bytes.length & 0x7f), bytes));
      readRecordTlv(bytes, tag);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

/** The lenient reader's finding, one text. */
const leniently = (text: string): readonly string[] => {
  const { nodes, oddities } = readTlvLeniently(fromHex(text));
  return [...nodes.map(({ tag, value }) => `${tag} ${hex(value)}`), ...oddities];
};

test("the lenient reader steps over fill, clips what runs past its parent, and says what it left", () => {
  expect(leniently("0000840178FF00500141")).toEqual(["84 78", "50 41"]);
  expect(leniently("00FF8105AABB")).toEqual(["81 AABB", "81 runs past its parent"]);
  expect(leniently("84017881")).toEqual(["84 78", "a length after the tag was expected, 81 was left unread"]);
  expect(leniently("6F808401")).toEqual(["a definite length was expected, 6F808401 was left unread"]);
});

test("what the strict reader takes, the lenient one reads alike, and finds nothing odd in it", () => {
  const node: fc.Arbitrary<Uint8Array> = fc.letrec<{ node: Uint8Array }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc
        .tuple(fc.integer({ min: 0x80, max: 0x9e }), fc.uint8Array({ maxLength: 20 }))
        .map(([tag, value]) => concat(Uint8Array.of(tag, value.length), value)),
      fc
        .array(tie("node"), { maxLength: 3 })
        .map((inner) => concat(...inner))
        .filter((value) => value.length < 128)
        .map((value) => concat(Uint8Array.of(0x6f, value.length), value)),
    ),
  })).node;
  const property = fc.property(fc.array(node, { maxLength: 5 }), (parts) => {
    const strict = readTlv(concat(...parts));
    expect(strict.ok).toBe(true);
    expect(readTlvLeniently(concat(...parts))).toEqual({ nodes: strict.ok && strict.value, oddities: [] });
    // Decode of encode is the identity: as many objects come out as went in, each with its bytes.
    expect(strict.ok && strict.value.map(({ value }) => hex(value))).toEqual(
      parts.map((part) => hex(part.slice(2))),
    );
  });
  fc.assert(property, { numRuns: 300 });
});

test("the lenient reader is bounded in depth, nodes and words", () => {
  const deep = Array.from({ length: 40 }).reduce<Uint8Array>(
    (inside) => concat(Uint8Array.of(0x6f, inside.length), inside),
    fromHex("840101"),
  );
  expect(leniently(hex(deep)).at(-1)).toBe("6F lies too deep");
  const depthOf = (nodes: readonly TlvNode[]): number =>
    Math.max(0, ...nodes.map(({ children }) => 1 + depthOf(children ?? [])));
  expect(depthOf(readTlvLeniently(deep).nodes)).toBe(maxDepth);
  const many = readTlvLeniently(
    Uint8Array.from({ length: 70_000 }, (_, index) => (index % 2 === 0 ? 0x81 : 0x00)),
  );
  expect(many.nodes.length).toBeLessThanOrEqual(4096);
  expect(many.oddities.length).toBeLessThanOrEqual(16);
  expect(many.oddities.every((oddity) => oddity.length < 250)).toBe(true);
});
