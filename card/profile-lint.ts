import { type z } from "zod";
import { bytesOf } from "./bytes.ts";
import { candidates, detectProfile, type Registry, type Shown } from "./detect.ts";
import { finding, type Finding } from "./profile-findings.ts";
import { isObject, isOverlay, mergeBases } from "./profile-overlay.ts";
import { hasPath, questionsOf } from "./profile-questions.ts";
import { overlayShape, profileShape, type Profile } from "./profile-shape.ts";
import { lintOperations } from "./profile-lint-operations.ts";
import { lintFiles } from "./profile-lint-files.ts";
import { basesOf, profiles } from "./profile.ts";
import { profileFileOf } from "./shipped-profiles.ts";

/** No profile of ours is near this; it keeps a wrong file from being read for ever. */
const maxFileBytes = 1_000_000;

/**
 * Checks the text of a profile file, whole or an overlay on a profile of the house. Pure; never throws for what
 * the text says. An empty list, or one of warnings only, means that the profile may be used.
 */
export function lintProfile(text: string): readonly Finding[] {
  if (text.length > maxFileBytes) return [finding("not-json", "", `${String(text.length)} characters`)];
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return [finding("not-json", "", error instanceof Error ? error.message : String(error))];
  }
  const overlay = isOverlay(data);
  if (overlay) {
    const parsed = overlayShape.safeParse(data);
    if (!parsed.success) return shapeFindings(parsed.error);
  }
  const merged = mergeBases(data, profileFileOf);
  if (!merged.ok) {
    const { fault } = merged;
    if (fault.kind === "no-such-base") return [finding("unknown-base", "base", fault.base)];
    if (fault.kind === "bases-without-end") return [finding("bases-without-end", "base", fault.base)];
    return [finding("wrong-shape", "base", fault.detail)];
  }
  const changes = overlay && isObject(data) ? lintChange(data) : [];
  const parsed = profileShape.safeParse(merged.value.data);
  if (!parsed.success) return [...changes, ...shapeFindings(parsed.error)];
  const profile = parsed.data;
  const patterns = lintPatterns(profile);
  return [
    ...changes,
    ...patterns,
    ...lintFiles(profile),
    ...lintOperations(profile),
    ...lintQuestions(profile),
    // A pattern that is no pattern cannot be tried on cards.
    ...(patterns.length > 0 ? [] : lintDetection(profile, merged.value.bases)),
    ...(profile.cardBlockAllowed ? [finding("card-block-allowed", "cardBlockAllowed")] : []),
  ];
}

const joined = (path: readonly PropertyKey[]): string => path.map(String).join(".");

function shapeFindings(error: z.ZodError): readonly Finding[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => finding("unknown-key", joined([...issue.path, key]), key))
      : [finding("wrong-shape", joined(issue.path), issue.message)],
  );
}

/** What an overlay changes must change something, so that a slip of the pen is seen. */
function lintChange(data: Readonly<Record<string, unknown>>): readonly Finding[] {
  const base = mergeBases(profileFileOf(String(data["base"])), profileFileOf);
  return base.ok ? compare(data["change"], base.value.data, "change") : [];
}

function compare(change: unknown, base: unknown, path: string): readonly Finding[] {
  if (!isObject(change))
    return JSON.stringify(change) === JSON.stringify(base) ? [finding("changes-nothing", path)] : [];
  const below = isObject(base) ? base : {};
  return Object.entries(change).flatMap(([name, value]) => {
    const here = `${path}.${name}`;
    const there = Object.hasOwn(below, name);
    if (value === null) return there ? [] : [finding("removes-nothing", here)];
    return there ? compare(value, below[name], here) : [];
  });
}

/** Patterns run against what a card says, so they must be ones that end soon whatever it says. */
function lintPatterns({ version, detect }: Profile): readonly Finding[] {
  const named = { version, "detect.atr": detect.atr, "detect.issuer": detect.issuer };
  return Object.entries(named).flatMap(([path, pattern]) => {
    if (pattern === undefined) return [];
    try {
      new RegExp(pattern);
    } catch (error) {
      return [finding("bad-pattern", path, error instanceof Error ? error.message : String(error))];
    }
    return /[*+}][^)]*\)[*+{]/.test(pattern) ? [finding("slow-pattern", path)] : [];
  });
}

function lintQuestions(profile: Profile): readonly Finding[] {
  const { unconfirmed, confirmed = [] } = profile;
  const known = confirmed.map(({ path }) => path);
  const named = new Set([...unconfirmed, ...known]);
  return [
    ...questionsOf(profile)
      .filter((path) => !named.has(path))
      .map((path) => finding("unconfirmed-not-named", path)),
    ...unconfirmed
      .filter((path) => !hasPath(profile, path))
      .map((path) => finding("no-such-path", "unconfirmed", path)),
    ...known
      .filter((path) => !hasPath(profile, path))
      .map((path) => finding("no-such-path", "confirmed", path)),
    ...known
      .filter((path) => unconfirmed.includes(path))
      .map((path) => finding("both-confirmed", "confirmed", path)),
  ];
}

/** Cards as these profiles describe them, tried on all: each must be told from those of every other profile. */
function lintDetection(profile: Profile, bases: readonly string[]): readonly Finding[] {
  const others = profiles.filter(({ id }) => id !== profile.id);
  const registry: Registry = {
    profiles: [...others, profile],
    basesOf: (id) => (id === profile.id ? bases : basesOf(id)),
  };
  const own = samplesOf(profile).filter(
    (card) => candidates(card, { ...registry, profiles: [profile] }).length > 0,
  );
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
  const begins = (pattern: string): string => /^\^?([0-9A-Fa-f]*)/.exec(pattern)?.[1] ?? "";
  const atr = begins(detect.atr).toUpperCase();
  const atrs = [atr.padEnd(34, "0"), `${atr}0000814348318684371700120001`.slice(0, 34), publicAtr];
  const versions = [`${/\d/.exec(version)?.[0] ?? "2"}.00`, "1.00", "2.00", "2.01", "3.00"];
  const issuers = [begins(detect.issuer ?? "").padEnd(6, "0"), "371700", "990100"];
  const algorithms = ["none", "01", "02", "03"];
  return atrs.flatMap((one) =>
    versions.flatMap((two) =>
      issuers.flatMap((issuerNumber) =>
        algorithms.map((algorithm) => ({ atr: one, version: two, issuerNumber, algorithm })),
      ),
    ),
  );
}

/** The ATR of default card 1, which has the layout of every public one. */
const publicAtr = "3B6D000000814348318684371700120001";

/** Bytes of a file as text: what is not UTF-8 is not JSON. */
export function lintBytes(bytes: Uint8Array): readonly Finding[] {
  try {
    return lintProfile(new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(bytes)));
  } catch {
    return [finding("not-json", "", "UTF-8")];
  }
}
