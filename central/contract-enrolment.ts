import { z } from "zod";

/**
 * How a terminal becomes known (docs/api.md): an operator offers it a token, the terminal makes its key and asks for a
 * certificate with the token, once. From then on it speaks over mutual TLS and signs what it says.
 */

/** An RFC 7468 text of so many characters at most. */
const pem = (longest: number) => z.string().startsWith("-----BEGIN ").max(longest);

export const terminalName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

// ------------------------------------------------------------- POST /v1/enrol

export const enrolRequest = z.object({
  /** The secret part of what the operator handed over. */
  token: z.string().min(32).max(128),
  /** PKCS#10 (RFC 2986), signed by the terminal's own EC P-256 key; its subject is not read. */
  request: pem(4_096),
});
export type EnrolRequest = z.infer<typeof enrolRequest>;
/** Also the answer to POST /v1/terminals/renew, which has no body: a new certificate for the same key. */
export const enrolAnswer = z.object({
  terminalId: terminalName,
  certificate: pem(8_192),
  /** Whose certificates this centre and its terminals show. */
  authority: pem(8_192),
});
export type EnrolAnswer = z.infer<typeof enrolAnswer>;

// ----------------------------------------------------------- GET /v1/authority

/** Asked before the centre is trusted: who asks compares its SHA-256 with the token's last part. */
export const authorityAnswer = z.object({ authority: pem(8_192) });

/** What the operator hands over, in one line: the secret, and the fingerprint of the centre's authority. */
export const tokenText = (secret: string, fingerprint: string): string => `${secret}.${fingerprint}`;

/** Nothing for what is no such line. `fingerprint`: SHA-256 in lower-case hex. */
export function readToken(
  text: string,
): { readonly secret: string; readonly fingerprint: string } | undefined {
  const [, secret, fingerprint] = /^([\w-]{32,128})\.([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return secret === undefined || fingerprint === undefined ? undefined : { secret, fingerprint };
}
