import { z } from "zod";
import { lives, type operationKinds, targets } from "../card/life.ts";

/**
 * The centre's published face, and the words its messages are made of: states, reasons, refusals, header, evidence.
 * The messages themselves (design: M1-M8): contract-operation.ts, contract-certificate.ts, contract-terminal.ts.
 * JSON over HTTP, `Authorization: Bearer TOKEN`. Each POST carries an operation id minted and journalled by the
 * terminal first; message + operation id (+ attempt for SCRIPT) is the idempotency key. The same key with
 * another body answers 422 `different-body`, the same key still being worked on 409 `in-progress`.
 * Faults that are not answers come as RFC 9457 problem+json with one of `problemCodes`.
 */

/** A field of so many hexadecimal digits. */
export const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9A-F]{${String(digits)}}$`));
/** Minted and journalled by the terminal, before anything is asked for. */
export const opId = z.uuid({ version: "v7" });
/** Milliseconds since 1970, the centre's clock. */
export const atMs = z.number().int().nonnegative();

// ------------------------------------------------------------------- states

/** What the centre holds true of a card, whatever the chip says. */
export const legalStates = ["active", "frozen-temporary", "frozen", "cancelled"] as const;
export type Legal = (typeof legalStates)[number];

/** The chip life each legal state asks for. */
export const lifeOfLegal = {
  active: "active",
  "frozen-temporary": "frozen",
  frozen: "frozen",
  cancelled: "cancelled",
} as const satisfies Record<Legal, (typeof targets)[number]>;

export const operationStates = [
  "authorised",
  "awaiting-card",
  "done",
  "reversed",
  "rejected",
  "superseded",
  "lifted-awaiting-card",
] as const;
export type OperationState = (typeof operationStates)[number];

/** Why a holder asks. Which of them fit which operation: `reasonsFor`. */
export const reasons = [
  "misuse-suspected",
  "not-used-now",
  "card-found",
  "suspicion-cleared",
  "settled-abroad",
  "nationality-lost",
  "duplicate-card",
  "moved-away",
  /** Given at a counter or by an authority, never by the holder. */
  "death",
  "disappearance",
  "other",
] as const;
export type Reason = (typeof reasons)[number];

export const reasonsFor: Readonly<Record<(typeof operationKinds)[number], readonly Reason[]>> = {
  freeze: ["misuse-suspected", "not-used-now", "other"],
  unfreeze: ["card-found", "suspicion-cleared", "other"],
  cancel: ["settled-abroad", "nationality-lost", "duplicate-card", "moved-away"],
};

/** 临时挂失 lapses by itself after the region's days; 正式挂失 stays until it is lifted. */
export const freezeForms = ["formal", "temporary"] as const;
export type FreezeForm = (typeof freezeForms)[number];

/** A new operation may replace a pending one without the card only when it goes up here (protocol A6). */
export const strictness: Readonly<Record<Legal, number>> = {
  active: 0,
  "frozen-temporary": 1,
  frozen: 2,
  cancelled: 3,
};

/** Why the centre says no; each is an answer, with words for the holder in `words/`. */
export const rejectionCodes = [
  "unknown-card",
  "unknown-issuer",
  "issuer-not-approved",
  /** The file structure of its cards is not, or is no longer, what was approved for this issuer. */
  "profile-not-approved",
  /** Made for its holder and not handed over yet (封存). */
  "card-sealed",
  "card-expired",
  "already-active",
  "already-frozen",
  "already-cancelled",
  /** The card shows what no authorised operation can have made: clone, restored image, forged record. */
  "card-contradicts-centre",
  "reason-not-allowed",
  /** A replacement was ordered, or the region does not let this freeze be lifted. */
  "unfreeze-not-allowed",
  /** By the region's rules somebody has to agree first: the answer names the application. */
  "approval-needed",
  /** Something is owed or running through the card, and has to be settled before it is cancelled. */
  "conditions-open",
  /** The operation was given up earlier; a late or repeated request for it must not revive it. */
  "operation-abandoned",
  /** The script asked for is not for the card's current operation and epoch. */
  "not-the-current-operation",
  /** The card already shows the target: report it instead. */
  "already-applied",
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

export const problemCodes = [
  "unauthorised",
  "invalid-message",
  "different-body",
  "in-progress",
  /** Another process of this terminal is listened to: show that this one goes on from its journal (BOOT). */
  "boot-first",
  /** This terminal's disk was copied, lost or set back: it serves nobody until a person has looked at it. */
  "quarantined",
  /** Put back from a backup, and waiting for what its terminals know: nothing is begun or settled yet. */
  "restoring",
  "unknown-operation",
  "hsm-unavailable",
  /** This terminal had as many scripts as an hour may bring. */
  "too-many-scripts",
  "internal",
] as const;
export type ProblemCode = (typeof problemCodes)[number];
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(problemCodes),
  detail: z.string().optional(),
});

// ------------------------------------------------------------------- shapes

/** Who speaks: not part of the fingerprint that idempotency compares. */
export const header = z.object({
  v: z.literal(1),
  terminalId: z.string().min(1).max(64),
  bootId: z.uuid(),
  /** Last journal entry's number and hash when the message was made. */
  journal: z.object({ seq: z.number().int().nonnegative(), head: z.string().max(128) }),
});
export type Header = z.infer<typeof header>;

export const statusRecord = z.object({
  epoch: z.number().int().min(0).max(0xffff_ffff),
  target: z.enum(targets),
  opTag: hex(16),
  time: z.string().regex(/^\d{14}$/),
  region: z.string().regex(/^\d{6}$/),
});

export const evidence = z.object({
  cardRef: hex(32),
  atr: z.string().regex(/^([0-9A-F]{2}){2,33}$/),
  profile: z.string().max(64),
  life: z.enum(lives),
  selectStatusWord: hex(4),
  record: z.union([statusRecord, z.enum(["garbled", "unreadable", "absent"])]),
  resetBeforeRead: z.boolean(),
});

export const issuer = z.object({
  /** Issuer identification number: 6 digits, GB/T 2260 of the issuing city. */
  number: z.string().regex(/^\d{6}$/),
  nameZh: z.string(),
  nameEn: z.string(),
  regionZh: z.string(),
  regionEn: z.string(),
});
export type Issuer = z.infer<typeof issuer>;
