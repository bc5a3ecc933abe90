import { canonical, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { begin } from "./begin.ts";
import type { RulesOf } from "./regional-rules.ts";
import type { Tx } from "./store.ts";
import { centreItself } from "./timers.ts";

/** What other offices tell of a card or its holder. */
export type Notice = {
  /** UUIDv7; also the id of the cancellation that follows from it. */
  readonly noticeId: string;
  readonly cardRef: string;
  readonly kind: "replacement-ordered" | "death";
};
export type NoticeAnswer = { readonly result: "noted" | "unknown-card" | "different-notice" };

/**
 * The ratchet of protocol A6, in the transaction that takes the order: from here on the card is never active
 * again. A pending operation gives way to the old card's cancellation, which waits for the card to be seen; if
 * an unfreeze's script has landed, the centre refuses that card, lists it, and the next presentation ends it.
 */
export async function takeNotice(
  tx: Tx,
  nowMs: number,
  notice: Notice,
  rules: RulesOf,
): Promise<NoticeAnswer> {
  const { noticeId, cardRef, kind } = notice;
  const key = `${noticeId}:notice`;
  const fingerprint = sha256(canonical(notice));
  const known = await tx.get("answer", { key });
  if (known !== undefined)
    return { result: known.fingerprint === fingerprint ? "noted" : "different-notice" };
  const card = await tx.get("card", { card_ref: cardRef });
  if (card === undefined) return { result: "unknown-card" };

  await tx.add("answer", { key, fingerprint, body: '{"result":"noted"}', at_ms: nowMs });
  await tx.change("card", { card_ref: cardRef }, { no_unfreeze: 1 });
  const by = { nowMs, opId: noticeId, cardRef, terminalId: centreItself };
  await note(tx, { event: "notice", ...by, detail: { kind, was: card.legal } });
  if (card.legal === "cancelled") return { result: "noted" };

  const reason = kind === "death" ? "other" : "duplicate-card";
  const begun = { opId: noticeId, card, kind: "cancel", reason, to: "cancelled" } as const;
  const waits = { state: "awaiting-card", fromLife: "unknown", terminalId: centreItself } as const;
  const { epoch } = await begin(tx, nowMs, { ...begun, ...waits }, rules(card.issuer_number));
  await note(tx, { event: "authorised", ...by, detail: { kind: "cancel", reason, epoch, because: kind } });
  return { result: "noted" };
}
