import { operationKinds } from "../card/life.ts";
import { encode } from "./answers.ts";
import { observeAnswer, type ObserveAnswer, type ObserveRequest, type RejectionCode } from "./contract.ts";
import { ok } from "../hardware/result.ts";
import type { Answered } from "./problems.ts";
import { issuerOf, pendingOf, standingOf } from "./register.ts";
import { regionalRules, type RulesOf } from "./regional-rules.ts";
import { isExpired, legalOf, refusalOf } from "./rules.ts";
import type { Tx } from "./store.ts";
import { raiseAlarm, weigh } from "./weigh.ts";

/** M7. What the centre says of a card that lies in a reader. A read: no key, and nothing is settled by it. */
export async function observe(
  tx: Tx,
  nowMs: number,
  request: ObserveRequest,
  rules: RulesOf = regionalRules,
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
  return ok(
    encode(observeAnswer, {
      result: "known",
      legal: card.legal,
      epoch: card.epoch,
      issuer: issuerOf(issuer),
      expired: isExpired(card, nowMs),
      choices: operationKinds.map((kind) => {
        const wanted = { kind, to: legalOf(kind, undefined) };
        const code = refusalOf(wanted, card.legal, card, rules(card.issuer_number), nowMs);
        return code === undefined ? { kind } : { kind, refusedBecause: code };
      }),
      ...(current && { pending: pendingOf(current) }),
      ...(settled?.certificate_no && { lastCertificateNo: settled.certificate_no }),
      nowMs,
    }),
  );
}
