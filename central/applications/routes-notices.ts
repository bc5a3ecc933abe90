import { z } from "zod";
import { maskName, maskNationalNumber } from "../../card/masking.ts";
import { ok, type Result } from "../../hardware/result.ts";
import { falseNoticeOutcomes } from "../../words/centre-applications.ts";
import type { Staff } from "../access/staff.ts";
import { pageOf, pageQuery, paged } from "../api/page.ts";
import { route, type Route } from "../api/route.ts";
import { mintedOpId } from "../minted.ts";
import { takeNotice } from "../notices.ts";
import { refuse } from "../problems.ts";
import { isRestoring } from "../restore.ts";
import type { Tx } from "../store.ts";
import {
  askReversal,
  authorityNotice,
  begunBy,
  confirm,
  dismiss,
  reverseNotice,
  takeIn,
} from "./notice-intake.ts";
import type { ApplicationParts } from "./parts.ts";
import type { Refused } from "./submit.ts";
import { noticeStates, type AuthorityNoticeRow } from "./tables.ts";
import { phrase, refusal, refusalIn } from "./view.ts";

/** What other offices tell: public security of a person (S9), the issuing side of a replacement (S7). */

const clerks = ["clerk", "supervisor"] as const;
const why = z.string().trim().min(1).max(300);
const noticeId = z.uuid().transform((id) => id.toLowerCase());

const noticeView = z.object({
  noticeId: z.string(),
  authority: z.string(),
  kind: z.enum(["death", "disappearance", "household-cancelled"]),
  nameMasked: z.string(),
  nationalNumberMasked: z.string(),
  occurredOn: z.string(),
  reference: z.string().optional(),
  state: z.enum(noticeStates),
  receivedAtMs: z.number(),
  clerk: z.string().optional(),
  why: z.string().optional(),
  /** The cards that it ended, each with its operation. */
  cards: z.array(z.object({ cardRef: z.string(), opId: z.string() })),
  /** After a reversal: what to tell the holder. */
  says: phrase.optional(),
});

const answer = z.discriminatedUnion("result", [
  z.object({ result: z.literal("accepted"), notice: noticeView }),
  refusal,
]);

function viewOf(row: AuthorityNoticeRow): z.input<typeof noticeView> {
  const { name, nationalNumber, occurredOn, reference } = authorityNotice.parse(JSON.parse(row.body));
  const reversed = row.state === "reversed" || row.state === "replacement-due";
  return {
    noticeId: row.notice_id,
    authority: row.authority,
    kind: row.kind,
    nameMasked: maskName(name),
    nationalNumberMasked: maskNationalNumber(nationalNumber),
    occurredOn,
    ...(reference !== undefined && { reference }),
    state: row.state,
    receivedAtMs: row.received_at_ms,
    ...(row.clerk !== null && { clerk: row.clerk }),
    ...(row.why !== null && { why: row.why }),
    cards: begunBy(row).map(([cardRef, opId]) => ({ cardRef, opId })),
    ...(reversed && { says: falseNoticeOutcomes[row.state === "reversed" ? "reversed" : "replacement-due"] }),
  };
}

const accepted = (row: AuthorityNoticeRow) => ({ result: "accepted" as const, notice: viewOf(row) });

type Decided = Promise<Result<AuthorityNoticeRow, Refused>>;

