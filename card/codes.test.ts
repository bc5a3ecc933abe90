import { expect, test } from "vitest";
import { cardNumberHolds, ethnicGroupOf, nationalNumberHolds, regionOf, sexOf } from "./codes.ts";
import { defaultCards } from "./virtual/default-cards.ts";

test("regions of province, city and county have their names; unknown ones none", () => {
  expect(regionOf("371700")).toEqual({ code: "371700", zh: "菏泽市", en: "Heze", provinceZh: "山东省" });
  expect(regionOf("440300")?.en).toBe("Shenzhen");
  expect(regionOf("510100")?.en).toBe("Chengdu");
  expect(regionOf("650100")?.zh).toBe("乌鲁木齐市");
  expect(regionOf("371702")).toMatchObject({ zh: "牡丹区", en: "牡丹区" });
  expect(regionOf("510000")).toMatchObject({ zh: "四川省", en: "Sichuan" });
  for (const unknown of ["999900", "371799", "3717", "", "37170A", "419000"])
    expect(regionOf(unknown)).toBeUndefined();
});

test("a municipality is its own city, and an abolished division keeps its name", () => {
  expect(regionOf("110100")).toMatchObject({ zh: "北京市", en: "Beijing" });
  expect(regionOf("542100")).toMatchObject({ zh: "昌都地区", provinceZh: "西藏自治区" });
});

test("sexes and ethnic groups", () => {
  expect(sexOf("1")).toMatchObject({ zh: "男", en: "male" });
  expect(sexOf("3")).toBeUndefined();
  expect(ethnicGroupOf("01")?.zh).toBe("汉");
  expect(ethnicGroupOf("05")?.zh).toBe("维吾尔");
  expect(ethnicGroupOf("56")).toMatchObject({ zh: "基诺", en: "Jino" });
  for (const none of ["00", "57", "1", "FF"]) expect(ethnicGroupOf(none)).toBeUndefined();
});

test("GB 11643 and GB 11714 hold for public examples and fail for a changed digit", () => {
  expect(nationalNumberHolds("11010519491231002X")).toBe(true);
  expect(nationalNumberHolds("110105194912310021")).toBe(false);
  expect(nationalNumberHolds("11010519491231002")).toBe(false);
  for (const number of ["X00000019", "B7K334774", "JA334687X", "188347080"])
    expect(cardNumberHolds(number)).toBe(true);
  for (const number of ["D10535933", "X00000018", "x00000019", ""])
    expect(cardNumberHolds(number)).toBe(false);
});

test("every default card's holder is invented: sequence digits 997 to 999, check digits that hold", () => {
  for (const { id, person } of defaultCards) {
    expect([id, nationalNumberHolds(person.nationalNumber), cardNumberHolds(person.cardNumber)]).toEqual([
      id,
      true,
      true,
    ]);
    expect(person.nationalNumber.slice(14, 17)).toMatch(/^99[789]$/);
    expect(Number(person.nationalNumber[16]) % 2).toBe(Number(person.sex) % 2);
    expect(person.nationalNumber.slice(6, 14)).toBe(person.bornOn.replaceAll("-", ""));
  }
});
