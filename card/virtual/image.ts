import { z } from "zod";
import { keyNames } from "../profile.ts";

/*
 * Everything a virtual card keeps without power, as plain JSON: a card can be stored in a file, compared and
 * carried from one reader to another.
 */

const hexDigits = z.string().regex(/^([0-9A-F]{2})+$/);
const fid = z.string().regex(/^[0-9A-F]{4}$/);
const tries = z.number().int().min(0).max(15);

const record = z
  .string()
  .regex(/^([0-9A-F]{2}){3,255}$/)
  .refine(
    (text) => Number.parseInt(text.slice(2, 4), 16) === text.length / 2 - 2,
    "a record `tag len value`",
  );

export const cardImage = z.strictObject({
  layout: z.literal(1),
  profile: z.string(),
  atr: hexDigits,
  life: z.enum(["active", "frozen", "cancelled", "card-blocked"]),
  pin: z.strictObject({ value: hexDigits, tries, left: tries }),
  /** The card's own keys. `use`: what command asks for it. */
  keys: z.array(
    z.strictObject({
      name: z.enum(keyNames),
      directory: fid,
      id: z.string().regex(/^[0-9A-F]{2}$/),
      use: z.enum(["internal", "external", "mac"]),
      value: z.string().regex(/^[0-9A-F]{32}$/),
      tries,
      left: tries,
    }),
  ),
  directories: z.array(z.strictObject({ fid, name: hexDigits, parent: fid })),
  files: z.array(
    z.strictObject({
      directory: fid,
      fid,
      read: z.enum(["free", "PIN", "PIN&AUTH(84)"]),
      write: z.enum(["none", "AUTH(04)", "AUTH(0D)&MAC(STK)"]),
      readableWhenCancelled: z.boolean(),
      /** `tag len value` each, hex, in the order of their numbers. */
      records: z.array(record),
    }),
  ),
});
export type CardImage = z.infer<typeof cardImage>;
