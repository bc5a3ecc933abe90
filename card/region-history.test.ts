import { expect, test } from "vitest";
import { regionOf } from "./codes.ts";
import { abolishedRegions } from "./region-history.ts";

test("an abolished code keeps its name, and says until when it was and what replaced it", () => {
  expect(regionOf("341400")).toEqual({
    code: "341400",
    zh: "巢湖市",
    en: "巢湖市",
    provinceZh: "安徽省",
    abolished: { until: 2011, replacedBy: ["340100", "340200", "340500"] },
  });
  expect(regionOf("542100")?.abolished?.replacedBy).toEqual(["540300"]);
  expect(regionOf("330183")).toMatchObject({
    zh: "富阳市",
    abolished: { until: 2014, replacedBy: ["330111"] },
  });
});

test("a county-level city that still is one is not abolished", () => {
  expect(regionOf("330182")).toMatchObject({ zh: "建德市" });
  expect(regionOf("330182")?.abolished).toBeUndefined();
});

test("what replaced a code exists today, in the same province, and is not abolished itself", () => {
  expect(abolishedRegions.size).toBeGreaterThan(50);
  for (const [code, { until, replacedBy }] of abolishedRegions) {
    expect(code).toMatch(/^\d{6}$/);
    expect(until).toBeGreaterThan(1995);
    expect(replacedBy.length).toBeGreaterThan(0);
    for (const today of replacedBy) {
      expect([code, today, regionOf(today) !== undefined]).toEqual([code, today, true]);
      expect([today, regionOf(today)?.abolished]).toEqual([today, undefined]);
      expect(today.slice(0, 2)).toBe(code.slice(0, 2));
    }
  }
});

test("no code of the history is one of today's: the history would never be seen", () => {
  for (const [code] of abolishedRegions)
    expect([code, regionOf(code)?.abolished === undefined]).toEqual([code, false]);
});
