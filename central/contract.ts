import { z } from "zod";
import { lives, operationKinds, scriptPlans, targets } from "../card/life.ts";

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
  "card-expired",
  "already-active",
  "already-frozen",
  "already-cancelled",
  /** The card shows what no authorised operation can have made: clone, restored image, forged record. */
  "card-contradicts-centre",
  "reason-not-allowed",
  /** A replacement was ordered, or the region does not let this freeze be lifted. */
  "unfreeze-not-allowed",
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
  /** Of a freeze; formal when absent. */
  freeze: z.enum(freezeForms).optional(),
  evidence,
});
export type AuthoriseRequest = z.infer<typeof authoriseRequest>;

/** The operation is finished, and this is its certificate. */
const doneAnswer = z.object({
  result: z.literal("done"),
  certificateNo: z.string(),
  /** True for the one terminal that may print the original. */
  printGrant: z.boolean(),
  legal: z.enum(legalStates),
});

export const authoriseAnswer = z.discriminatedUnion("result", [
  z.object({ result: z.literal("authorised"), epoch: z.number().int().positive(), target: z.enum(targets) }),
  /** Another operation already waits for this card: finish that one first. This one was not begun. */
  z.object({ result: z.literal("resume"), pending: pendingOperation }),
  z.object({ result: z.literal("rejected"), code: z.enum(rejectionCodes) }),
  /** The centre's alone: a temporary freeze became a formal one, and nothing is to be written on the card. */
  doneAnswer,
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
  /** Which part of the script, from 0: those after the first are for cards that answered with `more`. */
  segment: z.number().int().min(0).max(15).optional(),
  evidence,
});
export type ScriptRequest = z.infer<typeof scriptRequest>;

export const scriptStep = z.object({
  name: z.string().max(64),
  apdu: z.string().regex(/^([0-9A-F]{2}){4,261}$/),
  allowed: z.array(hex(4)).min(1).max(8),
});
/** For a terminal that seals with a PSAM of its own: what to send, without any value that a key gives. */
export const scriptOrder = z.object({
  result: z.literal("order"),
  profile: z.string().max(64),
  /** As personalised: what the card's keys are diversified by. */
  atr: z.string().regex(/^([0-9A-F]{2}){8,33}$/),
  issuerNumber: z.string().regex(/^\d{6}$/),
  plan: z.enum(scriptPlans),
  target: z.enum(targets),
  record: statusRecord,
  validity: z.object({ issuedOn: z.iso.date(), expiresOn: z.iso.date() }),
  segment: z.number().int().min(0).max(15),
  /** As in a script. */
  more: z.boolean(),
});
export type ScriptOrderAnswer = z.infer<typeof scriptOrder>;
export const scriptAnswer = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("script"),
    steps: z.array(scriptStep).min(1).max(16),
    /** True when the card wants a fresh challenge before the rest: ask again with it. */
    more: z.boolean(),
  }),
  scriptOrder,
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
  doneAnswer,
  /** Stays on the work list: the next presentation of the card, anywhere, finishes it. */
  z.object({ result: z.literal("pending") }),
  /** The operation did not and will not happen. */
  z.object({ result: z.literal("ended"), state: z.enum(["reversed", "rejected", "superseded"]) }),
]);
export type ReportAnswer = z.infer<typeof reportAnswer>;

// ----------------- M1 without the card: POST /v1/operations/{opId}/freeze-absent

/** The card is lost, so the record is frozen at once; the chip is, whenever the card is seen. Key as AUTHORISE. */
export const freezeAbsentRequest = z.object({
  header,
  cardRef: hex(32),
  reason: z.enum(reasons),
  freeze: z.enum(freezeForms).optional(),
  /** What the holder was identified by: a reference, never a number of a person. */
  holderProof: z.string().min(1).max(64),
});
export type FreezeAbsentRequest = z.infer<typeof freezeAbsentRequest>;
export const freezeAbsentAnswer = z.discriminatedUnion("result", [
  doneAnswer,
  z.object({ result: z.literal("rejected"), code: z.enum(rejectionCodes) }),
]);
export type FreezeAbsentAnswer = z.infer<typeof freezeAbsentAnswer>;

// ----------------------------------- M4 REVERSE: POST /v1/operations/{opId}/reverse

/**
 * The holder wants it undone, and nothing of it is on the card. In this order: QUERY for `scripts`, power-cycle,
 * look, REVERSE: a script issued since the question would make the look worthless.
 */
