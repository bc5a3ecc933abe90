import type { IdCard, IdReaderFault } from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";
import { cardPhotoBytes, cardTextBytes } from "./commands.ts";

/**
 * The 256 bytes of text on an identity card: UTF-16LE fields of fixed length, padded with spaces.
 * The character at byte 248 tells the layout: a space for a resident, J for residents of Hong Kong, Macao and
 * Taiwan, I and Y for foreigners (2017 and 2023). The fields of J and Y are as vendors' headers print them.
 */
const typeAt = 248;

/** Bytes of each field, in order. */
const layouts = {
  resident: [
    ["name", 30],
    ["sex", 2],
    ["ethnicGroup", 4],
    ["birth", 16],
    ["address", 70],
    ["idNumber", 36],
    ["issuer", 30],
    ["validFrom", 16],
    ["validTo", 16],
  ],
  "hong-kong-macao-taiwan": [
    ["name", 30],
    ["sex", 2],
    ["reserved", 4],
    ["birth", 16],
    ["address", 70],
    ["idNumber", 36],
    ["issuer", 30],
    ["validFrom", 16],
    ["validTo", 16],
    ["passNumber", 18],
    ["issueCount", 4],
  ],
  "foreigner-2017": [
    ["name", 120],
    ["sex", 2],
    ["idNumber", 30],
    ["nationality", 6],
    ["chineseName", 30],
    ["validFrom", 16],
    ["validTo", 16],
    ["birth", 16],
    ["version", 4],
    ["authority", 8],
  ],
  "foreigner-2023": [
    ["chineseName", 30],
    ["sex", 2],
    ["replacements", 4],
    ["birth", 16],
    ["name", 70],
    ["idNumber", 36],
    ["reserved", 30],
    ["validFrom", 16],
    ["validTo", 16],
    ["nameEnd", 22],
    ["nationality", 6],
  ],
} as const satisfies Record<IdCard["kind"], readonly (readonly [string, number])[]>;

const kindOf: Readonly<Record<string, IdCard["kind"]>> = {
  "": "resident",
  J: "hong-kong-macao-taiwan",
  I: "foreigner-2017",
  Y: "foreigner-2023",
};

const utf16 = new TextDecoder("utf-16le", { fatal: true });
const longTerm = "长期";
const garbled = (expected: string): Result<never, IdReaderFault> =>
  fail({ kind: "id-card-garbled", expected });

/** Reads what READ CARD answers after SW3: two lengths, text, photo. Refuses what is not an identity card. */
export function parseIdCard(data: Uint8Array): Result<IdCard, IdReaderFault> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const whole = 4 + cardTextBytes + cardPhotoBytes;
  if (data.length !== whole || view.getUint16(0) !== cardTextBytes || view.getUint16(2) !== cardPhotoBytes)
    return garbled("256 bytes of text and 1024 of photo");
  const text = data.subarray(4, 4 + cardTextBytes);
  const kind = kindOf[fieldText(text, typeAt, 2) ?? "?"];
  if (kind === undefined) return garbled("a kind of card that is known");
  const fields: Record<string, string> = {};
  let at = 0;
  for (const [name, bytes] of layouts[kind]) {
    const value = fieldText(text, at, bytes);
    if (value === undefined) return garbled(`text in ${name}`);
    fields[name] = value;
    at += bytes;
  }
  return checked(kind, fields, data.slice(4 + cardTextBytes));
}

/**
 * Undefined for half characters and for control or format characters: nothing of these is ever on a card.
 * Private characters stay: rare names were written with them before Unicode had their hanzi.
 */
function fieldText(text: Uint8Array, at: number, bytes: number): string | undefined {
  try {
    const value = utf16.decode(text.subarray(at, at + bytes)).replace(/[\s\0]+$/u, "");
    return /[\p{Cc}\p{Cf}]/u.test(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function checked(
  kind: IdCard["kind"],
  fields: Readonly<Record<string, string>>,
  photo: Uint8Array,
): Result<IdCard, IdReaderFault> {
  const of = (name: string): string => fields[name] ?? "";
  if (!isDate(of("birth"))) return garbled("a date in birth");
  if (!isDate(of("validFrom"))) return garbled("a date in validFrom");
  if (of("validTo") !== longTerm && !isDate(of("validTo"))) return garbled("a date in validTo");
  if (!/^[0129]$/.test(of("sex"))) return garbled("a code in sex");
  // The number of a resident's card has 18 characters, that of a foreigner's card of 2017 has 15.
  if (!/^[A-Z0-9]{15,18}$/.test(of("idNumber"))) return garbled("a number in idNumber");
  const name = `${of("name")}${of("nameEnd")}`;
  if (name === "") return garbled("text in name");
  const common = {
    name,
    sex: of("sex"),
    birth: of("birth"),
    idNumber: of("idNumber"),
    validFrom: of("validFrom"),
    validTo: of("validTo") === longTerm ? "long-term" : of("validTo"),
    photo,
  };
  const where = { address: of("address"), issuer: of("issuer") };
  const foreign = { chineseName: of("chineseName"), nationality: of("nationality") };
  switch (kind) {
    case "resident":
      return ok({ kind, ...common, ...where, ethnicGroup: of("ethnicGroup") });
    case "hong-kong-macao-taiwan":
      return ok({
        kind,
        ...common,
        ...where,
        passNumber: of("passNumber"),
        issueCount: of("issueCount"),
      });
    case "foreigner-2017":
      return ok({ kind, ...common, ...foreign, version: of("version"), authority: of("authority") });
    case "foreigner-2023":
      return ok({ kind, ...common, ...foreign, replacements: of("replacements") });
  }
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (parts === null) return false;
  const [, year, month, day] = parts.map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

/** The other way round, for the virtual reader: it answers what a card of this layout would. */
export function layOutIdCard(card: IdCard): Uint8Array {
  const text = new Uint8Array(cardTextBytes);
  const put = (at: number, bytes: number, value: string): void => {
    const units = Buffer.from(value.padEnd(bytes / 2, " "), "utf16le");
    if (units.length !== bytes) throw new Error("a field has a bound");
    text.set(units, at);
  };
  const fields = new Map<string, unknown>(Object.entries(card));
  fields.set("validTo", card.validTo === "long-term" ? longTerm : card.validTo);
  if (card.kind === "foreigner-2023") {
    fields.set("name", card.name.slice(0, 35));
    fields.set("nameEnd", card.name.slice(35));
  }
  let at = 0;
  for (const [name, bytes] of layouts[card.kind]) {
    const value = fields.get(name);
    put(at, bytes, typeof value === "string" ? value : "");
    at += bytes;
  }
  put(at, cardTextBytes - at, "");
  put(typeAt, 2, Object.keys(kindOf).find((letter) => kindOf[letter] === card.kind) ?? "");
  return Uint8Array.from([1, 0, 4, 0, ...text, ...card.photo]);
}
