import type { Evidence } from "../card/life.ts";
import { attendedDesk } from "./access/desks.ts";
import { encode, recall, remember } from "./answers.ts";
import { note } from "./audit.ts";
import { reportAnswer, type ReportAnswer, type ReportRequest } from "./contract-operation.ts";
import { ok } from "../hardware/result.ts";
import { tombstoneKey } from "./operations.ts";
import { refuse, type Answered } from "./problems.ts";
import { findOperation, lineageOf, standingOf } from "./register.ts";
import type { OperationRow } from "./tables.ts";
import { toldEnd } from "./restore-tail.ts";
import { doneFor, finalKey, mayPrint, settle, takeFreed, waitForCard } from "./settle.ts";
import type { Tx } from "./store.ts";
import { raiseAlarm, weigh } from "./weigh.ts";

/**
 * M3. Advice that is never refused for what it says: it settles, leaves pending, or learns how it ended.
 * No fingerprint is compared, because a later report of one operation may bring newer evidence. Byte-equal
 * replay rests on the final answer, stored once for each terminal that hears it.
 */
export async function report(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: ReportRequest,
): Promise<Answered<ReportAnswer>> {
  const { outcome, header } = request;
  const { terminalId } = header;
  const by: By = { nowMs, opId, terminalId };
  const final = await recall<ReportAnswer>(tx, await keyOf(tx, by), "");
  if (final !== undefined) return final;

  const operation = await findOperation(tx, opId);
  if (operation === undefined) {
    const elsewhere = await toldEnd(tx, opId);
    if (elsewhere !== undefined) return ended(elsewhere);
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
      return ended(operation.state, await recordPaper(tx, by, operation));
    case "authorised":
    case "awaiting-card":
    case "lifted-awaiting-card":
      // An abandoned operation that was authorised is not undone: its script may be on the card already.
      if (outcome.kind === "seen") return heed(tx, by, operation, request.epoch, outcome.evidence);
      return awaitCard(tx, by, operation, outcome.kind);
  }
}

type By = { readonly nowMs: number; readonly opId: string; readonly terminalId: string };

const keyOf = async (tx: Tx, { opId, terminalId }: By): Promise<string> =>
  finalKey(opId, terminalId, await lineageOf(tx, terminalId));

type RecordPaper = { readonly printGrant?: boolean };

/** A lost card's certificate was given before the card is seen, and its right moves to no other disk (seed 3228). */
const recordPaper = async (tx: Tx, by: By, operation: OperationRow): Promise<RecordPaper> =>
  operation.certificate_no === null ? {} : { printGrant: await mayPrint(tx, operation, by) };

const ended = (
  state: "reversed" | "rejected" | "superseded",
  paper: RecordPaper = {},
): Answered<ReportAnswer> => ok(encode(reportAnswer, { result: "ended", state, ...paper }));

/** Leaves the tombstone that a late AUTHORISE will meet (protocol A5 rows 2 and 4). */
async function bury(tx: Tx, by: By): Promise<Answered<ReportAnswer>> {
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
): Promise<Answered<ReportAnswer>> {
  // Another card, or another write of this one, says nothing of this operation.
  if (evidence.cardRef !== operation.card_ref || epoch !== operation.epoch)
    return awaitCard(tx, by, operation, "not-of-this-operation");
  const standing = await standingOf(tx, operation.card_ref);
  if (!standing.ok || standing.value.current?.op_id !== operation.op_id)
    throw new Error(`operation ${operation.op_id} waits for a card that does not wait for it`);

  const verdict = await weigh(tx, evidence, standing.value);
  switch (verdict.kind) {
    case "contradicts":
      await raiseAlarm(tx, { evidence, because: verdict.because, ...by });
      return awaitCard(tx, by, operation, "contradicts");
    case "unfinished":
      return awaitCard(tx, by, operation, verdict.torn ? "torn" : "not-applied");
    case "applied":
      if (!evidence.resetBeforeRead) return awaitCard(tx, by, operation, "seen-without-reset");
      await noteTakeover(tx, by, operation);
      return finish(tx, by, await settle(tx, by, operation, evidence, standing.value.card));
  }
}

/** Begun elsewhere and finished where a clerk sits: whose case it was, and who finished it. */
async function noteTakeover(tx: Tx, by: By, { terminal_id, card_ref, kind }: OperationRow): Promise<void> {
  if (terminal_id === by.terminalId) return;
  const desk = await attendedDesk(tx, by.nowMs, by.terminalId);
  if (desk === undefined) return;
  const detail = { clerk: desk.clerk.subject, kind, from: terminal_id };
  await note(tx, { event: "at-desk", ...by, cardRef: card_ref, detail });
}

/** Puts the operation on the work list: the next presentation of the card, anywhere, finishes it. */
async function awaitCard(
  tx: Tx,
  by: By,
  operation: OperationRow,
  because: string,
): Promise<Answered<ReportAnswer>> {
  if (operation.state === "authorised") {
    await waitForCard(tx, by.nowMs, operation);
    await note(tx, { event: "awaiting-card", ...by, cardRef: operation.card_ref, detail: { because } });
  }
  return ok(encode(reportAnswer, { result: "pending", ...(await recordPaper(tx, by, operation)) }));
}

/** The final answer to this terminal: the one that settled may print the original, and no other ever. */
async function finish(tx: Tx, by: By, done: OperationRow): Promise<Answered<ReportAnswer>> {
  const body = encode(reportAnswer, await doneFor(tx, await takeFreed(tx, done, by), by));
  return remember(tx, { key: await keyOf(tx, by), print: "", body, nowMs: by.nowMs });
}
