import { expect, test } from "vitest";
import { judgeHistory, type Asked } from "./history.ts";

const cardRef = "371700D15600000500120001D68145B9";
const asked = (askedMs: number, answeredMs: number, epoch: number, began = false): Asked => ({
  ...{ cardRef, askedMs, answeredMs, epoch, began },
});

test("who asks after an answer was known sees no less than that answer", () => {
  expect(judgeHistory([asked(10, 20, 1, true), asked(21, 30, 0)], [])).toHaveLength(1);
  expect(judgeHistory([asked(10, 20, 1, true), asked(21, 30, 1)], [])).toEqual([]);
});

test("a question and an answer in the same millisecond may stand in either order (seed 376695)", () => {
  expect(judgeHistory([asked(20, 20, 0), asked(20, 20, 1, true)], [])).toEqual([]);
});
