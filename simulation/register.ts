import type { DefaultCard } from "../card/virtual/default-cards.ts";
import { demonstrationIssuers } from "../central/issuers.ts";
import type { Tx } from "../central/store.ts";
import { note } from "../central/audit.ts";

/** The register of one run: its cards and their issuers. */
export async function fillRegister(tx: Tx, nowMs: number, cards: readonly DefaultCard[]): Promise<void> {
  const wanted = new Set(cards.map(({ person }) => person.issuerNumber));
  for (const issuer of demonstrationIssuers) if (wanted.has(issuer.number)) await tx.add("issuer", issuer);
  for (const { person } of cards)
    await tx.add("card", {
      card_ref: person.cardRef,
      issuer_number: person.issuerNumber,
      atr: person.atr,
      profile: person.profile,
      card_number: person.cardNumber,
      national_number: person.nationalNumber,
      holder_name: person.name,
      issued_on: person.issuedOn,
      expires_on: person.expiresOn,
      legal: "active",
      epoch: 0,
      current_op: null,
      settled_op: null,
      alarm: null,
      seen_epoch: 0,
      no_unfreeze: 0,
      listed: 0,
    });
  await note(tx, { event: "seeded", nowMs, detail: { cards: cards.length } });
}
