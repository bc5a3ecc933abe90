import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { ruleSchema } from "./rule-schema.ts";
import { shippedRuleFiles } from "./shipped-rules.ts";

/* The published schema, judged by a validator that is not ours. */

const validate = new Ajv2020({ strict: false }).compile(ruleSchema());

test.each(shippedRuleFiles.map(({ name, data }) => [name, data] as const))("%s is valid", (_name, data) => {
  expect([validate(data), validate.errors]).toEqual([true, null]);
});

test("what is no file of rules is not valid", () => {
  const [whole, region] = shippedRuleFiles.map(({ data }) => data as Record<string, unknown>);
  for (const wrong of [
    null,
    {},
    { ...whole, surprise: 1 },
    { ...whole, fees: "five yuan" },
    { ...whole, freeze: { temporaryDays: 0, formalLifts: true } },
    { ...region, change: { fees: "five yuan" } },
    { ...region, region: "Shanghai" },
  ])
    expect([wrong, validate(wrong)]).toEqual([wrong, false]);
});
