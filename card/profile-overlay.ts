import { fail, ok, type Result } from "../hardware/result.ts";
import { overlayShape, profileShape, type Profile } from "./profile-shape.ts";

/** What a profile file says once its bases are merged in: still data, not yet known to be a profile. */
type Merged = {
  readonly data: unknown;
  /** Ids of the profiles it rests on, nearest first; empty for one that stands alone. */
  readonly bases: readonly string[];
};

/** An overlay on an overlay on an overlay is as much as anybody can follow. */
const maxBases = 4;

type OverlayFault =
  | { readonly kind: "no-such-base"; readonly base: string }
  /** An overlay that rests on itself, or on too many. */
  | { readonly kind: "bases-without-end"; readonly base: string }
  | { readonly kind: "not-an-overlay"; readonly detail: string };

/** True for data that names a base: an overlay, right or wrong. */
export const isOverlay = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === "object" && data !== null && "base" in data;

/** Merges an overlay into its bases; a whole profile comes back as it is. `find` gives a profile file by its id. */
export function mergeBases(
  data: unknown,
  find: (id: string) => unknown,
  depth = 0,
): Result<Merged, OverlayFault> {
  if (!isOverlay(data)) return ok({ data, bases: [] });
  const parsed = overlayShape.safeParse(data);
  if (!parsed.success) return fail({ kind: "not-an-overlay", detail: parsed.error.message });
  const { base, change, id, nameZh, nameEn } = parsed.data;
  if (depth === maxBases) return fail({ kind: "bases-without-end", base });
  const below = find(base);
  if (below === undefined) return fail({ kind: "no-such-base", base });
  const merged = mergeBases(below, find, depth + 1);
  if (!merged.ok) return merged;
  const whole = mergePatch(merged.value.data, { ...change, id, nameZh, nameEn });
  return ok({ data: whole, bases: [base, ...merged.value.bases] });
}

/** JSON Merge Patch, RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Parses merged profile data; throws with zod's findings when it is not a profile. */
export const parseProfile = (data: unknown): Profile => profileShape.parse(data);
