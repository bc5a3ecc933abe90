import { z } from "zod";

/*
 * A card profile: everything in which one kind of social security card may differ from another, as data.
 * Source of the shape: default card section 6, and section 10 of the facts about the card it rests on.
 * docs/card-profile.schema.json is generated from here.
 */

const hexDigits = z.string().regex(/^([0-9A-F]{2})+$/);
const byte = z.string().regex(/^[0-9A-F]{2}$/);
const statusWordPattern = z.string().regex(/^[0-9A-F]{2}([0-9A-F]{2}|xx)$/);
const named = { nameZh: z.string().min(1), nameEn: z.string().min(1) };
const filePath = z.string().regex(/^[0-9A-F]{4}\/EF[0-9A-F]{2}$/);
/** A path into the profile, dots between the names: `mac.chain`. */
const fieldPath = z.string().regex(/^[\w/-]+(\.[\w/-]+)*$/);
/** Short, because it runs against what a card says. */
const pattern = z.string().min(1).max(100);

/** As a profile names its keys: `STK`, `BK`, `UK0D`; keys of card applications stand beside them as `DF03.RK1`. */
export type KeyName = string;
const keyName = z.string().regex(/^(D[DF][0-9A-F]{2}\.)?[A-Z][A-Z0-9]{1,7}$/);

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
/** Roles without which a card cannot be read at all. The others may be absent: v1.00 has no name extension. */
export const neededRoles = [
  "cardRef",
  "cardClass",
  "version",
  "initialisingOrganisation",
  "issuedOn",
  "expiresOn",
  "cardNumber",
  "nationalNumber",
  "name",
  "sex",
  "ethnicGroup",
  "birthPlace",
  "bornOn",
] as const satisfies readonly FieldRole[];

/**
 * What reading asks for. `free`; the PIN; an external authentication with the key of this id in the same
 * directory; both; either; `KEY`: a key that nothing public names; `never`.
 */
const readAccess = z.string().regex(/^(free|never|KEY|PIN|(PIN[&|])?AUTH\([0-9A-F]{2}\))$/);
/** `none`: nothing public says with which key. `card`: only the card itself writes it. */
const writeAccess = z.string().regex(/^(none|card|AUTH\([0-9A-F]{2}\)(&MAC\(STK\))?)$/);

/** A value inside a B-TLV value, or at a place of a cyclic record, where it has no tag. */
const part = z.strictObject({
  tag: byte.optional(),
  type: z.enum(["b", "AN", "CN"]),
  len: z.number().int().min(1).max(253),
  ...named,
});

const field = z.strictObject({
  tag: byte,
  /** `b` binary; `AN` text filled with 00; `CN` packed BCD filled with F; `B-TLV` tag, length, value inside. */
  type: z.enum(["b", "AN", "CN", "B-TLV"]),
  /** Bytes of the value. */
  len: z.number().int().min(1).max(253),
  ...named,
  charset: z.literal("gbk").optional(),
  fill: z.array(byte).optional(),
  is: z.enum(fieldRoles).optional(),
  /** True where the value says something of the holder: to be masked when shown. */
  personal: z.boolean().optional(),
  /** Records with this tag in a row; by tag a card gives the first, by number each. */
  count: z.number().int().min(2).max(30).optional(),
  /** Of a B-TLV, where it is known. */
  parts: z.array(part).min(1).optional(),
  /** Where this record is kept closer than its file. */
  read: readAccess.optional(),
});
export type Field = z.infer<typeof field>;

const ofFile = { ...named, read: readAccess, write: writeAccess };
const file = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("tlv"), ...ofFile, records: z.array(field) }),
  z.strictObject({
    kind: z.literal("cyclic"),
    ...ofFile,
    records: z.array(field).max(0),
    /** Records kept; number 1 is the newest. */
    entries: z.number().int().min(1).max(254),
    /** One record: its values side by side, without tags. */
    layout: z.array(part).min(1),
  }),
  z.strictObject({
    kind: z.literal("transparent"),
    ...ofFile,
    records: z.array(field).max(0),
    /** Bytes. */
    size: z.number().int().min(1).max(32_768),
  }),
]);
export type ProfileFile = z.infer<typeof file>;

const directory = z.strictObject({
  kind: z.enum(["ddf", "df"]),
  /** Name it is selected by, hex. */
  aid: hexDigits,
  ...named,
});

const key = z.strictObject({
  /** Directory the key lies in. */
  df: z.string().regex(/^D[DF][0-9A-F]{2}$/),
  id: byte,
  /** Usage and id of its root on a PSAM. */
  psam: z
    .string()
    .regex(/^[0-9A-F]{2}:[0-9A-F]{2}$/)
    .optional(),
  /** Levels from the root down to the card. */
  factors: z.array(z.enum(["province", "city", "atr8"])),
  tries: z.number().int().min(1).max(15).optional(),
});
export type ProfileKey = z.infer<typeof key>;

