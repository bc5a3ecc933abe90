import type { CardFacts } from "../card/card-facts.ts";
import { iReadCardCode, iReadCardLine, iReadCardOk } from "../card/ireadcard.ts";
import { issuerOf } from "../card/issuer.ts";
import { maskCardNumber, maskName, maskNationalNumber } from "../card/masking.ts";
import { profileById, type Profile } from "../card/profile.ts";
import { readCard } from "../card/read-card.ts";
import { ok } from "../hardware/result.ts";
import { lifeNames } from "../words/operations.ts";
import { showCard, withCard, type CardOptions } from "./card-session.ts";
import { finish, type CommandResult } from "./output.ts";

export type InfoOptions = CardOptions & {
  readonly format?: string;
  readonly terminalNumber: string;
  readonly deviceNumber: string;
};

export async function cardInfo(options: InfoOptions): Promise<void> {
  if (options.format === "ireadcard") return iReadCard(options);
  return showCard(options, async (connection) => {
    const facts = await readCard(connection);
    return facts.ok ? ok(infoOf(facts.value)) : facts;
  });
}

/** The vendors' line on stdout, or their number of the fault; for hall software, so nothing is masked. */
async function iReadCard(options: InfoOptions): Promise<void> {
  const facts = await withCard(options, readCard);
  const code = facts.ok ? iReadCardOk : iReadCardCode(facts.fault);
  const line = facts.ok ? iReadCardLine(facts.value, options) : "";
  finish(
    { json: { ok: facts.ok, code, line }, lines: [facts.ok ? line : String(code)], ok: facts.ok },
    options.json === true,
  );
}

export function knownProfile(facts: CardFacts): Profile {
  const profile = profileById(facts.evidence.profile);
  if (profile === undefined) throw new Error("card: a profile that was just detected is gone");
  return profile;
}

function infoOf(facts: CardFacts): CommandResult {
  const { evidence, holder } = facts;
  const issuer = issuerOf(
    { ...evidence, initialisingOrganisation: facts.initialisingOrganisation },
    knownProfile(facts),
  );
  const { abolished } = issuer.region ?? {};
  const json = {
    atr: evidence.atr,
    profile: evidence.profile,
    issuer: {
      number: facts.issuer.number,
      region: `${facts.issuer.provinceZh}${facts.issuer.regionZh}`,
      ...(abolished === undefined ? {} : { abolished }),
      rid: issuer.rid,
      crossChecks: issuer.crossChecks,
      conflicts: issuer.conflicts,
    },
    cardNumber: maskCardNumber(facts.cardNumber),
    version: facts.version,
    issuedOn: facts.issuedOn,
    expiresOn: facts.expiresOn,
    holder:
      holder === undefined
        ? null
        : { name: maskName(holder.name), nationalNumber: maskNationalNumber(holder.nationalNumber) },
    life: evidence.life,
    warnings: facts.warnings,
  };
  const conflicts = issuer.crossChecks.filter(({ agrees }) => !agrees);
  const lines = [
    `Issuer       ${json.issuer.number} ${json.issuer.region}`,
    ...(abolished === undefined
      ? []
      : [`             a division until ${abolished.until}, today ${abolished.replacedBy.join(", ")}`]),
    ...conflicts.map(({ source, said }) => `             ${source} says ${said}`),
    `Card number  ${json.cardNumber === "" ? "closed" : json.cardNumber}`,
    `Holder       ${json.holder === null ? "closed" : `${json.holder.name} ${json.holder.nationalNumber}`}`,
    `Version      ${json.version} (${json.profile})`,
    `Valid        ${json.issuedOn} to ${json.expiresOn}`,
    `Life         ${lifeNames[json.life].en}`,
    `ATR          ${json.atr}`,
    ...facts.warnings.map((warning) => `Warning      ${warning}`),
  ];
  return { json, lines, ok: true };
}
