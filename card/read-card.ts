import type { CardConnection } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { ahead, publicReading } from "./ahead.ts";
import { ascii, concat, excerpt, hex } from "./bytes.ts";
import type { CardFacts, Holder } from "./card-facts.ts";
import { warningsOf } from "./card-warnings.ts";
import { ethnicGroupOf, regionOf, sexOf, type Coded } from "./codes.ts";
import { getResponse, readRecord, selectByName } from "./commands.ts";
import { algorithmIn, candidates, describeDetection, detectProfile, wantsMore } from "./detect.ts";
import { exchange, selectSsse, type Selected } from "./exchange.ts";
import type { CardFault } from "./faults.ts";
import { dayOf, fieldText, withoutFill } from "./fields.ts";
import type { Evidence } from "./life.ts";
import { evidenceOf } from "./look.ts";
import { fieldOf, findField, profiles, readAccessOf, type FieldRole, type Profile } from "./profile.ts";
import { readGbk } from "./text.ts";
import { readFci, type Fci } from "./tlv.ts";

export type { CardFacts };

/**
 * Reads a social security card by its profile: no writes, no keys, no PIN (default card section 5, trace A).
 * Any other card is `not-recognised`, `seen` saying what it answered; one that is blocked whole is `refused`
 * with 6A81. The evidence within is not one after a reset: take a `look` for that.
 */
export async function readCard(given: CardConnection): Promise<Result<CardFacts, CardFault>> {
  const during = "SELECT SSSE";
  // Every profile selects the same SSSE and keeps its version at the same place: the first one serves to ask.
  const [asking] = profiles;
  if (asking === undefined) throw new Error("no profile");
  const connection = ahead(given, publicReading(asking));
  const selected = await selectSsse(connection, asking);
  if (!selected.ok) return selected;
  const { statusWord, life } = selected.value;
  if (life === "unknown") return stranger(connection, statusWord);
  if (life === "card-blocked") return fail({ kind: "refused", during, statusWord });

  const detected = await detect(connection, asking, selected.value);
  if (!detected.ok) return detected;
  const { profile, version } = detected.value;
  const evidence = await evidenceOf(connection, selected.value, { profile, resetBeforeRead: false });
  return evidence.ok ? readFacts(connection, profile, evidence.value, version) : evidence;
}

type Detected = { readonly profile: Profile; readonly version: string };

/** Which profile this card is of, by ATR, version record, and what more it takes to tell two apart. */
async function detect(
  connection: CardConnection,
  asking: Profile,
  selected: Selected,
): Promise<Result<Detected, CardFault>> {
  const during = "SELECT SSSE";
  const { atr } = connection;
  const fci = await fciOfSelected(connection, selected);
  if (!fci.ok) return fci;
  const name = fci.value?.name;
  if (name !== undefined && hex(name) !== asking.select.ssse)
    return fail({ kind: "not-recognised", during, seen: `ATR ${atr}, an SSSE that is named ${hex(name)}` });

  const text = await readText(connection, asking, "version");
  if (!text.ok && text.fault.kind !== "refused") return text;
  const version = text.ok ? text.value : "";
  const wanted = wantsMore(candidates({ atr, version }));
  let issuerNumber: string | undefined;
  if (wanted.issuerNumber) {
    const cardRef = await readValue(connection, asking, "cardRef");
    if (!cardRef.ok) return cardRef;
    issuerNumber = hex(cardRef.value.subarray(0, 3));
  }
  const detected = detectProfile({
    atr,
    version,
    ...(wanted.algorithm
      ? { algorithm: algorithmIn(fci.value?.proprietary ?? [], asking.detect.algorithm.fci) }
      : {}),
    ...(issuerNumber === undefined ? {} : { issuerNumber }),
  });
  return detected.ok
    ? ok({ profile: detected.value, version })
    : fail({ kind: "not-recognised", during, seen: describeDetection(detected.fault) });
}

/** The FCI that came with SELECT or waits behind it; a card that gives none is one, too. */
async function fciOfSelected(
  connection: CardConnection,
  { statusWord, data }: Selected,
): Promise<Result<Fci | undefined, CardFault>> {
  const waiting = statusWord.startsWith("61") ? Number.parseInt(statusWord.slice(2), 16) : 0;
  const command = getResponse(waiting);
  // 9000 without data is the whole answer; after a warning such as 6283 something may still be waiting.
  if (data.length === 0 && statusWord === "9000") return ok(undefined);
  const gathered = data.length > 0 ? ok(data) : await exchange(connection, command);
  if (!gathered.ok) return gathered.fault.kind === "refused" ? ok(undefined) : gathered;
  if (gathered.value.length === 0) return ok(undefined);
  const fci = readFci(gathered.value);
  if (fci.ok) return fci;
  const { expected } = fci.fault;
  return fail({ kind: "garbled", during: command.name, expected, received: excerpt(gathered.value) });
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
    if (!text.ok && !(text.fault.kind === "refused" && isClosed(profile, role))) return text;
    texts[role] = text.ok ? text.value : "";
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
  const none = ok(new Uint8Array(0));
  const extended = findField(profile, "nameExtension") !== undefined;
  const more = extended ? await readValue(connection, profile, "nameExtension") : none;
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

/** Whether the profile keeps the field behind a key or the PIN, so that a refusal is no fault of the card. */
function isClosed(profile: Profile, role: FieldRole): boolean {
  const { file, field } = fieldOf(profile, role);
  const home = profile.files[file];
  return home !== undefined && readAccessOf(home, field) !== "free";
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
