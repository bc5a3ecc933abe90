import { fromHex } from "../card/bytes.ts";
import { profileById } from "../card/profile.ts";
import { segmentsOf, type ScriptPlan } from "../card/script.ts";
import { ok, type Result } from "../hardware/result.ts";
import { withinCap } from "./access/script-cap.ts";
import { encode, fingerprint, recall, remember, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { shanghaiStamp } from "./clock.ts";
import type { RejectionCode } from "./contract.ts";
import { scriptAnswer, type ScriptAnswer, type ScriptRequest } from "./contract-operation.ts";
import type { HsmFault, MacOrder, MacService } from "./hsm.ts";
import { tombstoneKey } from "./operations.ts";
import { refuse, type Answered } from "./problems.ts";
import { findOperation, opTagOf, standingOf } from "./register.ts";
import type { CardRow, OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";
import { raiseAlarm, weigh } from "./weigh.ts";

/**
 * Who seals for a terminal: the centre's HSM, or a PSAM in the terminal, where the region wants it so. What is checked
 * before, and what is kept of it, is the same.
 */
export type SealedBy = (terminalId: string) => "hsm" | "psam";

/**
 * M2. The MAC'd commands that this card session still needs. Key: operation id, attempt, and who counts the
 * attempts: a second terminal, or the same one with a new disk, begins at 1 and must not meet the first one's
 * answer. The same attempt gets the same bytes, which are dead once the card was reset. `scriptsPerHour`: what one
 * terminal may have sealed; without it as many as it asks for.
 */
export async function script(
  tx: Tx,
  nowMs: number,
  hsm: MacService,
  opId: string,
  request: ScriptRequest,
  sealedBy: SealedBy = () => "hsm",
  scriptsPerHour?: number,
): Promise<Answered<ScriptAnswer>> {
  const { terminalId, bootId } = request.header;
  const key = `${opId}:script:${terminalId}:${bootId}:${String(request.attempt)}`;
  const print = fingerprint(request);
  const known = await recall<ScriptAnswer>(tx, key, print);
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
  const { segment = 0 } = request;
  const segments = segmentsOfCard(card, plan);
  if (segment >= segments) {
    // A terminal that asks past the end has sent everything: it has to look, and to report what it sees.
    await note(tx, { event: "script-refused", ...by, detail: { attempt, segment, segments } });
    const body = encode(scriptAnswer, { result: "refused", code: "already-applied" });
    return remember(tx, { key, print, body, nowMs });
  }
  if (scriptsPerHour !== undefined && !(await withinCap(tx, nowMs, terminalId, scriptsPerHour)))
    return refuse("too-many-scripts");
  const seal = sealedBy(terminalId);
  const order = {
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
    segment,
    validity: { issuedOn: card.issued_on, expiresOn: card.expires_on },
  };
  const more = segment + 1 < segments;
  const answer =
    seal === "psam"
      ? ok({ result: "order", ...order, more } as const)
      : await sealed(hsm, order, request, more);
  // Nothing was written before this line, so the same attempt may be sent again.
  if (!answer.ok) return refuse("hsm-unavailable", answer.fault.kind);
  const body = encode(scriptAnswer, answer.value);
  const scriptHash = sha256(body.text);
  const part = segments > 1 ? { segment, segments } : {};
  const scripts = need.operation.scripts + 1;
  await tx.change("operation", { op_id: opId }, { scripts });
  await note(tx, { event: "script-issued", ...by, detail: { attempt, plan, seal, ...part, scriptHash } });
  return remember(tx, { key, print, body, nowMs });
}

async function sealed(
  hsm: MacService,
  order: Omit<MacOrder, "challenge">,
  { challenge }: ScriptRequest,
  more: boolean,
): Promise<Result<ScriptAnswer, HsmFault>> {
  const made = await hsm.issuerScript({ ...order, challenge: fromHex(challenge) });
  if (!made.ok) return made;
  return ok({
    result: "script",
    steps: made.value.map((step) => ({ ...step, allowed: [...step.allowed] })),
    more,
  });
}

/** A card of no profile we know gets its one refusal from the HSM, which has no keys for it. */
function segmentsOfCard(card: CardRow, plan: ScriptPlan): number {
  const profile = profileById(card.profile);
  return profile === undefined ? 1 : segmentsOf(profile, plan);
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

  const verdict = await weigh(tx, evidence, standing.value);
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
