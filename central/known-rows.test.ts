import { expect, test } from "vitest";
import { knownRows } from "./known-rows.ts";
import { placeOf } from "./row.ts";

const photo = (jpeg: string) => ({ owner: "application 1", jpeg, at_ms: 1 });
const place = placeOf("photo", { owner: "application 1" });

test("a photograph is not kept in memory, whether it was read or written, nor what was there before it", () => {
  const known = knownRows();
  known.learn(place, photo("small"));
  expect(known.row(place)).toEqual(photo("small"));
  const large = photo("x".repeat(200_000));
  known.follow([{ table: "photo", place, before: photo("small"), after: large }]);
  expect([known.has(place), known.size()]).toEqual([false, 0]);
  known.learn(place, large);
  expect(known.has(place)).toBe(false);
});
