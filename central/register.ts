import { fail, ok, type Result } from "../hardware/result.ts";
import type { Issuer, RejectionCode } from "./contract.ts";
import type { PendingOperation } from "./contract-operation.ts";
import type { CardRow, IssuerRow, OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";

/** All that the centre holds of one card. */
export type Standing = {
  readonly card: CardRow;
  readonly issuer: IssuerRow;
  /** The one operation that waits for this card. */
  readonly current?: OperationRow;
  /** The newest operation that the card has proved. */
  readonly settled?: OperationRow;
};

/** The issuer's number leads the card identification code (default card section 1, EF05 tag 01). */
export const issuerNumberIn = (cardRef: string): string => cardRef.slice(0, 6);

/** Refused when the issuer or the card's file structure is not approved, or nobody registered the card. */
export async function standingOf(tx: Tx, cardRef: string): Promise<Result<Standing, RejectionCode>> {
  const card = await tx.get("card", { card_ref: cardRef });
  const issuer = await tx.get("issuer", { number: card?.issuer_number ?? issuerNumberIn(cardRef) });
  if (issuer === undefined) return fail("unknown-issuer");

  // An approval that was withdrawn stops new operations; one under way is finished all the same.
  if (issuer.approved !== 1 && !card?.current_op) return fail("issuer-not-approved");
  if (card === undefined) return fail(await whyNoCard(tx, cardRef));
  if (card.current_op === null && !issuer.profiles.split(" ").includes(card.profile))
    return fail("profile-not-approved");

  const current = card.current_op === null ? undefined : await findOperation(tx, card.current_op);
  const settled = card.settled_op === null ? undefined : await findOperation(tx, card.settled_op);
  return ok({ card, issuer, ...(current && { current }), ...(settled && { settled }) });
}

async function whyNoCard(tx: Tx, cardRef: string): Promise<RejectionCode> {
  return (await tx.get("stock_card", { card_ref: cardRef })) === undefined ? "unknown-card" : "card-sealed";
}

/** What personalisation says of a card. */
export type Personalised = Pick<
  CardRow,
  | "card_ref"
  | "issuer_number"
  | "atr"
  | "profile"
  | "card_number"
  | "national_number"
  | "holder_name"
  | "issued_on"
  | "expires_on"
>;

/** A card as it is handed over: active, and nothing was done with it yet. */
export const newCard = (card: Personalised): CardRow => ({
  ...card,
  legal: "active",
  epoch: 0,
  current_op: null,
  settled_op: null,
  alarm: null,
  seen_epoch: 0,
  no_unfreeze: 0,
  listed: 0,
});

export const findOperation = (tx: Tx, opId: string): Promise<OperationRow | undefined> =>
  tx.get("operation", { op_id: opId });

/** Which of a terminal's disks speaks: raised when a quarantined one is let in again. */
export async function lineageOf(tx: Tx, terminalId: string): Promise<number> {
  return (await tx.get("terminal", { terminal_id: terminalId }))?.lineage ?? 1;
}

/** Last 8 bytes of the operation id, upper-case hex (default card section 2). */
export const opTagOf = (opId: string): string => opId.replaceAll("-", "").slice(16).toUpperCase();

export const pendingOf = (operation: OperationRow): PendingOperation => ({
  opId: operation.op_id,
  kind: operation.kind,
  reason: operation.reason,
  epoch: operation.epoch,
  target: operation.target,
});

export const issuerOf = (row: IssuerRow): Issuer => ({
  number: row.number,
  nameZh: row.name_zh,
  nameEn: row.name_en,
  regionZh: row.region_zh,
  regionEn: row.region_en,
});
