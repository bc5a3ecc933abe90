import assert from "node:assert/strict";
import pkcs11js from "pkcs11js";
import { concat, fromHex } from "../../card/bytes.ts";
import { suiteOf } from "../../card/cipher-suite.ts";
import { factor } from "../../card/crypto.ts";
import { keyOf, profileById, type KeyName } from "../../card/profile.ts";
import { issuerScript } from "../../card/script.ts";
import type { ScriptStep } from "../../card/life.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import type { HsmFault, MacOrder } from "../hsm.ts";

/** Where the token is: the vendor's library, the token's label, and what opens it. */
export type TokenPlace = { readonly module: string; readonly label: string; readonly pin: string };

/** A token with a session that is logged in. Its calls block the process that makes them. */
export type Token = {
  readonly script: (order: MacOrder) => Result<ScriptStep[], HsmFault>;
  /** Puts an issuer's key into the token: sensitive and never to be taken out again (a key ceremony's last act). */
  readonly put: (issuerNumber: string, name: KeyName, key: Uint8Array) => void;
  readonly close: () => void;
};

/** How a key is called in the token: an issuer's own, diversified for its city by whoever holds the root. */
const labelOf = (issuerNumber: string, name: KeyName): string => `cardhall:${issuerNumber}:${name}`;

class NoSuchKey extends Error {}
class NoSuchMechanism extends Error {}

export function openToken({ module, label, pin }: TokenPlace): Token {
  const lib = new pkcs11js.PKCS11();
  lib.load(module);
  lib.C_Initialize();
  const slot = lib
    .C_GetSlotList(true)
    .find((each) => lib.C_GetTokenInfo(each).label.trimEnd() === label.trimEnd());
  if (slot === undefined) throw new Error(`no token ${label}`);
  const { CKF_SERIAL_SESSION, CKF_RW_SESSION, CKU_USER } = pkcs11js;
  const session = lib.C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION);
  lib.C_Login(session, CKU_USER, pin);

  const handles = new Map<string, Buffer>();
  function handleOf(name: string): Buffer {
    const known = handles.get(name);
    if (known !== undefined) return known;
    lib.C_FindObjectsInit(session, [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
      { type: pkcs11js.CKA_LABEL, value: name },
    ]);
    const [found] = lib.C_FindObjects(session, 1);
    lib.C_FindObjectsFinal(session);
    if (found === undefined) throw new NoSuchKey(name);
    handles.set(name, found);
    return found;
  }

  /** The one level that the token does: from the issuer's key to the card's (PBOC diversification). */
  function cardKey(order: MacOrder, profile: NonNullable<ReturnType<typeof profileById>>, name: KeyName) {
    const { issuerNumber } = order;
    const { factors } = keyOf(profile, name);
    // Without it every card of the city would have one key, and that key would leave the token.
    if (factors.at(-1) !== "atr8") throw new NoSuchMechanism(`${name} is not a card's own key`);
    if (profile.auth.algorithm !== "3des") throw new NoSuchMechanism(profile.auth.algorithm);
    const card = factor("atr8", { issuerNumber, atr: fromHex(order.atr) });
    const both = concat(
      card,
      card.map((byte) => byte ^ 0xff),
    );
    lib.C_EncryptInit(session, { mechanism: pkcs11js.CKM_DES3_ECB }, handleOf(labelOf(issuerNumber, name)));
    return Uint8Array.from(lib.C_Encrypt(session, Buffer.from(both), Buffer.alloc(both.length)));
  }

  return {
    script(order) {
      const { issuerNumber } = order;
      const profile = profileById(order.profile);
      if (profile === undefined) return fail({ kind: "no-such-keys", profile: order.profile, issuerNumber });
      try {
        const suite = suiteOf(profile);
        return ok(
          issuerScript({ ...order, profile, suite, cardKey: (name) => cardKey(order, profile, name) }),
        );
      } catch (error) {
        if (error instanceof NoSuchKey)
          return fail({ kind: "no-such-keys", profile: order.profile, issuerNumber });
        if (error instanceof NoSuchMechanism)
          return fail({ kind: "hsm-unavailable", detail: `the token cannot do ${error.message}` });
        throw error;
      }
    },
    put(issuerNumber, name, key) {
      assert(key.length === 16, "a two-key 3DES key");
      lib.C_CreateObject(session, [
        { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
        { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_DES2 },
        { type: pkcs11js.CKA_LABEL, value: labelOf(issuerNumber, name) },
        { type: pkcs11js.CKA_TOKEN, value: true },
        { type: pkcs11js.CKA_PRIVATE, value: true },
        { type: pkcs11js.CKA_SENSITIVE, value: true },
        { type: pkcs11js.CKA_EXTRACTABLE, value: false },
        { type: pkcs11js.CKA_ENCRYPT, value: true },
        ...[
          pkcs11js.CKA_DECRYPT,
          pkcs11js.CKA_SIGN,
          pkcs11js.CKA_VERIFY,
          pkcs11js.CKA_WRAP,
          pkcs11js.CKA_UNWRAP,
        ].map((type) => ({ type, value: false })),
        { type: pkcs11js.CKA_VALUE, value: Buffer.from(key) },
      ]);
    },
    close() {
      lib.C_Finalize();
      lib.close();
    },
  };
}
