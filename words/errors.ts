import type { Phrase } from "./language.ts";

/**
 * The error catalogue: every fault a person can meet. `what` says what happened and what it means for them,
 * `next` what to do now; `clerk` and `technician` say who else acts, and how.
 */
export type CatalogueEntry = {
  readonly what: Phrase;
  readonly next: Phrase;
  readonly clerk: Phrase;
  readonly technician?: Phrase;
};

export const faultCodes = [
  // the card
  "no-card",
  "mute-card",
  "card-not-recognised",
  "card-garbled",
  "card-pulled",
  "other-card",
  "card-defect",
  "card-contradicts-centre",
  // the register
  "unknown-card",
  "unknown-issuer",
  "issuer-not-approved",
  "card-expired",
  "already-active",
  "already-frozen",
  "already-cancelled",
  "reason-not-allowed",
  "operation-pending",
  "operation-ended",
  // the centre
  "centre-unreachable",
  "centre-refused",
  // devices
  "reader-missing",
  "reader-busy",
  "printer-offline",
  "paper-out",
  "cover-open",
  "cutter-fault",
  "printer-unconfirmed",
  // the terminal
  "terminal-disk",
  "terminal-fault",
] as const;
export type FaultCode = (typeof faultCodes)[number];
