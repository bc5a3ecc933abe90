import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  ECDH,
  type KeyObject,
} from "node:crypto";
import { z } from "zod";

/*
 * SM2 signatures (GB/T 32918.2) in the form of GM/T 0009: SM3 over the signer's Z and the text, DER. The runtime's
 * OpenSSL does the arithmetic and knows no signer's id, so Z is made here and hashed before the text.
 */

const curve = "SM2";
const coordinateBytes = 32;
const number32 = z.string().regex(/^[\w-]{43}$/);

/** No curve of this name is registered for JSON keys; others that write SM2 keys use these members too. */
const members = { kty: z.literal("EC"), crv: z.literal(curve), x: number32, y: number32 };
export const sm2PublicJwk = z
  .object(members)
  .refine((key): boolean => isOnCurve(pointOf(key)), "no point of the SM2 curve");
/** A public one has no `d`. */
export const sm2Jwk = z
  .object({ ...members, d: number32.exactOptional() })
  .refine((key): boolean => isOnCurve(pointOf(key)), "no point of the SM2 curve")
  .refine(
    (key): boolean => key.d === undefined || belongsTo(pointOf(key), key.d),
    "two halves of different keys",
  );
export type Sm2Jwk = z.infer<typeof sm2Jwk>;

/** GM/T 0009 section 10: the signer's id where nothing else was agreed. */
export const defaultSignerId = "1234567812345678";

const pointOf = ({ x, y }: { readonly x: string; readonly y: string }): Buffer =>
  Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);

function isOnCurve(point: Buffer): boolean {
  try {
    ECDH.convertKey(point, curve);
    return true;
  } catch {
    return false;
  }
}

function belongsTo(point: Buffer, d: string): boolean {
  const pair = createECDH(curve);
  try {
    pair.setPrivateKey(Buffer.from(d, "base64url"));
  } catch {
    // Zero, or not below the curve's order.
    return false;
  }
  return pair.getPublicKey().equals(point);
}

/** A new key, by the runtime's own chance. */
export function newSm2Key(): Sm2Jwk {
  const pair = createECDH(curve);
  const point = pair.generateKeys();
  const half = (from: number): string => point.subarray(from, from + coordinateBytes).toString("base64url");
  // OpenSSL leaves leading zeros out.
  const d = Buffer.alloc(coordinateBytes);
  const secret = pair.getPrivateKey();
  secret.copy(d, coordinateBytes - secret.length);
  const key = { kty: "EC", crv: curve, x: half(1), y: half(1 + coordinateBytes) } as const;
  return sm2Jwk.parse({ ...key, d: d.toString("base64url") });
}

/** First 8 bytes of the SHA-256 of the uncompressed point, lower-case hex. */
export const sm2KeyIdOf = (key: Sm2Jwk): string =>
  createHash("sha256").update(pointOf(key)).digest("hex").slice(0, 16);

/** DER up to the point itself: RFC 5480's public key and RFC 5958's private one, on the curve 1.2.156.10197.1.301. */
const publicHead = Buffer.from("3059301306072a8648ce3d020106082a811ccf5501822d034200", "hex");
const privateHead = Buffer.from(
  "308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420",
  "hex",
);
const privateMiddle = Buffer.from("a144034200", "hex");

export const sm2PublicKey = (key: Sm2Jwk): KeyObject =>
  asSm2(createPublicKey({ key: Buffer.concat([publicHead, pointOf(key)]), format: "der", type: "spki" }));

function sm2PrivateKey(key: Sm2Jwk): KeyObject {
  if (key.d === undefined) throw new Error("a public key signs nothing");
  const der = Buffer.concat([privateHead, Buffer.from(key.d, "base64url"), privateMiddle, pointOf(key)]);
  return asSm2(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

/** A key that the runtime made by itself on this curve is one for ECDSA there, which is another signature. */
export function asSm2(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === "ec") throw new Error("this runtime reads an SM2 key as one for ECDSA");
  return key;
}

/** The curve's a and b and its base point (GB/T 32918.5), as Z hashes them. */
const curveNumbers = Buffer.from(
  "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC" +
    "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93" +
    "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7" +
    "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0",
  "hex",
);

/** Z of GB/T 32918.2 section 5.5: who signs, and on which curve. */
export function signerHash(key: Sm2Jwk, signerId: string): Buffer {
  const id = Buffer.from(signerId, "utf8");
  const bits = Buffer.alloc(2);
  bits.writeUInt16BE(id.length * 8);
  const point = pointOf(key).subarray(1);
  return createHash("sm3").update(bits).update(id).update(curveNumbers).update(point).digest();
}

export const sm2Signature = (data: Uint8Array, key: Sm2Jwk, signerId = defaultSignerId): Buffer =>
  createSign("sm3").update(signerHash(key, signerId)).update(data).sign(sm2PrivateKey(key));

export const isSm2Signature = (
  data: Uint8Array,
  signature: Uint8Array,
  key: Sm2Jwk,
  signerId = defaultSignerId,
): boolean =>
  createVerify("sm3").update(signerHash(key, signerId)).update(data).verify(sm2PublicKey(key), signature);
