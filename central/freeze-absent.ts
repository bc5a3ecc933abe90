import { encode, fingerprint, recall, remember } from "./answers.ts";
import { note } from "./audit.ts";
import { begin } from "./begin.ts";
import { reasonsFor, strictness, type RejectionCode } from "./contract.ts";
import {
  freezeAbsentAnswer,
  type FreezeAbsentAnswer,
  type FreezeAbsentRequest,
} from "./contract-operation.ts";
import { addRejected, isBuried, raise } from "./operations.ts";
import type { Answered } from "./problems.ts";
import { findOperation, standingOf, type Standing } from "./register.ts";
import { regionalRules, type RulesOf } from "./regional-rules.ts";
import { legalOf, refusalOf } from "./rules.ts";
import { certified, doneFor, type By } from "./settle.ts";
import type { OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";

/**
 * M1 without the card (protocol A6): the card is lost. The record is frozen at once and the certificate says so;
 * the chip is blocked whenever the card is seen, anywhere. Key: operation id, as of any M1.
 */
export async function freezeAbsent(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: FreezeAbsentRequest,
  rules: RulesOf = regionalRules,
): Promise<Answered<FreezeAbsentAnswer>> {
  const key = `${opId}:authorise`;
  const print = fingerprint(request);
  const known = await recall<FreezeAbsentAnswer>(tx, key, print);
  if (known !== undefined) return known;

  const { cardRef, reason, header, holderProof } = request;
  const { terminalId } = header;
  const by = { nowMs, opId, terminalId };
  const taken = await findOperation(tx, opId);
  if (taken !== undefined) {
    const body = encode(freezeAbsentAnswer, await answerAgain(tx, taken, by));
    return remember(tx, { key, print, body, nowMs });
  }
  const to = legalOf("freeze", request.freeze);
  const wanted = { opId, kind: "freeze" as const, reason, to, fromLife: "unknown" as const, terminalId };
  const decision = await decide(tx, nowMs, opId, request, rules);
  if (typeof decision === "string") {
    if (decision !== "operation-abandoned") await addRejected(tx, nowMs, { ...wanted, cardRef });
    const detail = { kind: "freeze", code: decision, card: "absent" };
    await note(tx, { event: "rejected", ...by, cardRef, detail });
    const body = encode(freezeAbsentAnswer, { result: "rejected", code: decision });
    return remember(tx, { key, print, body, nowMs });
  }

  const { card, current } = decision;
  const answer = async (): Promise<FreezeAbsentAnswer> => {
    // The chip is blocked, or about to be, by the temporary freeze: only the record changes.
    if (card.legal === "frozen-temporary" && current === undefined)
      return { ...(await doneFor(tx, await raise(tx, by, { ...wanted, card }, "unknown"), by)), epoch: 0 };
    const region = rules(card.issuer_number);
    const operation = await begin(tx, nowMs, { ...wanted, card, state: "awaiting-card" }, region);
    const legal = strictness[to] > strictness[card.legal] ? to : card.legal;
    const paper = await certified(tx, by, cardRef, legal);
    const recorded = { ...paper, card_life: "unknown" as const, record_only: 1 };
    await tx.change("operation", { op_id: opId }, recorded);
    const { epoch } = operation;
    const detail = { kind: "freeze", reason, epoch, legal, was: card.legal, card: "absent", holderProof };
    await note(tx, { event: "authorised", ...by, cardRef, detail });
    return { ...(await doneFor(tx, { ...operation, ...recorded }, by)), epoch };
  };
  return remember(tx, { key, print, body: encode(freezeAbsentAnswer, await answer()), nowMs });
}

/** A restored centre took it up from journals and forgot what it had answered (found by the simulator, seed 10643). */
async function answerAgain(tx: Tx, taken: OperationRow, by: By): Promise<FreezeAbsentAnswer> {
  const { epoch, certificate_no, card_ref, from_legal, to_legal } = taken;
  if (certificate_no !== null) return { ...(await doneFor(tx, taken, by)), epoch };
  if (taken.state !== "awaiting-card") return { result: "rejected", code: "not-the-current-operation" };
  const legal = strictness[to_legal] > strictness[from_legal] ? to_legal : from_legal;
  const paper = {
    ...(await certified(tx, by, card_ref, legal)),
    card_life: "unknown" as const,
    record_only: 1,
  };
  await tx.change("operation", { op_id: by.opId }, paper);
  await note(tx, {
    event: "authorised",
    ...by,
    cardRef: card_ref,
    detail: { kind: "freeze", epoch, again: true },
  });
  return { ...(await doneFor(tx, { ...taken, ...paper }, by)), epoch };
}

async function decide(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: FreezeAbsentRequest,
  rules: RulesOf,
): Promise<RejectionCode | Standing> {
  if (await isBuried(tx, opId)) return "operation-abandoned";
  const standing = await standingOf(tx, request.cardRef);
  if (!standing.ok) return standing.fault;
  if (!reasonsFor.freeze.includes(request.reason)) return "reason-not-allowed";
  const { card, current } = standing.value;
  const to = legalOf("freeze", request.freeze);
  const legal = current?.to_legal ?? card.legal;
  const code = refusalOf({ kind: "freeze", to }, legal, card, rules(card.issuer_number), nowMs);
  // A card that is lost may be misused on its last day as on any other: expiry does not matter here.
  return code === undefined || code === "card-expired" ? standing.value : code;
}