const step = z.enum([
  "record",
  "expiryDate",
  "appBlockTemporary",
  "appBlockPermanent",
  "appUnblock",
  "byTarget",
]);
/** `auth` comes first, each one an EXTERNAL AUTHENTICATE; then `steps`. Both empty: at the centre only. */
const operation = z.strictObject({ auth: z.array(keyName), steps: z.array(step) });

const algorithm = z.enum(["3des", "sm4"]);

export const profileShape = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/)
    .max(64),
  ...named,
  /** Matched against the version record, e.g. "2.00". */
  version: pattern,
  /** Paths of fields that no public source confirms; those of profile-questions.ts stand here or in `confirmed`. */
  unconfirmed: z.array(fieldPath),
  /** Paths that were checked against real cards or a bought standard, and how that is known. */
  confirmed: z.array(z.strictObject({ path: fieldPath, source: z.string().min(1) })).optional(),
  detect: z.strictObject({
    /** Matched against the ATR in upper-case hex. */
    atr: pattern,
    /** Where the version record lies: the same place on every card there is. */
    record: z.string(),
    /** Data object in the FCI of the SSSE whose value names the algorithm. */
    algorithm: z.strictObject({ fci: hexDigits, value: byte, orAbsent: z.boolean() }),
    /** Matched against the issuer number; only a region's own profile has it. */
    issuer: pattern.optional(),
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
  files: z.record(filePath, file),
  issuer: z.strictObject({ from: z.string(), crossCheck: z.array(z.string()), rid: hexDigits }),
  checks: z.strictObject({
    cardNumber: z.enum(["gb11714:warn", "ignore"]),
    nationalNumber: z.enum(["gb11643:warn", "ignore"]),
    idCodeTail: z.literal("ignore"),
  }),
  keys: z.record(keyName, key),
  factors: z.strictObject({ city: z.string(), province: z.string(), atr8: z.string() }),
  auth: z.strictObject({
    algorithm,
    session: z.literal("div(key,R)"),
    d: z.literal("R"),
    challengeLength: z.literal(8),
    /** How 8 bytes become of a cipher block: 3DES has 8, SM4 16, whose halves are XORed. */
    cut: z.enum(["none", "xor-halves"]),
    /** `session`: R serves until reset or the next GET CHALLENGE. `single`: each command wants its own. */
    challengeUse: z.enum(["session", "single"]),
  }),
  mac: z.strictObject({
    algorithm: z.enum(["iso9797-1-alg3", "sm4-cbc-mac"]),
    padding: z.literal("80"),
    /** The session key of STK, or STK itself. */
    key: z.enum(["session", "card"]),
    /** ICV of the first MAC: zeros, or the first four bytes of R and zeros. */
    iv: z.enum(["zero", "challenge"]),
    /** Whether a MAC is the ICV of the next one. */
    chain: z.boolean(),
    length: z.literal(4),
  }),
  /** Absent on cards that keep none. */
  statusRecord: z
    .strictObject({
      file: filePath,
      tag: byte,
      layout: z.number().int().min(0).max(255),
      targets: z.strictObject({ active: byte, frozen: byte, cancelled: byte }),
    })
    .optional(),
  /**
   * Which status word of SELECT means which life; `61xx` stands for any last byte. `by` says what more counts
   * when it means active: nothing; the status record; or the expiry date, cut short of `validityYears` by a
   * freeze, back to the day of issue by a cancellation.
   */
  life: z.strictObject({
    by: z.enum(["select", "status-record", "expiry-date"]),
    validityYears: z.number().int().min(1).max(50).optional(),
    active: z.array(statusWordPattern),
    frozen: z.array(statusWordPattern),
    cancelled: z.array(statusWordPattern),
    cardBlocked: z.array(statusWordPattern),
    readableWhenBlocked: z.array(filePath),
  }),
  operations: z.strictObject({
    freeze: operation,
    unfreeze: operation,
    cancel: operation,
    "cancel-from-frozen": operation,
    "finish-block": operation,
    "finish-record": operation,
  }),
  /** CARD BLOCK kills a bank application on the same chip: no operation sends it. */
  cardBlockAllowed: z.boolean(),
  pin: z.strictObject({
    format: z.literal("bcd"),
    digits: z.number().int(),
    tries: z.number().int().min(1).max(15),
  }),
});
export type Profile = z.infer<typeof profileShape>;

/** A region's own: which profile it begins with and what it changes there (profile-overlay.ts). */
export const overlayShape = z.strictObject({
  id: profileShape.shape.id,
  ...named,
  base: profileShape.shape.id,
  /** Merged into the base by JSON Merge Patch (RFC 7396): objects are merged, `null` removes, all else replaces. */
  change: z.record(z.string(), z.json()),
});

export const profileFileShape = z.union([profileShape, overlayShape]);
