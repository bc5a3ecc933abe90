import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import { ascii, bytesOf, concat } from "./bytes.ts";

/*
 * Two-key 3DES as the 2.00 card uses it (default card section 3). Keys are 16 bytes, blocks 8.
 * OpenSSL 3 offers no single DES, so DES with K is 3DES with K|K|K: encrypt, decrypt, encrypt with one key.
 */

const blockLength = 8;
const zeroIcv = new Uint8Array(blockLength);

/** 16 bytes K1|K2 as OpenSSL wants them: K1|K2|K1. */
const doubled = (key: Uint8Array): Uint8Array => concat(key, key.subarray(0, 8));
const single = (half: Uint8Array): Uint8Array => concat(half, half, half);

function cipher(name: "des-ede3-ecb" | "des-ede3-cbc", key: Uint8Array, iv: Uint8Array | null) {
  // A key given as plain bytes costs the runtime four times as long as one that is wrapped first (Node 24).
  const machine = createCipheriv(name, createSecretKey(key), iv).setAutoPadding(false);
  return (data: Uint8Array) => bytesOf(concat(machine.update(data), machine.final()));
}

function decipher(key: Uint8Array) {
  const machine = createDecipheriv("des-ede3-ecb", createSecretKey(key), null).setAutoPadding(false);
  return (data: Uint8Array) => bytesOf(concat(machine.update(data), machine.final()));
}

/** 3DES-ECB with a 16-byte key over whole 8-byte blocks. */
export function tripleDes(key: Uint8Array, data: Uint8Array): Uint8Array {
  assert(key.length === 16 && data.length % blockLength === 0, "a 16-byte key and whole blocks");
  return cipher("des-ede3-ecb", doubled(key), null)(data);
}

/**
 * A key one level down: 3DES-ECB(key, factor) || 3DES-ECB(key, NOT factor). `factor`: 8 bytes.
 * PBOC / JR/T 0025 diversification; default card section 3 (`div`).
 */
export function div(key: Uint8Array, factor: Uint8Array): Uint8Array {
  assert(factor.length === blockLength, "an 8-byte factor");
  return tripleDes(
    key,
    concat(
      factor,
      factor.map((byte) => byte ^ 0xff),
    ),
  );
}

/** The session key of a card key under the card's current challenge (8 bytes); default card section 3. */
export const sessionKey = (cardKey: Uint8Array, challenge: Uint8Array): Uint8Array => div(cardKey, challenge);

/** Appends 80 and then 00 up to a whole block, always (ISO/IEC 9797-1 padding method 2). */
export function pad(data: Uint8Array, block: number = blockLength): Uint8Array {
  const length = (Math.floor(data.length / block) + 1) * block;
  const padded = new Uint8Array(length);
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/**
 * ISO/IEC 9797-1 MAC algorithm 3 over `data` (padded here): DES-CBC with the left half of `key` from `icv`,
 * the last block decrypted with the right half and encrypted with the left. All 8 bytes; a command sends the
 * first 4 and the next command of the session takes all 8 as its ICV (default card section 3).
 */
export const mac8 = (key: Uint8Array, icv: Uint8Array, data: Uint8Array): Uint8Array =>
  mac8OfBlocks(key, icv, pad(data));

/** The same over blocks that somebody padded already, as a PSAM is given them. */
export function mac8OfBlocks(key: Uint8Array, icv: Uint8Array, blocks: Uint8Array): Uint8Array {
  assert(blocks.length > 0 && blocks.length % blockLength === 0, "whole blocks");
  assert(key.length === 16 && icv.length === blockLength, "a 16-byte key and an 8-byte ICV");
  const left = single(key.subarray(0, 8));
  const right = single(key.subarray(8));
  const chained = cipher("des-ede3-cbc", left, icv)(blocks).subarray(-blockLength);
  return cipher("des-ede3-ecb", left, null)(decipher(right)(chained));
}

/** ICV of the first MAC'd command after GET CHALLENGE. */
export const firstIcv = (): Uint8Array => bytesOf(zeroIcv);

/** What a diversification level takes from the card (profile field `keys.*.factors`). */
export type FactorName = "province" | "city" | "atr8";

/** What names a card to its keys: issuer number (6 digits) and ATR bytes. */
export type CardIdentity = { readonly issuerNumber: string; readonly atr: Uint8Array };

/** 8 bytes: ASCII issuer number and "sx"; its first two digits, "0000" and "sh"; the last 8 bytes of the ATR. */
export function factor(name: FactorName, card: CardIdentity): Uint8Array {
  assert(/^\d{6}$/.test(card.issuerNumber), "an issuer number of six digits");
  switch (name) {
    case "city":
      return ascii(`${card.issuerNumber}sx`);
    case "province":
      return ascii(`${card.issuerNumber.slice(0, 2)}0000sh`);
    case "atr8":
      assert(card.atr.length >= blockLength, "an ATR of at least 8 bytes");
      return bytesOf(card.atr.subarray(-blockLength));
  }
}

/** A card's own key from its root through the levels the profile names, outermost first. */
export function diversify(root: Uint8Array, factors: readonly FactorName[], card: CardIdentity): Uint8Array {
  return factors.reduce((key, name) => div(key, factor(name, card)), root);
}
