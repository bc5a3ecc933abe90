import { targetOf, type OperationKind } from "../card/life.ts";
import { note } from "./audit.ts";
import { clearTimers, rowOf, setTimers } from "./begin.ts";
import { setListed } from "./block-list.ts";
import { strictness, type Legal } from "./contract.ts";
import { findOperation, lineageOf, standingOf } from "./register.ts";
import type { RulesOf } from "./regional-rules.ts";
import { isDone, raiseCounter, told, type Told } from "./restore-tail.ts";
import { legalAfter, takeBack } from "./reversal.ts";
import { legalOf } from "./rules.ts";
import type { CardRow, OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";

/**
 * What terminals' journals told waits for a person's review and is then taken up: epochs rise, states and
 * certificates stand as they were answered (protocol A5 row 25).
 */

export type Review = { readonly opId: string; readonly cardRef: string; readonly told: Told };

/** Operations that the journals know further than the backup does. */
export async function openReviews(tx: Tx): Promise<readonly Review[]> {
  const open: Review[] = [];
  for (const row of await tx.find("review", { state: "open" })) {
    const of = told.parse(JSON.parse(row.body));
    if (await isNews(tx, row.op_id, of)) open.push({ opId: row.op_id, cardRef: row.card_ref, told: of });
  }
  return open;
}

async function isNews(tx: Tx, opId: string, of: Told): Promise<boolean> {
  if (of.kind === undefined || of.cardRef === undefined) return false;
  // Without an epoch it was the centre's alone, and is told by its certificate only.
  if (of.epoch === undefined && of.certificateNo === undefined) return false;
  const known = await findOperation(tx, opId);
  // A lost card's freeze had its certificate before another took its place: what is on paper is known again (simulator,
  // seed 163121).
  // One that gave way was authorised as well, and its record may be on the card (seed 277840).
  if (known === undefined) return of.ended === undefined || isSuperseded(of);
  if (of.certificateNo !== undefined) {
    // What another journal told first may have been taken up without it (found by the simulator, seed 25811).
    const unheard = known.certificate_no === null && isOpen(known);
    return unheard || (isDone(of) && known.state !== "done");
  }
  return of.ended === "reversed" && isOpen(known);
}

const isSuperseded = (of: Told): boolean => of.ended === "superseded";

const isOpen = ({ state }: OperationRow): boolean =>
  state === "authorised" || state === "awaiting-card" || state === "lifted-awaiting-card";

/** A person has judged one card's reviews: its operations stand again, oldest first. Answers how many. */
export async function approveReview(
  tx: Tx,
  nowMs: number,
  cardRef: string,
  clerk: string,
  rules: RulesOf,
): Promise<number> {
  const mine = (await openReviews(tx)).filter((review) => review.cardRef === cardRef);
  mine.sort((a, b) => (a.told.epoch ?? Infinity) - (b.told.epoch ?? Infinity));
  for (const review of mine) {
    const { opId, told: of } = review;
    await takeUp(tx, nowMs, review, rules);
    await tx.change("review", { op_id: opId }, { state: "approved" });
    const { epoch, certificateNo, ended } = of;
    await note(tx, {
      event: "reviewed",
      nowMs,
      opId,
      cardRef,
      detail: { clerk, epoch, certificateNo, ended },
    });
  }
  return mine.length;
}

async function takeUp(tx: Tx, nowMs: number, review: Review, rules: RulesOf): Promise<void> {
  const { opId, cardRef, told: of } = review;
  const card = await tx.get("card", { card_ref: cardRef });
  const { kind, epoch, reason = "other", terminalId = "centre", fromLife = "unknown" } = of;
  if (card === undefined || kind === undefined) return;
  if (epoch === undefined) return raiseAgain(tx, nowMs, review, card);
  const known = await findOperation(tx, opId);
  if (of.ended === "reversed") return known && takeBackAgain(tx, nowMs, known);

  const to = of.legal ?? legalOf(kind, undefined);
  const done = isDone(of);
  // What it gave way to is told by a higher epoch, and takes its place once more. Where nobody tells it, a freeze or a
  // cancellation stands again, for its card may show it; an unfreeze does not (simulator, seed 277840).
  const over = known === undefined && isSuperseded(of) && (kind === "unfreeze" || epoch < card.epoch);
  // Of a terminal that counted as lost and came back: its epoch was given once more meanwhile, and is another's now.
  const sameEpoch = await tx.find("operation", { card_ref: cardRef, epoch });
  const isTaken = sameEpoch.some(({ op_id }) => op_id !== opId);
  // Its epoch may lie below one that is only used up (simulator, seed 70013 of the forced runs).
  const isNewest = !over && !isTaken && (epoch >= card.epoch || card.current_op === opId);
  const before = isNewest ? await giveWay(tx, card, { opId, kind, to }) : card.legal;
  const begun = { opId, cardRef, kind, reason, to, legal: before, fromLife, terminalId };
  const row: OperationRow = {
    ...(known ?? rowOf(begun, nowMs)),
    epoch: isTaken ? 0 : epoch,
    target: targetOf[kind],
    // Whatever was issued for it, nobody may take an old look for a new one.
    scripts: of.attempts ?? 0,
    state: done ? "done" : isNewest ? "awaiting-card" : "superseded",
    ...(of.certificateNo === undefined
      ? {}
      : {
          certificate_no: of.certificateNo,
          settled_at_ms: nowMs,
          settled_by: of.grantedTo ?? null,
          settled_lineage: of.grantedTo === undefined ? null : await lineageOf(tx, of.grantedTo),
          settled_legal: to,
          card_life: done ? targetOf[kind] : "unknown",
          record_only: of.cardLost === true ? 1 : 0,
        }),
  };
  if (known === undefined) await tx.add("operation", row);
  else await tx.change("operation", { op_id: opId }, row);
  if (of.certificateNo !== undefined) await raiseCounter(tx, of.certificateNo);
  if (done) await clearTimers(tx, opId, "lapse");
  if (isTaken) return;
  const newest = Math.max(epoch, card.epoch);
  if (over) {
    // Its number on the card is used up; what took its place is another journal's, or a clerk's, to tell.
    await tx.change("card", { card_ref: cardRef }, { epoch: newest });
    return;
  }
  if (!isNewest) return done ? standBelow(tx, card, row) : undefined;
  // When it was accepted only the terminal's clock can say, and nothing rests on that: its time begins anew.
  if (known === undefined) await setTimers(tx, nowMs, row, rules(card.issuer_number));
  await tx.change(
    "card",
    { card_ref: cardRef },
    {
      epoch: newest,
      legal: done || strictness[to] > strictness[before] ? to : before,
      current_op: done ? null : opId,
      settled_op: done ? opId : card.settled_op,
      alarm: null,
    },
  );
  await setListed(tx, nowMs, cardRef, !done || to === "cancelled");
}

/**
 * A newer operation was taken up before this one was told: it is what the card showed last, and where an unfreeze
 * waits, which changes nothing yet, it is in force (simulator, seed 259710).
 */
async function standBelow(
  tx: Tx,
  card: CardRow,
  { op_id, epoch, settled_legal: to }: OperationRow,
): Promise<void> {
  const at = async (opId: string | null) => (opId === null ? undefined : findOperation(tx, opId));
  const [settled, waiting] = [await at(card.settled_op), await at(card.current_op)];
  if (settled !== undefined && settled.epoch > epoch) return;
  const waits = waiting?.kind === "unfreeze" && waiting.state !== "lifted-awaiting-card";
  const legal = waits && to !== null && strictness[to] > strictness[card.legal] ? to : card.legal;
  await tx.change("card", { card_ref: card.card_ref }, { settled_op: op_id, legal });
}

/** A temporary freeze had become a formal one, at the centre alone: it still is one, where it lasts. */
async function raiseAgain(tx: Tx, nowMs: number, { opId, told: of }: Review, card: CardRow): Promise<void> {
  const { reason = "other", terminalId = "centre", certificateNo, legal: to = "frozen" } = of;
  if (certificateNo === undefined || (await findOperation(tx, opId)) !== undefined) return;
  const { card_ref: cardRef, legal } = card;
  const fromLife = of.fromLife ?? "unknown";
  const by = of.grantedTo ?? null;
  await tx.add("operation", {
    ...rowOf({ opId, cardRef, kind: "freeze", reason, to, legal, fromLife, terminalId }, nowMs),
    state: "done",
    certificate_no: certificateNo,
    settled_at_ms: nowMs,
    settled_by: by,
    settled_lineage: by === null ? null : await lineageOf(tx, by),
    settled_legal: to,
    card_life: fromLife,
    record_only: of.cardLost === true ? 1 : 0,
  });
  await raiseCounter(tx, certificateNo);
  if (legal === "frozen-temporary") await tx.change("card", { card_ref: cardRef }, { legal: to });
}

/**
 * What waited when the backup was made has given way since: only one operation waits for a card (seed 3204). Answers
 * what the register said before the later one: only what is stricter takes another's place, so what gave way to
 * anything else had been undone before, or had been done as a freeze that is to be lifted (seed 573664).
 */
async function giveWay(
  tx: Tx,
  card: CardRow,
  { opId, kind, to }: { readonly opId: string; readonly kind: OperationKind; readonly to: Legal },
): Promise<Legal> {
  if (card.current_op === null || card.current_op === opId) return card.legal;
  const waited = await findOperation(tx, card.current_op);
  if (waited === undefined || !isOpen(waited)) return card.legal;
  await tx.change("operation", { op_id: card.current_op }, { state: "superseded" });
  await clearTimers(tx, card.current_op);
  const isLifted = kind === "unfreeze" && waited.kind === "freeze";
  return isLifted || strictness[to] > strictness[waited.to_legal] ? card.legal : waited.from_legal;
}

/** The holder had it undone, with a look that proved it; the backup is from before that. */
async function takeBackAgain(tx: Tx, nowMs: number, operation: OperationRow): Promise<void> {
  const standing = await standingOf(tx, operation.card_ref);
  if (!standing.ok || standing.value.current?.op_id !== operation.op_id) return;
  const legal: Legal = legalAfter(operation, standing.value);
  // Since then it became a card that is never active again: its operation goes on waiting.
  if (legal === "active" && standing.value.card.no_unfreeze === 1) return;
  await takeBack(tx, nowMs, operation, legal);
}
