import assert from "node:assert/strict";
import { ascii, bcd, concat, fromHex, hex } from "../bytes.ts";
import { diversify, firstIcv, mac8 } from "../crypto.ts";
import { fieldOf, keyNames, profileById, type FieldRole, type KeyName, type Profile } from "../profile.ts";
import { statusRecordValue } from "../status-record.ts";
import { gbk } from "../text.ts";
import { cardImage, type CardImage } from "./image.ts";

/** What is written on a new card (default card section 1). Every holder is invented. */
export type Issue = {
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
  readonly roots: Readonly<Record<KeyName, Uint8Array>>;
};

const profileId = "cn-ssc-2.00-3des";
const digitsOf = (day: string): string => day.replaceAll("-", "");

/** ATR of default card section 1: vendor 0081, COS 434831, maker 8684, four digits of the city, the serial. */
export const atrOf = (issuerNumber: string, serial: string): string =>
  `3B6D000000814348318684${issuerNumber.slice(0, 4)}${serial}`;

/** A new card, active, no try used, its keys diversified from `roots`. */
export function issueCard(issue: Issue): CardImage {
  const profile = profileById(profileId);
  assert(profile !== undefined, "the default profile");
  const atr = atrOf(issue.issuerNumber, issue.serial);
  const identity = { issuerNumber: issue.issuerNumber, atr: fromHex(atr) };
  const keyOf = (name: KeyName): Uint8Array =>
    diversify(issue.roots[name], profile.keys[name].factors, identity);

  const values = new Map<string, Uint8Array>();
  for (const [role, value] of roleValues(issue, profile, keyOf("IRK"))) {
    const { file, field } = fieldOf(profile, role);
    values.set(`${file}/${field.tag}`, filled(value, field.len));
  }
  for (const [place, value] of plainValues(issue)) values.set(place, value);

  return cardImage.parse({
    layout: 1,
    profile: profile.id,
    atr,
    life: "active",
    pin: { value: "123456", tries: profile.pin.tries, left: profile.pin.tries },
    keys: keyNames.map((name) => {
      const { df, id, tries = 0 } = profile.keys[name];
      const use = name === "STK" ? "mac" : name === "IRK" ? "internal" : "external";
      return { name, directory: df, id, use, value: hex(keyOf(name)), tries, left: tries };
    }),
    directories: Object.entries(profile.directories).map(([fid, { kind, aid }]) => ({
      fid,
      name: aid,
      parent: kind === "ddf" ? "3F00" : profile.select.ssseFid,
    })),
    files: Object.entries(profile.files).map(([path, file]) => ({
      directory: path.slice(0, 4),
      fid: path.slice(5),
      read: file.read,
      write: file.write,
      readableWhenCancelled: profile.life.readableWhenBlocked.includes(path),
      records: file.records.map(({ tag, len }) => {
        const value = values.get(`${path}/${tag}`);
        assert(value?.length === len, `a value of ${String(len)} bytes for ${path}/${tag}`);
        return hex(concat(fromHex(tag), Uint8Array.of(len), value));
      }),
    })),
  });
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
  const tail = mac8(irk, firstIcv(), head).subarray(0, 4);
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
    ["version", ascii("2.00")],
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
    ["statusRecord", statusRecordValue(status, profile)],
  ];
}

/** Fields that no code asks for by their meaning, as default card section 1 fills them. */
const plainValues = ({ regionalNumber, issuerNumber }: Issue): readonly (readonly [string, Uint8Array])[] => [
  ["DDF1/EF0D/EA", ascii(regionalNumber)],
  ["DF01/EF08/2B", ascii("1")],
  ["DF02/EF05/42", new Uint8Array(3)],
  ["DF02/EF05/41", new Uint8Array(3)],
  ["DF03/EF16/51", fromHex("FFFFFF")],
  ["DF03/EF16/5F", fromHex("00")],
  ["DF04/EF05/81", new Uint8Array(8)],
  ["DF04/EF05/84", bcd(issuerNumber)],
  ["DF04/EF06/90", ascii("0")],
];
