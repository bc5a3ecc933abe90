import { expect, test } from "vitest";
import { meaningOf } from "./status-words.ts";

test("every status word of the default card has a meaning in both languages", () => {
  const all =
    "9000 6115 6108 6C1A 6283 63C5 63C0 6581 6700 6882 6982 6983 6984 6985 6986 6987 6988 6A80 6A81 6A82 6A83 6A86 6A88 6D00 6E00 9303";
  for (const statusWord of all.split(" ")) {
    const meaning = meaningOf(statusWord);
    expect([statusWord, meaning?.zh]).toEqual([statusWord, expect.stringMatching(/\p{Script=Han}/u)]);
    expect(meaning?.en).toMatch(/^[ -~]+$/);
    expect(meaning?.source).not.toBe("");
  }
});

test("a pattern fits only its own, the closer one first, and the unknown stays unknown", () => {
  expect(meaningOf("63C0")?.en).toMatch(/no try left/);
  expect(meaningOf("6A99")).toBeUndefined();
  expect(meaningOf("90001")).toBeUndefined();
});
