import type { Evidence } from "../card/life.ts";
import { encode, fingerprint, recall, remember } from "./answers.ts";
import { note } from "./audit.ts";
import { clearTimers } from "./begin.ts";
import { setListed } from "./block-list.ts";
import { lifeOfLegal, type Legal } from "./contract.ts";
import { reverseAnswer, type ReverseAnswer, type ReverseRequest } from "./contract-operation.ts";
import { refuse, type Answered } from "./problems.ts";
import { findOperation, standingOf, type Standing } from "./register.ts";
import type { OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";
import { centreItself } from "./timers.ts";
import { atRest, raiseAlarm, weigh } from "./weigh.ts";

type Refusal = Extract<ReverseAnswer, { result: "refused" }>["because"];

/**
 * M4. Undoes an operation of which nothing is on the card, for the holder's choice and never for a timeout.
 * Once its record was reached it can only be finished (protocol A4). A refusal is stored like any other answer
 * of its place in the journal; a reversal for good. Key: operation id and evidence.
 */
export async function reverse(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: ReverseRequest,
): Promise<Answered<ReverseAnswer>> {
  const { evidence, header } = request;
  const final = await recall<ReverseAnswer>(tx, `${opId}:reverse`, "");
  if (final !== undefined) return final;
  const print = fingerprint(request);
  const key = `${opId}:reverse:${header.terminalId}:${print}`;
  const known = await recall<ReverseAnswer>(tx, key, print);
  if (known !== undefined) return known;

  const operation = await findOperation(tx, opId);
  if (operation === undefined) return refuse("unknown-operation");
  const by = { nowMs, opId, terminalId: header.terminalId, cardRef: operation.card_ref };
  const judged = await judge(tx, operation, request, by);
  if (typeof judged === "string") {
    await note(tx, { event: "reversal-refused", ...by, detail: { because: judged } });
    const body = encode(reverseAnswer, { result: "refused", because: judged });
    return remember(tx, { key, print, body, nowMs });
  }

  const { legal } = judged;
  await takeBack(tx, nowMs, operation, legal);
  await note(tx, {
    event: "reversed",
    ...by,
    detail: { epoch: operation.epoch, legal, life: evidence.life },
  });
  const body = encode(reverseAnswer, { result: "reversed", legal });
  return remember(tx, { key: `${opId}:reverse`, print: "", body, nowMs });
}

/** The operation never was: the card stands as before it, and waits for nothing. */
export async function takeBack(tx: Tx, nowMs: number, operation: OperationRow, legal: Legal): Promise<void> {
  const { op_id, card_ref } = operation;
  await tx.change("operation", { op_id }, { state: "reversed" });
  await tx.change("card", { card_ref }, { legal, current_op: null, alarm: null });
  await clearTimers(tx, op_id);
  await setListed(tx, nowMs, card_ref, false);
}

async function judge(
  tx: Tx,
  operation: OperationRow,
  request: ReverseRequest,
  by: { readonly nowMs: number; readonly opId: string; readonly terminalId: string },
): Promise<Refusal | { readonly legal: Legal }> {
  const { evidence, epoch, scripts } = request;
  const standing = await standingOf(tx, evidence.cardRef);
  const mine = standing.ok && standing.value.current?.op_id === operation.op_id;
  if (!mine || epoch !== operation.epoch) return "not-the-current-operation";
  if (!evidence.resetBeforeRead) return "reset-first";
  // The look came after the terminal's question, and no script came after that: none can land any more.
  if (scripts !== operation.scripts) return "look-again";

  const verdict = await weigh(tx, evidence, standing.value);
  if (verdict.kind === "contradicts") {
    await raiseAlarm(tx, { evidence, because: verdict.because, ...by });
    return "card-contradicts-centre";
  }
  return undoOf(operation, standing.value, evidence);
}

/** By what the books and this look say: the legal state to go back to, or why there is no way back. */
export function undoOf(
  operation: OperationRow,
  standing: Standing,
  evidence: Evidence,
): Refusal | { readonly legal: Legal } {
  const { card } = standing;
  if (operation.certificate_no !== null || operation.state === "lifted-awaiting-card") return "not-allowed";
  // A lapse, a death, a replacement: nobody's wish, and so nobody's to take back.
  if (operation.terminal_id === centreItself) return "not-allowed";
  // Only a card that is exactly as its newest settled operation left it can go on as if nothing had been.
  if (atRest(evidence, standing).kind !== "applied" || isReached(operation, evidence.record))
    return "roll-forward";
  const legal = legalAfter(operation, standing);
  return legal === "active" && card.no_unfreeze === 1 ? "not-allowed" : { legal };
}

const isReached = (operation: OperationRow, record: ReverseRequest["evidence"]["record"]): boolean =>
  typeof record === "object" && record.epoch >= operation.epoch;

/** What the settled card stands for: the legal state from before, or from before what was superseded. */
export function legalAfter(
  operation: OperationRow,
  { card, settled }: Pick<Standing, "card" | "settled">,
): Legal {
  // An unfreeze had changed nothing yet.
  if (operation.kind === "unfreeze") return card.legal;
  const life = settled?.target ?? "active";
  return lifeOfLegal[operation.from_legal] === life ? operation.from_legal : life;
}
