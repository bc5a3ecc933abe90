import { z } from "zod";
import { lives } from "../../card/life.ts";
import { ok } from "../../hardware/result.ts";
import type { Staff } from "../access/staff.ts";
import { pageOf, pageQuery, paged } from "../api/page.ts";
import { route, type Route } from "../api/route.ts";
import { refuse } from "../problems.ts";
import { contradictingCards, reconcile } from "../reconcile.ts";
import { approveReview, openReviews } from "../restore-review.ts";
import { restorationOf } from "../restore.ts";
import { declareLost, release } from "../terminals.ts";
import type { ApplicationParts } from "./parts.ts";
import { lift, openLifts, waitingOf, waitingOperation, waitingStates } from "./waiting.ts";

/** What whoever runs the centre has to see and decide: clocks, operations that wait, a restoration, terminals. */

const watchers = ["clerk", "supervisor", "operator", "auditor"] as const;
const operators = ["operator", "supervisor"] as const;
const terminal = z.object({ terminalId: z.string().min(1).max(64) });
/** A card's reference begins with its issuer's number, also where the card is not in the register any more. */
const isOfOffice = ({ office }: Staff, cardRef: string): boolean =>
  office === "*" || cardRef.startsWith(office);
const hex32 = z.string().regex(/^[0-9A-F]{32}$/);

export const operatorRoutes = (parts: ApplicationParts): readonly Route[] => [
  route({
    name: "openLifts",
    summary: "Accepted lifts that are not true yet, with their 24 hours and the age of the oldest",
    method: "GET",
    path: "/staff/v1/clocks",
    face: "staff",
    roles: watchers,
    answer: z.object({ lifts: z.array(lift), oldestOpenMs: z.number() }),
    async handle(tx, { caller: { staff }, nowMs }) {
      const lifts = await openLifts(tx, nowMs, staff.office, parts);
      const accepted = lifts.map((each) => each.acceptedAtMs);
      const oldestOpenMs = accepted.length === 0 ? 0 : nowMs - Math.min(...accepted);
      return ok({ lifts: [...lifts], oldestOpenMs });
    },
  }),
  route({
    name: "waitingOperations",
    summary: "Operations under way, the oldest first, with what centre, card and terminal know of each",
    method: "GET",
    path: "/staff/v1/operations",
    face: "staff",
    roles: watchers,
    query: pageQuery.extend({ state: z.enum(waitingStates).default("awaiting-card") }),
    answer: pageOf(waitingOperation),
    async handle(tx, { caller: { staff }, query: { state, cursor, limit } }) {
      const after = cursor === undefined ? {} : { after: cursor };
      const rows = await tx.find("operation", { state }, { ...after, limit: limit + 1 });
      const page = paged(rows, limit, { item: (row) => row, cursor: (row) => row.op_id });
      const items = [];
      for (const row of page.items) {
        const card = await tx.get("card", { card_ref: row.card_ref });
        const theirs = card !== undefined && (staff.office === "*" || staff.office === card.issuer_number);
        if (theirs) items.push(await waitingOf(tx, row, card));
      }
      return ok({ items, ...(page.next !== undefined && { next: page.next }) });
    },
  }),
  route({
    name: "restoration",
    summary:
      "What a centre that was put back from a backup still waits for, what journals told it, and cards that contradict it",
    method: "GET",
    path: "/staff/v1/restoration",
    face: "staff",
    roles: ["operator", "supervisor", "auditor"],
    answer: z.object({
      restoring: z.boolean(),
      terminals: z.array(z.object({ terminalId: z.string(), state: z.string() })),
      reviews: z.array(
        z.object({
          opId: z.string(),
          cardRef: z.string(),
          kind: z.string().optional(),
          epoch: z.number().optional(),
          certificateNo: z.string().optional(),
        }),
      ),
      contradicting: z.array(
        z.object({
          cardRef: z.string(),
          atMs: z.number(),
          because: z.string(),
          life: z.enum(lives),
          epoch: z.number().optional(),
        }),
      ),
    }),
    async handle(tx, { caller: { staff } }) {
      const missing = await restorationOf(tx);
      const theirs = (await openReviews(tx)).filter(({ cardRef }) => isOfOffice(staff, cardRef));
      const reviews = theirs.map(({ opId, cardRef, told }) => ({
        opId,
        cardRef,
        ...(told.kind !== undefined && { kind: told.kind }),
        ...(told.epoch !== undefined && { epoch: told.epoch }),
        ...(told.certificateNo !== undefined && { certificateNo: told.certificateNo }),
      }));
      const terminals = [...(missing?.terminals ?? [])];
      const contradicting = (await contradictingCards(tx)).filter(({ cardRef }) =>
        isOfOffice(staff, cardRef),
      );
      return ok({ restoring: missing !== undefined, terminals, reviews, contradicting });
    },
  }),
  route({
    name: "approveReview",
    summary: "Take up one card's operations as the terminals' journals tell them",
    method: "POST",
    path: "/staff/v1/restoration/:cardRef/approval",
    face: "staff",
    roles: operators,
    params: z.object({ cardRef: hex32 }),
    body: z.strictObject({}),
    answer: z.object({ result: z.literal("taken-up"), operations: z.number() }),
    async handle(tx, { caller: { staff }, params, nowMs }) {
      if (!isOfOffice(staff, params.cardRef)) return refuse("not-found");
      const { protocolRules } = parts;
      const operations = await approveReview(tx, nowMs, params.cardRef, staff.subject, protocolRules);
      return operations === 0 ? refuse("not-found") : ok({ result: "taken-up" as const, operations });
    },
  }),
  route({
    name: "reconcileCard",
    summary: "Have a card brought into line that nothing known here explains: it never becomes looser by it",
    method: "POST",
    path: "/staff/v1/restoration/:cardRef/reconciliation",
    face: "staff",
    roles: operators,
    params: z.object({ cardRef: hex32 }),
    body: z.strictObject({}),
    answer: z.object({ result: z.enum(["reconciled", "nothing-contradicts", "not-our-card", "restoring"]) }),
    async handle(tx, { caller: { staff }, params, nowMs }) {
      if (!isOfOffice(staff, params.cardRef)) return refuse("not-found");
      const result = await reconcile(tx, nowMs, params.cardRef, staff.subject, parts.protocolRules);
      return result === "unknown-card" ? refuse("not-found") : ok({ result });
    },
  }),
  route({
    name: "releaseTerminal",
    summary: "A person has looked at a quarantined terminal: it begins anew",
    method: "POST",
    path: "/staff/v1/terminals/:terminalId/release",
    face: "staff",
    roles: operators,
    params: terminal,
    body: z.strictObject({}),
    answer: z.object({ result: z.enum(["released", "not-quarantined"]) }),
    handle: async (tx, { caller: { staff }, params, nowMs }) =>
      ok({ result: await release(tx, nowMs, params.terminalId, staff.subject) }),
  }),
  route({
    name: "declareTerminalLost",
    summary: "Its journal is gone for good: nobody waits for it any more",
    method: "POST",
    path: "/staff/v1/terminals/:terminalId/loss",
    face: "staff",
    roles: operators,
    params: terminal,
    body: z.strictObject({}),
    answer: z.object({ result: z.literal("lost") }),
    async handle(tx, { caller: { staff }, params, nowMs }) {
      const result = await declareLost(tx, nowMs, params.terminalId, staff.subject);
      return result === "lost" ? ok({ result }) : refuse("not-found");
    },
  }),
];
