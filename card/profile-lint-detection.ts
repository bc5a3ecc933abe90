import { candidates, detectProfile, type Registry, type Shown } from "./detect.ts";
import { finding, type Finding } from "./profile-findings.ts";
import type { Profile } from "./profile-shape.ts";
import { basesOf, profiles } from "./profile.ts";

/** Whether cards of this profile can be told from those of every other one: tried on cards as the profiles describe them. */
export function lintDetection(profile: Profile, bases: readonly string[]): readonly Finding[] {
  const registry: Registry = {
    profiles: [...profiles.filter(({ id }) => id !== profile.id), profile],
    basesOf: (id) => (id === profile.id ? bases : basesOf(id)),
  };
  const own = registry.profiles
    .flatMap(samplesOf)
    .filter((card) => candidates(card, { ...registry, profiles: [profile] }).length > 0);
  if (own.length === 0) return [finding("undetectable", "detect")];
  const rivals = new Set<string>();
  for (const card of own) {
    const detected = detectProfile(card, registry);
    if (detected.ok && detected.value.id !== profile.id && !isRegionOf(detected.value, profile.id))
      rivals.add(detected.value.id);
    if (!detected.ok && detected.fault.kind === "profile-tie")
      for (const id of detected.fault.fit) if (id !== profile.id) rivals.add(id);
  }
  return [...rivals].map((id) => finding("detection-collision", "detect", id));
}

/** A region's own profile takes its cards from what it rests on: that is what it is for. */
const isRegionOf = (other: Profile, id: string): boolean =>
  other.detect.issuer !== undefined && basesOf(other.id).includes(id);

/** Cards that a profile's patterns speak of: the beginnings they name, filled up to what cards have. */
function samplesOf({ version, detect }: Profile): readonly Shown[] {
  const atrs = beginningsOf(detect.atr).flatMap((begin) => {
    const atr = begin.toUpperCase();
    return [atr.padEnd(34, "0"), `${atr}0000814348318684371700120001`.slice(0, 34)];
  });
  const versions = [`${/\d/.exec(version)?.[0] ?? "2"}.00`, "1.00", "2.00", "2.01", "3.00"];
  const issuers = beginningsOf(detect.issuer ?? "").map((begin) => begin.padEnd(6, "0"));
  const algorithms = ["none", "01", "02", "03"];
  return [...atrs, publicAtr].flatMap((atr) =>
    versions.flatMap((one) =>
      [...issuers, "371700", "990100"].flatMap((issuerNumber) =>
        algorithms.map((algorithm) => ({ atr, version: one, issuerNumber, algorithm })),
      ),
    ),
  );
}

/** Enough for the issuers that one region names, and a bound on what a wrong file makes us do. */
const beginningsMax = 12;

/** Digits with which a match may begin: of each alternative, and of a class its first character. */
function beginningsOf(pattern: string): readonly string[] {
  let written = [pattern];
  for (let turn = 0; turn < beginningsMax; turn += 1)
    written = written
      .flatMap((one) => {
        const group = /\((?:\?:)?([^()]*)\)/.exec(one);
        return group === null ? [one] : (group[1] ?? "").split("|").map((way) => one.replace(group[0], way));
      })
      .slice(0, beginningsMax);
  return written.map((one) => {
    const digits = one
      .replace(/^\^/, "")
      .replace(/\[([^\]])[^\]]*\]/g, "$1")
      .replace(/\\d|\./g, "0");
    return /^[0-9A-Fa-f]*/.exec(digits)?.[0] ?? "";
  });
}

/** The ATR of default card 1, which has the layout of every public one. */
const publicAtr = "3B6D000000814348318684371700120001";
