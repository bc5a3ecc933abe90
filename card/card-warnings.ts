import { fromHex } from "./bytes.ts";
import { readAtr } from "./atr.ts";
import type { CardFacts, CardWarning } from "./card-facts.ts";
import { cardNumberHolds, nationalNumberHolds, regionOf } from "./codes.ts";
import type { Profile } from "./profile.ts";

/** Cross-checks of default card section 6 (`issuer.crossCheck`, `checks`). */
export function warningsOf(facts: Omit<CardFacts, "warnings">, profile: Profile): readonly CardWarning[] {
  const { evidence, issuer, holder } = facts;
  const { record } = evidence;
  const atr = readAtr(fromHex(evidence.atr)).socialSecurity;
  const national = holder?.nationalNumber ?? "";
  const holds: readonly (readonly [CardWarning, boolean])[] = [
    ["unknown-region", regionOf(issuer.number) !== undefined],
    ["rid-differs", evidence.cardRef.slice(6, 16) === profile.issuer.rid],
    ["atr-city-differs", atr === undefined || issuer.number.startsWith(atr.city)],
    ["atr-serial-differs", atr === undefined || evidence.cardRef.slice(16, 24) === atr.serial],
    ["initialising-organisation-differs", facts.initialisingOrganisation.startsWith(issuer.number)],
    ["status-region-differs", typeof record === "string" || record.region === issuer.number],
    ["card-number-check-digit", cardNumberHolds(facts.cardNumber)],
    ["national-number-check-digit", holder === undefined || nationalNumberHolds(national)],
    [
      "birth-date-differs",
      holder === undefined || national.slice(6, 14) === holder.bornOn.replaceAll("-", ""),
    ],
    ["sex-differs", holder === undefined || sexFits(national, holder.sex.code)],
  ];
  return holds.filter(([, fine]) => !fine).map(([warning]) => warning);
}

/** The 17th digit is odd for a man, even for a woman (GB 11643). */
const sexFits = (national: string, code: string): boolean =>
  (code !== "1" && code !== "2") || Number(national[16]) % 2 === Number(code) % 2;
