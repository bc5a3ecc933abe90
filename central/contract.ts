import { z } from "zod";
import { lives, operationKinds, targets } from "../card/life.ts";

/**
 * The centre's published face: every message a terminal and the centre exchange (design: messages M1-M7).
 * JSON over HTTP, `Authorization: Bearer TOKEN`. Each POST carries an operation id minted and journalled by the
 * terminal first; message + operation id (+ attempt for SCRIPT) is the idempotency key. The same key with
 * another body answers 422 `different-body`, the same key still being worked on 409 `in-progress`.
 * Faults that are not answers come as RFC 9457 problem+json with one of `problemCodes`.
 */

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9A-F]{${String(digits)}}$`));
const opId = z.uuid({ version: "v7" });
/** Milliseconds since 1970, the centre's clock. */
const atMs = z.number().int().nonnegative();

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
  "other",
] as const;
export type Reason = (typeof reasons)[number];

export const reasonsFor: Readonly<Record<(typeof operationKinds)[number], readonly Reason[]>> = {
  freeze: ["misuse-suspected", "not-used-now", "other"],
  unfreeze: ["card-found", "suspicion-cleared", "other"],
  cancel: ["settled-abroad", "nationality-lost", "duplicate-card", "moved-away"],
};

/** Why the centre says no; each is an answer, with words for the holder in `words/`. */
export const rejectionCodes = [
  "unknown-card",
  "unknown-issuer",
  "issuer-not-approved",
  "card-expired",
  "already-active",
  "already-frozen",
  "already-cancelled",
  /** The card shows what no authorised operation can have made: clone, restored image, forged record. */
  "card-contradicts-centre",
  "reason-not-allowed",
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
  "unknown-operation",
  "hsm-unavailable",
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
  record: z.union([statusRecord, z.enum(["garbled", "unreadable"])]),
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

// ---------------------------------------------------- M7 OBSERVE: POST /v1/cards/observe

export const observeRequest = z.object({ header, evidence });
export type ObserveRequest = z.infer<typeof observeRequest>;

/** An operation that waits for this card; it is finished before anything else is offered. */
export const pendingOperation = z.object({
  opId,
  kind: z.enum(operationKinds),
  reason: z.enum(reasons),
  epoch: z.number().int().positive(),
  target: z.enum(targets),
});
export type PendingOperation = z.infer<typeof pendingOperation>;

export const choice = z.object({
  kind: z.enum(operationKinds),
  /** Absent when the operation may be chosen. */
  refusedBecause: z.enum(rejectionCodes).optional(),
});
export type Choice = z.infer<typeof choice>;

export const observeAnswer = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("known"),
    legal: z.enum(legalStates),
    epoch: z.number().int().nonnegative(),
    issuer,
    /** By the centre's clock. */
    expired: z.boolean(),
    choices: z.array(choice).length(3),
    pending: pendingOperation.optional(),
    /** Newest finished operation's certificate, to print a copy. */
    lastCertificateNo: z.string().optional(),
    nowMs: atMs,
  }),
  z.object({ result: z.literal("refused"), code: z.enum(rejectionCodes) }),
]);
export type ObserveAnswer = z.infer<typeof observeAnswer>;

// ----------------------------- M1 AUTHORISE: POST /v1/operations/{opId}/authorise

export const authoriseRequest = z.object({
  header,
  kind: z.enum(operationKinds),
  reason: z.enum(reasons),
  evidence,
});
export type AuthoriseRequest = z.infer<typeof authoriseRequest>;

export const authoriseAnswer = z.discriminatedUnion("result", [
  z.object({ result: z.literal("authorised"), epoch: z.number().int().positive(), target: z.enum(targets) }),
  /** Another operation already waits for this card: finish that one first. This one was not begun. */
  z.object({ result: z.literal("resume"), pending: pendingOperation }),
  z.object({ result: z.literal("rejected"), code: z.enum(rejectionCodes) }),
]);
export type AuthoriseAnswer = z.infer<typeof authoriseAnswer>;

// ------------------------------------- M2 SCRIPT: POST /v1/operations/{opId}/script

export const scriptRequest = z.object({
  header,
  epoch: z.number().int().positive(),
  /** Counts from 1 within the operation. */
  attempt: z.number().int().min(1).max(10_000),
  /** GET CHALLENGE of this card session; the script dies with it. */
  challenge: hex(16),
  evidence,
});
export type ScriptRequest = z.infer<typeof scriptRequest>;

export const scriptStep = z.object({
  name: z.string().max(64),
  apdu: z.string().regex(/^([0-9A-F]{2}){4,261}$/),
  allowed: z.array(hex(4)).min(1).max(8),
});
export const scriptAnswer = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("script"),
    steps: z.array(scriptStep).min(1).max(16),
    /** True when the card wants a fresh challenge before the rest: ask again with it. */
    more: z.boolean(),
  }),
  z.object({ result: z.literal("refused"), code: z.enum(rejectionCodes) }),
]);
export type ScriptAnswer = z.infer<typeof scriptAnswer>;

// ------------------------------------- M3 REPORT: POST /v1/operations/{opId}/report

/**
 * `seen`: a fresh look after a reset, the centre judges it. `unknown`: the card is gone, nothing is known.
 * `abandoned`: given up before AUTHORISE was known to arrive; leaves a tombstone.
 */
export const reportRequest = z.object({
  header,
  epoch: z.number().int().nonnegative(),
  outcome: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("seen"), evidence, statusWords: z.array(hex(4)).max(64) }),
    z.object({ kind: z.literal("unknown") }),
    z.object({ kind: z.literal("abandoned") }),
  ]),
});
export type ReportRequest = z.infer<typeof reportRequest>;

export const reportAnswer = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("done"),
    certificateNo: z.string(),
    /** True for the one terminal that may print the original. */
    printGrant: z.boolean(),
    legal: z.enum(legalStates),
  }),
  /** Stays on the work list: the next presentation of the card, anywhere, finishes it. */
  z.object({ result: z.literal("pending") }),
  /** The operation did not and will not happen. */
  z.object({ result: z.literal("ended"), state: z.enum(["reversed", "rejected", "superseded"]) }),
]);
export type ReportAnswer = z.infer<typeof reportAnswer>;

// ---------------------------------------------- M5 QUERY: GET /v1/operations/{opId}

export const queryAnswer = z.discriminatedUnion("result", [
  z.object({ result: z.literal("unknown") }),
  z.object({
    result: z.literal("known"),
    state: z.enum(operationStates),
    kind: z.enum(operationKinds),
    reason: z.enum(reasons),
    cardRef: hex(32),
    epoch: z.number().int().nonnegative(),
    target: z.enum(targets),
    certificateNo: z.string().optional(),
    originalPrinted: z.boolean(),
    copiesPrinted: z.number().int().nonnegative(),
  }),
]);
export type QueryAnswer = z.infer<typeof queryAnswer>;

// --------------------- certificate text: GET /v1/operations/{opId}/certificate (done only)

/** Personal text comes from the centre, masked, at the moment of printing and is never journalled. */
export const certificate = z.object({
  number: z.string(),
  opId,
  kind: z.enum(operationKinds),
  reason: z.enum(reasons),
  /** The centre's clock, when the operation was done. */
  doneAtMs: atMs,
  issuer,
  office: z.object({ nameZh: z.string(), nameEn: z.string() }),
  holderNameMasked: z.string(),
  nationalNumberMasked: z.string(),
  cardNumberMasked: z.string(),
  /** As the card itself showed it in the look that settled the operation. */
  cardLife: z.enum(lives),
  legal: z.enum(legalStates),
  copiesPrinted: z.number().int().nonnegative(),
});
export type Certificate = z.infer<typeof certificate>;

// ----------------------------------- M6 PRINTED: POST /v1/operations/{opId}/printed

export const printedRequest = z.object({
  header,
  certificateNo: z.string(),
  print: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("original") }),
    z.object({ kind: z.literal("copy"), n: z.number().int().positive() }),
  ]),
  /** What the printer answered. */
  proof: z.string().max(200),
});
export type PrintedRequest = z.infer<typeof printedRequest>;
export const printedAnswer = z.object({ result: z.literal("recorded") });
export type PrintedAnswer = z.infer<typeof printedAnswer>;

// -------------------------------------------------------------- GET /v1/health

export const healthAnswer = z.object({ result: z.literal("ok"), nowMs: atMs, warnings: z.array(z.string()) });
export type HealthAnswer = z.infer<typeof healthAnswer>;
