import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { canonical } from "../answers.ts";
import { keyIdOf, type Ed25519Jwk } from "../ed25519.ts";
import type { RuleSignature } from "./rule-shape.ts";

/** What is signed: the file as RFC 8785 writes it, so that spaces and the order of names do not count. */
function signedBytes(file: Readonly<Record<string, unknown>>): Buffer {
  const { signature: _signature, ...rest } = file;
  return Buffer.from(canonical(rest), "utf8");
}

/** The file with its signature; an older one is replaced. `key` has its private part. */
export function signedRules(
  file: Readonly<Record<string, unknown>>,
  key: Ed25519Jwk,
): Readonly<Record<string, unknown>> & { readonly signature: RuleSignature } {
  const value = sign(null, signedBytes(file), createPrivateKey({ key, format: "jwk" }));
  return { ...file, signature: { keyId: keyIdOf(key), value: value.toString("base64url") } };
}

export type SignatureFault = "not-signed" | "unknown-key" | "signature-wrong";

/** Undefined when one of these keys signed this file, as it stands. */
export function signatureFault(
  file: Readonly<Record<string, unknown>>,
  signature: RuleSignature | undefined,
  trusted: readonly Ed25519Jwk[],
): SignatureFault | undefined {
  if (signature === undefined) return "not-signed";
  const key = trusted.find((each) => keyIdOf(each) === signature.keyId);
  if (key === undefined) return "unknown-key";
  const { kty, crv, x } = key;
  const holds = verify(
    null,
    signedBytes(file),
    createPublicKey({ key: { kty, crv, x }, format: "jwk" }),
    Buffer.from(signature.value, "base64url"),
  );
  return holds ? undefined : "signature-wrong";
}
