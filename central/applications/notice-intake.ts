import { z } from "zod";
import { fail, ok, type Result } from "../../hardware/result.ts";
import type { Staff } from "../access/staff.ts";
import { canonical } from "../answers.ts";
import { note } from "../audit.ts";
import { shanghaiDate } from "../clock.ts";
import { mintedOpId } from "../minted.ts";
import { takeNotice, undoNotice } from "../notices.ts";
import { refuse, type Problem } from "../problems.ts";
import type { Tx } from "../store.ts";
import { conditionsOf } from "./conditions.ts";
import type { ApplicationRefusal } from "./model.ts";
import type { ApplicationParts } from "./parts.ts";
import type { Refused } from "./submit.ts";
import type { AuthorityNoticeRow, NoticeState } from "./tables.ts";

/** What public security tells of a person (S9). Who said it is proved before this is asked (api/mount.ts). */
export const authorityNotice = z.strictObject({
  /** The authority's own id: the same notice sent again is the same notice. */
  noticeId: z.uuid(),
  kind: z.enum(["death", "disappearance", "household-cancelled"]),
  nationalNumber: z.string().regex(/^\d{17}[\dX]$/),
  name: z.string().trim().min(1).max(50),
  occurredOn: z.iso.date(),
  /** The document it rests on, as the authority files it. */
  reference: z.string().max(100).exactOptional(),
});
type AuthorityNotice = z.infer<typeof authorityNotice>;

/** Of a person that no card here belongs to: kept, and seen by who works for all offices. */
const noOffice = "none";

/**
 * Kept as it came, and put on a clerk's list: nothing happens to a card before a person has looked at it. The answer
 * is the same whether the person is known here or not.
 */
export async function takeIn(
  tx: Tx,
  nowMs: number,
  authority: string,
  notice: AuthorityNotice,
): Promise<Result<void, Problem>> {
  if (notice.occurredOn > shanghaiDate(nowMs)) return refuse("invalid-message", "occurredOn: after today");
  const notice_id = notice.noticeId.toLowerCase();
  const body = canonical(notice);
  const known = await tx.get("authority_notice", { notice_id });
  if (known !== undefined)
    return known.authority === authority && known.body === body ? ok(undefined) : refuse("different-body");
  const [card] = await tx.find("card", { national_number: notice.nationalNumber }, { limit: 1 });
  await tx.add("authority_notice", {
    notice_id,
    authority,
    kind: notice.kind,
    holder_number: notice.nationalNumber,
    body,
    office: card?.issuer_number ?? noOffice,
    state: "received",
    received_at_ms: nowMs,
    clerk: null,
    why: null,
    begun: "[]",
  });
  await tell(tx, nowMs, notice_id, "received", { authority, kind: notice.kind });
  return ok(undefined);
}

const tell = (tx: Tx, nowMs: number, noticeId: string, state: NoticeState, detail: object): Promise<void> =>
  note(tx, { event: "authority-notice", nowMs, detail: { noticeId, state, ...detail } });

type Decided = Promise<Result<AuthorityNoticeRow, Refused>>;

const refused = (code: ApplicationRefusal, more: Omit<Refused, "code"> = {}): Result<never, Refused> =>
  fail({ code, ...more });

/**
 * A clerk agrees: every card of the person that is still in use is cancelled at the centre and listed at once, and
 * its chip is written when it is next presented. What is owed is wound up first (Administrative Measures, art. 26).
 */
