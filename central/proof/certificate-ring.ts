import { existsSync } from "node:fs";
import { keyIn, passingKey, type Ed25519Jwk } from "../ed25519.ts";
import { madeOnce } from "../made-once.ts";
import { certificateKeyId, type CertificateAlgorithm, type CertificateJwk } from "./certificate-key.ts";
import { newSm2Key, sm2Jwk, type Sm2Jwk } from "./sm2.ts";
import { provedSm2 } from "./sm2-example.ts";

/** The keys that a centre's certificates are held to, and the one that signs the next. */
type CertificateRing = {
  /** Signs certificates from now on. */
  readonly signing: CertificateJwk;
  /** Signs the heads of the audit trail: a browser checks them by itself, and knows no SM2. */
  readonly heads: Ed25519Jwk;
  /** All that may have signed a certificate of this centre. */
  readonly all: readonly CertificateJwk[];
};

/** Where the SM2 key lies, beside the other one. */
export const sm2FileOf = (file: string): string => `${file}-sm2`;

/**
 * The keys in these files, each made with mode 0600 at its first use; a ring that is forgotten without a file. A
 * key stays in the ring when another algorithm is chosen: paper that it signed is held to it.
 */
export function certificateRing(file: string | undefined, algorithm: CertificateAlgorithm): CertificateRing {
  const heads = file === undefined ? passingKey() : keyIn(file);
  const sm2 = sm2In(file === undefined ? undefined : sm2FileOf(file), algorithm === "sm2");
  if (sm2 === undefined) return { signing: heads, heads, all: [heads] };
  return { signing: algorithm === "sm2" ? sm2 : heads, heads, all: [heads, sm2] };
}

function sm2In(file: string | undefined, isChosen: boolean): Sm2Jwk | undefined {
  if (!isChosen && (file === undefined || !existsSync(file))) return undefined;
  provedSm2();
  if (file === undefined) return newSm2Key();
  const key = sm2Jwk.parse(JSON.parse(madeOnce(file, () => JSON.stringify(newSm2Key()))));
  if (isChosen && key.d === undefined)
    throw new Error(`${file}: no private key, so ${certificateKeyId(key)} signs nothing`);
  return key;
}
