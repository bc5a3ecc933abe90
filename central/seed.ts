import { defaultCards } from "../card/virtual/default-cards.ts";
import { note } from "./audit.ts";
import { demonstrationIssuers } from "./issuers.ts";
import type { Tx } from "./store.ts";

/**
 * Fills an empty store with the demonstration's issuers and the default cards of those issuers; a store that
 * knows any issuer is left as it is. Answers whether it was filled. A card of an unknown issuer is in no
 * register, so the default card of that kind is left out.
 */
export async function seedDemonstration(tx: Tx, nowMs: number): Promise<boolean> {
  const known = await tx.selectFrom("issuer").select("number").limit(1).executeTakeFirst();
  if (known !== undefined) return false;

  await tx
    .insertInto("issuer")
    .values([...demonstrationIssuers])
    .execute();
  const registered = new Set(demonstrationIssuers.map((issuer) => issuer.number));
  const people = defaultCards
    .map((card) => card.person)
    .filter((person) => registered.has(person.issuerNumber));
  await tx
    .insertInto("card")
    .values(
      people.map((person) => ({
        card_ref: person.cardRef,
        issuer_number: person.issuerNumber,
        atr: person.atr,
        profile: person.profile,
        card_number: person.cardNumber,
        national_number: person.nationalNumber,
        holder_name: person.name,
        issued_on: person.issuedOn,
        expires_on: person.expiresOn,
        legal: "active" as const,
        epoch: 0,
        current_op: null,
        settled_op: null,
        alarm: null,
      })),
    )
    .execute();
  await note(tx, {
    event: "seeded",
    nowMs,
    detail: { issuers: demonstrationIssuers.length, cards: people.length },
  });
  return true;
}
