import { hex } from "./bytes.ts";
import { ethnicGroupOf, regionOf, sexOf, type Coded } from "./codes.ts";
import { fieldText } from "./fields.ts";
import type { Field, FieldRole, ProfileFile } from "./profile.ts";

/*
 * From a value's bytes to what a person reads. What cannot be decoded is shown as hex, never left out.
 */

type Part = NonNullable<Field["parts"]>[number];

/** A field's value as text; hex where the bytes are not of its kind. */
export function decodeField(
  value: Uint8Array,
  field: Pick<Field, "type" | "charset" | "fill" | "parts">,
): string {
  const { type } = field;
  if (type !== "B-TLV") return fieldText(value, { ...field, type }) ?? hex(value);
  return isEmpty(value) ? "" : (decodeBTlv(value, field.parts ?? []) ?? hex(value));
}

/**
 * B-TLV (facts about the card, section 1.2): tag, length and value, one byte each for the first two, side by side
 * and filled up behind with 00 or FF. Unknown tags are shown as hex. `undefined` when it is not that.
 */
function decodeBTlv(value: Uint8Array, parts: readonly Part[]): string | undefined {
  const shown: string[] = [];
  let at = 0;
  // Each round takes two bytes at least, of 253 at most.
  while (at < value.length) {
    const rest = value.subarray(at);
    if (isEmpty(rest)) break;
    const [tag = 0, length = 0xff] = rest;
    const inner = rest.subarray(2, 2 + length);
    if (inner.length < length) return undefined;
    const name = hex(Uint8Array.of(tag));
    const part = parts.find((candidate) => candidate.tag === name);
    shown.push(`${name}=${part === undefined ? hex(inner) : decodePart(inner, part)}`);
    at += 2 + length;
  }
  return shown.join(" ");
}

/** A cyclic record: the values of its layout side by side, without tags. `undefined` when its length is another. */
export function decodeCyclic(
  record: Uint8Array,
  layout: Extract<ProfileFile, { kind: "cyclic" }>["layout"],
): string | undefined {
  if (record.length !== layoutLength(layout)) return undefined;
  let at = 0;
  return layout
    .map((part) => {
      const value = record.subarray(at, at + part.len);
      at += part.len;
      return decodePart(value, part);
    })
    .join(" | ");
}

export const layoutLength = (layout: readonly { readonly len: number }[]): number =>
  layout.reduce((sum, { len }) => sum + len, 0);

const decodePart = (value: Uint8Array, { type }: Part): string =>
  isEmpty(value) ? "" : (fieldText(value, { type }) ?? hex(value));

/** Nothing but fill: never written. */
export const isEmpty = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 0x00) || bytes.every((byte) => byte === 0xff);

/** What a coded value means, by the standard that its field's role stands for; `undefined` where none does. */
export function meaningOf(value: string, role: FieldRole | undefined): Omit<Coded, "code"> | undefined {
  const coded = codedBy(role)?.(value);
  return coded === undefined ? undefined : { zh: coded.zh, en: coded.en };
}

function codedBy(role: FieldRole | undefined): ((code: string) => Coded | undefined) | undefined {
  if (role === "sex") return sexOf;
  if (role === "ethnicGroup") return ethnicGroupOf;
  return role === "birthPlace" || role === "firstIssuer" ? regionOf : undefined;
}
