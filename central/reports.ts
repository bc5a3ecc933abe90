import type { Evidence } from "../card/life.ts";
import { encode, recall, remember } from "./answers.ts";
import { note } from "./audit.ts";
import { mintCertificateNo } from "./certificates.ts";
import { reportAnswer, type Legal, type ReportRequest } from "./contract.ts";
import { ok } from "../hardware/result.ts";
import { tombstoneKey } from "./operations.ts";
import { refuse, type Answered } from "./problems.ts";
import { findOperation, standingOf } from "./register.ts";
import type { OperationRow } from "./schema.ts";
import type { Tx } from "./store.ts";
import { raiseAlarm, weigh } from "./weigh.ts";

/**
 * M3. Advice that is never refused for what it says: it settles, leaves pending, or learns how it ended.
 * No fingerprint is compared, because a later report of one operation may bring newer evidence. Byte-equal
 * replay rests on the final answer, stored once for each terminal that hears it.
 */
export async function report(tx: Tx, nowMs: number, opId: string, request: ReportRequest): Promise<Answered> {
  const { outcome, header } = request;
  const { terminalId } = header;
  const by: By = { nowMs, opId, terminalId };
  const final = await recall(tx, finalKey(by), "");
  if (final !== undefined) return final;

  const operation = await findOperation(tx, opId);
  if (operation === undefined) {
    const abandoned = (await recall(tx, tombstoneKey(opId), "")) !== undefined;
    if (!abandoned && outcome.kind !== "abandoned") return refuse("unknown-operation");
    return abandoned ? ended("rejected") : bury(tx, by);
  }

  switch (operation.state) {
    case "done":
      return finish(tx, by, operation);
    case "reversed":
    case "rejected":
    case "superseded":
      return ended(operation.state);
    case "authorised":
    case "awaiting-card":
    case "lifted-awaiting-card":
      // An abandoned operation that was authorised is not undone: its script may be on the card already.
      if (outcome.kind === "seen") return heed(tx, by, operation, request.epoch, outcome.evidence);
      return awaitCard(tx, by, operation, outcome.kind);
  }
}

type By = { readonly nowMs: number; readonly opId: string; readonly terminalId: string };

const finalKey = (by: By): string => `${by.opId}:report:${by.terminalId}`;

const ended = (state: "reversed" | "rejected" | "superseded"): Answered =>
  ok(encode(reportAnswer, { result: "ended", state }));

/** Leaves the tombstone that a late AUTHORISE will meet (protocol A5 rows 2 and 4). */
async function bury(tx: Tx, by: By): Promise<Answered> {
  const body = encode(reportAnswer, { result: "ended", state: "rejected" });
  await note(tx, { event: "abandoned", ...by });
  return remember(tx, { key: tombstoneKey(by.opId), print: "", body, nowMs: by.nowMs });
}

/** Judges a fresh look. Only one that began with a power cycle, and shows the target reached, settles. */
async function heed(
  tx: Tx,
  by: By,
  operation: OperationRow,
  epoch: number,
  evidence: Evidence,
): Promise<Answered> {
  // Another card, or another write of this one, says nothing of this operation.
  if (evidence.cardRef !== operation.card_ref || epoch !== operation.epoch)
    return awaitCard(tx, by, operation, "not-of-this-operation");
  const standing = await standingOf(tx, operation.card_ref);
  if (!standing.ok || standing.value.current?.op_id !== operation.op_id)
    throw new Error(`operation ${operation.op_id} waits for a card that does not wait for it`);

  const verdict = weigh(evidence, standing.value);
  switch (verdict.kind) {
    case "contradicts":
      await raiseAlarm(tx, { evidence, because: verdict.because, ...by });
      return awaitCard(tx, by, operation, "contradicts");
    case "unfinished":
      return awaitCard(tx, by, operation, verdict.torn ? "torn" : "not-applied");
    case "applied":
      if (!evidence.resetBeforeRead) return awaitCard(tx, by, operation, "seen-without-reset");
      return finish(tx, by, await settle(tx, by, operation, evidence, standing.value.card.legal));
  }
}

/** Puts the operation on the work list: the next presentation of the card, anywhere, finishes it. */
async function awaitCard(tx: Tx, by: By, operation: OperationRow, because: string): Promise<Answered> {
  if (operation.state === "authorised") {
    await tx
      .updateTable("operation")
      .set({ state: "awaiting-card" })
      .where("op_id", "=", operation.op_id)
      .execute();
    await note(tx, { event: "awaiting-card", ...by, cardRef: operation.card_ref, detail: { because } });
  }
  return ok(encode(reportAnswer, { result: "pending" }));
}

/** Done, with the certificate's number minted in the same transaction, so that no number is ever lost. */
async function settle(
  tx: Tx,
  by: By,
  operation: OperationRow,
  evidence: Evidence,
  legalNow: Legal,
): Promise<OperationRow> {
  // Going up was true at authorisation; going down becomes true here, with the card's proof.
  const legal = operation.kind === "unfreeze" ? "active" : legalNow;
  const office = operation.card_ref.slice(0, 6);
  const outcome = {
    state: "done",
    settled_at_ms: by.nowMs,
    settled_by: by.terminalId,
    settled_legal: legal,
    card_life: evidence.life,
    certificate_no: await mintCertificateNo(tx, office, by.nowMs),
  } as const;
  await tx.updateTable("operation").set(outcome).where("op_id", "=", operation.op_id).execute();
  await tx
    .updateTable("card")
    .set({ legal, current_op: null, settled_op: operation.op_id, alarm: null })
    .where("card_ref", "=", operation.card_ref)
    .execute();
  await note(tx, {
    event: "settled",
    ...by,
    cardRef: operation.card_ref,
    detail: { certificateNo: outcome.certificate_no, legal, epoch: operation.epoch, life: evidence.life },
  });
  return { ...operation, ...outcome };
}

/** The final answer to this terminal: the one that settled may print the original, and no other ever. */
async function finish(tx: Tx, by: By, done: OperationRow): Promise<Answered> {
  if (done.certificate_no === null || done.settled_legal === null)
    throw new Error(`operation ${done.op_id} is done and has no certificate`);
  const body = encode(reportAnswer, {
    result: "done",
    certificateNo: done.certificate_no,
    printGrant: done.settled_by === by.terminalId,
    legal: done.settled_legal,
  });
  return remember(tx, { key: finalKey(by), print: "", body, nowMs: by.nowMs });
}
