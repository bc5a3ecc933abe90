import { z } from "zod";
import { operationKinds } from "../../card/life.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { attendedDesk, keepAgreement } from "../access/desks.ts";
import type { Staff } from "../access/staff.ts";
import { route, type Route } from "../api/route.ts";
import { hex, reasons } from "../contract.ts";
import { terminalName } from "../contract-enrolment.ts";
import { refuse } from "../problems.ts";
import { isRestoring } from "../restore.ts";
import { missingDocuments, neededFor } from "../rules/rule-set.ts";
import { cancelReasons, documents, type Document } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { isOpen } from "./model.ts";
import type { ApplicationParts } from "./parts.ts";
import { worksFor, type Refused } from "./submit.ts";
import { applicationBrief, briefOf, refusal, refusalIn } from "./view.ts";

/** What a clerk does with the card that lies in the reader on the desk. */

const clerks = ["clerk", "supervisor"] as const;
const openMax = 20;

const agreed = z.strictObject({
  cardRef: hex(32),
  kind: z.enum(operationKinds),
  reason: z.enum(reasons).exactOptional(),
  /** What the holder showed; the card itself lies in the reader. */
  documents: z.array(z.enum(documents).exclude(["real-person-check", "caller-check"])).max(documents.length),
});
type Agreed = z.output<typeof agreed>;

export const counterRoutes = (parts: ApplicationParts): readonly Route[] => [
  route({
    name: "openApplicationsOfCard",
    summary: "What is open for the card that lies in the reader, at whatever channel it was asked for",
    method: "GET",
    path: "/staff/v1/cards/:cardRef/applications",
    face: "staff",
    roles: clerks,
    params: z.object({ cardRef: hex(32) }),
    answer: z.object({ items: z.array(applicationBrief).max(openMax) }),
    async handle(tx, { caller: { staff }, params }) {
      const rows = await tx.find("application", { card_ref: params.cardRef }, { limit: 200 });
      const theirs = rows.filter((row) => staff.office === "*" || staff.office === row.office);
      const items = theirs.filter((row) => isOpen(row.state)).slice(0, openMax);
      return ok({ items: items.map(briefOf) });
    },
  }),
  route({
    name: "agreeAtDesk",
    summary: "The clerk at this desk has seen the papers of this card's holder, and agrees",
    method: "POST",
    path: "/staff/v1/desks/:terminalId/agreement",
    face: "staff",
    roles: clerks,
    params: z.object({ terminalId: terminalName }),
    body: agreed,
    answer: z.discriminatedUnion("result", [z.object({ result: z.literal("noted") }), refusal]),
    async handle(tx, { caller: { staff }, nowMs, params: { terminalId }, body }) {
      if (await isRestoring(tx)) return refuse("restoring");
      const desk = await attendedDesk(tx, nowMs, terminalId);
      if (desk?.clerk.subject !== staff.subject) return refuse("not-found");
      const shown = [...new Set([...body.documents, "card" as const])];
      const may = await mayAgree(tx, { ...body, documents: shown }, staff, parts);
      if (!may.ok) return ok(refusalIn(may.fault));
      await keepAgreement(tx, terminalId, { ...body, documents: shown, atMs: nowMs });
      return ok({ result: "noted" as const });
    },
  }),
];

/** By the rules of the card's own office for its counter: the channel open, the papers whole. */
async function mayAgree(
  tx: Tx,
  { cardRef, kind, reason, documents: shown }: Agreed & { readonly documents: readonly Document[] },
  staff: Staff,
  { rules }: ApplicationParts,
): Promise<Result<undefined, Refused>> {
  const card = await tx.get("card", { card_ref: cardRef });
  if (card === undefined) return fail({ code: "unknown-card" });
  const by = { kind: "clerk", staff } as const;
  if (!worksFor(by, card.issuer_number)) return fail({ code: "not-this-office" });
  // A loss report waits for nobody at a terminal.
  if (kind === "freeze") return ok(undefined);
  const because = kind === "cancel" ? cancelReasons.find((each) => each === reason) : undefined;
  const asked = { business: kind, channel: "counter", ...(because && { reason: because }) } as const;
  const needed = neededFor(rules(card.issuer_number), asked);
  if (typeof needed === "string") return fail({ code: needed });
  const missing = missingDocuments(needed, shown);
  return missing.length > 0 ? fail({ code: "documents-missing", missing }) : ok(undefined);
}
