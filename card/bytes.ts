import assert from "node:assert/strict";

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").toUpperCase());

/** Bytes as upper-case hex digits without separators. */
export const hex = (bytes: Uint8Array): string => hexFrom(bytes, 0);

/** The bytes from `first` on, up to `end`; by another name than `hex`, which is given to `map`. */
export function hexFrom(bytes: Uint8Array, first: number, end = bytes.length): string {
  // Answers of cards are short: a loop over a table is several times faster than a Buffer on the way.
  let digits = "";
  for (let index = first; index < end; index++) digits += pairs[bytes[index] ?? 0] ?? "";
  return digits;
}

const excerptBytes = 64;

/** What a fault tells of bytes that made no sense: the first 64, and how many there were. */
export const excerpt = (bytes: Uint8Array): string =>
  bytes.length <= excerptBytes
    ? hex(bytes)
    : `${hex(bytes.subarray(0, excerptBytes))}... (${String(bytes.length)} bytes)`;

/** The bytes of hex digits, either case, no separators. Anything else is a bug and throws. */
export function fromHex(digits: string): Uint8Array {
  const { length } = digits;
  const bytes = new Uint8Array(length >> 1);
  let all = 0;
  // Commands are short, and made all the time: a table is several times faster than a pattern and a Buffer.
  for (let at = 0; at + 1 < length; at += 2) {
    const byte = (digitOf(digits, at) << 4) | digitOf(digits, at + 1);
    all |= byte;
    bytes[at >> 1] = byte;
  }
  assert(all >= 0 && (length & 1) === 0, "an even number of hex digits");
  return bytes;
}

const values = Int8Array.from({ length: 128 }, (_, unit) =>
  /[0-9A-Fa-f]/.test(String.fromCharCode(unit)) ? Number.parseInt(String.fromCharCode(unit), 16) : -1,
);
/** Below 0 for what is none. */
const digitOf = (digits: string, at: number): number => values[digits.charCodeAt(at)] ?? -1;

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Same length and same bytes. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

export function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  assert(one.length === other.length, "equal lengths");
  return one.map((byte, index) => byte ^ (other[index] ?? 0));
}

/** Big endian. */
export function u32(value: number): Uint8Array {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff, "an unsigned 32-bit number");
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Big endian. */
export function readU32(bytes: Uint8Array, offset = 0): number {
  assert(bytes.length >= offset + 4, "four bytes to read");
  let value = 0;
  for (let index = offset; index < offset + 4; index++) value = value * 0x100 + (bytes[index] ?? 0);
  return value;
}

/** Decimal digits, two to a byte; an odd last digit is filled with F on its right (CN of the default card). */
export function bcd(digits: string): Uint8Array {
  assert(/^\d*$/.test(digits), "decimal digits");
  return fromHex(digits.length % 2 === 0 ? digits : `${digits}F`);
}

/** The digits of packed BCD, F fill on the right removed; `undefined` when a half byte is neither. */
export function readBcd(bytes: Uint8Array): string | undefined {
  return /^(\d*)F*$/.exec(hex(bytes))?.[1];
}

/** A plain Uint8Array of what a library gave. */
export const bytesOf = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

/** Characters 20h..7Eh as bytes; another character is a bug and throws. */
export function ascii(text: string): Uint8Array {
  assert(/^[\x20-\x7e]*$/.test(text), "printable ASCII");
  return new Uint8Array(Buffer.from(text, "latin1"));
}
