import { expect, test } from "vitest";
import { placement, type Display } from "./displays.ts";

const at = (x: number) => ({ x, y: 0, width: 1080, height: 1920 });
const left: Display = { id: 7, label: "DP-1", bounds: at(0) };
const right: Display = { id: 3, label: "HDMI-A-1", bounds: at(1080) };

test.each([
  ["by its label", "HDMI-A-1", at(1080), [at(0)]],
  ["by its number from the left", "1", at(0), [at(1080)]],
  ["by its number from the left", "2", at(1080), [at(0)]],
  ["the primary one when none is configured", undefined, at(0), [at(1080)]],
  ["the primary one when the configured one is not there", "HDMI-A-2", at(0), [at(1080)]],
  ["the primary one for a number beyond", "9", at(0), [at(1080)]],
  ["the primary one for an empty word", "", at(0), [at(1080)]],
])("11: the display is chosen %s (%s), and the other one is covered", (_how, wanted, kiosk, covered) => {
  expect(placement([right, left], wanted, 7)).toEqual({ kiosk, covered });
});

test("11: where the system gives no labels, an empty word means the primary one", () => {
  const nameless = [left, right].map((display) => ({ ...display, label: "" }));
  expect(placement(nameless, "", 3)?.kiosk).toEqual(at(1080));
});

test("11: one display alone has nothing to cover, and no display is no place", () => {
  expect(placement([right], "DP-1", 7)).toEqual({ kiosk: at(1080), covered: [] });
  expect(placement([], "DP-1", 7)).toBeUndefined();
});
