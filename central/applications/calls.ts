import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Staff } from "../access/staff.ts";
import { sha256 } from "../answers.ts";
import { note } from "../audit.ts";
import { shanghaiDate } from "../clock.ts";
import type { Tx } from "../store.ts";
import type { CardRow } from "../tables.ts";

/**
 * Who is at the telephone (S4, 12333): the caller names the holder and answers what the register can check. Two right
 * of three, all three asked at once, so that a wrong answer does not tell which one it was. Most of it is printed on
 * the card as well: this keeps out strangers and mistakes, not somebody who found the card. What a region opens to
 * the telephone has to be harmless in a finder's hands, or be agreed to by a clerk.
 */
export const callerQuestions = z.strictObject({
  /** Minted by the console when the call comes in. */
  callId: z.uuid(),
  nationalNumber: z.string().regex(/^\d{17}[\dX]$/),
  holderName: z.string().trim().min(1).max(50),
  answers: z.strictObject({
    /** Last four of the card's number. */
    cardNumberTail: z.string().max(8),
    /** Year and month in which the card was issued, YYYY-MM. */
    issuedIn: z.string().max(8),
    /** Year and month in which the card expires, YYYY-MM. */
    expiresIn: z.string().max(8),
  }),
});
type CallerQuestions = z.infer<typeof callerQuestions>;

/** Failed calls for one holder in one day; then the counter. A stranger's guesses must not add up. */
const triesADay = 3;

/** How long a passed check stands for what is done in the same call. */
const callHoldsMs = 15 * 60_000;

type CallerCheck =
  | { readonly result: "verified"; readonly callId: string; readonly validUntilMs: number }
  /** The same for a wrong answer and for a person who is not known here. */
  | { readonly result: "not-verified"; readonly triesLeft: number }
  | { readonly result: "too-many-tries" };

export async function checkCaller(
  tx: Tx,
  nowMs: number,
  asked: CallerQuestions,
  staff: Staff,
): Promise<CallerCheck> {
  const { nationalNumber: holder_number } = asked;
  const today = shanghaiDate(nowMs);
  const earlier = await tx.find("caller_check", { holder_number });
  const failed = earlier.filter((each) => each.passed === 0 && shanghaiDate(each.at_ms) === today).length;
  if (failed >= triesADay) return { result: "too-many-tries" };

  const cards = await tx.find("card", { national_number: holder_number });
  const passed = cards.some(
    (card) => card.holder_name === asked.holderName && right(card, asked.answers) >= 2,
  );
  const callId = asked.callId.toLowerCase();
  const row = { check_id: callId, holder_number, clerk: staff.subject, passed: passed ? 1 : 0, at_ms: nowMs };
  await tx.add("caller_check", row);
  await note(tx, { event: "caller-checked", nowMs, detail: { callId, clerk: staff.subject, passed } });
  if (passed) return { result: "verified", callId, validUntilMs: nowMs + callHoldsMs };
  return { result: "not-verified", triesLeft: triesADay - failed - 1 };
}

const right = (card: CardRow, answers: CallerQuestions["answers"]): number =>
  [
    same(answers.cardNumberTail, card.card_number.slice(-4)),
    same(answers.issuedIn, card.issued_on.slice(0, 7)),
    same(answers.expiresIn, card.expires_on.slice(0, 7)),
  ].filter(Boolean).length;

/** Hashes have one length, so that the comparison tells nothing of how much was right. */
const same = (given: string, held: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(held)));

/** Whether this clerk has this holder at the telephone now. */
export async function isVerified(
  tx: Tx,
  nowMs: number,
  callId: string,
  of: { readonly holderNumber: string; readonly staff: Staff },
): Promise<boolean> {
  const call = await tx.get("caller_check", { check_id: callId });
  if (call === undefined || call.passed === 0) return false;
  const theirs = call.holder_number === of.holderNumber && call.clerk === of.staff.subject;
  return theirs && call.at_ms + callHoldsMs > nowMs;
}
