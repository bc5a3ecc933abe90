import { operationKinds } from "../card/life.ts";
import { encode } from "./answers.ts";
import { shanghaiDate } from "./clock.ts";
import type { RejectionCode } from "./contract.ts";
import { observeAnswer, type ObserveAnswer, type ObserveRequest } from "./contract-operation.ts";
import { openGate, type Gate } from "./gate.ts";
import { ok } from "../hardware/result.ts";
import type { Answered } from "./problems.ts";
import { issuerOf, pendingOf, standingOf } from "./register.ts";
import { regionalRules, type RegionalRules, type RulesOf } from "./regional-rules.ts";
import { isExpired, legalOf, refusalOf } from "./rules.ts";
import { undoOf } from "./reversal.ts";
import { nobodyYet } from "./settle.ts";
import type { Tx } from "./store.ts";
import type { CardRow } from "./tables.ts";
import { raiseAlarm, weigh } from "./weigh.ts";

/** M7. What the centre says of a card that lies in a reader. A read: no key, and nothing is settled by it. */
export async function observe(
  tx: Tx,
  nowMs: number,
  request: ObserveRequest,
  rules: RulesOf = regionalRules,
  gate: Gate = openGate,
): Promise<Answered<ObserveAnswer>> {
  const { evidence, header } = request;
  const refused = (code: RejectionCode) => ok(encode(observeAnswer, { result: "refused", code }));

  const standing = await standingOf(tx, evidence.cardRef);
  if (!standing.ok) return refused(standing.fault);
  const verdict = await weigh(tx, evidence, standing.value);
  if (verdict.kind === "contradicts") {
    await raiseAlarm(tx, { evidence, because: verdict.because, nowMs, terminalId: header.terminalId });
    return refused("card-contradicts-centre");
  }

  const { card, issuer, current, settled } = standing.value;
  // A right to an original that nobody has is taken up as a waiting operation is: by a report of what the card shows.
  const waits = current ?? (settled?.settled_by === nobodyYet ? settled : undefined);
  const waiting = await gate.waitingFor(tx, card.card_ref);
  return ok(
    encode(observeAnswer, {
      result: "known",
      legal: card.legal,
      epoch: card.epoch,
      issuer: issuerOf(issuer),
      expired: isExpired(card, nowMs),
      choices: operationKinds.map((kind) => {
        const wanted = { kind, to: legalOf(kind, undefined) };
        const region = rules(card.issuer_number);
        const code = refusalOf(wanted, card.legal, card, region, nowMs);
        if (code !== undefined) return { kind, refusedBecause: code };
        const temporaryUntil = kind === "freeze" ? temporaryEnd(card, region, nowMs) : undefined;
        return {
          kind,
          ...(temporaryUntil !== undefined && { temporaryUntil }),
          ...(gate.wantsPhoto(card.issuer_number, kind) && { agentPhoto: true }),
        };
      }),
      ...(waits && { pending: pendingOf(waits) }),
      ...(current && typeof undoOf(current, standing.value, evidence) !== "string" && { undoable: true }),
      ...(waiting.length > 0 && { applications: [...waiting] }),
      ...(settled?.certificate_no && {
        lastCertificateNo: settled.certificate_no,
        lastOperation: { ...pendingOf(settled), legal: settled.settled_legal ?? card.legal },
      }),
      nowMs,
    }),
  );
}

/** The day on which a temporary freeze that began now would lapse; nothing where the region has none, or it is stricter already. */
function temporaryEnd(card: CardRow, region: RegionalRules, nowMs: number): string | undefined {
  if (region.temporaryFreezeMs === null) return undefined;
  const wanted = { kind: "freeze", to: "frozen-temporary" } as const;
  const refused = refusalOf(wanted, card.legal, card, region, nowMs) !== undefined;
  return refused ? undefined : shanghaiDate(nowMs + region.temporaryFreezeMs);
}
