import { cardNumberHolds, nationalNumberHolds } from "../../card/codes.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import type { Staff } from "../access/staff.ts";
import { note } from "../audit.ts";
import { shanghaiDate } from "../clock.ts";
import { newCard, type Personalised } from "../register.ts";
import type { Tx } from "../store.ts";
import { isOfOffice } from "./applications.ts";
import type { RegistryRefusal } from "./model.ts";
import type { ReplacementRow, StockCardRow } from "./tables.ts";

/** Cards that were made: sealed (封存) until the holder has them, then in the register. */

/** A new card was ordered; ordering it again by the quicker way makes it that. */
export async function noteReplacement(
  tx: Tx,
  nowMs: number,
  cardRef: string,
  kind: ReplacementRow["kind"],
): Promise<void> {
  const known = await tx.get("replacement", { card_ref: cardRef });
  if (known === undefined) await tx.add("replacement", { card_ref: cardRef, kind, ordered_at_ms: nowMs });
  else if (known.kind !== kind && kind === "expedited")
    await tx.change("replacement", { card_ref: cardRef }, { kind });
}

export type CardMade = Personalised & {
  /** The card that it stands in for. */
  readonly replaces?: string;
};

type Made = Result<StockCardRow, RegistryRefusal>;

/**
 * A card was made for somebody. After a cancellation the same person applies anew and this is an ordinary new
 * card; while a card of theirs is alive, only one that was ordered in its place is taken.
 */
export async function registerCard(tx: Tx, nowMs: number, made: CardMade, by: Staff): Promise<Made> {
  const { replaces, ...card } = made;
  const refusal = (await refusalOfCard(tx, nowMs, card, by)) ?? (await refusalOfHolder(tx, made));
  if (refusal !== undefined) return fail(refusal);
  const row: StockCardRow = {
    ...card,
    replaces: replaces ?? null,
    registered_at_ms: nowMs,
    registered_by: by.subject,
    activated_at_ms: null,
  };
  await tx.add("stock_card", row);
  const detail = { by: by.subject, ...(replaces !== undefined && { replaces }) };
  await note(tx, { event: "card-registered", nowMs, cardRef: card.card_ref, detail });
  return ok(row);
}

async function refusalOfCard(
  tx: Tx,
  nowMs: number,
  card: Personalised,
  by: Staff,
): Promise<RegistryRefusal | undefined> {
  const { card_ref, issuer_number } = card;
  if (!isOfOffice(by, issuer_number)) return "not-your-office";
  const issuer = await tx.get("issuer", { number: issuer_number });
  if (issuer?.approved !== 1) return "issuer-not-approved";
  if (!issuer.profiles.split(" ").includes(card.profile)) return "profile-not-approved";
  if (!card_ref.startsWith(issuer_number)) return "card-not-of-this-issuer";
  if (!cardNumberHolds(card.card_number) || !nationalNumberHolds(card.national_number))
    return "check-digit-wrong";
  if (card.expires_on < shanghaiDate(nowMs)) return "already-expired";
  const known = (await tx.get("card", { card_ref })) ?? (await tx.get("stock_card", { card_ref }));
  return known === undefined ? undefined : "card-known-already";
}

async function refusalOfHolder(
  tx: Tx,
  { national_number, replaces }: CardMade,
): Promise<RegistryRefusal | undefined> {
  const cards = await tx.find("card", { national_number });
  const waiting = await tx.find("stock_card", { national_number });
  if (waiting.some((row) => row.activated_at_ms === null)) return "holder-has-card";
  if (replaces === undefined)
    return cards.every(({ legal }) => legal === "cancelled") ? undefined : "holder-has-card";
  if (!cards.some(({ card_ref }) => card_ref === replaces)) return "not-the-holders-card";
  if ((await tx.get("replacement", { card_ref: replaces })) === undefined) return "no-replacement-ordered";
  return cards.every(({ card_ref, legal }) => legal === "cancelled" || card_ref === replaces)
    ? undefined
    : "holder-has-card";
}

/** The holder has it: from here on terminals serve it. */
export async function activateCard(tx: Tx, nowMs: number, cardRef: string, by: Staff): Promise<Made> {
  const row = await tx.get("stock_card", { card_ref: cardRef });
  if (row?.activated_at_ms !== null) return fail("not-sealed");
  if (!isOfOffice(by, row.issuer_number)) return fail("not-your-office");
  if (row.expires_on < shanghaiDate(nowMs)) return fail("already-expired");
  const { replaces, registered_at_ms: _at, registered_by: _by, activated_at_ms: _was, ...card } = row;
  await tx.add("card", newCard(card));
  await tx.change("stock_card", { card_ref: cardRef }, { activated_at_ms: nowMs });
  const detail = { by: by.subject, ...(replaces !== null && { replaces }) };
  await note(tx, { event: "card-activated", nowMs, cardRef, detail });
  return ok({ ...row, activated_at_ms: nowMs });
}
