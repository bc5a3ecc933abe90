import { expect, test } from "vitest";
import { leastFontPx, letterHeightMm, usualDisplay } from "./letter-height.ts";

test("the standard's own example: at 600 mm a capital H is 7.3 mm high", () => {
  expect(letterHeightMm(600)).toBeCloseTo(7.3, 1);
});

test("a 24-inch kiosk at arm's length asks for 36 px, and for twice that at twice the distance", () => {
  expect(leastFontPx(usualDisplay, 1080)).toBeCloseTo(36.2, 1);
  expect(leastFontPx({ ...usualDisplay, distanceMm: 1_200 }, 1080)).toBeCloseTo(72.3, 1);
});

test("the same letters take fewer pixels on a larger screen", () => {
  expect(leastFontPx({ widthMm: 398, distanceMm: 600 }, 1080)).toBeLessThan(leastFontPx(usualDisplay, 1080));
});