export async function confirm(
  tx: Tx,
  nowMs: number,
  notice: AuthorityNoticeRow,
  staff: Staff,
  parts: ApplicationParts,
): Decided {
  if (notice.state !== "received") return refused("not-in-this-state");
  const cards = await tx.find("card", { national_number: notice.holder_number });
  const live = cards.filter((card) => card.legal !== "cancelled");
  // A number can be mistyped, and a cancellation cannot be taken back: the name has to say the same.
  const { name } = authorityNotice.parse(JSON.parse(notice.body));
  if (live.some((card) => bare(card.holder_name) !== bare(name))) return refused("holder-does-not-match");
  for (const card of live) {
    const rules = parts.rules(card.issuer_number);
    const conditions = await conditionsOf(tx, nowMs, notice.holder_number, rules, parts.settlement);
    const open = [...conditions.open, ...conditions.unknown];
    if (open.length > 0) return refused("conditions-open", { conditions: open });
  }
  const begun: [string, string][] = [];
  for (const { card_ref: cardRef } of live) {
    const noticeId = mintedOpId(nowMs, `notice ${notice.notice_id} of ${cardRef}`);
    const { result } = await takeNotice(
      tx,
      nowMs,
      { noticeId, cardRef, kind: notice.kind },
      parts.protocolRules,
    );
    if (result !== "noted") throw new Error(`notice ${notice.notice_id}: ${result}`);
    begun.push([cardRef, noticeId]);
  }
  return put(tx, nowMs, notice, staff, { state: "confirmed", begun: JSON.stringify(begun) });
}

/** Offices write the dot inside a name, and spaces, each in their own way. */
const bare = (name: string): string => name.normalize("NFKC").replace(/[\s.·•・‧∙]/gu, "");

/** It was never true, and nothing was done on it. */
export async function dismiss(
  tx: Tx,
  nowMs: number,
  notice: AuthorityNoticeRow,
  why: string,
  staff: Staff,
): Decided {
  if (notice.state !== "received") return refused("not-in-this-state");
  return put(tx, nowMs, notice, staff, { state: "dismissed", why });
}

/** The first of two clerks says that a confirmed notice was false. Nothing changes yet. */
export async function askReversal(
  tx: Tx,
  nowMs: number,
  notice: AuthorityNoticeRow,
  why: string,
  staff: Staff,
): Decided {
  if (notice.state !== "confirmed") return refused("not-in-this-state");
  return put(tx, nowMs, notice, staff, { state: "reversal-asked", why });
}

/** The second clerk agrees; whether the cards can come back is the protocol's to say (notices.ts). */
export async function reverseNotice(
  tx: Tx,
  nowMs: number,
  notice: AuthorityNoticeRow,
  staff: Staff,
): Decided {
  if (notice.state !== "reversal-asked" || notice.clerk === null) return refused("not-in-this-state");
  if (notice.clerk === staff.subject) return refused("decided-by-you");
  const others = await tx.find("authority_notice", { holder_number: notice.holder_number });
  const bars = others.some((other) => other.notice_id !== notice.notice_id && holdsGood(other));
  if (bars && begunBy(notice).length > 0) return refused("another-notice-stands");
  const outcomes = [];
  for (const [, opId] of begunBy(notice))
    outcomes.push(await undoNotice(tx, nowMs, opId, [notice.clerk, staff.subject]));
  const state = outcomes.includes("replacement-due") ? "replacement-due" : "reversed";
  return put(tx, nowMs, notice, staff, { state });
}

/**
 * Found true, and not taken back: it met cards that another notice had ended, and they may not come back under it. Where
 * both are to be taken back, the one that ended nothing goes first.
 */
const holdsGood = (notice: AuthorityNoticeRow): boolean =>
  notice.state === "confirmed" || (notice.state === "reversal-asked" && begunBy(notice).length === 0);

export const begunBy = (notice: AuthorityNoticeRow): [string, string][] =>
  z.array(z.tuple([z.string(), z.string()])).parse(JSON.parse(notice.begun));

async function put(
  tx: Tx,
  nowMs: number,
  notice: AuthorityNoticeRow,
  staff: Staff,
  change: { readonly state: NoticeState; readonly why?: string; readonly begun?: string },
): Decided {
  const changed = { ...change, clerk: staff.subject };
  await tx.change("authority_notice", { notice_id: notice.notice_id }, changed);
  await tell(tx, nowMs, notice.notice_id, change.state, { clerk: staff.subject });
  return ok({ ...notice, ...changed });
}
