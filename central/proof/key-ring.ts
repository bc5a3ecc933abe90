import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from "node:crypto";

/** Keys for personal fields by their ids, 32 bytes each. New fields are sealed with the current one. */
export type KeyRing = { readonly current: string; readonly keys: ReadonlyMap<string, Uint8Array> };

/** A field that does not open: the wrong key file, or a row that somebody has changed. */
export class SealBroken extends Error {}

const nonceBytes = 12;
const tagBytes = 16;

type Halves = { readonly encryption: KeyObject; readonly nonce: KeyObject };
const halves = new WeakMap<Uint8Array, Halves>();

function halvesOf(key: Uint8Array): Halves {
  const known = halves.get(key);
  if (known !== undefined) return known;
  const derived = (use: string) =>
    createSecretKey(Buffer.from(hkdfSync("sha256", key, "", `cardhall ${use}`, 32)));
  const made = { encryption: derived("field encryption"), nonce: derived("field nonce") };
  halves.set(key, made);
  return made;
}

/**
 * `KEYID.base64url(nonce | ciphertext | tag)`: AES-256-GCM (NIST SP 800-38D) bound to `place`, so that a value
 * cannot be moved to another column. Without `nonce` it is made from the text itself (the idea of RFC 5297): one
 * text then has one sealed form, which can be searched for, and whoever reads the table sees which rows agree.
 */
export function sealed(
  ring: KeyRing,
  keyId: string,
  place: string,
  text: string,
  nonce?: Uint8Array,
): string {
  const key = ring.keys.get(keyId);
  if (key === undefined) throw new Error(`no key ${keyId}`);
  const { encryption, nonce: nonceKey } = halvesOf(key);
  const own = nonce ?? createHmac("sha256", nonceKey).update(`${place}\0${text}`, "utf8").digest();
  const used = own.subarray(0, nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", encryption, used).setAAD(Buffer.from(place, "utf8"));
  const body = Buffer.concat([used, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${keyId}.${body.toString("base64url")}`;
}

export function opened(ring: KeyRing, place: string, text: string): string {
  const [keyId = "", body = ""] = text.split(".", 2);
  const key = ring.keys.get(keyId);
  if (key === undefined) throw new SealBroken(`${place}: sealed with key ${keyId}, which is not in the ring`);
  const bytes = Buffer.from(body, "base64url");
  if (bytes.length < nonceBytes + tagBytes) throw new SealBroken(`${place}: too short`);
  const { encryption } = halvesOf(key);
  const cipher = createDecipheriv("aes-256-gcm", encryption, bytes.subarray(0, nonceBytes));
  cipher.setAAD(Buffer.from(place, "utf8")).setAuthTag(bytes.subarray(-tagBytes));
  try {
    const plain = [cipher.update(bytes.subarray(nonceBytes, -tagBytes)), cipher.final()];
    return Buffer.concat(plain).toString("utf8");
  } catch (error) {
    throw new SealBroken(`${place}: was changed after it was sealed`, { cause: error });
  }
}
