import { z } from "zod";
import type { Clock } from "../hardware/clock.ts";
import { sleep } from "../hardware/clock.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import * as contract from "../central/contract.ts";

/**
 * `centre-unreachable`: no answer; what was asked may or may not have happened there.
 * `centre-refused`: it answered with a problem. `centre-garbled`: it answered what the contract does not know.
 */
export type CentreFault =
  | { readonly kind: "centre-unreachable"; readonly detail: string }
  | { readonly kind: "centre-refused"; readonly status: number; readonly code: string }
  | { readonly kind: "centre-garbled"; readonly detail: string };

type Answered<Answer> = Promise<Result<Answer, CentreFault>>;
type Body<Message extends { header: unknown }> = Omit<Message, "header">;

/** The centre as the terminal speaks to it: one method a message (protocol A2). */
export interface CentreClient {
  health(): Answered<contract.HealthAnswer>;
  observe(body: Body<contract.ObserveRequest>): Answered<contract.ObserveAnswer>;
  authorise(opId: string, body: Body<contract.AuthoriseRequest>): Answered<contract.AuthoriseAnswer>;
  script(opId: string, body: Body<contract.ScriptRequest>): Answered<contract.ScriptAnswer>;
  report(opId: string, body: Body<contract.ReportRequest>): Answered<contract.ReportAnswer>;
  query(opId: string): Answered<contract.QueryAnswer>;
  certificate(opId: string): Answered<contract.Certificate>;
  printed(opId: string, body: Body<contract.PrintedRequest>): Answered<contract.PrintedAnswer>;
}

/** One answer's patience, and how often a message is sent before the centre counts as unreachable. */
const answerMs = 5_000;
const tries = 3;
const pauseMs = 300;

export function centreClient(options: {
  readonly url: string;
  readonly token: string;
  readonly header: () => contract.Header;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Told at each exchange whether the centre answered. */
  readonly onReach: (reached: boolean) => void;
}): CentreClient {
  /** The same message again is safe: its key is the operation id, and the centre answers what it answered. */
  async function ask<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    body?: object,
  ): Answered<z.infer<Schema>> {
    let fault: CentreFault = { kind: "centre-unreachable", detail: "not asked" };
    // Made once: a repeated message is the same message, byte for byte.
    const sent = body === undefined ? undefined : JSON.stringify({ header: options.header(), ...body });
    for (let attempt = 0; attempt < tries; attempt++) {
      if (attempt > 0) await sleep(options.clock, pauseMs * attempt);
      const answered = await askOnce(path, schema, sent);
      if (answered.ok) return answered;
      fault = answered.fault;
      const busy = fault.kind === "centre-refused" && (fault.status === 409 || fault.status >= 500);
      if (fault.kind !== "centre-unreachable" && !busy) break;
    }
    return fail(fault);
  }

  async function askOnce<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    body: string | undefined,
  ): Answered<z.infer<Schema>> {
    let status: number;
    let text: string;
    const patience = new AbortController();
    const answered = options.clock.after(answerMs, () => patience.abort());
    try {
      const response = await options.fetch(`${options.url}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${options.token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body }),
        signal: patience.signal,
        redirect: "error",
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      options.onReach(false);
      return fail({ kind: "centre-unreachable", detail: error instanceof Error ? error.name : "unknown" });
    } finally {
      answered();
    }
    options.onReach(true);
    const received = parsed(text);
    if (status !== 200) {
      const problem = contract.problem.safeParse(received);
      return fail({ kind: "centre-refused", status, code: problem.success ? problem.data.code : "unknown" });
    }
    const answer = schema.safeParse(received);
    return answer.success
      ? ok(answer.data)
      : fail({ kind: "centre-garbled", detail: z.prettifyError(answer.error).slice(0, 300) });
  }

  const operation = (opId: string, message: string): string => `/v1/operations/${opId}/${message}`;
  return {
    health: () => ask("/v1/health", contract.healthAnswer),
    observe: (body) => ask("/v1/cards/observe", contract.observeAnswer, body),
    authorise: (opId, body) => ask(operation(opId, "authorise"), contract.authoriseAnswer, body),
    script: (opId, body) => ask(operation(opId, "script"), contract.scriptAnswer, body),
    report: (opId, body) => ask(operation(opId, "report"), contract.reportAnswer, body),
    query: (opId) => ask(`/v1/operations/${opId}`, contract.queryAnswer),
    certificate: (opId) => ask(operation(opId, "certificate"), contract.certificate),
    printed: (opId, body) => ask(operation(opId, "printed"), contract.printedAnswer, body),
  };
}

/** `undefined`, which no answer of the contract is, for what is no JSON: a proxy's page, half an answer. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
