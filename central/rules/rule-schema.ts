import { z } from "zod";
import { ruleFileShape } from "./rule-shape.ts";

/** JSON Schema (2020-12) of a file of rules: the default, or what one region changes. */
export const ruleSchema = (): object => ({
  ...z.toJSONSchema(ruleFileShape, { target: "draft-2020-12", reused: "ref" }),
  title: "Cardhall regional rules",
  description: "The default rules, or what one region changes. docs/regional-rules.md explains them.",
});
