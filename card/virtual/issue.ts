import assert from "node:assert/strict";
import { ascii, bcd, concat, fromHex, hex } from "../bytes.ts";
import { diversified, suiteOf } from "../cipher-suite.ts";
import { candidates, wantsMore } from "../detect.ts";
import {
  findField,
  keyOf,
  profileById,
  type Field,
  type FieldRole,
  type KeyName,
  type Profile,
  type ProfileFile,
} from "../profile.ts";
import { statusRecordValue } from "../status-record.ts";
import { gbk } from "../text.ts";
import { cardImage, type CardImage } from "./image.ts";

/** What is written on a new card (default card section 1). Every holder is invented. */
export type Issue = {
  /** Id of the profile the card is made by. */
  readonly profile: string;
  /** Six digits, GB/T 2260. */
  readonly issuerNumber: string;
  /** Chip serial, 8 upper-case hex digits. */
  readonly serial: string;
  readonly cardNumber: string;
  /** YYYY-MM-DD, both. */
  readonly issuedOn: string;
  readonly expiresOn: string;
  /** Number of the person in the regional system, 12 characters. */
  readonly regionalNumber: string;
  readonly holder: {
    readonly name: string;
    readonly nationalNumber: string;
    /** GB/T 2261.1, one digit. */
    readonly sex: string;
    /** GB/T 3304, two digits. */
    readonly ethnicGroup: string;
    /** GB/T 2260, six digits. */
    readonly birthPlace: string;
    /** YYYY-MM-DD. */
    readonly bornOn: string;
  };
  readonly rootOf: (name: KeyName) => Uint8Array;
};

/** A card of the box: everything but what all of them share. */
export type BoxIssue = readonly [id: string, place: string, issue: Omit<Issue, "profile" | "rootOf">];

const digitsOf = (day: string): string => day.replaceAll("-", "");

/** ATR of default card section 1: vendor 0081, COS 434831, maker 8684, four digits of the city, the serial. */
export const atrOf = (issuerNumber: string, serial: string): string =>
  `3B6D000000814348318684${issuerNumber.slice(0, 4)}${serial}`;

/** A new card, active, no try used, its keys diversified from their roots. */
export function issueCard(issue: Issue): CardImage {
  const profile = profileById(issue.profile);
  assert(profile !== undefined, `a profile ${issue.profile}`);
  const atr = atrOf(issue.issuerNumber, issue.serial);
  const identity = { issuerNumber: issue.issuerNumber, atr: fromHex(atr) };
  const suite = suiteOf(profile);
  const cardKey = (name: KeyName): Uint8Array =>
    diversified(suite, issue.rootOf(name), keyOf(profile, name).factors, identity);

  const values = new Map<string, Uint8Array>(plainValues(issue));
  for (const [role, value] of roleValues(issue, profile, cardKey("IRK"))) {
    const place = findField(profile, role);
    if (place !== undefined) values.set(`${place.file}/${place.field.tag}`, filled(value, place.field.len));
  }
  // A card names its algorithm where its version alone does not tell it.
  const named = wantsMore(candidates({ atr, version: versionOf(profile) })).algorithm;

  return cardImage.parse({
    layout: 1,
    profile: profile.id,
    atr,
    life: "active",
    ...(named ? { algorithmRecord: profile.detect.algorithm.value } : {}),
    pin: { value: "123456", tries: profile.pin.tries, left: profile.pin.tries },
    keys: Object.entries(profile.keys).map(([name, { df, id, tries = 0 }]) => {
      const use = name === "STK" ? "mac" : name === "IRK" ? "internal" : "external";
      return { name, directory: df, id, use, value: hex(cardKey(name)), tries, left: tries };
    }),
    directories: Object.entries(profile.directories).map(([fid, { kind, aid }]) => ({
      fid,
      name: aid,
      parent: kind === "ddf" ? "3F00" : profile.select.ssseFid,
    })),
    files: Object.entries(profile.files).map(([path, file]) => ({
      directory: path.slice(0, 4),
      fid: path.slice(5),
      kind: file.kind,
      read: file.read,
      write: file.write,
      readableWhenCancelled: profile.life.readableWhenBlocked.includes(path),
      ...contentsOf(path, file, values),
    })),
  });
}

