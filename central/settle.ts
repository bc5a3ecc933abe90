import type { Evidence } from "../card/life.ts";
import { note } from "./audit.ts";
import { clearTimers } from "./begin.ts";
import { setListed } from "./block-list.ts";
import { mintCertificateNo } from "./certificates.ts";
import type { Legal } from "./contract.ts";
import { lineageOf } from "./register.ts";
import type { CardRow, OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";

export type By = { readonly nowMs: number; readonly opId: string; readonly terminalId: string };

/** A certificate for `by`, its number minted in the transaction that makes it true, so that none is ever lost. */
export async function certified(tx: Tx, by: By, cardRef: string, legal: Legal) {
  return {
    settled_at_ms: by.nowMs,
    settled_by: by.terminalId,
    settled_lineage: await lineageOf(tx, by.terminalId),
    settled_legal: legal,
    certificate_no: await mintCertificateNo(tx, cardRef.slice(0, 6), by.nowMs),
  };
}

/** Done, by a look after a reset that shows the target reached. */
export async function settle(
  tx: Tx,
  by: By,
  operation: OperationRow,
  evidence: Evidence,
  card: CardRow,
): Promise<OperationRow> {
  // Going up was true at authorisation; going down becomes true here, with the card's proof.
  const legal = operation.kind === "unfreeze" ? "active" : card.legal;
  const { card_ref } = card;
  // A record that was frozen without its card has its certificate already: one operation, one number.
  const paper = operation.certificate_no === null ? await certified(tx, by, card_ref, legal) : {};
  const done: OperationRow = { ...operation, ...paper, state: "done", card_life: evidence.life };
  await tx.change("operation", { op_id: operation.op_id }, done);

  const shown = typeof evidence.record === "object" ? evidence.record.epoch : 0;
  const seen_epoch = Math.max(card.seen_epoch, shown);
  const settled = { legal, current_op: null, settled_op: operation.op_id, alarm: null, seen_epoch };
  await tx.change("card", { card_ref }, settled);
  await clearTimers(tx, operation.op_id, "lapse");
  // A cancelled card stays on the list: it must be used nowhere, by nobody who does not ask.
  if (legal !== "cancelled") await setListed(tx, by.nowMs, card_ref, false);
  await note(tx, {
    event: "settled",
    ...by,
    cardRef: card_ref,
    detail: { certificateNo: done.certificate_no, legal, epoch: operation.epoch, life: evidence.life },
  });
  return done;
}

/** What a terminal hears of a done operation. The right to the original belongs to one terminal's one disk. */
export async function doneFor(tx: Tx, done: OperationRow, by: By) {
  if (done.certificate_no === null || done.settled_legal === null)
    throw new Error(`operation ${done.op_id} is done and has no certificate`);
  return {
    result: "done" as const,
    certificateNo: done.certificate_no,
    printGrant: await mayPrint(tx, done, by),
    legal: done.settled_legal,
  };
}

/** Whether the original is this terminal's to print: its own, and on the disk that it had then. */
export const mayPrint = async (tx: Tx, row: OperationRow, by: Pick<By, "terminalId">): Promise<boolean> =>
  row.settled_by === by.terminalId && row.settled_lineage === (await lineageOf(tx, by.terminalId));

/** A new disk has printed nothing that it knows of, so what its forerunner was told is not for it. */
export const finalKey = (opId: string, terminalId: string, lineage: number): string =>
  `${opId}:report:${terminalId}:${String(lineage)}`;

/** In `settled_by`: a person has taken the right to the original away, and whoever has the card next has it. */
export const nobodyYet = "";

/** The right to the original was taken from a terminal that is lost: it goes to the one that has the card (row 17). */
export async function takeFreed(tx: Tx, done: OperationRow, by: By): Promise<OperationRow> {
  if (done.settled_by !== nobodyYet) return done;
  const taken = { settled_by: by.terminalId, settled_lineage: await lineageOf(tx, by.terminalId) };
  await tx.change("operation", { op_id: done.op_id }, taken);
  const { card_ref: cardRef, certificate_no: certificateNo } = done;
  await note(tx, { event: "print-moved", ...by, cardRef, detail: { certificateNo } });
  return { ...done, ...taken };
}

/** Puts the operation on every terminal's list: the next presentation of the card, anywhere, finishes it. */
export async function waitForCard(tx: Tx, nowMs: number, operation: OperationRow): Promise<void> {
  await tx.change("operation", { op_id: operation.op_id }, { state: "awaiting-card" });
  await setListed(tx, nowMs, operation.card_ref, true);
}
