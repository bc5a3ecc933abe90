import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { route, type Route } from "../api/route.ts";
import { refuse } from "../problems.ts";
import { settlementChecks } from "../rules/rule-shape.ts";
import { callerQuestions, checkCaller } from "./calls.ts";
import { keepLedger } from "./conditions.ts";
import { refusal, refusalIn } from "./view.ts";

/** What clerks find out before something is asked for: who is at the telephone, what is still to be settled. */

const clerks = ["clerk", "supervisor"] as const;

export const checkRoutes = (): readonly Route[] => [
  route({
    name: "checkCaller",
    summary: "Hold a caller's answers against the register: two right of three, three failed calls a day",
    method: "POST",
    path: "/staff/v1/calls",
    face: "staff",
    roles: clerks,
    body: callerQuestions,
    answer: z.discriminatedUnion("result", [
      z.object({ result: z.literal("verified"), callId: z.string(), validUntilMs: z.number() }),
      z.object({ result: z.literal("not-verified"), triesLeft: z.number() }),
      refusal,
    ]),
    async handle(tx, { caller, body, nowMs }) {
      const callId = body.callId.toLowerCase();
      if ((await tx.get("caller_check", { check_id: callId })) !== undefined) return refuse("different-body");
      const checked = await checkCaller(tx, nowMs, body, caller.staff);
      return ok(checked.result === "too-many-tries" ? refusalIn({ code: checked.result }) : checked);
    },
  }),
  route({
    name: "keepLedger",
    summary: "Write down that something is owed or running, or that it is settled",
    method: "POST",
    path: "/staff/v1/settlement",
    face: "staff",
    roles: clerks,
    body: z.strictObject({
      nationalNumber: z.string().regex(/^\d{17}[\dX]$/),
      item: z.enum(settlementChecks),
      state: z.enum(["open", "clear"]),
    }),
    answer: z.discriminatedUnion("result", [z.object({ result: z.literal("noted") }), refusal]),
    async handle(tx, { caller: { staff }, body, nowMs }) {
      const { nationalNumber: holderNumber, item, state } = body;
      const cards = await tx.find("card", { national_number: holderNumber });
      const theirs = cards.find((card) => staff.office === "*" || card.issuer_number === staff.office);
      if (theirs === undefined) return ok(refusalIn({ code: "no-card-of-this-holder" }));
      await keepLedger(tx, nowMs, { holderNumber, cardRef: theirs.card_ref, item, state }, staff);
      return ok({ result: "noted" as const });
    },
  }),
];
