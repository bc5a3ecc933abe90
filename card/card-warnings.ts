import { fromHex } from "./bytes.ts";
import { readAtr } from "./atr.ts";
import type { CardFacts, CardWarning } from "./card-facts.ts";
import { cardNumberHolds, nationalNumberHolds } from "./codes.ts";
import { issuerOf } from "./issuer.ts";
import type { Profile } from "./profile.ts";

/** Cross-checks of default card section 6 (`issuer.crossCheck`, `checks`). */
export function warningsOf(facts: Omit<CardFacts, "warnings">, profile: Profile): readonly CardWarning[] {
  const { evidence, issuer, holder } = facts;
  const { record } = evidence;
  const { checks } = profile;
  const said = issuerOf({ ...evidence, initialisingOrganisation: facts.initialisingOrganisation }, profile);
  const agrees = (where: string): boolean => !said.conflicts.some((source) => source.startsWith(where));
  const atr = readAtr(fromHex(evidence.atr)).socialSecurity;
  const national = holder?.nationalNumber ?? "";
  const holds: readonly (readonly [CardWarning, boolean])[] = [
    ["unknown-region", said.region !== undefined],
    ["region-abolished", said.region?.abolished === undefined],
    ["rid-differs", said.ridHolds],
    ["atr-city-differs", agrees("atr")],
    ["atr-serial-differs", atr === undefined || evidence.cardRef.slice(16, 24) === atr.serial],
    ["initialising-organisation-differs", agrees("DDF1/EF05/04")],
    ["status-region-differs", typeof record === "string" || record.region === issuer.number],
    [
      "card-number-check-digit",
      facts.cardNumber === "" || checks.cardNumber === "ignore" || cardNumberHolds(facts.cardNumber),
    ],
    [
      "national-number-check-digit",
      holder === undefined || checks.nationalNumber === "ignore" || nationalNumberHolds(national),
    ],
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
