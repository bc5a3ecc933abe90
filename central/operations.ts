import { targetOf } from "../card/life.ts";
import { encode, fingerprint, recall, remember } from "./answers.ts";
import { note } from "./audit.ts";
import {
  authoriseAnswer,
  queryAnswer,
  reasonsFor,
  type AuthoriseRequest,
  type Legal,
  type RejectionCode,
} from "./contract.ts";
import { ok } from "../hardware/result.ts";
import type { Answered } from "./problems.ts";
import { findOperation, pendingOf, standingOf, type Standing } from "./register.ts";
import { refusalOf } from "./rules.ts";
import type { OperationRow } from "./schema.ts";
import type { Tx } from "./store.ts";
import { raiseAlarm, weigh } from "./weigh.ts";

/** Rule R: going up is true at the centre at once, going down only when the card has proved it. */
const legalWhenAuthorised = {
  freeze: "frozen",
  cancel: "cancelled",
  unfreeze: undefined,
} as const satisfies Record<AuthoriseRequest["kind"], Legal | undefined>;

/** An operation given up before it was authorised leaves this key behind, so that it is never revived. */
export const tombstoneKey = (opId: string): string => `${opId}:abandoned`;

/** M1. Begins the operation, points to the one to finish first, or says no. Key: operation id. */
export async function authorise(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: AuthoriseRequest,
): Promise<Answered> {
  const key = `${opId}:authorise`;
  const print = fingerprint(request);
  const known = await recall(tx, key, print);
  if (known !== undefined) return known;

  const decision = await decide(tx, nowMs, opId, request);
  const by = { nowMs, opId, cardRef: request.evidence.cardRef, terminalId: request.header.terminalId };
  if ("pending" in decision) {
    const body = encode(authoriseAnswer, { result: "resume", pending: pendingOf(decision.pending) });
    await note(tx, { event: "resume-answered", ...by, detail: { pending: decision.pending.op_id } });
    return remember(tx, { key, print, body, nowMs });
  }

  const { kind, reason } = request;
  const row: OperationRow = {
    op_id: opId,
    card_ref: request.evidence.cardRef,
    kind,
    reason,
    epoch: 0,
    target: targetOf[kind],
    from_life: request.evidence.life,
    state: "rejected",
    terminal_id: request.header.terminalId,
    authorised_at_ms: nowMs,
    settled_at_ms: null,
    settled_by: null,
    settled_legal: null,
    card_life: null,
    certificate_no: null,
  };
  if ("code" in decision) {
    if (decision.code !== "operation-abandoned") await tx.insertInto("operation").values(row).execute();
    await note(tx, { event: "rejected", ...by, detail: { kind, code: decision.code } });
    const body = encode(authoriseAnswer, { result: "rejected", code: decision.code });
    return remember(tx, { key, print, body, nowMs });
  }

  const { card } = decision.standing;
  const epoch = card.epoch + 1;
  const legal = legalWhenAuthorised[kind] ?? card.legal;
  await tx
    .insertInto("operation")
    .values({ ...row, epoch, state: "authorised" })
    .execute();
  await tx
    .updateTable("card")
    .set({ epoch, legal, current_op: opId })
    .where("card_ref", "=", card.card_ref)
    .execute();
  await note(tx, { event: "authorised", ...by, detail: { kind, reason, epoch, legal, was: card.legal } });
  const body = encode(authoriseAnswer, { result: "authorised", epoch, target: targetOf[kind] });
  return remember(tx, { key, print, body, nowMs });
}

type Decision =
  { readonly code: RejectionCode } | { readonly pending: OperationRow } | { readonly standing: Standing };

async function decide(tx: Tx, nowMs: number, opId: string, request: AuthoriseRequest): Promise<Decision> {
  const { kind, reason, evidence, header } = request;
  if ((await recall(tx, tombstoneKey(opId), "")) !== undefined) return { code: "operation-abandoned" };

  const standing = await standingOf(tx, evidence.cardRef);
  if (!standing.ok) return { code: standing.fault };
  if (!reasonsFor[kind].includes(reason)) return { code: "reason-not-allowed" };

  const verdict = weigh(evidence, standing.value);
  if (verdict.kind === "contradicts") {
    const { terminalId } = header;
    await raiseAlarm(tx, { evidence, because: verdict.because, nowMs, terminalId, opId });
    return { code: "card-contradicts-centre" };
  }
  if (standing.value.current !== undefined) return { pending: standing.value.current };

  const code = refusalOf(kind, standing.value.card, nowMs);
  return code === undefined ? { standing: standing.value } : { code };
}

/** M5. The whole of one operation, for a terminal that recovers. A read: no key. */
export async function query(tx: Tx, opId: string): Promise<Answered> {
  const operation = await findOperation(tx, opId);
  if (operation === undefined) return ok(encode(queryAnswer, { result: "unknown" }));

  const prints = await tx.selectFrom("print").select("kind").where("op_id", "=", opId).execute();
  return ok(
    encode(queryAnswer, {
      result: "known",
      state: operation.state,
      kind: operation.kind,
      reason: operation.reason,
      cardRef: operation.card_ref,
      epoch: operation.epoch,
      target: operation.target,
      ...(operation.certificate_no !== null && { certificateNo: operation.certificate_no }),
      originalPrinted: prints.some((print) => print.kind === "original"),
      copiesPrinted: prints.filter((print) => print.kind === "copy").length,
    }),
  );
}
