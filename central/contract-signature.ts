/**
 * Signed requests (RFC 9421): what a terminal's and an authority's signature cover, in any order, all of it and
 * nothing else. Both sign with `created`, `expires`, `nonce`, `keyid` and `alg`; the body is covered by its
 * Content-Digest (RFC 9530, sha-256), which a request without one has too, of nothing.
 */
export const authorityComponents = [
  "@method",
  "@authority",
  "@path",
  "@query",
  "content-digest",
  // What makes a question the same one again is part of what was signed.
  "idempotency-key",
] as const;

/** An authority's reading has no key. */
export const authorityReadComponents = authorityComponents.filter((name) => name !== "idempotency-key");

/** The terminal's name and the place in its journal it speaks from. */
export const terminalHeader = "cardhall-terminal";
export const journalHeader = "cardhall-journal";
export const terminalComponents = [
  "@method",
  "@path",
  "@query",
  "content-digest",
  terminalHeader,
  journalHeader,
] as const;

/** `seq` and `head` of `header.journal` as one header: what the centre compares with the body's. */
export const journalText = (journal: { readonly seq: number; readonly head: string }): string =>
  `${String(journal.seq)} ${journal.head === "" ? "-" : journal.head}`;

/** Longest time between `created` and `expires`, and how far clocks may be apart. */
export const signatureLifeMs = 300_000;
export const clockSkewMs = 60_000;
