import type { z } from "zod";
import type { Role, Staff } from "../access/staff.ts";
import type { Problem } from "../problems.ts";
import type { Result } from "../../hardware/result.ts";
import type { Tx } from "../store.ts";

/** Who calls: proved by mount.ts before a handler runs, and never read from a body. */
export type Caller =
  | { readonly face: "staff"; readonly staff: Staff }
  /** Anybody: what they may see is proved by what they name (a number and an ID tail, a verification). */
  | { readonly face: "public" }
  /** Another authority, by its registered key: public security, civil affairs. */
  | { readonly face: "authority"; readonly authority: string };

type CallerOf<Face extends Caller["face"]> = Extract<Caller, { readonly face: Face }>;

export type Asked<Face extends Caller["face"], Params, Query, Body> = {
  readonly caller: CallerOf<Face>;
  readonly nowMs: number;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
};

/**
 * One question that the centre answers outside the terminals' protocol (contract.ts). From the list of these
 * come the HTTP routes (mount.ts), the OpenAPI document (openapi.ts) and the fuzzed requests of the tests.
 *
 * A handler runs in one transaction. A POST carries an `Idempotency-Key` header (a UUID): the same key with the
 * same body gets the same bytes again, with another body 422 `different-body` (a stranger's refusal alone is not kept,
 * and found anew). What a rule refuses is an answer;
 * a `Problem` is for what could not be asked at all.
 */
export type Route = {
  /** In lower camel case, one of a kind: the OpenAPI operationId. */
  readonly name: string;
  readonly summary: string;
  readonly method: "GET" | "POST";
  /** `/staff/v1/...`, `/public/v1/...` or `/authorities/v1/...`, parameters as `:name`. */
  readonly path: string;
  readonly face: Caller["face"];
  /** Of the staff face: whoever has one of them. */
  readonly roles?: readonly Role[];
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  /** Bytes; 64 KiB unless told otherwise. */
  readonly bodyLimit?: number;
  readonly handle: (
    tx: Tx,
    asked: Asked<Caller["face"], unknown, unknown, unknown>,
  ) => Promise<Result<unknown, Problem>>;
};

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** A route whose handler sees what its schemas promise. */
export function route<
  Face extends Caller["face"],
  Answer extends z.ZodType,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  told: Omit<Route, "face" | "params" | "query" | "body" | "answer" | "handle"> & {
    readonly face: Face;
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly answer: Answer;
    readonly handle: (
      tx: Tx,
      asked: Asked<Face, Parsed<Params>, Parsed<Query>, Parsed<Body>>,
    ) => Promise<Result<z.input<Answer>, Problem>>;
  },
): Route {
  // mount.ts parses by these schemas before it calls, so what the handler gets is what it was typed with.
  return told as unknown as Route;
}
