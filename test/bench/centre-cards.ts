import { defaultCards } from "../../card/virtual/default-cards.ts";

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

/**
 * Fills the register by SQL, for a million rows through the centre would take hours. `series` answers the numbers
 * as column n, `padded` is the engine's expression for n with 26 digits.
 */
export const fillSql = (cards: number, series: string, padded: string): string => `
  INSERT INTO card (card_ref, issuer_number, atr, profile, card_number, national_number, holder_name, issued_on,
    expires_on, legal, epoch, current_op, settled_op, alarm, seen_epoch, no_unfreeze, listed)
  SELECT '${region}' || ${padded}, '${region}', '${atr}', '${profile}',
    'B' || n, '37170019900101' || n, 'bench', '2022-03-15', '2032-03-15', 'active', 0, NULL, NULL, NULL, 0, 0, 0
  FROM (${series}) AS numbers WHERE n <= ${String(cards)} ON CONFLICT DO NOTHING`;