export const reverseRequest = z.object({
  header,
  epoch: z.number().int().positive(),
  scripts: z.number().int().nonnegative(),
  evidence,
});
export type ReverseRequest = z.infer<typeof reverseRequest>;
export const reversalRefusals = [
  /** Only a look that began with a power cycle proves that no script can still land. */
  "reset-first",
  /** A script was issued since the terminal asked: ask, power-cycle and look again. */
  "look-again",
  /** Something of it is on the card: it can only be finished. */
  "roll-forward",
  "not-the-current-operation",
  /** A certificate was given, the freeze was lifted already, or the card may never be active again. */
  "not-allowed",
  "card-contradicts-centre",
] as const;
export const reverseAnswer = z.discriminatedUnion("result", [
  z.object({ result: z.literal("reversed"), legal: z.enum(legalStates) }),
  z.object({ result: z.literal("refused"), because: z.enum(reversalRefusals) }),
]);
export type ReverseAnswer = z.infer<typeof reverseAnswer>;

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
    /** Scripts issued so far: what REVERSE has to name. */
    scripts: z.number().int().nonnegative(),
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
  /** True: the record is frozen, and the card itself will be blocked when it is seen. */
  recordOnly: z.boolean().optional(),
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

// ------------------------------------------- BOOT: POST /v1/terminals/boot (fencing)

/**
 * A new process of a terminal goes on from the journal of the one before. The centre asks for the hash at the
 * newest place it knows; a disk that was copied, lost or set back cannot say it. A read of no operation: no key.
 */
export const bootRequest = z.object({
  header,
  /** `head` null: this journal has no such entry. */
  held: z.object({ seq: z.number().int().nonnegative(), head: z.string().max(128).nullable() }).optional(),
});
export type BootRequest = z.infer<typeof bootRequest>;
export const bootAnswer = z.discriminatedUnion("result", [
  z.object({ result: z.literal("welcome"), resendAfter: z.number().int().nonnegative().optional() }),
  z.object({ result: z.literal("prove"), seq: z.number().int().nonnegative() }),
]);
export type BootAnswer = z.infer<typeof bootAnswer>;

// --------------------- journal tail: POST /v1/terminals/journal (after a restore, row 25)

/** The terminal's own entries, text as it was hashed; a restored centre learns from them what it forgot. */
export const tailRequest = z.object({
  header,
  entries: z
    .array(
      z.object({
        seq: z.number().int().positive(),
        opId: z.string().max(64),
        atMs: atMs,
        body: z.string().max(8192),
        hash: z.string().max(128),
      }),
    )
    .min(1)
    .max(200),
});
export type TailRequest = z.infer<typeof tailRequest>;
export const tailAnswer = z.object({
  result: z.literal("received"),
  /** More is wanted after this entry; absent when nothing is. */
  resendAfter: z.number().int().nonnegative().optional(),
});
export type TailAnswer = z.infer<typeof tailAnswer>;

// ------------------------------------------------- M8 COMMANDS: POST /v1/commands

export const command = z.discriminatedUnion("kind", [
  /** The block list, card by card: a listed card is refused for use until a terminal with the centre has it. */
  z.object({ kind: z.literal("list"), cardRef: hex(32) }),
  z.object({ kind: z.literal("unlist"), cardRef: hex(32) }),
  /** Something changed for this operation: ask about it again. */
  z.object({ kind: z.literal("retry"), opId }),
  /** The centre was restored from a backup: send the journal's entries after this one (row 25). */
  z.object({ kind: z.literal("resend"), after: z.number().int().nonnegative() }),
]);
export type Command = z.infer<typeof command>;

/** A read: no key, no place in the journal. */
export const commandsRequest = z.object({
  header,
  /** The last command that was followed; 0 for all. */
  after: z.number().int().nonnegative(),
  /** How long the answer may wait for the first command. */
  waitMs: z.number().int().min(0).max(25_000).optional(),
});
export type CommandsRequest = z.infer<typeof commandsRequest>;
export const commandsAnswer = z.object({
  result: z.literal("commands"),
  commands: z.array(z.object({ seq: z.number().int().positive(), command })).max(500),
  /** Ask from here next. */
  after: z.number().int().nonnegative(),
});
export type CommandsAnswer = z.infer<typeof commandsAnswer>;
