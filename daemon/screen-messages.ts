import { z } from "zod";
import { operationKinds } from "../card/life.ts";
import { freezeForms, reasons } from "../central/contract.ts";
import { askers, deskSteps, type PageMessage } from "./screen.ts";

const questions = [
  z.strictObject({ type: z.literal("continue-application"), number: z.string().max(40) }),
  z.strictObject({ type: z.literal("say-who"), asker: z.enum(askers) }),
  z.strictObject({ type: z.literal("choose-form"), form: z.enum(freezeForms) }),
  z.strictObject({ type: z.literal("choose"), kind: z.enum(operationKinds) }),
  z.strictObject({ type: z.literal("give-reason"), reason: z.enum(reasons) }),
] as const;

/** What a clerk's page may say: a visit's questions, and nothing that unmasks. */
export const deskAction = z.discriminatedUnion("type", [
  z.strictObject({ type: z.enum(deskSteps) }),
  ...questions,
]);

/** What a page may say. Everything else closes its link. */
export const pageMessage = z.union([
  z.strictObject({
    v: z.literal(1),
    frameNo: z.number().int().nonnegative(),
    action: z.discriminatedUnion("type", [
      z.strictObject({
        type: z.enum([
          "begin",
          "confirm",
          "undo",
          "again",
          "show-personal",
          "hide-personal",
          "print-again",
          "call-clerk",
          "show-files",
          "hide-files",
          "back",
          "exit",
          "continue",
          "touch",
        ]),
      }),
      z.strictObject({ type: z.literal("pace"), unhurried: z.boolean() }),
      ...questions,
    ]),
  }),
  z.strictObject({ v: z.literal(1), drawn: z.number().int().nonnegative() }),
  z.strictObject({
    v: z.literal(1),
    demo: z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("demo.insert"), cardId: z.string().max(64) }),
      z.strictObject({ type: z.literal("demo.pull") }),
      z.strictObject({ type: z.literal("demo.paper"), out: z.boolean() }),
      z.strictObject({ type: z.literal("demo.place-id"), cardId: z.string().max(64) }),
      z.strictObject({ type: z.literal("demo.lift-id") }),
      z.strictObject({ type: z.literal("demo.scan"), text: z.string().min(1).max(2_000) }),
    ]),
  }),
]) satisfies z.ZodType<PageMessage>;
