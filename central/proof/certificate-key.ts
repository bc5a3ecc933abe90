import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { z } from "zod";
import { ed25519Jwk, keyIdOf, type Ed25519Jwk } from "../ed25519.ts";
import { isSm2Signature, sm2Jwk, sm2KeyIdOf, sm2PublicJwk, sm2PublicKey, sm2Signature } from "./sm2.ts";

/** What may sign certificates, by the names that their QR codes carry. */
export const certificateAlgorithms = ["ed25519", "sm2"] as const;
export type CertificateAlgorithm = (typeof certificateAlgorithms)[number];

export const certificateJwk = z.discriminatedUnion("crv", [ed25519Jwk, sm2Jwk]);
export type CertificateJwk = z.infer<typeof certificateJwk>;
export const publicCertificateJwk = z.discriminatedUnion("crv", [ed25519Jwk.omit({ d: true }), sm2PublicJwk]);

export const algorithmOf = (key: CertificateJwk): CertificateAlgorithm =>
  key.crv === "SM2" ? "sm2" : "ed25519";

/** First 8 bytes of a SHA-256, lower-case hex. */
export const certificateKeyId = (key: CertificateJwk): string =>
  key.crv === "SM2" ? sm2KeyIdOf(key) : keyIdOf(key);

/** Ed25519 (RFC 8032), or SM2 (GM/T 0009: DER, the id that everybody uses). */
export const certificateSignature = (text: string, key: CertificateJwk): Buffer => {
  const data = Buffer.from(text, "utf8");
  if (key.crv === "SM2") return sm2Signature(data, key);
  return sign(null, data, createPrivateKey({ key, format: "jwk" }));
};

export const isSignedBy = (text: string, signature: Uint8Array, key: CertificateJwk): boolean => {
  const data = Buffer.from(text, "utf8");
  return key.crv === "SM2"
    ? isSm2Signature(data, signature, key)
    : verify(null, data, ed25519PublicKey(key), signature);
};

const ed25519PublicKey = ({ kty, crv, x }: Ed25519Jwk): KeyObject =>
  createPublicKey({ key: { kty, crv, x }, format: "jwk" });

/** As the centre publishes it: for this program, and as PEM for any other. */
export function publishedKey(key: CertificateJwk) {
  const { d: _private, ...publicHalf } = key;
  const publicKey = publicHalf.crv === "SM2" ? sm2PublicKey(publicHalf) : ed25519PublicKey(publicHalf);
  return {
    keyId: certificateKeyId(key),
    algorithm: algorithmOf(key),
    key: publicHalf,
    pem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}
