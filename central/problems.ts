import { fail, type Result } from "../hardware/result.ts";
import type { ProblemCode } from "./contract.ts";

/** What only people's and authorities' questions can meet (api/route.ts). */
export const faceProblemCodes = ["forbidden", "not-found", "rate-limited"] as const;
type FaceProblemCode = (typeof faceProblemCodes)[number];

/** A fault that is not an answer; on the wire as RFC 9457 problem+json. */
export type Problem = { readonly code: ProblemCode | FaceProblemCode; readonly detail?: string };

/** `text`: exactly as it is stored and sent, so that a replay is byte-equal; `value`: what it says. */
export type Answer<Value> = { readonly text: string; readonly value: Value };
export type Answered<Value> = Result<Answer<Value>, Problem>;

export const statusOf: Readonly<Record<Problem["code"], number>> = {
  unauthorised: 401,
  "invalid-message": 400,
  "different-body": 422,
  "in-progress": 409,
  "boot-first": 409,
  quarantined: 409,
  restoring: 503,
  "unknown-operation": 404,
  "hsm-unavailable": 503,
  "too-many-scripts": 429,
  forbidden: 403,
  "not-found": 404,
  "rate-limited": 429,
  internal: 500,
};

export const titleOf: Readonly<Record<Problem["code"], string>> = {
  unauthorised: "It is not proved who asks: bearer, session, certificate or signature",
  "invalid-message": "The message does not fit the contract",
  "different-body": "This operation id came earlier with another body",
  "in-progress": "Still being worked on: send the same message again",
  "boot-first": "Another process of this terminal is listened to",
  quarantined: "This terminal is out of service until a person has looked at it",
  restoring: "The centre is being put back and serves nobody yet: ask again later",
  "unknown-operation": "No such operation, route or certificate",
  "hsm-unavailable": "The centre cannot make card scripts now",
  "too-many-scripts": "This terminal had as many card scripts as an hour may bring",
  forbidden: "This is not among the caller's duties",
  "not-found": "There is nothing of that name, or not for this caller",
  "rate-limited": "Too many requests: wait, then ask again",
  internal: "The centre failed; nothing was done",
};

export const refuse = (code: Problem["code"], detail?: string): Result<never, Problem> =>
  fail(detail === undefined ? { code } : { code, detail });
