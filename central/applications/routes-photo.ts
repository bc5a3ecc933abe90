import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { route, type Route } from "../api/route.ts";
import { note } from "../audit.ts";
import { refuse } from "../problems.ts";
import { photoOf } from "./agent-photo.ts";
import { claimantOf, isAtDesk } from "./decide.ts";
import { applicationNumber } from "./numbers.ts";
import type { Refused } from "./submit.ts";
import { refusal, refusalIn } from "./view.ts";

/** The photo of holder and agent: for the clerk who decides on this application, while it lies on their desk. */
export const photoRoute: Route = route({
  name: "applicationPhoto",
  summary:
    "The photo of holder and agent, for the clerk who has claimed the application; each look is written down",
  method: "GET",
  path: "/staff/v1/applications/:number/photo",
  face: "staff",
  roles: ["clerk", "supervisor"],
  params: z.object({ number: z.string().regex(applicationNumber) }),
  answer: z.discriminatedUnion("result", [
    z.object({ result: z.literal("photo"), jpeg: z.string(), atMs: z.number() }),
    refusal,
  ]),
  async handle(tx, { caller: { staff }, params: { number }, nowMs }) {
    const row = await tx.get("application", { number });
    if (row === undefined || (staff.office !== "*" && staff.office !== row.office))
      return refuse("not-found");
    const refused = (code: Refused["code"]) => ok(refusalIn({ code }));
    if (!isAtDesk(row)) return refused("not-in-this-state");
    if (claimantOf(row, nowMs) !== staff.subject) return refused("claim-first");
    const photo = await photoOf(tx, `application ${number}`);
    if (photo === undefined) return refuse("not-found");
    const { card_ref: cardRef } = row;
    const detail = { by: staff.subject, number };
    await note(tx, { event: "photo-looked-at", nowMs, ...(cardRef !== null && { cardRef }), detail });
    return ok({ result: "photo" as const, jpeg: photo.jpeg, atMs: photo.at_ms });
  },
});
