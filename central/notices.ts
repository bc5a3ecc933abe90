import { canonical, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { begin, clearTimers } from "./begin.ts";
import { setListed } from "./block-list.ts";
import type { Reason } from "./contract.ts";
import { findOperation } from "./register.ts";
import { noteReplacement } from "./registry/cards.ts";
import type { RulesOf } from "./regional-rules.ts";
import { isRestoring } from "./restore.ts";
import type { CardRow, OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";
import { centreItself } from "./timers.ts";

/** What other offices tell of a card or its holder. */
export type Notice = {
  /** UUIDv7; also the id of the cancellation that follows from it. */
  readonly noticeId: string;
  readonly cardRef: string;
  readonly kind:
    "replacement-ordered" | "replacement-expedited" | "death" | "disappearance" | "household-cancelled";
};
/** `restoring`: not taken, since the centre does not know yet what was true; the office sends it again. */
export type NoticeAnswer = { readonly result: "noted" | "unknown-card" | "different-notice" | "restoring" };

const reasonOf: Readonly<Record<Notice["kind"], Reason>> = {
  "replacement-ordered": "duplicate-card",
  "replacement-expedited": "duplicate-card",
  death: "death",
  disappearance: "disappearance",
  "household-cancelled": "other",
};

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
  if (await isRestoring(tx)) return { result: "restoring" };
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
  if (kind === "replacement-ordered") await noteReplacement(tx, nowMs, cardRef, "ordered");
  if (kind === "replacement-expedited") await noteReplacement(tx, nowMs, cardRef, "expedited");
  const by = { nowMs, opId: noticeId, cardRef, terminalId: centreItself };
  await note(tx, { event: "notice", ...by, detail: { kind, was: card.legal } });
  if (card.legal === "cancelled") return { result: "noted" };

  const reason = reasonOf[kind];
  const begun = { opId: noticeId, card, kind: "cancel", reason, to: "cancelled" } as const;
  const waits = { state: "awaiting-card", fromLife: "unknown", terminalId: centreItself } as const;
  const { epoch } = await begin(tx, nowMs, { ...begun, ...waits }, rules(card.issuer_number));
  await note(tx, { event: "authorised", ...by, detail: { kind: "cancel", reason, epoch, because: kind } });
  return { result: "noted" };
}

/**
 * A notice that two clerks found false. Reversed only where it is certain that nothing of the cancellation is on
 * the chip, as REVERSE would have it: no script was ever issued for it, and no other operation lies between it and
 * what the card proved last; and only while no new card stands in for it, since two would be in use then. Everything
 * else stays cancelled, since a card that was ended cannot be brought back: the holder is due a new one.
 */
export async function undoNotice(
  tx: Tx,
  nowMs: number,
  opId: string,
  clerks: readonly [string, string],
): Promise<"reversed" | "replacement-due"> {
  const operation = await findOperation(tx, opId);
  const card = operation && (await tx.get("card", { card_ref: operation.card_ref }));
  if (operation === undefined || card === undefined) throw new Error(`a notice that began nothing: ${opId}`);
  const by = { nowMs, opId, cardRef: card.card_ref, terminalId: centreItself };
  const untouched =
    card.current_op === opId &&
    operation.scripts === 0 &&
    !(await hasUnproved(tx, card, operation)) &&
    !(await isReplaced(tx, card, operation));
  if (!untouched) {
    const detail = { because: "false notice", outcome: "replacement-due", clerks };
    await note(tx, { event: "reversal-refused", ...by, detail });
    return "replacement-due";
  }
  const { from_legal: legal, epoch } = operation;
  await tx.change("operation", { op_id: opId }, { state: "reversed" });
  // The one way back of the ratchet: what raised it never happened, and two people say so.
  const asBefore = { legal, current_op: null, alarm: null, no_unfreeze: 0 };
  await tx.change("card", { card_ref: card.card_ref }, asBefore);
  await clearTimers(tx, opId);
  await setListed(tx, nowMs, card.card_ref, false);
  await note(tx, { event: "reversed", ...by, detail: { epoch, legal, because: "false notice", clerks } });
  return "reversed";
}

/** Whether a card was ordered in its place, or made for its holder since it was ended. */
async function isReplaced(tx: Tx, card: CardRow, cancellation: OperationRow): Promise<boolean> {
  if ((await tx.get("replacement", { card_ref: card.card_ref })) !== undefined) return true;
  const made = await tx.find("stock_card", { national_number: card.national_number });
  return made.some(({ registered_at_ms }) => registered_at_ms >= cancellation.authorised_at_ms);
}

/** Whether something was begun after the newest proof: its script may be on the chip, whatever came of it. */
async function hasUnproved(tx: Tx, card: CardRow, cancellation: OperationRow): Promise<boolean> {
  const settled = card.settled_op === null ? undefined : await findOperation(tx, card.settled_op);
  const proved = settled?.epoch ?? 0;
  const theirs = await tx.find("operation", { card_ref: card.card_ref });
  return theirs.some(
    ({ epoch, state }) => epoch > proved && epoch < cancellation.epoch && state !== "reversed",
  );
}
