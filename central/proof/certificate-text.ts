import { hash } from "node:crypto";
import { z } from "zod";
import { operationKinds } from "../../card/life.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { legalStates } from "../contract.ts";
import {
  algorithmOf,
  certificateAlgorithms,
  certificateKeyId,
  certificateSignature,
  isSignedBy,
  type CertificateAlgorithm,
  type CertificateJwk,
} from "./certificate-key.ts";

/** What a certificate's QR code says, so that anybody can hold the paper to it without asking the centre. */
export type CertificateFacts = {
  readonly number: string;
  readonly kind: (typeof operationKinds)[number];
  /** The centre's clock, whole seconds. */
  readonly doneAtMs: number;
  readonly issuerNumber: string;
  readonly legal: (typeof legalStates)[number];
  /** `holderMark` of the masked texts on the paper. */
  readonly holder: string;
};

/** The three masked texts as the paper shows them. */
type MaskedHolder = {
  readonly holderNameMasked: string;
  readonly nationalNumberMasked: string;
  readonly cardNumberMasked: string;
};

/** First 8 bytes of a SHA-256, lower-case hex: ties the text to the person named on the paper, and names nobody. */
export const holderMark = (holder: MaskedHolder): string =>
  hash(
    "sha256",
    `${holder.holderNameMasked}\n${holder.nationalNumberMasked}\n${holder.cardNumberMasked}`,
  ).slice(0, 16);

const version = "CH2";
/** In the order of the text; none of them can hold the separator. */
const told = [
  z.string().regex(/^\d{6}-\d{4}-\d{6,12}$/),
  z.enum(operationKinds),
  z.string().regex(/^\d{1,12}$/),
  z.string().regex(/^\d{6}$/),
  z.enum(legalStates),
  z.string().regex(/^[0-9a-f]{16}$/),
  z.string().regex(/^[0-9a-f]{16}$/),
] as const;
const fields = z.tuple([z.literal(version), z.enum(certificateAlgorithms), ...told]);
/** What was printed before texts named their algorithm: Ed25519, always. */
const earlierFields = z.tuple([z.literal("CH1"), ...told]);

/**
 * `CH2|algorithm|number|kind|seconds since 1970|issuer|legal|holder mark|key id|signature`, the signature in
 * base64url over all that stands before its separator. One of SM2 differs each time it is made.
 */
export function signedCertificateText(facts: CertificateFacts, key: CertificateJwk): string {
  const { number, kind, doneAtMs, issuerNumber, legal, holder } = facts;
  const seconds = String(Math.floor(doneAtMs / 1000));
  const algorithm = algorithmOf(key);
  const keyId = certificateKeyId(key);
  const text = [version, algorithm, number, kind, seconds, issuerNumber, legal, holder, keyId].join("|");
  return `${text}|${certificateSignature(text, key).toString("base64url")}`;
}

type CertificateTextFault = "not-a-certificate" | "unknown-key" | "signature-wrong";
type VerifiedCertificate = CertificateFacts & { readonly algorithm: CertificateAlgorithm };

/** Longer than any text of ours. */
const textMax = 400;

/** Reads what a QR code says and holds it to the centre's public keys. Needs no network. */
export function verifiedCertificate(
  text: string,
  keys: readonly CertificateJwk[],
): Result<VerifiedCertificate, CertificateTextFault> {
  const cut = text.lastIndexOf("|");
  if (text.length > textMax || cut < 0) return fail("not-a-certificate");
  const signed = text.slice(0, cut);
  const read = fieldsIn(signed);
  if (read === undefined) return fail("not-a-certificate");
  const [, algorithm, number, kind, seconds, issuerNumber, legal, holder, keyId] = read;
  // A key is good for its own algorithm only, whatever the text calls itself.
  const key = keys.find((each) => certificateKeyId(each) === keyId && algorithmOf(each) === algorithm);
  if (key === undefined) return fail("unknown-key");
  const written = text.slice(cut + 1);
  const signature = Buffer.from(written, "base64url");
  // One signature has one spelling, so that no two texts are the same certificate.
  if (signature.toString("base64url") !== written || !isSignedBy(signed, signature, key))
    return fail("signature-wrong");
  return ok({ number, kind, doneAtMs: Number(seconds) * 1000, issuerNumber, legal, holder, algorithm });
}

function fieldsIn(signed: string): z.infer<typeof fields> | undefined {
  const words = signed.split("|");
  const earlier = earlierFields.safeParse(words);
  if (!earlier.success) return fields.safeParse(words).data;
  const [, ...rest] = earlier.data;
  return [version, "ed25519", ...rest];
}
