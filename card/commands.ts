import assert from "node:assert/strict";
import { fail, ok, type Result } from "../hardware/result.ts";
import { concat, excerpt, hex } from "./bytes.ts";
import type { CardFault } from "./faults.ts";
import { readFci, readRecordTlv, type Fci } from "./tlv.ts";

/** One question for the card and how to read its answer. Knows nothing of readers. */
export interface CardCommand<Answer> {
  /** As the card specification writes it. Every fault names it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Given the response data of a 9000 answer, status word removed. */
  parse(data: Uint8Array): Result<Answer, CardFault>;
}

const header = (cla: number, ins: number, p1: number, p2: number, ...rest: readonly number[]): Uint8Array => {
  const bytes = [cla, ins, p1, p2, ...rest];
  const whole = Uint8Array.from(bytes);
  // What was no byte is another number in there.
  for (let index = 0; index < bytes.length; index++) assert(whole[index] === bytes[index], "bytes");
  return whole;
};

const garbled = (during: string, expected: string, data: Uint8Array): Result<never, CardFault> =>
  fail({ kind: "garbled", during, expected, received: excerpt(data) });

/** An answer of exactly `length` bytes. */
const exactly =
  (during: string, length: number) =>
  (data: Uint8Array): Result<Uint8Array, CardFault> =>
    data.length === length ? ok(data) : garbled(during, `${String(length)} bytes`, data);

const nothing = (): Result<void, CardFault> => ok(undefined);

const parseFci =
  (during: string) =>
  (data: Uint8Array): Result<Fci | undefined, CardFault> => {
    if (data.length === 0) return ok(undefined);
    const fci = readFci(data);
    return fci.ok ? fci : garbled(during, fci.fault.expected, data);
  };

/** SELECT by DF name (ISO/IEC 7816-4 11.2.2), 1 to 16 bytes. Answers with the FCI where the card gives one. */
export function selectByName(dfName: Uint8Array): CardCommand<Fci | undefined> {
  assert(dfName.length >= 1 && dfName.length <= 16, "a DF name of 1 to 16 bytes");
  const name = "SELECT by name";
  return {
    name,
    bytes: concat(header(0x00, 0xa4, 0x04, 0x00, dfName.length), dfName),
    parse: parseFci(name),
  };
}

/** SELECT by file identifier, e.g. 0x3F00, 0xDF01, 0xEF05. `p1`: as the profile's select.efP1 or dfP1 says. */
export function selectByFid(fid: number, p1 = 0x00): CardCommand<Fci | undefined> {
  const name = "SELECT by FID";
  return {
    name,
    bytes: header(0x00, 0xa4, p1, 0x00, 0x02, fid >> 8, fid & 0xff),
    parse: parseFci(name),
  };
}

/** GET RESPONSE, `length` bytes as 61xx announced (T=0, ISO/IEC 7816-3). `exchange` sends it by itself. */
export function getResponse(length: number): CardCommand<Uint8Array> {
  return { name: "GET RESPONSE", bytes: header(0x00, 0xc0, 0x00, 0x00, length), parse: (data) => ok(data) };
}

/**
 * READ RECORD (default card section 4): P1 is the tag, or with `number` the record's number from 1; P2 points at
 * the EF by its SFI, or without one at the current EF. `length`: of the value. Answers with the value; its tag
 * and length byte are checked here.
 */
export function readRecord(place: {
  readonly sfi?: number;
  readonly tag: number;
  readonly number?: number;
  readonly length: number;
}): CardCommand<Uint8Array> {
  const { sfi, tag, number, length } = place;
  const name = `READ RECORD ${hex(Uint8Array.of(tag))}`;
  return {
    name,
    bytes: header(0x00, 0xb2, number ?? tag, recordP2(sfi, number !== undefined), length + 2),
    parse(data) {
      const value = readRecordTlv(data, tag);
      return value.ok ? value : garbled(name, value.fault.expected, data);
    },
  };
}

/** READ RECORD of the current EF by number, where a record is `length` bytes without tag: a cyclic file's. */
export function readFixedRecord(number: number, length: number): CardCommand<Uint8Array> {
  const name = `READ RECORD number ${String(number)}`;
  return {
    name,
    bytes: header(0x00, 0xb2, number, recordP2(undefined, true), length),
    parse: exactly(name, length),
  };
}

