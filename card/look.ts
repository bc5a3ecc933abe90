import type { CardConnection } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { hex } from "./bytes.ts";
import { readRecord, type CardCommand } from "./commands.ts";
import { exchange, selectSsse, type Selected } from "./exchange.ts";
import type { CardFault } from "./faults.ts";
import { lifeOfDates } from "./expiry-life.ts";
import type { Evidence, Life } from "./life.ts";
import { fieldOf, sfiOf, type Profile } from "./profile.ts";
import { readStatusRecord, statusRecordLength } from "./status-record.ts";

type LookOptions = {
  readonly profile: Profile;
  /** True when the caller power-cycled the card just before; a look never does that itself. */
  readonly resetBeforeRead: boolean;
};

/**
 * What the card proves of itself now: SELECT SSSE, card identification code, status record (default card
 * section 4, "life after a reset"). Needs no key and changes nothing. A card that is not a social security
 * card is `not-recognised`; one that is blocked whole answers nothing more and is `refused` with 6A81.
 */
export async function look(
  connection: CardConnection,
  options: LookOptions,
): Promise<Result<Evidence, CardFault>> {
  const selected = await selectSsse(connection, options.profile);
  return selected.ok ? evidenceOf(connection, selected.value, options) : selected;
}

/** The rest of a look, for who has selected the SSSE already. */
export async function evidenceOf(
  connection: CardConnection,
  { statusWord, life }: Selected,
  { profile, resetBeforeRead }: LookOptions,
): Promise<Result<Evidence, CardFault>> {
  const during = "SELECT SSSE";
  if (life === "card-blocked") return fail({ kind: "refused", during, statusWord });
  if (life === "unknown")
    return fail({ kind: "not-recognised", during, seen: `ATR ${connection.atr}, SELECT SSSE ${statusWord}` });

  const cardRef = await readCardRef(connection, profile);
  if (!cardRef.ok) return cardRef;
  const record = await readRecordOf(connection, profile);
  if (!record.ok) return record;
  const shown = life === "active" ? await activeOrLess(connection, profile, record.value) : ok(life);
  if (!shown.ok) return shown;
  return ok({
    cardRef: cardRef.value,
    atr: connection.atr,
    profile: profile.id,
    life: shown.value,
    selectStatusWord: statusWord,
    record: record.value,
    resetBeforeRead,
  });
}

async function readRecordOf(
  connection: CardConnection,
  profile: Profile,
): Promise<Result<Evidence["record"], CardFault>> {
  const { statusRecord } = profile;
  if (statusRecord === undefined) return ok("absent");
  const record = await exchange(connection, readStatus(profile, statusRecord));
  if (record.ok) return record;
  return record.fault.kind === "refused" ? ok("unreadable") : record;
}

/** What an application that opens is, on cards that say their life elsewhere (profile field `life.by`). */
async function activeOrLess(
  connection: CardConnection,
  profile: Profile,
  record: Evidence["record"],
): Promise<Result<Life, CardFault>> {
  switch (profile.life.by) {
    case "select":
      return ok("active");
    case "status-record":
      return ok(typeof record === "object" ? record.target : "unknown");
    case "expiry-date": {
      // Nothing else on such a card names the operation: a bit that turns over on its way must not pass for the write
      // (simulator, seed 40488).
      const first = await readDates(connection, profile);
      if (!first.ok) return first;
      const again = await readDates(connection, profile);
      if (!again.ok) return again;
      if (first.value.join() !== again.value.join()) {
        const [expected, received] = [first.value.join(" "), again.value.join(" ")];
        return fail({ kind: "garbled", during: "READ RECORD", expected, received });
      }
      const [issuedOn, expiresOn] = again.value;
      return ok(lifeOfDates(issuedOn, expiresOn, profile.life.validityYears ?? 0));
    }
  }
}

async function readDates(
  connection: CardConnection,
  profile: Profile,
): Promise<Result<readonly [issuedOn: string, expiresOn: string], CardFault>> {
  const dates: string[] = [];
  for (const role of ["issuedOn", "expiresOn"] as const) {
    const { sfi, field } = fieldOf(profile, role);
    const tag = Number.parseInt(field.tag, 16);
    const value = await exchange(connection, readRecord({ sfi, tag, length: field.len }));
    if (!value.ok) return value;
    dates.push(hex(value.value));
  }
  const [issuedOn = "", expiresOn = ""] = dates;
  return ok([issuedOn, expiresOn]);
}

async function readCardRef(connection: CardConnection, profile: Profile): Promise<Result<string, CardFault>> {
  const { sfi, field } = fieldOf(profile, "cardRef");
  const command = readRecord({ sfi, tag: Number.parseInt(field.tag, 16), length: field.len });
  const value = await exchange(connection, command);
  if (!value.ok) return value;
  if (value.value.length === field.len) return ok(hex(value.value));
  const expected = `${String(field.len)} bytes`;
  return fail({ kind: "garbled", during: command.name, expected, received: hex(value.value) });
}

/** READ RECORD of the status record: what cannot be understood is an answer too, and says so. */
function readStatus(
  profile: Profile,
  { file, tag }: NonNullable<Profile["statusRecord"]>,
): CardCommand<Evidence["record"]> {
  const command = readRecord({
    sfi: sfiOf(file),
    tag: Number.parseInt(tag, 16),
    length: statusRecordLength,
  });
  return {
    ...command,
    parse(data) {
      const value = command.parse(data);
      return ok(value.ok ? (readStatusRecord(value.value, profile) ?? "garbled") : "garbled");
    },
  };
}
