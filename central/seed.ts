import { defaultCards, exampleCards } from "../card/virtual/default-cards.ts";
import { note } from "./audit.ts";
import { demonstrationIssuers } from "./issuers.ts";
import { newCard } from "./register.ts";
import { takeAsApproved } from "./registry/designs.ts";
import type { Tx } from "./store.ts";

/**
 * Fills an empty store with the demonstration's issuers and the default and example cards of those issuers; a store that
 * knows any issuer is left as it is. Answers whether it was filled. A card of an unknown issuer is in no
 * register, so the default card of that kind is left out.
 */
export async function seedDemonstration(tx: Tx, nowMs: number): Promise<boolean> {
  const [known] = await tx.find("issuer", {}, { limit: 1 });
  if (known !== undefined) return false;

  for (const issuer of demonstrationIssuers) {
    await tx.add("issuer", issuer);
    await takeAsApproved(tx, issuer);
  }
  const registered = new Set(demonstrationIssuers.map((issuer) => issuer.number));
  const people = [...defaultCards, ...exampleCards]
    .map((card) => card.person)
    .filter((person) => registered.has(person.issuerNumber));
  for (const person of people)
    await tx.add(
      "card",
      newCard({
        card_ref: person.cardRef,
        issuer_number: person.issuerNumber,
        atr: person.atr,
        profile: person.profile,
        card_number: person.cardNumber,
        national_number: person.nationalNumber,
        holder_name: person.name,
        issued_on: person.issuedOn,
        expires_on: person.expiresOn,
      }),
    );
  await note(tx, {
    event: "seeded",
    nowMs,
    detail: { issuers: demonstrationIssuers.length, cards: people.length },
  });
  return true;
}
