import { expect, test } from "vitest";
import { maskCardNumber, maskField, maskName, maskNationalNumber } from "./masking.ts";

test("names keep their first and last character", () => {
  expect(maskName("赵青禾")).toBe("赵*禾");
  expect(maskName("阿依丁·买合木提江")).toBe("阿*江");
  expect(maskName("周澄")).toBe("周*");
  expect(maskName("周")).toBe("*");
  expect(maskName("")).toBe("*");
  expect(maskName("𠀀青𠀁")).toBe("𠀀*𠀁");
});

test("numbers keep what their rule says, and nothing when they are too short for it", () => {
  expect(maskNationalNumber("371702200105169972")).toBe("371702********9972");
  expect(maskNationalNumber("3717022001051")).toBe("*************");
  expect(maskCardNumber("H02600118")).toBe("*****0118");
  expect(maskCardNumber("0118")).toBe("****");
});

test("personal fields without a rule are hidden whole, others are shown", () => {
  expect(maskField("赵青禾", { is: "name", personal: true })).toBe("赵*禾");
  expect(maskField("20010516", { is: "bornOn", personal: true })).toBe("***");
  expect(maskField("SH3717H02600", { personal: true })).toBe("***");
  expect(maskField("", { personal: true })).toBe("");
  expect(maskField("2.00", { is: "version", personal: false })).toBe("2.00");
});
