import assert from "node:assert/strict";
import { concat, fromHex, xor } from "./bytes.ts";
import { div, factor, mac8, pad, tripleDes, type CardIdentity, type FactorName } from "./crypto.ts";
import type { Profile } from "./profile-shape.ts";
import { sm4, sm4CbcMac } from "./sm4.ts";

/** What a card and whoever holds its keys do alike, with whichever cipher the profile names. */
export type CipherSuite = {
  /** Bytes of a MAC before it is cut, and of its ICV. */
  readonly macLength: number;
  /** A key one level down. `factor8`: 8 bytes; a challenge gives the session key. */
  div(key: Uint8Array, factor8: Uint8Array): Uint8Array;
  /** E of an authentication: `data8` under a key, 8 bytes. */
  cryptogram(key: Uint8Array, data8: Uint8Array): Uint8Array;
  /** The whole MAC; padding 80 00.. is done here. */
  mac(key: Uint8Array, icv: Uint8Array, data: Uint8Array): Uint8Array;
};

/** Default card section 3. */
const tripleDesSuite: CipherSuite = { macLength: 8, div, cryptogram: tripleDes, mac: mac8 };

/** Default card section 7: `div(K,F) = SM4(K, F || NOT F)`; E is the XOR of the halves of SM4(K, D || 80 00..). */
const sm4Suite: CipherSuite = {
  macLength: 16,
  div(key, factor8) {
    assert(factor8.length === 8, "an 8-byte factor");
    return sm4(
      key,
      concat(
        factor8,
        factor8.map((byte) => byte ^ 0xff),
      ),
    );
  },
  cryptogram(key, data8) {
    assert(data8.length === 8, "8 bytes to authenticate");
    const block = sm4(key, concat(data8, fromHex("8000000000000000")));
    return xor(block.subarray(0, 8), block.subarray(8));
  },
  mac: (key, icv, data) => sm4CbcMac(key, icv, pad(data, 16)),
};

export const suites = { "3des": tripleDesSuite, sm4: sm4Suite } as const;

/** The ciphers of a profile; authentication and MAC have one between them (the linter sees to it). */
export const suiteOf = ({ auth }: Pick<Profile, "auth">): CipherSuite => suites[auth.algorithm];

/** A card's own key from its root through the levels the profile names, outermost first. */
export const diversified = (
  suite: CipherSuite,
  root: Uint8Array,
  factors: readonly FactorName[],
  card: CardIdentity,
): Uint8Array => factors.reduce((key, name) => suite.div(key, factor(name, card)), root);

/** Key and first ICV of the MAC'd commands that follow a challenge, as the profile's MAC rule says. */
export function macStart(
  { mac, auth }: Pick<Profile, "mac" | "auth">,
  stk: Uint8Array,
  challenge: Uint8Array,
  suite: CipherSuite = suites[auth.algorithm],
): { readonly key: Uint8Array; readonly icv: Uint8Array } {
  const icv = new Uint8Array(suite.macLength);
  // As PBOC does it: four bytes of the challenge, then zeros up to a block.
  if (mac.iv === "challenge") icv.set(challenge.subarray(0, 4));
  return { key: mac.key === "session" ? suite.div(stk, challenge) : stk, icv };
}
