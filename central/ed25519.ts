import { createHash, generateKeyPairSync } from "node:crypto";
import { z } from "zod";
import { madeOnce } from "./made-once.ts";

/** RFC 8037: an Ed25519 key as JSON. A public one has no `d`. */
export const ed25519Jwk = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().regex(/^[\w-]{43}$/),
  d: z
    .string()
    .regex(/^[\w-]{43}$/)
    .exactOptional(),
});
export type Ed25519Jwk = z.infer<typeof ed25519Jwk>;

/** First 8 bytes of the SHA-256 of the raw public key, lower-case hex. */
export const keyIdOf = ({ x }: Ed25519Jwk): string =>
  createHash("sha256").update(Buffer.from(x, "base64url")).digest("hex").slice(0, 16);

/** A key that is forgotten with the process: for a centre that forgets everything else too. */
export const passingKey = (): Ed25519Jwk =>
  ed25519Jwk.parse(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));

/** The key in this file, made with mode 0600 when absent. What was signed with it is held to it later, so it is kept. */
export function keyIn(file: string): Ed25519Jwk {
  const key = ed25519Jwk.parse(JSON.parse(madeOnce(file, () => JSON.stringify(passingKey()))));
  if (key.d === undefined) throw new Error(`${file}: no private key`);
  return key;
}
