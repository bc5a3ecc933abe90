import { fromHex } from "../card/bytes.ts";
import type { ScriptPlan } from "../card/script.ts";
import { encode, fingerprint, recall, remember, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { shanghaiStamp } from "./clock.ts";
import { scriptAnswer, type RejectionCode, type ScriptRequest } from "./contract.ts";
import type { MacService } from "./hsm.ts";
import { tombstoneKey } from "./operations.ts";
import { refuse, type Answered } from "./problems.ts";
import { findOperation, opTagOf, standingOf } from "./register.ts";
import type { CardRow, OperationRow } from "./schema.ts";
import type { Tx } from "./store.ts";

import { raiseAlarm, weigh } from "./weigh.ts";

/**
 * M2. The MAC'd commands that this card session still needs. Key: operation id, attempt, and who counts the
 * attempts: a second terminal, or the same one with a new disk, begins at 1 and must not meet the first one's
 * answer. The same attempt gets the same bytes, which are dead once the card was reset.
 */
export async function script(
  tx: Tx,
  nowMs: number,
  hsm: MacService,
  opId: string,
  request: ScriptRequest,
): Promise<Answered> {
  const { terminalId, bootId } = request.header;
  const key = `${opId}:script:${terminalId}:${bootId}:${String(request.attempt)}`;
  const print = fingerprint(request);
  const known = await recall(tx, key, print);
  if (known !== undefined) return known;

  const operation = await findOperation(tx, opId);
  const abandoned = (await recall(tx, tombstoneKey(opId), "")) !== undefined;
  if (operation === undefined && !abandoned) return refuse("unknown-operation");

  const { attempt, evidence, header } = request;
  const by = { nowMs, opId, cardRef: evidence.cardRef, terminalId: header.terminalId };
  const need = operation === undefined ? "operation-abandoned" : await needOf(tx, operation, request, by);
  if (typeof need === "string") {
    await note(tx, { event: "script-refused", ...by, detail: { attempt, code: need } });
    const body = encode(scriptAnswer, { result: "refused", code: need });
    return remember(tx, { key, print, body, nowMs });
  }

  const { card, plan } = need;
  const made = await hsm.issuerScript({
    profile: card.profile,
    atr: card.atr,
    issuerNumber: card.issuer_number,
    plan,
    target: need.operation.target,
    record: {
      epoch: need.operation.epoch,
      target: need.operation.target,
      opTag: opTagOf(opId),
      // Every attempt writes the same record: the operation's time, not the attempt's.
      time: shanghaiStamp(need.operation.authorised_at_ms),
      region: card.issuer_number,
    },
    challenge: fromHex(request.challenge),
  });
  // Nothing was written before this line, so the same attempt may be sent again.
  if (!made.ok) return refuse("hsm-unavailable", made.fault.kind);

  const steps = made.value.map((step) => ({ ...step, allowed: [...step.allowed] }));
  const body = encode(scriptAnswer, { result: "script", steps, more: false });
  const scriptHash = sha256(body);
  await note(tx, { event: "script-issued", ...by, detail: { attempt, plan, scriptHash } });
  return remember(tx, { key, print, body, nowMs });
}

type Need = { readonly card: CardRow; readonly operation: OperationRow; readonly plan: ScriptPlan };

/** What the card still needs, or why it gets nothing. */
async function needOf(
  tx: Tx,
  operation: OperationRow,
  request: ScriptRequest,
  by: { readonly nowMs: number; readonly opId: string; readonly terminalId: string },
): Promise<Need | RejectionCode> {
  const { evidence } = request;
  const standing = await standingOf(tx, evidence.cardRef);
  if (!standing.ok) return standing.fault;
  const { card } = standing.value;
  // The card that was looked at must be the one that waits for this operation, which names one card only.
  if (card.current_op !== operation.op_id || card.epoch !== request.epoch) return "not-the-current-operation";

  const verdict = weigh(evidence, standing.value);
  switch (verdict.kind) {
    case "applied":
      return "already-applied";
    case "unfinished":
      return { card, operation, plan: verdict.plan };
    case "contradicts": {
      const { nowMs, opId, terminalId } = by;
      await raiseAlarm(tx, { evidence, because: verdict.because, nowMs, opId, terminalId });
      return "card-contradicts-centre";
    }
  }
}