function recordP2(sfi: number | undefined, byNumber: boolean): number {
  assert(sfi === undefined || (sfi >= 1 && sfi <= 30), "a short file identifier of 1 to 30");
  return ((sfi ?? 0) << 3) | (byNumber ? 0x04 : 0x00);
}

/** READ BINARY of the current EF (ISO/IEC 7816-4 11.3.3): `length` bytes of 1 to 256 from `offset`. */
export function readBinary(offset: number, length: number): CardCommand<Uint8Array> {
  assert(offset >= 0 && offset <= 0x7fff && length >= 1 && length <= 0x100, "a part of a short file");
  const name = "READ BINARY";
  return {
    name,
    bytes: header(0x00, 0xb0, offset >> 8, offset & 0xff, length & 0xff),
    // A file may end before what was asked for; more than that is no answer to it.
    parse: (data) =>
      data.length <= length ? ok(data) : garbled(name, `at most ${String(length)} bytes`, data),
  };
}

/** GET CHALLENGE: 8 random bytes, R. */
export function getChallenge(): CardCommand<Uint8Array> {
  const name = "GET CHALLENGE";
  return { name, bytes: header(0x00, 0x84, 0x00, 0x00, 0x08), parse: exactly(name, 8) };
}

/** INTERNAL AUTHENTICATE with IRK (id 00): R and D of 8 bytes each; answers with 8 bytes (default card section 3). */
export function internalAuthenticate(challenge: Uint8Array, data: Uint8Array): CardCommand<Uint8Array> {
  assert(challenge.length === 8 && data.length === 8, "R and D of 8 bytes");
  const name = "INTERNAL AUTHENTICATE";
  return {
    name,
    bytes: concat(header(0x00, 0x88, 0x00, 0x00, 0x10), challenge, data),
    parse: exactly(name, 8),
  };
}

/** EXTERNAL AUTHENTICATE with key `keyId`: E = 3DES-ECB(session key, D), then D, 8 bytes each. */
export function externalAuthenticate(
  keyId: number,
  cryptogram: Uint8Array,
  data: Uint8Array,
): CardCommand<void> {
  assert(cryptogram.length === 8 && data.length === 8, "E and D of 8 bytes");
  return {
    name: "EXTERNAL AUTHENTICATE",
    bytes: concat(header(0x00, 0x82, 0x00, keyId, 0x10), cryptogram, data),
    parse: nothing,
  };
}

/** VERIFY PIN; the PIN as packed BCD, two digits a byte. A wrong one costs a try. */
export function verifyPin(pin: Uint8Array): CardCommand<void> {
  return { name: "VERIFY", bytes: concat(header(0x00, 0x20, 0x00, 0x00, pin.length), pin), parse: nothing };
}

/** UPDATE RECORD by tag and SFI; with a MAC it is sent as secure messaging, CLA 04 (default card section 3). */
export function updateRecord(update: {
  readonly sfi: number;
  readonly tag: number;
  readonly value: Uint8Array;
  readonly mac?: Uint8Array;
}): CardCommand<void> {
  const { sfi, tag, value, mac = new Uint8Array(0) } = update;
  const length = 2 + value.length + mac.length;
  return {
    name: "UPDATE RECORD",
    bytes: concat(
      header(mac.length > 0 ? 0x04 : 0x00, 0xdc, tag, sfi << 3, length, tag, value.length),
      value,
      mac,
    ),
    parse: nothing,
  };
}

/** APPLICATION BLOCK (LD/T 32.5 7.1; P2 as PBOC): temporary can be lifted, permanent cannot. `mac`: 4 bytes. */
export function applicationBlock(reach: "temporary" | "permanent", mac: Uint8Array): CardCommand<void> {
  return {
    name: "APPLICATION BLOCK",
    bytes: concat(header(0x84, 0x1e, 0x00, reach === "temporary" ? 0x00 : 0x01, mac.length), mac),
    parse: nothing,
  };
}

/** APPLICATION UNBLOCK (PBOC): lifts a temporary block. `mac`: 4 bytes. */
export function applicationUnblock(mac: Uint8Array): CardCommand<void> {
  return {
    name: "APPLICATION UNBLOCK",
    bytes: concat(header(0x84, 0x18, 0x00, 0x00, mac.length), mac),
    parse: nothing,
  };
}