export const noticeRoutes = (parts: ApplicationParts): readonly Route[] => {
  const decision = <Body extends z.ZodType>(
    told: { readonly name: string; readonly summary: string; readonly path: string; readonly body: Body },
    work: (at: {
      readonly tx: Tx;
      readonly nowMs: number;
      readonly row: AuthorityNoticeRow;
      readonly staff: Staff;
      readonly body: z.output<Body>;
    }) => Decided,
  ): Route =>
    route({
      ...told,
      method: "POST",
      path: `/staff/v1/notices/:noticeId/${told.path}`,
      face: "staff",
      roles: clerks,
      params: z.object({ noticeId }),
      answer,
      async handle(tx, { caller: { staff }, params, body, nowMs }) {
        if (await isRestoring(tx)) return refuse("restoring");
        const row = await tx.get("authority_notice", { notice_id: params.noticeId });
        if (row === undefined || !isTheirs(row, staff)) return refuse("not-found");
        // route() gives the handler what the schema promises; through the generic the compiler cannot see it.
        const done = await work({ tx, nowMs, row, staff, body: body as z.output<Body> });
        return ok(done.ok ? accepted(done.value) : refusalIn(done.fault));
      },
    });

  return [
    route({
      name: "giveNotice",
      summary: "Public security tells of a death, a disappearance or a cancelled registration",
      method: "POST",
      path: "/authorities/v1/notices",
      face: "authority",
      body: authorityNotice,
      answer: z.object({ result: z.literal("received") }),
      async handle(tx, { caller, body, nowMs }) {
        // Others tell of employers (service rules S9), and of nobody's death.
        if (caller.authority !== "public-security") return refuse("forbidden");
        const taken = await takeIn(tx, nowMs, caller.authority, body);
        return taken.ok ? ok({ result: "received" as const }) : taken;
      },
    }),
    route({
      name: "noticeQueue",
      summary: "Notices of an office in one state",
      method: "GET",
      path: "/staff/v1/notices",
      face: "staff",
      roles: [...clerks, "auditor"],
      query: pageQuery.extend({ state: z.enum(noticeStates).default("received") }),
      answer: pageOf(noticeView),
      async handle(tx, { caller: { staff }, query: { state, cursor, limit } }) {
        const where = { ...(staff.office !== "*" && { office: staff.office }), state };
        const after = cursor === undefined ? {} : { after: cursor };
        const rows = await tx.find("authority_notice", where, { ...after, limit: limit + 1 });
        return ok(paged(rows, limit, { item: viewOf, cursor: (row) => row.notice_id }));
      },
    }),
    decision(
      {
        name: "confirmNotice",
        summary: "It is true: the person's cards are cancelled and listed at once",
        path: "confirmation",
        body: z.strictObject({}),
      },
      ({ tx, nowMs, row, staff }) => confirm(tx, nowMs, row, staff, parts),
    ),
    decision(
      {
        name: "dismissNotice",
        summary: "It is not true, and nothing was done on it",
        path: "dismissal",
        body: z.strictObject({ why }),
      },
      ({ tx, nowMs, row, staff, body }) => dismiss(tx, nowMs, row, body.why, staff),
    ),
    decision(
      {
        name: "askNoticeReversal",
        summary: "The first of two clerks says that a confirmed notice was false",
        path: "reversal-request",
        body: z.strictObject({ why }),
      },
      ({ tx, nowMs, row, staff, body }) => askReversal(tx, nowMs, row, body.why, staff),
    ),
    decision(
      {
        name: "reverseNotice",
        summary: "The second clerk agrees: cards come back where nothing can be on the chip",
        path: "reversal",
        body: z.strictObject({}),
      },
      ({ tx, nowMs, row, staff }) => reverseNotice(tx, nowMs, row, staff),
    ),
    replacementRoute(parts),
  ];
};

const isTheirs = (row: AuthorityNoticeRow, staff: Staff): boolean =>
  staff.office === "*" || staff.office === row.office;

/** From here on a loss report of the old card is never lifted, and a found card never works again (S7). */
const replacementRoute = (parts: ApplicationParts): Route =>
  route({
    name: "orderReplacement",
    summary: "A new card was ordered: the old one is cancelled and can never be active again",
    method: "POST",
    path: "/staff/v1/cards/:cardRef/replacement",
    face: "staff",
    roles: clerks,
    params: z.object({ cardRef: z.string().regex(/^[0-9A-F]{32}$/) }),
    body: z.strictObject({ kind: z.enum(["ordered", "expedited"]) }),
    answer: z.object({ result: z.literal("noted") }),
    async handle(tx, { caller: { staff }, params: { cardRef }, body, nowMs }) {
      if (await isRestoring(tx)) return refuse("restoring");
      const card = await tx.get("card", { card_ref: cardRef });
      const theirs = card !== undefined && (staff.office === "*" || staff.office === card.issuer_number);
      if (!theirs) return refuse("not-found");
      // One order a card, however often it is told. A card that something else has ended has none yet, and one that was
      // ordered may be ordered by the quicker way.
      const known = await tx.get("replacement", { card_ref: cardRef });
      const told = known?.kind === body.kind || known?.kind === "expedited";
      if (told && card.legal === "cancelled") return ok({ result: "noted" as const });
      const id = mintedOpId(nowMs, `replacement of ${cardRef}, ${body.kind}, by ${staff.subject}`);
      const notice = { noticeId: id, cardRef, kind: `replacement-${body.kind}` } as const;
      const { result } = await takeNotice(tx, nowMs, notice, parts.protocolRules);
      if (result !== "noted") throw new Error(`a replacement that was ${result}`);
      return ok({ result });
    },
  });
