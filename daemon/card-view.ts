import { maskCardNumber, maskName, maskNationalNumber } from "../card/masking.ts";
import type { CardFacts } from "../card/read-card.ts";
import type { ObserveAnswer } from "../central/contract-operation.ts";
import type { IssuerList } from "./issuer-list.ts";
import type { CardView } from "./screen.ts";

/** What the centre said of the card of this visit. */
export type Known = Extract<ObserveAnswer, { result: "known" }>;

/** A card as the screen may have it: what is personal is masked here, before it leaves the daemon. */
export function cardViewOf(
  facts: CardFacts,
  known?: Known,
  named?: ReturnType<IssuerList["nameOf"]>,
): CardView {
  const { evidence, holder } = facts;
  const region = known?.issuer ?? named ?? facts.issuer;
  return {
    issuer: {
      number: facts.issuer.number,
      regionZh: region.regionZh,
      regionEn: region.regionEn,
    },
    holderMasked: holder === undefined ? "" : maskName(holder.name),
    nationalNumberMasked: holder === undefined ? "" : maskNationalNumber(holder.nationalNumber),
    cardNumberMasked: maskCardNumber(facts.cardNumber),
    version: facts.version,
    issuedOn: facts.issuedOn,
    expiresOn: facts.expiresOn,
    expired: known?.expired ?? false,
    life: evidence.life,
    ...(known === undefined ? {} : { legal: known.legal }),
    atr: evidence.atr,
    profile: evidence.profile,
  };
}
