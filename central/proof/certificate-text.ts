import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { z } from "zod";
import { operationKinds } from "../../card/life.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { legalStates } from "../contract.ts";
import { keyIdOf, type Ed25519Jwk } from "../ed25519.ts";

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
export type MaskedHolder = {
  readonly holderNameMasked: string;
  readonly nationalNumberMasked: string;
  readonly cardNumberMasked: string;
};

/** First 8 bytes of a SHA-256, lower-case hex: ties the text to the person named on the paper, and names nobody. */
export const holderMark = (holder: MaskedHolder): string =>
  createHash("sha256")
    .update(`${holder.holderNameMasked}\n${holder.nationalNumberMasked}\n${holder.cardNumberMasked}`, "utf8")
    .digest("hex")
    .slice(0, 16);

const version = "CH1";
/** In the order of the text; none of them can hold the separator. */
const fields = z.tuple([
  z.literal(version),
  z.string().regex(/^\d{6}-\d{4}-\d{6,12}$/),
  z.enum(operationKinds),
  z.string().regex(/^\d{1,12}$/),
  z.string().regex(/^\d{6}$/),
  z.enum(legalStates),
  z.string().regex(/^[0-9a-f]{16}$/),
  z.string().regex(/^[0-9a-f]{16}$/),
]);

/** `CH1|number|kind|seconds since 1970|issuer|legal|holder mark|key id|signature`, Ed25519 (RFC 8032) in base64url. */
export function signedCertificateText(facts: CertificateFacts, key: Ed25519Jwk): string {
  const { number, kind, doneAtMs, issuerNumber, legal, holder } = facts;
  const seconds = String(Math.floor(doneAtMs / 1000));
  const text = [version, number, kind, seconds, issuerNumber, legal, holder, keyIdOf(key)].join("|");
  const signature = sign(null, Buffer.from(text, "utf8"), createPrivateKey({ key, format: "jwk" }));
  return `${text}|${signature.toString("base64url")}`;
}

export type CertificateTextFault = "not-a-certificate" | "unknown-key" | "signature-wrong";

/** Longer than any text of ours. */
const textMax = 400;

/** Reads what a QR code says and holds it to the centre's public keys. Needs no network. */
export function verifiedCertificate(
  text: string,
  keys: readonly Ed25519Jwk[],
): Result<CertificateFacts, CertificateTextFault> {
  const cut = text.lastIndexOf("|");
  if (text.length > textMax || cut < 0) return fail("not-a-certificate");
  const signed = text.slice(0, cut);
  const read = fields.safeParse(signed.split("|"));
  if (!read.success) return fail("not-a-certificate");
  const [, number, kind, seconds, issuerNumber, legal, holder, keyId] = read.data;
  const key = keys.find((each) => keyIdOf(each) === keyId);
  if (key === undefined) return fail("unknown-key");
  const { kty, crv, x } = key;
  const publicKey = createPublicKey({ key: { kty, crv, x }, format: "jwk" });
  const signature = Buffer.from(text.slice(cut + 1), "base64url");
  if (!verify(null, Buffer.from(signed, "utf8"), publicKey, signature)) return fail("signature-wrong");
  return ok({ number, kind, doneAtMs: Number(seconds) * 1000, issuerNumber, legal, holder });
}
