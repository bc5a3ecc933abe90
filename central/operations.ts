import type { Life } from "../card/life.ts";
import { encode, fingerprint, recall, remember } from "./answers.ts";
import { note } from "./audit.ts";
import { begin, rowOf, type Begun } from "./begin.ts";
import { openGate, type Gate } from "./gate.ts";
import { reasonsFor, strictness, type Reason, type RejectionCode } from "./contract.ts";
import {
  authoriseAnswer,
  queryAnswer,
  type AuthoriseAnswer,
  type AuthoriseRequest,
  type QueryAnswer,
} from "./contract-operation.ts";
import { ok } from "../hardware/result.ts";
import type { Answered } from "./problems.ts";
import { findOperation, pendingOf, standingOf } from "./register.ts";
import { regionalRules, type RulesOf } from "./regional-rules.ts";
import { toldOver } from "./restore-tail.ts";
import { legalOf, refusalOf } from "./rules.ts";
import { certified, doneFor } from "./settle.ts";
import type { CardRow, OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";
import { raiseAlarm, weigh } from "./weigh.ts";

/** An operation given up before it was authorised leaves this key behind, so that it is never revived. */
export const tombstoneKey = (opId: string): string => `${opId}:abandoned`;

/** It was given up, or ended before the centre was put back: a question that arrives late begins nothing. */
export const isBuried = async (tx: Tx, opId: string): Promise<boolean> =>
  (await recall(tx, tombstoneKey(opId), "")) !== undefined || (await toldOver(tx, opId));

/** M1. Begins the operation, points to the one to finish first, or says no. Key: operation id. */
export async function authorise(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: AuthoriseRequest,
  rules: RulesOf = regionalRules,
  gate: Gate = openGate,
): Promise<Answered<AuthoriseAnswer>> {
  const key = `${opId}:authorise`;
  const print = fingerprint(request);
  const known = await recall<AuthoriseAnswer>(tx, key, print);
  if (known !== undefined) return known;

  const taken = await findOperation(tx, opId);
  if (taken !== undefined && taken.epoch > 0) {
    // A restored centre took it up from a journal and forgot what it had answered: it was authorised, as before
    // (found by the simulator, seed 384).
    const { epoch, target } = taken;
    return remember(tx, {
      key,
      print,
      body: encode(authoriseAnswer, { result: "authorised", epoch, target }),
      nowMs,
    });
  }

  const { kind, reason, freeze, evidence, header } = request;
  const { terminalId } = header;
  const to = legalOf(kind, freeze);
  const by = { nowMs, opId, cardRef: evidence.cardRef, terminalId };
  const wanted = { opId, kind, reason, to, fromLife: evidence.life, terminalId };
  // Taken up out of a journal without a number on the card: its terminal has had its answer, and this question is late.
  const decision: Decision =
    taken === undefined
      ? await decide(tx, nowMs, opId, request, rules, gate)
      : { kind: "rejected", code: "operation-abandoned" };

  switch (decision.kind) {
    case "resume": {
      const body = encode(authoriseAnswer, { result: "resume", pending: pendingOf(decision.pending) });
      await note(tx, { event: "resume-answered", ...by, detail: { pending: decision.pending.op_id } });
      return remember(tx, { key, print, body, nowMs });
    }
    case "rejected": {
      const { code, applicationNumber } = decision;
      if (code !== "operation-abandoned") await addRejected(tx, nowMs, { ...wanted, cardRef: by.cardRef });
      await note(tx, { event: "rejected", ...by, detail: { kind, code } });
      const body = encode(authoriseAnswer, {
        result: "rejected",
        code,
        ...(applicationNumber && { applicationNumber }),
      });
      return remember(tx, { key, print, body, nowMs });
    }
    case "raise": {
      const done = await raise(tx, by, { ...wanted, card: decision.card }, evidence.life);
      return remember(tx, { key, print, body: encode(authoriseAnswer, await doneFor(tx, done, by)), nowMs });
    }
    case "begin": {
      const { card } = decision;
      const region = rules(card.issuer_number);
      const { reason } = decision;
      const operation = await begin(tx, nowMs, { ...wanted, reason, card, state: "authorised" }, region);
      const { epoch, target } = operation;
      const legal = (await tx.get("card", { card_ref: by.cardRef }))?.legal;
      await note(tx, {
        event: "authorised",
        ...by,
        detail: {
          kind,
          reason,
          epoch,
          legal,
          was: card.legal,
          ...(request.agent && { agent: request.agent }),
        },
      });
      const body = encode(authoriseAnswer, { result: "authorised", epoch, target });
      return remember(tx, { key, print, body, nowMs });
    }
  }
}

type Decision =
  | { readonly kind: "rejected"; readonly code: RejectionCode; readonly applicationNumber?: string }
  | { readonly kind: "resume"; readonly pending: OperationRow }
  /** A temporary freeze becomes a formal one: nothing is written on a card that is blocked already (rulings, 4). */
  | { readonly kind: "raise"; readonly card: CardRow }
  | { readonly kind: "begin"; readonly card: CardRow; readonly reason: Reason };

async function decide(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: AuthoriseRequest,
  rules: RulesOf,
  gate: Gate,
): Promise<Decision> {
  const { kind, reason, evidence, header } = request;
  const rejected = (code: RejectionCode): Decision => ({ kind: "rejected", code });
  if (await isBuried(tx, opId)) return rejected("operation-abandoned");

  const standing = await standingOf(tx, evidence.cardRef);
  if (!standing.ok) return rejected(standing.fault);
  if (!reasonsFor[kind].includes(reason)) return rejected("reason-not-allowed");

  const verdict = await weigh(tx, evidence, standing.value);
  if (verdict.kind === "contradicts") {
    const { terminalId } = header;
    await raiseAlarm(tx, { evidence, because: verdict.because, nowMs, terminalId, opId });
    return rejected("card-contradicts-centre");
  }
  const { card, current } = standing.value;
  const to = legalOf(kind, request.freeze);
  if (current !== undefined && strictness[to] <= strictness[current.to_legal])
    return { kind: "resume", pending: current };

  // What a pending operation is about to make of the card is what the new one would replace.
  const legal = current?.to_legal ?? card.legal;
  const code = refusalOf({ kind, to }, legal, card, rules(card.issuer_number), nowMs);
  if (code !== undefined) return rejected(code);
  const blocked = current === undefined && card.legal === "frozen-temporary" && evidence.life === "frozen";
  if (kind === "freeze" && blocked) return { kind: "raise", card };
  const { terminalId } = header;
  const { agent } = request;
  const passed = await gate.pass(tx, nowMs, { opId, kind, reason, card, terminalId, agent });
  if (passed.kind === "go") return { kind: "begin", card, reason: passed.reason ?? reason };
  const { code: refusedWith, applicationNumber } = passed;
  return { kind: "rejected", code: refusedWith, ...(applicationNumber && { applicationNumber }) };
}

/** A refused operation is kept: its id must never begin another one. */
export async function addRejected(
  tx: Tx,
  nowMs: number,
  wanted: Omit<Parameters<typeof rowOf>[0], "legal">,
): Promise<void> {
  const card = await tx.get("card", { card_ref: wanted.cardRef });
  await tx.add("operation", rowOf({ ...wanted, legal: card?.legal ?? "active" }, nowMs));
}

/** Done by the centre alone: with a certificate, and with no epoch, since no record will name it. */
export async function raise(
  tx: Tx,
  by: { readonly nowMs: number; readonly opId: string; readonly terminalId: string },
  begun: Omit<Begun, "state">,
  life: Life,
): Promise<OperationRow> {
  const { card, to } = begun;
  const row: OperationRow = {
    ...rowOf({ ...begun, cardRef: card.card_ref, legal: card.legal }, by.nowMs),
    ...(await certified(tx, by, card.card_ref, to)),
    state: "done",
    card_life: life,
    record_only: life === "unknown" ? 1 : 0,
  };
  await tx.add("operation", row);
  await tx.change("card", { card_ref: card.card_ref }, { legal: to });
  const detail = { kind: begun.kind, certificateNo: row.certificate_no, legal: to, was: card.legal };
  await note(tx, { event: "settled", ...by, cardRef: card.card_ref, detail });
  return row;
}

/** M5. The whole of one operation, for a terminal that recovers. A read: no key. */
export async function query(tx: Tx, opId: string): Promise<Answered<QueryAnswer>> {
  const operation = await findOperation(tx, opId);
  if (operation === undefined) return ok(encode(queryAnswer, { result: "unknown" }));

  const prints = await tx.find("print", { op_id: opId });
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
      scripts: operation.scripts,
    }),
  );
}
