import { expect, test } from "vitest";
import { monotoneClock, shanghaiDate, shanghaiStamp } from "./clock.ts";

test("the clock never goes back, not even behind what is stored", () => {
  const walls = [50, 100, 90, 120.9];
  const clock = monotoneClock(() => walls.shift() ?? 0, 70);
  expect([clock.nowMs(), clock.nowMs(), clock.nowMs(), clock.nowMs()]).toEqual([70, 100, 100, 120]);
});

test("dates are those of Shanghai, eight hours ahead", () => {
  expect(shanghaiDate(Date.UTC(2026, 11, 31, 15, 59, 59))).toBe("2026-12-31");
  expect(shanghaiDate(Date.UTC(2026, 11, 31, 16, 0, 0))).toBe("2027-01-01");
  expect(shanghaiStamp(Date.UTC(2026, 2, 2, 2, 30, 15, 999))).toBe("20260302103015");
});
