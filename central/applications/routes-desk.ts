import { z } from "zod";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { pageOf, pageQuery, paged } from "../api/page.ts";
import { route, type Route } from "../api/route.ts";
import type { Staff } from "../access/staff.ts";
import { note } from "../audit.ts";
import { photo, photoBodyLimit } from "../contract-agent.ts";
import { refuse, type Problem } from "../problems.ts";
import { isRestoring } from "../restore.ts";
import { businesses, cancelReasons, documents } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { isVerified } from "./calls.ts";
import { claim, completeTransfer, decide, release, withdraw } from "./decide.ts";
import { agent } from "./agent.ts";
import { applicationStates, type Papers } from "./model.ts";
import { applicationNumber } from "./numbers.ts";
import type { ApplicationParts } from "./parts.ts";
import { correct, submit, type Refused, type Wish } from "./submit.ts";
import type { ApplicationRow } from "./tables.ts";
import {
  applicationBrief,
  applicationNow,
  applicationView,
  briefOf,
  nowOf,
  refusal,
  refusalIn,
  viewOf,
} from "./view.ts";

/** The counter and the approval desk: entering, the queue, claiming, deciding. */

const person = { nationalNumber: z.string().regex(/^\d{17}[\dX]$/), name: z.string().trim().min(1).max(50) };
const region = z.string().regex(/^\d{6}$/);
const number = z.string().regex(applicationNumber);
const why = z.string().trim().min(1).max(300);
/** What a channel or a photo proves by itself is not for a clerk to tick. */
export const shown = z
  .array(z.enum(documents).exclude(["real-person-check", "caller-check", "photo-of-both"]))
  .max(documents.length);

const entryFields = z.strictObject({
  business: z.enum(businesses),
  channel: z.enum(["counter", "agent", "telephone"]),
  holder: z.strictObject(person),
  office: region.exactOptional(),
  cardRef: z
    .string()
    .regex(/^[0-9A-F]{32}$/)
    .exactOptional(),
  cardNumberTail: z.string().length(4).exactOptional(),
  reason: z.enum(cancelReasons).exactOptional(),
  cardAbsent: z.boolean().exactOptional(),
  documents: shown,
  agent: agent.exactOptional(),
  /** Of holder and agent, where the rule asks for it. */
  photo: photo.exactOptional(),
  /** Of a telephone application: the call in which the caller was verified. */
  callId: z.uuid().exactOptional(),
});
const entry = entryFields.refine(
  ({ cardAbsent, documents: given }) => cardAbsent !== true || !given.includes("card"),
  { error: "a card that is absent was not shown", path: ["cardAbsent"] },
);

const decision = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("approve") }),
  z.strictObject({ kind: z.enum(["return", "reject"]), why }),
]);
const transferred = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("moved") }),
  z.strictObject({ kind: z.literal("refused"), why }),
]);
const correction = z.strictObject({
  documents: shown,
  agent: agent.exactOptional(),
  photo: photo.exactOptional(),
});

const answer = z.discriminatedUnion("result", [
  z.object({ result: z.literal("accepted"), application: applicationNow }),
  refusal,
]);

const clerks = ["clerk", "supervisor"] as const;

type Done = Result<ApplicationRow, Refused>;

