import { judge, lifeBefore, type JudgedOperation, type Verdict } from "../card/evidence.ts";
import type { Evidence, StatusRecord } from "../card/life.ts";
import { canonical, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { opTagOf, type Standing } from "./register.ts";
import type { OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";

function judged(evidence: Evidence, operation: OperationRow): JudgedOperation {
  const { epoch, target, from_life } = operation;
  const from = lifeBefore(evidence, epoch, from_life === "unknown" ? undefined : from_life);
  return { epoch, target, opTag: opTagOf(operation.op_id), ...(from === undefined ? {} : { from }) };
}

/**
 * Holds a look at a card against all that the centre knows of it (protocol A4).
 * `applied` with no operation under way means: the card is as its newest operation left it.
 */
export async function weigh(tx: Tx, evidence: Evidence, standing: Standing): Promise<Verdict> {
  const { card, current } = standing;
  if (evidence.atr !== card.atr) return contradicts("another ATR than personalised");
  if (evidence.profile !== card.profile) return contradicts("another profile than personalised");

  const { record } = evidence;
  if (typeof record === "object") {
    if (record.epoch > card.epoch) return contradicts("a record newer than any operation");
    if (record.region !== card.issuer_number) return contradicts("a record of another region");
    if (record.epoch < card.seen_epoch) return contradicts("not the record of the operation before");
    if (!(await isOurs(tx, standing, record)))
      return contradicts("a record that no operation can have written");
  }
  return current === undefined ? atRest(evidence, standing) : judge(evidence, judged(evidence, current));
}

/** With no operation under way: what was proved once stays, and a card that has gone back is a copy of its past. */
export function atRest(evidence: Evidence, { settled }: Standing): Verdict {
  const { record, life } = evidence;
  if (settled === undefined) {
    if (record === "garbled" || record === "unreadable") return contradicts(`status record ${record}`);
    if (typeof record === "object" && record.epoch > 0) return contradicts("a record that was never settled");
    return life === "active" ? { kind: "applied" } : contradicts(`${life} since issue`);
  }
  const verdict = judge(evidence, judged(evidence, settled));
  return verdict.kind === "unfinished" ? contradicts("behind its settled operation") : verdict;
}

/** Whether an operation of ours wrote this record, or personalisation did. */
async function isOurs(tx: Tx, standing: Standing, record: StatusRecord): Promise<boolean> {
  const { epoch } = record;
  if (epoch === 0) return record.target === "active" && record.opTag === "0".repeat(16);
  const { card, current, settled } = standing;
  // Mostly it is one of the two that are at hand.
  const atHand = [current, settled].find((each) => each?.epoch === epoch);
  const isWriter = (each: OperationRow): boolean =>
    // A reversed operation was proved not to be on the card, and none of its scripts can land any more.
    each.state !== "reversed" && each.target === record.target && opTagOf(each.op_id) === record.opTag;
  if (atHand !== undefined && isWriter(atHand)) return true;
  const named = await tx.find("operation", { card_ref: card.card_ref, epoch });
  // Those whose number was given once more: only the card still knew of it (reconcile.ts), or a journal told it late.
  const forgotten = await tx.find("operation", { card_ref: card.card_ref, epoch: 0 });
  return [...named, ...forgotten.filter(({ state }) => state !== "rejected")].some(isWriter);
}

const contradicts = (because: string): Verdict => ({ kind: "contradicts", because });

/** Writes an alarm into the audit trail, once for each different look that contradicts. */
export async function raiseAlarm(
  tx: Tx,
  alarm: {
    readonly evidence: Evidence;
    readonly because: string;
    readonly nowMs: number;
    readonly terminalId: string;
    readonly opId?: string;
  },
): Promise<void> {
  const { evidence, because, ...who } = alarm;
  const { life, record, atr, profile } = evidence;
  const seen = sha256(canonical({ evidence, because }));
  const card = await tx.get("card", { card_ref: evidence.cardRef });
  if (card === undefined || card.alarm === seen) return;
  await tx.change("card", { card_ref: evidence.cardRef }, { alarm: seen });
  await note(tx, {
    event: "alarm",
    ...who,
    cardRef: evidence.cardRef,
    detail: { because, life, record, atr, profile },
  });
}
