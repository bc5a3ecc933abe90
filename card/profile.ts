import assert from "node:assert/strict";
import { mergeBases, parseProfile } from "./profile-overlay.ts";
import type { Field, FieldRole, KeyName, Profile, ProfileFile, ProfileKey } from "./profile-shape.ts";
import { fieldRoles } from "./profile-shape.ts";
import { profileFileOf, profileFiles } from "./shipped-profiles.ts";

/* The profiles there are, and how code finds its way in one. Their shape is profile-shape.ts. */

export type { Field, FieldRole, KeyName, Profile, ProfileFile };
export { fieldRoles, parseProfile };

type Known = {
  readonly profile: Profile;
  /** Ids of the profiles it rests on, nearest first. */
  readonly bases: readonly string[];
};

const known: readonly Known[] = profileFiles.map((file) => {
  const merged = mergeBases(file, profileFileOf);
  if (!merged.ok) throw new Error(`profile ${file.id}: ${JSON.stringify(merged.fault)}`);
  return { profile: parseProfile(merged.value.data), bases: merged.value.bases };
});

export const profiles: readonly Profile[] = known.map(({ profile }) => profile);

export const profileById = (id: string): Profile | undefined => profiles.find((profile) => profile.id === id);

export const basesOf = (id: string): readonly string[] =>
  known.find(({ profile }) => profile.id === id)?.bases ?? [];

/** Where a field lies: its directory and file FIDs, and the field itself. */
type FieldPlace = { readonly file: string; readonly sfi: number; readonly field: Field };

/** Low five bits of the FID (default card section 1). */
export const sfiOf = (path: string): number => Number.parseInt(path.slice(-2), 16) & 0x1f;

/** Found once: every look at a card asks for the same few. */
const places = new WeakMap<Profile, Map<FieldRole, FieldPlace | undefined>>();

/** The field of a role, where the profile has one. */
export function findField(profile: Profile, role: FieldRole): FieldPlace | undefined {
  let known = places.get(profile);
  if (known === undefined) places.set(profile, (known = new Map<FieldRole, FieldPlace | undefined>()));
  if (!known.has(role)) known.set(role, searchField(profile, role));
  return known.get(role);
}

function searchField(profile: Profile, role: FieldRole): FieldPlace | undefined {
  for (const [path, { records }] of Object.entries(profile.files)) {
    const found = records.find((candidate) => candidate.is === role);
    if (found !== undefined) return { file: path, sfi: sfiOf(path), field: found };
  }
  return undefined;
}

/** The field of a role; a profile without it is a bug in the profile and throws. */
export function fieldOf(profile: Profile, role: FieldRole): FieldPlace {
  const found = findField(profile, role);
  assert(found !== undefined, `profile ${profile.id} has a field for ${role}`);
  return found;
}

/** What reading a record asks for: its own word, or its file's. */
export const readAccessOf = (file: Pick<ProfileFile, "read">, field: Pick<Field, "read">): string =>
  field.read ?? file.read;

/** A key by its name; a profile without it is a bug in the profile and throws. */
export function keyOf(profile: Profile, name: KeyName): ProfileKey {
  const found = profile.keys[name];
  assert(found !== undefined, `profile ${profile.id} has a key ${name}`);
  return found;
}
