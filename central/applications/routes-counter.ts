import { z } from "zod";
import { operationKinds } from "../../card/life.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { attendedDesk, keepAgreement } from "../access/desks.ts";
import type { Staff } from "../access/staff.ts";
import { route, type Route } from "../api/route.ts";
import { shanghaiDate } from "../clock.ts";
import { hex, reasons } from "../contract.ts";
import { terminalName } from "../contract-enrolment.ts";
import { photo, photoBodyLimit } from "../contract-agent.ts";
import { refuse } from "../problems.ts";
import { isRestoring } from "../restore.ts";
import { missingDocuments, neededFor, wantsPhoto } from "../rules/rule-set.ts";
import { cancelReasons, type Document } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { dropPhoto, keepPhoto } from "./agent-photo.ts";
import { agent } from "./agent.ts";
import { isOpen } from "./model.ts";
import type { ApplicationParts } from "./parts.ts";
import { shown } from "./routes-desk.ts";
import { isEntitled, worksFor, type Refused } from "./submit.ts";
import { applicationBrief, briefOf, refusal, refusalIn } from "./view.ts";

/** What a clerk does with the card that lies in the reader on the desk. */

const clerks = ["clerk", "supervisor"] as const;
const openMax = 20;

const agreed = z.strictObject({
  cardRef: hex(32),
  kind: z.enum(operationKinds),
  reason: z.enum(reasons).exactOptional(),
  /** What the holder or the agent showed; the card itself lies in the reader. */
  documents: shown,
  /** Somebody acts for the holder. */
  agent: agent.exactOptional(),
  photo: photo.exactOptional(),
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
    bodyLimit: photoBodyLimit,
    answer: z.discriminatedUnion("result", [z.object({ result: z.literal("noted") }), refusal]),
    async handle(tx, { caller: { staff }, nowMs, params: { terminalId }, body }) {
      if (await isRestoring(tx)) return refuse("restoring");
      const desk = await attendedDesk(tx, nowMs, terminalId);
      if (desk?.clerk.subject !== staff.subject) return refuse("not-found");
      const { photo: jpeg, ...told } = body;
      const ofBoth = jpeg === undefined ? [] : (["photo-of-both"] as const);
      const seen = [...new Set([...told.documents, ...ofBoth, "card" as const])];
      const may = await mayAgree(tx, nowMs, { ...told, documents: seen }, staff, parts);
      if (!may.ok) return ok(refusalIn(may.fault));
      await keepAgreement(tx, terminalId, { ...told, documents: may.value, atMs: nowMs });
      const owner = `desk ${terminalId}` as const;
      if (jpeg !== undefined && may.value.includes("photo-of-both")) await keepPhoto(tx, nowMs, owner, jpeg);
      else await dropPhoto(tx, owner);
      return ok({ result: "noted" as const });
    },
  }),
];

/** By the rules of the card's own office for its counter or for agents there: the channel open, the papers whole. */
async function mayAgree(
  tx: Tx,
  nowMs: number,
  told: Omit<Agreed, "photo" | "documents"> & { readonly documents: readonly Document[] },
  staff: Staff,
  { rules }: ApplicationParts,
): Promise<Result<Document[], Refused>> {
  const { cardRef, kind, reason, agent: by, documents: seen } = told;
  const card = await tx.get("card", { card_ref: cardRef });
  if (card === undefined) return fail({ code: "unknown-card" });
  if (!worksFor({ kind: "clerk", staff }, card.issuer_number)) return fail({ code: "not-this-office" });
  if (by !== undefined && !isEntitled(by, card.national_number, shanghaiDate(nowMs)))
    return fail({ code: "power-of-attorney-invalid" });
  const withoutPhoto = seen.filter((each) => each !== "photo-of-both");
  // A loss report waits for nobody at a terminal.
  if (kind === "freeze") return ok(withoutPhoto);
  const because = kind === "cancel" ? cancelReasons.find((each) => each === reason) : undefined;
  const channel = by === undefined ? "counter" : "agent";
  const needed = neededFor(rules(card.issuer_number), {
    business: kind,
    channel,
    ...(because && { reason: because }),
  });
  if (typeof needed === "string") return fail({ code: needed });
  const missing = missingDocuments(needed, seen);
  if (missing.length > 0) return fail({ code: "documents-missing", missing });
  return ok(wantsPhoto(needed) ? [...seen] : withoutPhoto);
}
