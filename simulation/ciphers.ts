import { suiteOf, type CipherSuite } from "../card/cipher-suite.ts";
import type { Profile } from "../card/profile.ts";

/**
 * Which ciphers a run computes with, on the cards and at the centre alike. The stand-in is a keyed 64-bit mix: it
 * changes with each byte of key, first block and data as a cipher does, and costs a twentieth. No secret rests on
 * it here; the real ciphers have their own tests, and a run may be had with them.
 */
export type Ciphers = "stand-in" | "real";

export const ciphersOf = (ciphers: Ciphers) => (profile: Profile) => {
  const real = suiteOf(profile);
  return ciphers === "real" ? real : standIn(real.macLength);
};

const standIns = new Map<number, CipherSuite>();

function standIn(macLength: number): CipherSuite {
  const known = standIns.get(macLength);
  if (known !== undefined) return known;
  const suite: CipherSuite = {
    macLength,
    div: (key, factor8) => mixed(16, 1, key, factor8),
    cryptogram: (key, data8) => mixed(8, 2, key, data8),
    mac: (key, icv, data) => mixed(macLength, 3, key, icv, data),
  };
  standIns.set(macLength, suite);
  return suite;
}

function mixed(length: number, purpose: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let a = 0x9e37_79b9 ^ purpose;
  let b = 0x85eb_ca6b ^ length;
  for (const part of parts) {
    for (let index = 0; index < part.length; index++) {
      a = Math.imul(a ^ (part[index] ?? 0), 0x0100_0193);
      b = Math.imul(b ^ a, 0xc2b2_ae35) ^ (a >>> 15);
    }
    // Where one part ends and the next begins counts too.
    a = Math.imul(a ^ part.length ^ 0x100, 0x85eb_ca6b);
  }
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    a = Math.imul(a ^ (b >>> 13), 0x0100_0193);
    b = Math.imul(b ^ (a >>> 16), 0xc2b2_ae35);
    bytes[index] = (a ^ b) & 0xff;
  }
  return bytes;
}
