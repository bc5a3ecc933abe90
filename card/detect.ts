import { fail, ok, type Result } from "../hardware/result.ts";
import { basesOf, profiles, type Profile } from "./profile.ts";
import type { TlvNode } from "./tlv.ts";

/** What a card shows of its kind. What was not looked for yet is absent and excludes no profile. */
export type Shown = {
  /** Upper-case hex. */
  readonly atr: string;
  /** The version record, e.g. "2.00"; empty where the card has none. */
  readonly version: string;
  /** Value of the algorithm record in the FCI, two hex digits; "none" where the FCI has none. */
  readonly algorithm?: string;
  /** Six digits. */
  readonly issuerNumber?: string;
};

type DetectionFault =
  | ({ readonly kind: "no-profile" } & Shown)
  /** More than one fits, and neither is the other one's region. */
  | ({ readonly kind: "profile-tie"; readonly fit: readonly string[] } & Shown);

/** Who knows which profiles there are and which rest on which; the linter brings one more. */
export type Registry = {
  readonly profiles: readonly Profile[];
  readonly basesOf: (id: string) => readonly string[];
};
const house: Registry = { profiles, basesOf };

/** The profiles that nothing seen so far excludes. */
export const candidates = (card: Shown, registry: Registry = house): readonly Profile[] =>
  registry.profiles.filter((profile) => fits(profile, card));

/** Whether telling the candidates apart takes the algorithm record, or the issuer number. */
export const wantsMore = (fitting: readonly Profile[]): { algorithm: boolean; issuerNumber: boolean } => ({
  algorithm: new Set(fitting.map(({ detect }) => detect.algorithm.value)).size > 1,
  issuerNumber: fitting.some(isRegional),
});

function fits({ detect, version }: Profile, card: Shown): boolean {
  const { algorithm, issuerNumber } = card;
  if (!new RegExp(detect.atr).test(card.atr) || !new RegExp(version).test(card.version)) return false;
  if (algorithm !== undefined) {
    const named = algorithm === detect.algorithm.value;
    if (!named && !(algorithm === "none" && detect.algorithm.orAbsent)) return false;
  }
  return (
    issuerNumber === undefined || detect.issuer === undefined || new RegExp(detect.issuer).test(issuerNumber)
  );
}

const isRegional = ({ detect }: Profile): boolean => detect.issuer !== undefined;

/** The one profile that fits; a region's own goes before the profile it rests on. */
export function detectProfile(card: Shown, registry: Registry = house): Result<Profile, DetectionFault> {
  // A region's own profile is only for whom it names: an issuer that was not read is none of them.
  const fitting = candidates({ ...card, issuerNumber: card.issuerNumber ?? "" }, registry);
  const nearest = fitting.filter(
    ({ id }) => !fitting.some((other) => isRegional(other) && registry.basesOf(other.id).includes(id)),
  );
  const [only, ...others] = nearest;
  if (only === undefined) return fail({ kind: "no-profile", ...card });
  if (others.length > 0) return fail({ kind: "profile-tie", fit: nearest.map(({ id }) => id), ...card });
  return ok(only);
}

/** What a detection fault saw, as one line for a technician. */
export function describeDetection(fault: DetectionFault): string {
  const { atr, version, algorithm, issuerNumber } = fault;
  const seen = [
    `ATR ${atr}`,
    `SSSE with ${version === "" ? "no version" : `version ${version}`}`,
    ...(algorithm === undefined ? [] : [`algorithm ${algorithmNames[algorithm] ?? algorithm}`]),
    ...(issuerNumber === undefined ? [] : [`issuer ${issuerNumber}`]),
  ].join(", ");
  return fault.kind === "no-profile" ? seen : `${seen}: fits ${fault.fit.join(" and ")} alike`;
}

const algorithmNames: Readonly<Record<string, string>> = {
  "01": "01 (3DES)",
  "02": "02 (SSF33)",
  "03": "03 (SM4)",
  none: "not named",
};

/**
 * The algorithm record in an FCI: data object 9F0C, whose value, or the 86 within it, begins with 01 3DES,
 * 02 SSF33 or 03 SM4 (facts about the card, section 4.2). "none" where there is none.
 */
export function algorithmIn(nodes: readonly TlvNode[], tag: string): string {
  const flat = (list: readonly TlvNode[]): readonly TlvNode[] =>
    list.flatMap((node) => [node, ...flat(node.children ?? [])]);
  const value = flat(nodes).find((node) => node.tag === tag)?.value;
  const byte = value?.[0] === 0x86 && value.length > 2 ? value[2] : value?.[0];
  return byte === undefined ? "none" : byte.toString(16).padStart(2, "0").toUpperCase();
}
