import type { CardConnection } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { ascii, concat, hex } from "./bytes.ts";
import type { CardFacts, Holder } from "./card-facts.ts";
import { warningsOf } from "./card-warnings.ts";
import { ethnicGroupOf, regionOf, sexOf, type Coded } from "./codes.ts";
import { readRecord, selectByName } from "./commands.ts";
import { exchange, selectSsse } from "./exchange.ts";
import type { CardFault } from "./faults.ts";
import { dayOf, fieldText, withoutFill } from "./fields.ts";
import type { Evidence } from "./life.ts";
import { evidenceOf } from "./look.ts";
import { detectProfile, fieldOf, profiles, type FieldRole, type Profile } from "./profile.ts";
import { readGbk } from "./text.ts";

export type { CardFacts, Holder };

/**
 * Reads a social security card by its profile: no writes, no keys, no PIN (default card section 5, trace A).
 * Any other card is `not-recognised`, `seen` saying what it answered; one that is blocked whole is `refused`
 * with 6A81. The evidence within is not one after a reset: take a `look` for that.
 */
export async function readCard(connection: CardConnection): Promise<Result<CardFacts, CardFault>> {
  const during = "SELECT SSSE";
  // Every profile selects the same SSSE and keeps its version at the same place: the first one serves to ask.
  const [asking] = profiles;
  if (asking === undefined) throw new Error("no profile");
  const selected = await selectSsse(connection, asking);
  if (!selected.ok) return selected;
  const { statusWord, life } = selected.value;
  if (life === "unknown") return stranger(connection, statusWord);
  if (life === "card-blocked") return fail({ kind: "refused", during, statusWord });

  const version = await readText(connection, asking, "version");
  if (!version.ok && version.fault.kind !== "refused") return version;
  const seenVersion = version.ok ? version.value : "";
  const detected = detectProfile({ atr: connection.atr, version: seenVersion });
  if (!detected.ok) {
    const said = version.ok ? `version ${seenVersion}` : "no version";
    return fail({ kind: "not-recognised", during, seen: `ATR ${connection.atr}, SSSE with ${said}` });
  }
  const profile = detected.value;
  const evidence = await evidenceOf(connection, selected.value, { profile, resetBeforeRead: false });
  return evidence.ok ? readFacts(connection, profile, evidence.value, seenVersion) : evidence;
}

async function stranger(connection: CardConnection, statusWord: string): Promise<Result<never, CardFault>> {
  const payment = await exchange(connection, selectByName(ascii("1PAY.SYS.DDF01")));
  if (!payment.ok && payment.fault.kind !== "refused" && payment.fault.kind !== "garbled") return payment;
  const kind = payment.ok ? ", a bank card" : "";
  const seen = `ATR ${connection.atr}, SELECT SSSE ${statusWord}${kind}`;
  return fail({ kind: "not-recognised", during: "SELECT SSSE", seen });
}

async function readFacts(
  connection: CardConnection,
  profile: Profile,
  evidence: Evidence,
  version: string,
): Promise<Result<CardFacts, CardFault>> {
  const texts: Partial<Record<FieldRole, string>> = {};
  for (const role of [
    "cardClass",
    "initialisingOrganisation",
    "issuedOn",
    "expiresOn",
    "cardNumber",
  ] as const) {
    const text = await readText(connection, profile, role);
    if (!text.ok) return text;
    texts[role] = text.value;
  }
  const { cardClass = "", initialisingOrganisation = "", cardNumber = "" } = texts;
  const issuedOn = dayOf(texts.issuedOn ?? "");
  const expiresOn = dayOf(texts.expiresOn ?? "");
  const number = evidence.cardRef.slice(0, 6);
  if (issuedOn === undefined || expiresOn === undefined || !/^\d{6}$/.test(number))
    return fail({
      kind: "garbled",
      during: "READ RECORD",
      expected: "dates and an issuer number in digits",
      received: `${texts.issuedOn ?? ""} ${texts.expiresOn ?? ""} ${number}`,
    });

  const holder = await readHolder(connection, profile);
  if (!holder.ok) return holder;
  const region = regionOf(number);
  const facts = {
    evidence,
    issuer: {
      number,
      regionZh: region?.zh ?? number,
      regionEn: region?.en ?? number,
      provinceZh: region?.provinceZh ?? "",
    },
    cardClass,
    version,
    initialisingOrganisation,
    issuedOn,
    expiresOn,
    cardNumber,
    ...(holder.value === undefined ? {} : { holder: holder.value }),
  };
  return ok({ ...facts, warnings: warningsOf(facts, profile) });
}

/** The holder's file, or `undefined` where the card refuses it: closed when cancelled, by key on other versions. */
async function readHolder(
  connection: CardConnection,
  profile: Profile,
): Promise<Result<Holder | undefined, CardFault>> {
  const texts: Partial<Record<FieldRole, string>> = {};
  for (const role of ["nationalNumber", "sex", "ethnicGroup", "birthPlace", "bornOn"] as const) {
    const text = await readText(connection, profile, role);
    if (!text.ok) return text.fault.kind === "refused" ? ok(undefined) : text;
    texts[role] = text.value;
  }
  const name = await readName(connection, profile);
  if (!name.ok) return name.fault.kind === "refused" ? ok(undefined) : name;
  const { nationalNumber = "", sex = "", ethnicGroup = "", birthPlace = "", bornOn = "" } = texts;
  return ok({
    name: name.value,
    nationalNumber,
    sex: sexOf(sex) ?? bare(sex),
    ethnicGroup: ethnicGroupOf(ethnicGroup) ?? bare(ethnicGroup),
    birthPlace: regionOf(birthPlace) ?? bare(birthPlace),
    bornOn: dayOf(bornOn) ?? "",
  });
}

const bare = (code: string): Coded => ({ code, zh: code, en: code });

/** Name and its continuation, joined as bytes: a character may lie across the two. v1 cards have none. */
async function readName(connection: CardConnection, profile: Profile): Promise<Result<string, CardFault>> {
  const name = await readValue(connection, profile, "name");
  if (!name.ok) return name;
  const more = await readValue(connection, profile, "nameExtension");
  if (!more.ok && more.fault.kind !== "refused") return more;
  const whole = concat(name.value, more.ok ? more.value : new Uint8Array(0));
  const text = readGbk(whole);
  if (text !== undefined) return ok(text);
  return fail({ kind: "garbled", during: "READ RECORD 09", expected: "a name in GBK", received: hex(whole) });
}

/** A field's value without its fill. */
async function readValue(
  connection: CardConnection,
  profile: Profile,
  role: FieldRole,
): Promise<Result<Uint8Array, CardFault>> {
  const { sfi, field } = fieldOf(profile, role);
  const tag = Number.parseInt(field.tag, 16);
  const value = await exchange(connection, readRecord({ sfi, tag, length: field.len }));
  return value.ok ? ok(withoutFill(value.value, field)) : value;
}

async function readText(
  connection: CardConnection,
  profile: Profile,
  role: FieldRole,
): Promise<Result<string, CardFault>> {
  const { sfi, field } = fieldOf(profile, role);
  const command = readRecord({ sfi, tag: Number.parseInt(field.tag, 16), length: field.len });
  const value = await exchange(connection, command);
  if (!value.ok) return value;
  const text = fieldText(value.value, field);
  if (text !== undefined) return ok(text);
  const received = hex(value.value);
  return fail({ kind: "garbled", during: command.name, expected: `${field.type} text`, received });
}