export const deskRoutes = (parts: ApplicationParts): readonly Route[] => {
  /** One step of an application that this clerk's office has. */
  const act = <Body extends z.ZodType>(
    told: {
      readonly name: string;
      readonly summary: string;
      readonly path: string;
      readonly body: Body;
      readonly bodyLimit?: number;
    },
    work: (at: {
      readonly tx: Tx;
      readonly nowMs: number;
      readonly row: ApplicationRow;
      readonly staff: Staff;
      readonly body: z.output<Body>;
    }) => Promise<Done>,
  ): Route =>
    route({
      ...told,
      method: "POST",
      path: `/staff/v1/applications/:number/${told.path}`,
      face: "staff",
      roles: clerks,
      params: z.object({ number }),
      answer,
      async handle(tx, { caller, params, body, nowMs }) {
        if (await isRestoring(tx)) return refuse("restoring");
        const row = await rowFor(tx, params.number, caller.staff);
        if (!row.ok) return row;
        // route() gives the handler what the schema promises; through the generic the compiler cannot see it.
        const asked = body as z.output<Body>;
        return answered(tx, await work({ tx, nowMs, row: row.value, staff: caller.staff, body: asked }));
      },
    });

  return [
    route({
      name: "enterApplication",
      summary: "Enter what somebody asks for at a counter, by an agent or by telephone",
      method: "POST",
      path: "/staff/v1/applications",
      face: "staff",
      roles: clerks,
      body: entry,
      bodyLimit: photoBodyLimit,
      answer,
      async handle(tx, { caller: { staff }, body, nowMs }) {
        if (await isRestoring(tx)) return refuse("restoring");
        const { documents: papers, agent: by, callId, ...asked } = body;
        const holderNumber = asked.holder.nationalNumber;
        const verified =
          asked.channel !== "telephone" ||
          (callId !== undefined && (await isVerified(tx, nowMs, callId, { holderNumber, staff })));
        if (!verified) return answered(tx, fail({ code: "caller-not-verified" }));
        const wish: Wish = {
          ...asked,
          // Nobody has a card in hand at a telephone.
          cardAbsent: asked.channel === "telephone" || asked.cardAbsent === true,
          papers: papersIn(papers, by),
        };
        return answered(tx, await submit(tx, nowMs, wish, { kind: "clerk", staff }, parts));
      },
    }),
    route({
      name: "applicationQueue",
      summary: "Applications of an office in one state, the oldest first",
      method: "GET",
      path: "/staff/v1/applications",
      face: "staff",
      roles: [...clerks, "operator", "auditor"],
      query: pageQuery.extend({
        state: z.enum(applicationStates).default("awaiting-approval"),
        business: z.enum(businesses).optional(),
        /** For who works for all offices; everybody else sees their own. */
        office: region.optional(),
      }),
      answer: pageOf(applicationBrief),
      async handle(tx, { caller: { staff }, query }) {
        const { state, business, cursor, limit } = query;
        const office = staff.office === "*" ? query.office : staff.office;
        const where = { ...(office !== undefined && { office }), state, ...(business && { business }) };
        const after = cursor === undefined ? {} : { after: cursor };
        const rows = await tx.find("application", where, { ...after, limit: limit + 1 });
        return ok(paged(rows, limit, { item: briefOf, cursor: (row) => row.number }));
      },
    }),
    route({
      name: "application",
      summary: "One application, with its papers, its timeline and what was decided before",
      method: "GET",
      path: "/staff/v1/applications/:number",
      face: "staff",
      roles: [...clerks, "auditor"],
      params: z.object({ number }),
      answer: applicationView,
      async handle(tx, { caller: { staff }, params, nowMs }) {
        const row = await rowFor(tx, params.number, staff);
        if (!row.ok) return row;
        const { number, card_ref: cardRef } = row.value;
        // The holder's name stands in it: whoever looks leaves a line in the audit trail.
        const detail = { by: staff.subject, number };
        await note(tx, { event: "card-looked-up", nowMs, ...(cardRef !== null && { cardRef }), detail });
        return ok(await viewOf(tx, row.value));
      },
    }),
    act(
      {
        name: "claimApplication",
        summary: "Take it onto one's desk",
        path: "claim",
        body: z.strictObject({}),
      },
      ({ tx, nowMs, row, staff }) => claim(tx, nowMs, row, staff),
    ),
    act(
      { name: "releaseApplication", summary: "Give it back", path: "release", body: z.strictObject({}) },
      ({ tx, row, staff }) => release(tx, row, staff),
    ),
    act(
      {
        name: "decideApplication",
        summary: "Approve, return for correction, or reject with a reason",
        path: "decision",
        body: decision,
      },
      ({ tx, nowMs, row, staff, body }) => decide(tx, nowMs, row, body, staff, parts),
    ),
    act(
      {
        name: "correctApplication",
        summary: "Bring what was missing",
        path: "correction",
        body: correction,
        bodyLimit: photoBodyLimit,
      },
      ({ tx, nowMs, row, staff, body }) =>
        correct(
          tx,
          nowMs,
          row,
          { ...papersIn(body.documents, body.agent), photo: body.photo },
          { kind: "clerk", staff },
          parts,
        ),
    ),
    act(
      {
        name: "withdrawApplication",
        summary: "The holder at the counter no longer wants it",
        path: "withdrawal",
        body: z.strictObject({}),
      },
      ({ tx, nowMs, row, staff }) => withdraw(tx, nowMs, row, { kind: "clerk", staff }),
    ),
    act(
      {
        name: "completeTransfer",
        summary: "The destination has moved the records, or cannot",
        path: "transfer",
        body: transferred,
      },
      ({ tx, nowMs, row, staff, body }) => completeTransfer(tx, nowMs, row, body, staff),
    ),
  ];
};

const papersIn = (papers: Papers["documents"], by: Papers["agent"]): Papers => ({
  documents: papers,
  ...(by !== undefined && { agent: by }),
});

/** Another office's application is none of this clerk's, and is told like one that does not exist. */
async function rowFor(tx: Tx, wanted: string, staff: Staff): Promise<Result<ApplicationRow, Problem>> {
  const row = await tx.get("application", { number: wanted });
  const theirs = row !== undefined && (staff.office === "*" || staff.office === row.office);
  return theirs ? ok(row) : refuse("not-found");
}

async function answered(tx: Tx, done: Done): Promise<Result<z.input<typeof answer>, Problem>> {
  if (!done.ok) return ok(refusalIn(done.fault));
  return ok({ result: "accepted", application: await nowOf(tx, done.value) });
}