/** "3.00" of the profile that takes versions beginning with 3. */
const versionOf = ({ version }: Profile): string => `${/\d/.exec(version)?.[0] ?? "0"}.00`;

function contentsOf(path: string, file: ProfileFile, values: ReadonlyMap<string, Uint8Array>) {
  // A new card has no log yet, and no picture.
  if (file.kind === "cyclic") return { records: [] };
  if (file.kind === "transparent") return { records: [], size: file.size, data: "" };
  const closer = file.records.flatMap(({ tag, read }) => (read === undefined ? [] : [[tag, read] as const]));
  return {
    records: file.records.flatMap((field) => {
      const value = values.get(`${path}/${field.tag}`) ?? emptyValue(field);
      assert(value.length === field.len, `a value of ${String(field.len)} bytes for ${path}/${field.tag}`);
      const record = hex(concat(fromHex(field.tag), Uint8Array.of(field.len), value));
      return Array<string>(field.count ?? 1).fill(record);
    }),
    ...(closer.length === 0 ? {} : { closer: Object.fromEntries(closer) }),
  };
}

/** What nobody filled in: FF for digits, 00 for the rest, and a B-TLV's values in their places. */
function emptyValue({ type, len, parts }: Pick<Field, "type" | "len" | "parts">): Uint8Array {
  if (type !== "B-TLV" || parts === undefined) return new Uint8Array(len).fill(type === "CN" ? 0xff : 0x00);
  return concat(
    ...parts.map((part) =>
      concat(fromHex(part.tag ?? ""), Uint8Array.of(part.len), emptyValue({ ...part, parts: undefined })),
    ),
  );
}

/** Right-filled with 00; every CN value here fills its field exactly. */
function filled(value: Uint8Array, length: number): Uint8Array {
  assert(value.length <= length, "a value that fits its field");
  const whole = new Uint8Array(length);
  whole.set(value);
  return whole;
}

function roleValues(
  issue: Issue,
  profile: Profile,
  irk: Uint8Array,
): readonly (readonly [FieldRole, Uint8Array])[] {
  const { holder, issuerNumber } = issue;
  const head = concat(bcd(issuerNumber), fromHex(profile.issuer.rid), fromHex(issue.serial));
  // Public cards compute the tail from IRK by a rule nobody published; this one is ours, and no reader checks it.
  const suite = suiteOf(profile);
  const tail = suite.mac(irk, new Uint8Array(suite.macLength), head).subarray(0, 4);
  const status = {
    epoch: 0,
    target: "active",
    opTag: "0".repeat(16),
    time: `${digitsOf(issue.issuedOn)}000000`,
    region: issuerNumber,
  } as const;
  return [
    ["cardRef", concat(head, tail)],
    ["cardClass", ascii("1")],
    ["version", ascii(versionOf(profile))],
    ["initialisingOrganisation", bcd(`${issuerNumber}000001000000000000`)],
    ["issuedOn", bcd(digitsOf(issue.issuedOn))],
    ["expiresOn", bcd(digitsOf(issue.expiresOn))],
    ["cardNumber", ascii(issue.cardNumber)],
    ["nationalNumber", ascii(holder.nationalNumber)],
    ["name", gbk(holder.name)],
    ["nameExtension", new Uint8Array(0)],
    ["sex", ascii(holder.sex)],
    ["ethnicGroup", bcd(holder.ethnicGroup)],
    ["birthPlace", bcd(holder.birthPlace)],
    ["bornOn", bcd(digitsOf(holder.bornOn))],
    ["firstIssuer", bcd(issuerNumber)],
    ...(profile.statusRecord === undefined
      ? []
      : ([["statusRecord", statusRecordValue(status, profile)]] as const)),
  ];
}

/** Fields that no code asks for by their meaning, as default card section 1 fills them; others are empty. */
const plainValues = ({ regionalNumber, issuerNumber }: Issue): readonly (readonly [string, Uint8Array])[] => [
  ["DDF1/EF0D/EA", ascii(regionalNumber)],
  ["DF01/EF08/2B", ascii("1")],
  ["DF04/EF05/84", bcd(issuerNumber)],
  ["DF04/EF06/90", ascii("0")],
];
