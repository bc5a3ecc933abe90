import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical } from "./answers.ts";
import { plainJson } from "./plain-json.ts";

test("what is written fast is what the library writes, for any JSON value", () => {
  let fast = 0;
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary", maxDepth: 5 }), (value) => {
      const text = plainJson(value);
      if (text !== undefined) fast += 1;
      expect(text ?? canonicalize(value)).toBe(canonicalize(value));
    }),
    { numRuns: 200, seed: 1 },
  );
  expect(fast).toBeGreaterThan(150);
});

test("keys stand in the order of their UTF-16 units, few or many", () => {
  const keys = ["b", "é", "a", "\u{1f600}", "ﬀ", "aa", "B", ":", "\\"];
  const few = Object.fromEntries(keys.map((key, index) => [key, index]));
  const many = Object.fromEntries(
    Array.from({ length: 90 }, (_, index) => [`k${String(90 - index)}`, index]),
  );
  for (const value of [few, many]) expect(plainJson(value)).toBe(canonicalize(value));
  // What an object keeps elsewhere than where it was put is the library's.
  for (const key of ["10", "9", "", "__proto__"]) {
    const value = { ...few, ...(JSON.parse(`{"${key}":1}`) as object) };
    expect(plainJson(value)).toBeUndefined();
    expect(canonical(value)).toBe(canonicalize(value));
  }
});

test("what is left out and what is not JSON stays the library's word", () => {
  const dropped = { a: undefined, b: [1.5, -0, 1e21, 1e-7], c: null };
  expect(plainJson(dropped)).toBe(canonicalize(dropped));
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  for (const value of [
    new Date(0),
    { at: new Date(0) },
    Number.NaN,
    [undefined],
    "\ud800",
    { "\ud800": 1 },
    loop,
    () => 1,
  ])
    expect(plainJson(value)).toBeUndefined();
  expect(canonical({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  expect(() => canonical(loop)).toThrow();
  expect(() => canonical("\ud800")).toThrow();
});
