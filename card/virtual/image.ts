import { z } from "zod";

/*
 * Everything a virtual card keeps without power, as plain JSON: a card can be stored in a file, compared and
 * carried from one reader to another.
 */

const hexDigits = z.string().regex(/^([0-9A-F]{2})+$/);
const fid = z.string().regex(/^[0-9A-F]{4}$/);
const tries = z.number().int().min(0).max(15);
const byte = z.string().regex(/^[0-9A-F]{2}$/);
/** As a profile writes it. */
const readAccess = z.string().regex(/^(free|never|KEY|PIN|(PIN[&|])?AUTH\([0-9A-F]{2}\))$/);
const writeAccess = z.string().regex(/^(none|card|AUTH\([0-9A-F]{2}\)(&MAC\(STK\))?)$/);

/** `tag len value` of a TLV file; the bare value of a cyclic one. */
const record = z.string().regex(/^([0-9A-F]{2}){1,255}$/);

const isTlv = (text: string): boolean =>
  text.length >= 6 && Number.parseInt(text.slice(2, 4), 16) === text.length / 2 - 2;

const file = z
  .strictObject({
    directory: fid,
    fid,
    kind: z.enum(["tlv", "cyclic", "transparent"]).default("tlv"),
    read: readAccess,
    write: writeAccess,
    readableWhenCancelled: z.boolean(),
    /** In the order of their numbers; of a cyclic file the newest first. Hex. */
    records: z.array(record),
    /** Records that are kept closer than their file: tag and what reading asks for. */
    closer: z.record(byte, readAccess).optional(),
    /** Of a transparent file: bytes, and what is in them from the first; the rest is 00. */
    size: z.number().int().min(1).max(32_768).optional(),
    data: z
      .string()
      .regex(/^([0-9A-F]{2})*$/)
      .optional(),
  })
  .refine(({ kind, records }) => kind !== "tlv" || records.every(isTlv), "records `tag len value`");

export const cardImage = z.strictObject({
  layout: z.literal(1),
  profile: z.string(),
  atr: hexDigits,
  life: z.enum(["active", "frozen", "cancelled", "card-blocked"]),
  /** Value of the algorithm record 9F0C in the FCI of the SSSE; a card without one is a 3DES card. */
  algorithmRecord: byte.optional(),
  pin: z.strictObject({ value: hexDigits, tries, left: tries }),
  /** The card's own keys. `use`: what command asks for it. */
  keys: z.array(
    z.strictObject({
      name: z.string().min(1),
      directory: fid,
      id: byte,
      use: z.enum(["internal", "external", "mac"]),
      value: z.string().regex(/^[0-9A-F]{32}$/),
      tries,
      left: tries,
    }),
  ),
  directories: z.array(z.strictObject({ fid, name: hexDigits, parent: fid })),
  files: z.array(file),
});
export type CardImage = z.infer<typeof cardImage>;
