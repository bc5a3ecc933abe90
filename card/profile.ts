import { z } from "zod";
import { fail, ok, type Result } from "../hardware/result.ts";
import defaultProfile from "./profiles/cn-ssc-2.00-3des.json" with { type: "json" };

/*
 * A card profile: everything in which one kind of social security card may differ from another, as data.
 * Source of the shape and of every value: default card section 6.
 */

const hexDigits = z.string().regex(/^([0-9A-F]{2})+$/);
const byte = z.string().regex(/^[0-9A-F]{2}$/);
const statusWordPattern = z.string().regex(/^[0-9A-F]{2}([0-9A-F]{2}|xx)$/);
const named = { nameZh: z.string().min(1), nameEn: z.string().min(1) };

export const keyNames = ["STK", "BK", "UK0D", "UKSSSE", "PUK", "IRK", "RK1"] as const;
export type KeyName = (typeof keyNames)[number];

/** What a field is for; where code looks for a fact it looks for this, never for a tag. */
export const fieldRoles = [
  "cardRef",
  "cardClass",
  "version",
  "initialisingOrganisation",
  "issuedOn",
  "expiresOn",
  "cardNumber",
  "nationalNumber",
  "name",
  "nameExtension",
  "sex",
  "ethnicGroup",
  "birthPlace",
  "bornOn",
  "firstIssuer",
  "statusRecord",
] as const;
export type FieldRole = (typeof fieldRoles)[number];

const field = z.strictObject({
  tag: byte,
  /** `b` binary; `AN` text filled with 00; `CN` packed BCD filled with F. */
  type: z.enum(["b", "AN", "CN"]),
  /** Bytes of the value. */
  len: z.number().int().min(1).max(253),
  ...named,
  charset: z.literal("gbk").optional(),
  fill: z.array(byte).optional(),
  is: z.enum(fieldRoles).optional(),
  /** True where the value says something of the holder: to be masked when shown. */
  personal: z.boolean().optional(),
});
export type Field = z.infer<typeof field>;

/** Free, by PIN, by an external authentication, or both together. */
const readAccess = z.string().regex(/^(free|PIN|AUTH\([0-9A-F]{2}\)|PIN&AUTH\([0-9A-F]{2}\))$/);
const writeAccess = z.string().regex(/^(none|AUTH\([0-9A-F]{2}\)(&MAC\(STK\))?)$/);

const file = z.strictObject({
  kind: z.enum(["tlv", "binary"]),
  ...named,
  read: readAccess,
  write: writeAccess,
  records: z.array(field),
});
export type ProfileFile = z.infer<typeof file>;

const directory = z.strictObject({
  kind: z.enum(["ddf", "df"]),
  /** Name it is selected by, hex. */
  aid: hexDigits,
  ...named,
});
export type ProfileDirectory = z.infer<typeof directory>;

const key = z.strictObject({
  /** Directory the key lies in. */
  df: z.string(),
  id: byte,
  psam: z.string().regex(/^[0-9A-F]{2}:[0-9A-F]{2}$/),
  factors: z.array(z.enum(["province", "city", "atr8"])),
  tries: z.number().int().min(1).max(15).optional(),
});

const step = z.enum(["record", "appBlockTemporary", "appBlockPermanent", "appUnblock", "byTarget"]);
/** `auth` comes first, each one an EXTERNAL AUTHENTICATE; then `steps`, each one MAC'd. */
const operation = z.strictObject({ auth: z.array(z.enum(keyNames)).min(1), steps: z.array(step).min(1) });

