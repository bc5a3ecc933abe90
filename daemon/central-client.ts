import { z } from "zod";
import type { Clock } from "../hardware/clock.ts";
import { sleep } from "../hardware/clock.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import {
  agentShownAnswer,
  type AgentShownAnswer,
  type AgentShownRequest,
} from "../central/contract-agent.ts";
import * as papers from "../central/contract-certificate.ts";
import * as operations from "../central/contract-operation.ts";
import { signedSnapshot, type SignedSnapshot } from "../central/contract-registry.ts";
import * as terminals from "../central/contract-terminal.ts";
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
  health(): Answered<terminals.HealthAnswer>;
  observe(body: Body<operations.ObserveRequest>): Answered<operations.ObserveAnswer>;
  /** Who acts for the holder; alone it begins nothing. */
  agentShown(opId: string, body: Body<AgentShownRequest>): Answered<AgentShownAnswer>;
  authorise(opId: string, body: Body<operations.AuthoriseRequest>): Answered<operations.AuthoriseAnswer>;
  freezeAbsent(
    opId: string,
    body: Body<operations.FreezeAbsentRequest>,
  ): Answered<operations.FreezeAbsentAnswer>;
  reverse(opId: string, body: Body<operations.ReverseRequest>): Answered<operations.ReverseAnswer>;
  script(opId: string, body: Body<operations.ScriptRequest>): Answered<operations.ScriptAnswer>;
  report(opId: string, body: Body<operations.ReportRequest>): Answered<operations.ReportAnswer>;
  query(opId: string): Answered<operations.QueryAnswer>;
  certificate(opId: string): Answered<papers.Certificate>;
  printed(opId: string, body: Body<papers.PrintedRequest>): Answered<papers.PrintedAnswer>;
  /** What this process was not told yet; from the beginning once more after each BOOT. */
  commands(waitMs?: number): Answered<readonly terminals.Command[]>;
  desk(body: Body<terminals.DeskRequest>): Answered<terminals.DeskAnswer>;
  journalTail(tail: Omit<terminals.TailRequest, "header">): Answered<terminals.TailAnswer>;
  /** The signed list of issuers, to be carried along. */
  issuers(): Answered<SignedSnapshot>;
}

/** One answer's patience, and how often a message is sent before the centre counts as unreachable. */
const answerMs = 5_000;
const tries = 3;
const pauseMs = 300;

