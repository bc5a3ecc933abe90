import { z } from "zod";
import type { OperationKind } from "../../card/life.ts";
import { ok } from "../../hardware/result.ts";
import { route, type Route } from "../api/route.ts";

/** How busy the last day was: what an operator sees at a glance. */

const hourMs = 3_600_000;
const hours = 24;
/** Operations that are counted: a city has some thousands in a day. */
const countedMax = 20_000;

const count = z.number().int().nonnegative();

export const activityRoute: Route = route({
  name: "activity",
  summary: "Operations authorised in each of the last 24 hours, by kind, the oldest hour first",
  method: "GET",
  path: "/staff/v1/activity",
  face: "staff",
  roles: ["clerk", "supervisor", "operator", "auditor"],
  answer: z.object({
    hours: z.array(
      z.object({
        /** When the hour began. */
        fromMs: z.number(),
        freeze: count,
        unfreeze: count,
        cancel: count,
      }),
    ),
    /** False where there were more than are counted: the oldest are missing then. */
    whole: z.boolean(),
  }),
  async handle(tx, { caller: { staff }, nowMs }) {
    const lastMs = Math.floor(nowMs / hourMs) * hourMs;
    const firstMs = lastMs - (hours - 1) * hourMs;
    // Operation ids are UUIDv7: they begin with the time, so that a stretch of ids is a stretch of time.
    const newest = { after: idBefore(firstMs), newestFirst: true, limit: countedMax + 1 } as const;
    const rows = await tx.find("operation", {}, newest);
    const counted = Array.from({ length: hours }, (_, n) => ({
      fromMs: firstMs + n * hourMs,
      ...({ freeze: 0, unfreeze: 0, cancel: 0 } satisfies Record<OperationKind, number>),
    }));
    for (const { kind, state, card_ref, authorised_at_ms } of rows.slice(0, countedMax)) {
      if (state === "rejected") continue;
      // A card's reference begins with its issuer's number.
      if (staff.office !== "*" && !card_ref.startsWith(staff.office)) continue;
      const hour = counted[Math.floor((authorised_at_ms - firstMs) / hourMs)];
      if (hour !== undefined) hour[kind] += 1;
    }
    return ok({ hours: counted, whole: rows.length <= countedMax });
  },
});

/** The id that everything minted from then on comes after. */
function idBefore(atMs: number): string {
  const time = (atMs - 1).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7fff-bfff-ffffffffffff`;
}
