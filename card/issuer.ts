import { readAtr } from "./atr.ts";
import { fromHex, hex } from "./bytes.ts";
import { regionOf, type Region } from "./codes.ts";
import type { Profile } from "./profile.ts";

/*
 * Who issued a card. The profile names the source of the issuer identification number and what it is checked
 * against; a conflict is shown beside the number, never hidden and never a reason to turn the card away.
 */

/** What the issuer is read from, all upper-case hex or digits as the card gave it. */
export type IssuerFacts = {
  readonly atr: string;
  /** EF05 tag 01. */
  readonly cardRef: string;
  /** EF05 tag 04. */
  readonly initialisingOrganisation: string;
};

/** One place that says who issued the card. `said`: six digits, or as many as it holds; empty where it is silent. */
type IssuerSource = {
  readonly source: string;
  readonly said: string;
  readonly agrees: boolean;
};

type Issuer = {
  /** Issuer identification number, six digits on a card in order. */
  readonly number: string;
  readonly region: Region | undefined;
  /** Registered application provider within the card identification code, and whether it is the ministry's. */
  readonly rid: string;
  readonly ridHolds: boolean;
  readonly crossChecks: readonly IssuerSource[];
  /** Names of the cross-checks that contradict the number. */
  readonly conflicts: readonly string[];
};

export function issuerOf(facts: IssuerFacts, profile: Profile): Issuer {
  const number = said(profile.issuer.from, facts);
  const crossChecks = profile.issuer.crossCheck.map((source) => {
    const other = said(source, facts);
    // Silence contradicts nothing: some cards have no such bytes.
    return { source, said: other, agrees: other === "" || number.startsWith(other) };
  });
  const rid = facts.cardRef.slice(6, 16);
  return {
    number,
    region: regionOf(number),
    rid,
    ridHolds: rid === profile.issuer.rid,
    crossChecks,
    conflicts: crossChecks.filter(({ agrees }) => !agrees).map(({ source }) => source),
  };
}

/** A reference of a profile: `DDF1/EF05/01[0..2]`, bytes of a field; `atr[T8..T9]`, historical bytes from 1. */
const reference = /^(?:(DDF1\/EF05\/0[14])\[(\d+)\.\.(\d+)\]|atr\[T(\d|[A-F])\.\.T(\d|[A-F])\])$/;

/** Whether a profile may name this place. */
export const isIssuerSource = (source: string): boolean => reference.test(source);

function said(source: string, { atr, cardRef, initialisingOrganisation }: IssuerFacts): string {
  const [, field, from, to, first, last] = reference.exec(source) ?? [];
  if (field !== undefined) {
    const value = field.endsWith("01") ? cardRef : initialisingOrganisation;
    return value.slice(Number(from) * 2, (Number(to) + 1) * 2);
  }
  if (first === undefined || last === undefined) throw new Error(`issuer: no source ${source}`);
  const { socialSecurity, historicalBytes } = readAtr(fromHex(atr));
  if (socialSecurity === undefined) return "";
  const bytes = fromHex(historicalBytes);
  return hex(bytes.slice(Number.parseInt(first, 16) - 1, Number.parseInt(last, 16)));
}

/** The city whose first four digits an ATR carries. */
export function cityOfAtr(digits: string): Region | undefined {
  return regionOf(`${digits}00`);
}
