import type { CardFacts } from "../card/card-facts.ts";
import { look } from "../card/look.ts";
import { profileById } from "../card/profile.ts";
import type { readCard } from "../card/read-card.ts";
import { ok } from "../hardware/result.ts";

/** What stands on a card and never changes, read once for all runs; the evidence is read each time. */
const factsByAtr = new Map<string, CardFacts>();

/** As the terminals read a card, but for what was read of it before the run. */
export const readFacts: typeof readCard = async (connection) => {
  const known = factsByAtr.get(connection.atr);
  const profile = known === undefined ? undefined : profileById(known.evidence.profile);
  if (known === undefined || profile === undefined) {
    throw new Error(`simulation: card ${connection.atr} was not read before the run`);
  }
  const looked = await look(connection, { profile, resetBeforeRead: false });
  return looked.ok ? ok({ ...known, evidence: looked.value }) : looked;
};

/** Reads a card as the terminals do, once, for all that it says of its holder. */
export function knowFacts(atr: string, facts: CardFacts): void {
  factsByAtr.set(atr, facts);
}
