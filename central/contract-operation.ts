import { z } from "zod";
import { operationKinds, scriptPlans, targets } from "../card/life.ts";
import {
  hex,
  opId,
  atMs,
  legalStates,
  operationStates,
  reasons,
  freezeForms,
  rejectionCodes,
  header,
  statusRecord,
  evidence,
  issuer,
} from "./contract.ts";

/**
 * What is said about one card and one operation on it: M7 OBSERVE, M1 AUTHORISE (and the freeze without the card),
 * M2 SCRIPT, M3 REPORT, M4 REVERSE, M5 QUERY.
 */

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
  /** Of a freeze: a temporary one may be had, and would lapse on this day, in Asia/Shanghai. */
  temporaryUntil: z.iso.date().optional(),
  /** True: an agent who asks for it is asked for a photo of both (contract-agent.ts). */
  agentPhoto: z.boolean().optional(),
  /** Absent when the operation may be chosen. */
  refusedBecause: z.enum(rejectionCodes).optional(),
});
export type Choice = z.infer<typeof choice>;

/** Made at another channel, of this card. */
export const waitingApplication = z.object({
  number: z.string().max(40),
  kind: z.enum(operationKinds),
  state: z.enum(["awaiting-approval", "awaiting-card"]),
  /** As it was given there; absent where that business asks for none. */
  reason: z.enum(reasons).optional(),
});

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
    /** Nothing of the pending one is on the card, and its holder may have it undone (M4). */
    undoable: z.boolean().optional(),
    /** Asked for elsewhere and not finished: what this card is waited for, or who has to agree first. */
    applications: z.array(waitingApplication).max(8).optional(),
    /** Newest finished operation's certificate, to print a copy. */
    lastCertificateNo: z.string().optional(),
    /** The operation of that certificate, as a terminal that has not done it has to know it. */
    lastOperation: pendingOperation.extend({ legal: z.enum(legalStates) }).optional(),
    nowMs: atMs,
  }),
  z.object({ result: z.literal("refused"), code: z.enum(rejectionCodes) }),
]);
export type ObserveAnswer = z.infer<typeof observeAnswer>;

// ----------------------------- M1 AUTHORISE: POST /v1/operations/{opId}/authorise

/** Somebody acts for the holder: references made under the terminal's key, never a number of a person. */
export const agent = z.object({
  agentRef: z.string().regex(/^[0-9a-f]{32}$/),
  /** Number of the power of attorney. */
  mandate: z.string().min(6).max(64),
});
export type Agent = z.infer<typeof agent>;

export const authoriseRequest = z.object({
  header,
  kind: z.enum(operationKinds),
  reason: z.enum(reasons),
  /** Of a freeze; formal when absent. */
  freeze: z.enum(freezeForms).optional(),
  /** Absent when the holder asks. */
  agent: agent.optional(),
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
  z.object({
    result: z.literal("rejected"),
    code: z.enum(rejectionCodes),
    /** With `approval-needed`: what the holder follows it by. */
    applicationNumber: z.string().max(40).optional(),
  }),
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

/** Of a record that was frozen without its card: whether its original is this terminal's to print. */
const recordPaper = { printGrant: z.boolean().optional() };

export const reportAnswer = z.discriminatedUnion("result", [
  doneAnswer,
  /** Stays on the work list: the next presentation of the card, anywhere, finishes it. */
  z.object({ result: z.literal("pending"), ...recordPaper }),
  /** The operation did not and will not happen. */
  z.object({
    result: z.literal("ended"),
    state: z.enum(["reversed", "rejected", "superseded"]),
    ...recordPaper,
  }),
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
  /** `epoch`: for the terminal's journal, where nothing else says it; 0 where it was the centre's alone. */
  doneAnswer.extend({ epoch: z.number().int().nonnegative() }),
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