const profileShape = z.strictObject({
  id: z.string().min(1).max(64),
  ...named,
  /** Matched against the version record, e.g. "2.00". */
  version: z.string(),
  unconfirmed: z.array(z.string()),
  detect: z.strictObject({
    /** Matched against the ATR in upper-case hex. */
    atr: z.string(),
    record: z.string(),
    algorithm: z.strictObject({ fci: hexDigits, absent: z.literal("3des") }),
  }),
  select: z.strictObject({
    ssse: hexDigits,
    ssseFid: hexDigits,
    efP1: z.array(byte).min(1),
    dfP1: z.array(byte).min(1),
  }),
  read: z.strictObject({ mode: z.literal("sfi-tag"), le: z.literal("exact"), on6C: z.literal("retry") }),
  /** By FID; the order is the order people see. */
  directories: z.record(z.string().regex(/^D[DF][0-9A-F]{2}$/), directory),
  /** By path `DIRECTORY/FID`; the order is the order people see. */
  files: z.record(z.string().regex(/^[0-9A-F]{4}\/EF[0-9A-F]{2}$/), file),
  issuer: z.strictObject({ from: z.string(), crossCheck: z.array(z.string()), rid: hexDigits }),
  checks: z.strictObject({
    cardNumber: z.literal("gb11714:warn"),
    nationalNumber: z.literal("gb11643:warn"),
    idCodeTail: z.literal("ignore"),
  }),
  keys: z.record(z.enum(keyNames), key),
  factors: z.strictObject({ city: z.string(), province: z.string(), atr8: z.string() }),
  auth: z.strictObject({
    algorithm: z.literal("3des"),
    session: z.literal("div(key,R)"),
    d: z.literal("R"),
    challengeLength: z.literal(8),
    challengeUse: z.enum(["session", "single"]),
  }),
  mac: z.strictObject({
    algorithm: z.literal("iso9797-1-alg3"),
    padding: z.literal("80"),
    key: z.literal("session"),
    iv: z.literal("zero"),
    chain: z.boolean(),
    length: z.literal(4),
  }),
  statusRecord: z.strictObject({
    file: z.string(),
    tag: byte,
    layout: z.number().int().min(0).max(255),
    targets: z.strictObject({ active: byte, frozen: byte, cancelled: byte }),
  }),
  /** Which status word of SELECT means which life; `61xx` stands for any last byte. */
  life: z.strictObject({
    by: z.literal("select"),
    active: z.array(statusWordPattern),
    frozen: z.array(statusWordPattern),
    cancelled: z.array(statusWordPattern),
    cardBlocked: z.array(statusWordPattern),
    readableWhenBlocked: z.array(z.string()),
  }),
  operations: z.strictObject({
    freeze: operation,
    unfreeze: operation,
    cancel: operation,
    "cancel-from-frozen": operation,
    "finish-block": operation,
    "finish-record": operation,
  }),
  cardBlockAllowed: z.boolean(),
  pin: z.strictObject({
    format: z.literal("bcd"),
    digits: z.number().int(),
    tries: z.number().int().min(1).max(15),
  }),
});
export type Profile = z.infer<typeof profileShape>;

/** Parses profile data; throws with zod's findings when it is not a profile. */
export const parseProfile = (data: unknown): Profile => profileShape.parse(data);

export const profiles: readonly Profile[] = [parseProfile(defaultProfile)];

export const profileById = (id: string): Profile | undefined => profiles.find((profile) => profile.id === id);

export type DetectionFault = { readonly kind: "no-profile"; readonly atr: string; readonly version: string };

/** The profile whose ATR and version patterns both fit. `atr`: upper-case hex; `version`: e.g. "2.00". */
export function detectProfile(card: {
  readonly atr: string;
  readonly version: string;
}): Result<Profile, DetectionFault> {
  const found = profiles.find(
    ({ detect, version }) => new RegExp(detect.atr).test(card.atr) && new RegExp(version).test(card.version),
  );
  return found === undefined ? fail({ kind: "no-profile", ...card }) : ok(found);
}

/** Where a field lies: its directory and file FIDs, and the field itself. */
export type FieldPlace = { readonly file: string; readonly sfi: number; readonly field: Field };

/** Low five bits of the FID (default card section 1). */
export const sfiOf = (path: string): number => Number.parseInt(path.slice(-2), 16) & 0x1f;

/** The field of a role; a profile without it is a bug in the profile and throws. */
export function fieldOf(profile: Profile, role: FieldRole): FieldPlace {
  for (const [path, { records }] of Object.entries(profile.files)) {
    const found = records.find((candidate) => candidate.is === role);
    if (found !== undefined) return { file: path, sfi: sfiOf(path), field: found };
  }
  throw new Error(`profile ${profile.id} has no field for ${role}`);
}
