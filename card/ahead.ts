import type { CardConnection, ListedCommand, ReaderFault } from "../hardware/ports.ts";
import { fail, ok } from "../hardware/result.ts";
import { fromHex, hex } from "./bytes.ts";
import { getResponse, readRecord, selectByName } from "./commands.ts";
import { findField, type FieldRole, type Profile } from "./profile.ts";

/*
 * Reading ahead: each question to the reader's process costs a hop, so what will be asked goes along with the first
 * question as a list. Who reads stays as it is and asks one thing after the other; what was foreseen is answered
 * from the list, and what was not is asked of the card, the rest of the list going along again.
 */

/** The status words of a record read that say nothing of the next one. None costs a retry counter. */
const goOn = ["9000", "6982", "6985", "6A82", "6A83"];

/** The order of `readCard`: only its speed depends on that. */
const roles: readonly FieldRole[] = [
  "version",
  "cardRef",
  "statusRecord",
  "cardClass",
  "initialisingOrganisation",
  "issuedOn",
  "expiresOn",
  "cardNumber",
  "nationalNumber",
  "sex",
  "ethnicGroup",
  "birthPlace",
  "bornOn",
  "name",
  "nameExtension",
];

/** SELECT of the SSSE, its FCI, and every record with a role that `profile` has: the public reading of a card. */
export function publicReading(profile: Profile): readonly ListedCommand[] {
  const name = fromHex(profile.select.ssse);
  // 6F len 84 len name A5 00, as the default card gives it; a card with another FCI ends the list here.
  const fci = name.length + 6;
  const records = roles.flatMap((role) => {
    const place = findField(profile, role);
    if (place === undefined) return [];
    const { sfi, field } = place;
    const tag = Number.parseInt(field.tag, 16);
    return [{ apdu: readRecord({ sfi, tag, length: field.len }).bytes, allowed: goOn }];
  });
  return [
    { apdu: selectByName(name).bytes, allowed: [`61${hex(Uint8Array.of(fci))}`] },
    { apdu: getResponse(fci).bytes, allowed: ["9000"] },
    ...records,
  ];
}

const isSelect = (apdu: Uint8Array): boolean => apdu[1] === 0xa4;
const isRecordRead = (apdu: Uint8Array): boolean => apdu[1] === 0xb2;
const isGetResponse = (apdu: Uint8Array): boolean => apdu[1] === 0xc0;

/**
 * The connection, reading ahead by `plan`, for one reading of a card that writes nothing in between: an answer may
 * be older than the question. A fault of the list comes to the first question that was left without an answer.
 */
export function ahead(connection: CardConnection, plan: readonly ListedCommand[]): CardConnection {
  let pending = plan;
  let fault: ReaderFault | undefined;
  const answered = new Map<string, Uint8Array>();

  async function sendWith(apdu: Uint8Array): Promise<void> {
    const at = pending.findIndex((planned) => hex(planned.apdu) === hex(apdu));
    // A SELECT that was not foreseen leads elsewhere: nothing that was foreseen is to follow it.
    if (at < 0 && isSelect(apdu)) pending = [];
    const rest = at < 0 ? pending : pending.slice(at + 1);
    const list = [pending[at] ?? { apdu, allowed: goOn }, ...rest];
    const { answers, fault: stopped } = await connection.transmitList(list);
    for (const [index, answer] of answers.entries()) {
      const asked = list[index];
      if (asked !== undefined) answered.set(hex(asked.apdu), answer);
    }
    fault = stopped;
    // Data that waited behind another answer than expected is asked for by who reads, with its own length.
    pending =
      stopped === undefined ? list.slice(answers.length).filter((left) => !isGetResponse(left.apdu)) : [];
  }

  return {
    get atr() {
      return connection.atr;
    },
    async transmit(apdu) {
      const key = hex(apdu);
      if (!answered.has(key) && fault === undefined) {
        if (pending.length === 0) return connection.transmit(apdu);
        await sendWith(apdu);
      }
      const answer = answered.get(key);
      if (answer !== undefined) {
        // A record is what it was; what a SELECT said and what waited behind it are said once.
        if (!isRecordRead(apdu)) answered.delete(key);
        return ok(answer);
      }
      if (fault === undefined) return connection.transmit(apdu);
      const known = fault;
      fault = undefined;
      return fail(known);
    },
    transmitList: (commands) => connection.transmitList(commands),
    powerCycle() {
      // What was read before a power cycle proves nothing after it.
      answered.clear();
      pending = [];
      return connection.powerCycle();
    },
    end: () => connection.end(),
  };
}
