import { randomBytes } from "node:crypto";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { sealed } from "../../central/proof/key-ring.ts";
import { ringIn } from "../../central/proof/key-files.ts";

const [example] = defaultCards;
if (example === undefined) throw new Error("no default card");
const { atr, profile, issuerNumber: region } = example.person;

/** Cards by number, all of one city; as many as a bench asks for. */
export const benchCard = {
  atr,
  profile,
  region,
  refOf: (n: number): string => `${region}${String(n).padStart(26, "0")}`,
};

/** Personal fields as the centre would have sealed them; the same for every card, since nobody asks for them. */
export type BenchPerson = { readonly card: string; readonly number: string; readonly name: string };

export function benchPerson(personalKeyFile: string): BenchPerson {
  const ring = ringIn(personalKeyFile, () => randomBytes(32));
  const field = (column: string): string => sealed(ring, ring.current, `card.${column}`, "bench");
  return { card: field("card_number"), number: field("national_number"), name: field("holder_name") };
}

/**
 * Fills the register by SQL, for a million rows through the centre would take hours. `series` answers the numbers
 * as column n, `padded` is the engine's expression for n with 26 digits.
 */
export const fillSql = (cards: number, person: BenchPerson, series: string, padded: string): string => `
  INSERT INTO card (card_ref, issuer_number, atr, profile, card_number, national_number, holder_name, issued_on,
    expires_on, legal, epoch, current_op, settled_op, alarm, seen_epoch, no_unfreeze, listed)
  SELECT '${region}' || ${padded}, '${region}', '${atr}', '${profile}', '${person.card}', '${person.number}',
    '${person.name}', '2022-03-15', '2032-03-15', 'active', 0, NULL, NULL, NULL, 0, 0, 0
  FROM (${series}) AS numbers WHERE n <= ${String(cards)} ON CONFLICT DO NOTHING`;
