import { type z } from "zod";
import { bytesOf } from "./bytes.ts";
import { finding, type Finding } from "./profile-findings.ts";
import { isObject, isOverlay, mergeBases } from "./profile-overlay.ts";
import { hasPath, questionsOf } from "./profile-questions.ts";
import { overlayShape, profileShape, type Profile } from "./profile-shape.ts";
import { lintOperations } from "./profile-lint-operations.ts";
import { lintFiles } from "./profile-lint-files.ts";
import { lintDetection } from "./profile-lint-detection.ts";
import { lintPatterns } from "./profile-lint-patterns.ts";
import { profileFileOf } from "./shipped-profiles.ts";

/** No profile of ours is near this; it keeps a wrong file from being read for ever. */
const maxLength = 1_000_000;

/**
 * Checks the text of a profile file, whole or an overlay on a profile of the house. Pure; never throws for what
 * the text says. An empty list, or one of warnings only, means that the profile may be used.
 */
export function lintProfile(text: string): readonly Finding[] {
  if (text.length > maxLength) return [finding("not-json", "", `${String(text.length)} characters`)];
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return [finding("not-json", "", error instanceof Error ? error.message : String(error))];
  }
  if (isOverlay(data)) {
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
  const changes = isOverlay(data) ? lintChange(data) : [];
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
  if (Object.keys(change).length === 0 && isObject(base)) return [finding("changes-nothing", path)];
  const below = isObject(base) ? base : {};
  return Object.entries(change).flatMap(([name, value]) => {
    const here = `${path}.${name}`;
    const there = Object.hasOwn(below, name);
    if (value === null) return there ? [] : [finding("removes-nothing", here)];
    return there ? compare(value, below[name], here) : [];
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

/** Bytes of a file as text: what is not UTF-8 is not JSON. */
export function lintBytes(bytes: Uint8Array): readonly Finding[] {
  try {
    return lintProfile(new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(bytes)));
  } catch {
    return [finding("not-json", "", "UTF-8")];
  }
}
