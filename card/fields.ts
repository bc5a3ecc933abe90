import { hex, readBcd } from "./bytes.ts";
import type { Field } from "./profile.ts";
import { readAscii, readGbk } from "./text.ts";

/** The value without its fill on the right: 00 for AN unless the field names others (default card section 1). */
export function withoutFill(value: Uint8Array, field: Pick<Field, "fill">): Uint8Array {
  const fill = (field.fill ?? ["00"]).map((byte) => Number.parseInt(byte, 16));
  let end = value.length;
  while (end > 0 && fill.includes(value[end - 1] ?? -1)) end -= 1;
  return value.slice(0, end);
}

/**
 * A record's value as text: `b` as hex, `CN` as digits, `AN` as ASCII or GBK. `undefined` when the bytes are
 * not of the field's kind or hold control characters.
 */
export function fieldText(
  value: Uint8Array,
  field: Pick<Field, "type" | "charset" | "fill">,
): string | undefined {
  switch (field.type) {
    case "b":
    case "B-TLV":
      return hex(value);
    case "CN":
      return readBcd(value);
    case "AN": {
      const text = withoutFill(value, field);
      return field.charset === "gbk" ? readGbk(text) : readAscii(text);
    }
  }
}

/** YYYYMMDD as YYYY-MM-DD; `undefined` when no calendar has that day. */
export function dayOf(digits: string): string | undefined {
  const [, year = "", month = "", day = ""] = /^(\d{4})(\d{2})(\d{2})$/.exec(digits) ?? [];
  const text = `${year}-${month}-${day}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
