import { z } from "zod";
import { atMs, issuer } from "./contract.ts";

/**
 * The issuers that terminals carry with them: GET /v1/registry/snapshot. Signed, since a terminal keeps it and
 * goes by it when nobody can be asked; a read of no operation, and no place in the journal.
 */

/** What `text` says. A terminal never takes one that was made before the one it has. */
export const issuerSnapshot = z.object({
  v: z.literal(1),
  madeAtMs: atMs,
  issuers: z
    .array(issuer.extend({ approved: z.boolean(), profiles: z.array(z.string().max(64)).max(64) }))
    .max(5_000),
});
export type IssuerSnapshot = z.infer<typeof issuerSnapshot>;

/** The bytes that were signed, as they were signed. */
export const signedSnapshot = z.object({
  text: z.string().max(4_000_000),
  /** Ed25519 over the UTF-8 of `text`, base64url. */
  signature: z.string().regex(/^[\w-]{86}$/),
  /** Raw public key, base64url: what a terminal keeps from the first snapshot it gets, and holds later ones to. */
  publicKey: z.string().regex(/^[\w-]{43}$/),
});
export type SignedSnapshot = z.infer<typeof signedSnapshot>;