export function centreClient(options: {
  readonly url: string;
  /** On the centre's own machine; an enrolled terminal's `fetch` proves itself (enrolled-fetch.ts). */
  readonly token?: string;
  readonly header: () => contract.Header;
  readonly hashAt?: HashAt;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Told at each exchange whether the centre answered. */
  readonly onReach: (reached: boolean) => void;
}): CentreClient {
  async function askOnce<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    message: object | undefined,
  ): Answered<z.infer<Schema>> {
    let status: number;
    let text: string;
    // The same message gives the same bytes, so a repeated one is the same to the last byte.
    const body = message === undefined ? undefined : JSON.stringify(message);
    const proof = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
    const patience = new AbortController();
    const answered = options.clock.after(answerMs, () => patience.abort());
    try {
      const response = await options.fetch(`${options.url}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { ...proof, "content-type": "application/json" },
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

  const { header, hashAt, clock } = options;
  return clientOver({ header, clock, askOnce, ...(hashAt === undefined ? {} : { hashAt }) });
}

/** The hash of this terminal's journal at one entry; nothing where it has none. */
type HashAt = (seq: number) => string | undefined;

/** One question, once: a message there, its answer back. */
export type AskOnce = <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  message: object | undefined,
) => Answered<z.infer<Schema>>;

/** The centre over any way of asking once: what is repeated, how often, and under which name. */
export function clientOver(options: {
  readonly header: () => contract.Header;
  /** Absent for whoever has no journal to go on from: it proves nothing, and changes nothing. */
  readonly hashAt?: HashAt;
  readonly clock: Clock;
  readonly askOnce: AskOnce;
}): CentreClient {
  /** The last command that was heard. */
  let heardTo = 0;
  /** How often this process has asked to begin. */
  let boots = 0;

  /**
   * BOOT: this process goes on from the journal that the centre knows, and shows the hash it asks for. What is
   * asked may move on while a late message of the process before arrives, so it is shown again, a few times.
   */
  async function boot(because: CentreFault): Answered<terminals.BootAnswer> {
    const { hashAt } = options;
    let proof: Omit<terminals.BootRequest, "header"> = {};
    let fault = because;
    // Before it is asked: a welcome that gets lost is one all the same (found by the simulator, seed 3527).
    heardTo = 0;
    boots += 1;
    for (let round = 0; round < tries && hashAt !== undefined; round++) {
      const message = { header: options.header(), ...proof };
      const answered = await options.askOnce("/v1/terminals/boot", terminals.bootAnswer, message);
      if (!answered.ok) {
        fault = answered.fault;
        if (fault.kind !== "centre-unreachable") break;
      } else if (answered.value.result === "welcome") {
        return answered;
      } else {
        const { seq, restoredAtMs } = answered.value;
        const since = restoredAtMs === undefined ? {} : { restoredAtMs };
        proof = { held: { seq, head: hashAt(seq) ?? null }, ...since };
      }
    }
    return fail(fault);
  }
  /** The same message again is safe: its key is the operation id, and the centre answers what it answered. */
  async function ask<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    body?: object,
  ): Answered<z.infer<Schema>> {
    let fault: CentreFault = { kind: "centre-unreachable", detail: "not asked" };
    // Made once: a repeated message is the same message, with the journal's head of its first time.
    const message = body === undefined ? undefined : { header: options.header(), ...body };
    for (let attempt = 0; attempt < tries; attempt++) {
      if (attempt > 0) await sleep(options.clock, pauseMs * attempt);
      const answered = await options.askOnce(path, schema, message);
      if (answered.ok) return answered;
      fault = answered.fault;
      // Time alone cures neither in a visit: a person has to look, or all terminals have to be heard first.
      if (fault.kind === "centre-refused" && ["quarantined", "restoring"].includes(fault.code)) break;
      if (fault.kind === "centre-refused" && fault.code === "boot-first") {
        const booted = await boot(fault);
        if (booted.ok) continue;
        fault = booted.fault;
        break;
      }
      const busy = fault.kind === "centre-refused" && (fault.status === 409 || fault.status >= 500);
      if (fault.kind !== "centre-unreachable" && !busy) break;
    }
    return fail(fault);
  }

  const operation = (opId: string, message: string): string => `/v1/operations/${opId}/${message}`;
  return {
    health: () => ask("/v1/health", terminals.healthAnswer),
    observe: (body) => ask("/v1/cards/observe", operations.observeAnswer, body),
    agentShown: (opId, body) => ask(operation(opId, "agent"), agentShownAnswer, body),
    authorise: (opId, body) => ask(operation(opId, "authorise"), operations.authoriseAnswer, body),
    freezeAbsent: (opId, body) => ask(operation(opId, "freeze-absent"), operations.freezeAbsentAnswer, body),
    reverse: (opId, body) => ask(operation(opId, "reverse"), operations.reverseAnswer, body),
    script: (opId, body) => ask(operation(opId, "script"), operations.scriptAnswer, body),
    report: (opId, body) => ask(operation(opId, "report"), operations.reportAnswer, body),
    query: (opId) => ask(`/v1/operations/${opId}`, operations.queryAnswer),
    certificate: (opId) => ask(operation(opId, "certificate"), papers.certificate),
    printed: (opId, body) => ask(operation(opId, "printed"), papers.printedAnswer, body),
    async commands(waitMs) {
      const wait = waitMs === undefined ? {} : { waitMs };
      const bootsBefore = boots;
      let asked = await ask("/v1/commands", terminals.commandsAnswer, { after: heardTo, ...wait });
      // A boot on the way begins the commands anew, and the question named the old place (simulator, seed 216).
      if (boots !== bootsBefore)
        asked = await ask("/v1/commands", terminals.commandsAnswer, { after: heardTo, ...wait });
      if (!asked.ok) return asked;
      heardTo = asked.value.after;
      return ok(asked.value.commands.map(({ command }) => command));
    },
    desk: (body) => ask("/v1/desk", terminals.deskAnswer, body),
    journalTail: (tail) => ask("/v1/terminals/journal", terminals.tailAnswer, tail),
    issuers: () => ask("/v1/registry/snapshot", signedSnapshot),
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
