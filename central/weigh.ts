import { judge, type JudgedOperation, type Verdict } from "../card/evidence.ts";
import type { Evidence, StatusRecord } from "../card/life.ts";
import { canonical, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { opTagOf, type Standing } from "./register.ts";
import type { OperationRow } from "./schema.ts";
import type { Tx } from "./store.ts";

const judged = (operation: OperationRow): JudgedOperation => ({
  epoch: operation.epoch,
  target: operation.target,
  opTag: opTagOf(operation.op_id),
  from: operation.from_life,
});

/** What the status record says before the current operation touches it. */
function recordBefore(settled: OperationRow | undefined): Pick<StatusRecord, "epoch" | "target" | "opTag"> {
  if (settled === undefined) return { epoch: 0, target: "active", opTag: "0".repeat(16) };
  return { epoch: settled.epoch, target: settled.target, opTag: opTagOf(settled.op_id) };
}

/**
 * Holds a look at a card against all that the centre knows of it (protocol A4).
 * `applied` with no operation under way means: the card is as its newest operation left it.
 */
export function weigh(evidence: Evidence, standing: Standing): Verdict {
  const { card, current, settled } = standing;
  const contradicts = (because: string): Verdict => ({ kind: "contradicts", because });
  const { record } = evidence;

  if (evidence.atr !== card.atr) return contradicts("another ATR than personalised");
  if (evidence.profile !== card.profile) return contradicts("another profile than personalised");

  if (typeof record === "object") {
    if (record.epoch > card.epoch) return contradicts("a record newer than any operation");
    if (record.region !== card.issuer_number) return contradicts("a record of another region");
    // An older record is only ever the one of the operation before: anything else is a restored image.
    const before = recordBefore(settled);
    const older = current === undefined ? settled === undefined : record.epoch < current.epoch;
    if (older && !sameRecord(record, before)) return contradicts("not the record of the operation before");
  }

  if (current !== undefined) return judge(evidence, judged(current));
  if (settled === undefined) {
    if (typeof record !== "object") return contradicts(`status record ${record}`);
    return evidence.life === "active" ? { kind: "applied" } : contradicts(`${evidence.life} since issue`);
  }
  // What was proved once stays: a card that has gone back is a copy of its own past.
  const verdict = judge(evidence, judged(settled));
  return verdict.kind === "unfinished" ? contradicts("behind its settled operation") : verdict;
}

const sameRecord = (left: StatusRecord, right: Pick<StatusRecord, "epoch" | "target" | "opTag">): boolean =>
  left.epoch === right.epoch && left.target === right.target && left.opTag === right.opTag;

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
  const seen = sha256(canonical({ evidence, because }));
  const raised = await tx
    .updateTable("card")
    .set({ alarm: seen })
    .where("card_ref", "=", evidence.cardRef)
    .where((where) => where.or([where("alarm", "is", null), where("alarm", "!=", seen)]))
    .executeTakeFirst();
  if (raised.numUpdatedRows === 0n) return;
  await note(tx, {
    event: "alarm",
    ...who,
    cardRef: evidence.cardRef,
    detail: { because, life: evidence.life, record: evidence.record, atr: evidence.atr },
  });
}
