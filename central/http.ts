import { createHash, timingSafeEqual } from "node:crypto";
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from "fastify";
import { z } from "zod";
import { ok, type Result } from "../hardware/result.ts";
import { encode } from "./answers.ts";
import { certificateText, printed } from "./certificates.ts";
import type { CentreClock } from "./clock.ts";
import {
  authoriseRequest,
  healthAnswer,
  observeRequest,
  printedRequest,
  problem,
  reportRequest,
  scriptRequest,
} from "./contract.ts";
import type { MacService } from "./hsm.ts";
import { observe } from "./observe.ts";
import { authorise, query } from "./operations.ts";
import { refuse, statusOf, titleOf, type Answered, type Problem } from "./problems.ts";
import { report } from "./reports.ts";
import { script } from "./scripts.ts";
import { StoreBusy, type Store, type Tx } from "./store.ts";

export type HttpParts = {
  readonly store: Store;
  readonly hsm: MacService;
  readonly clock: CentreClock;
  /** The bearer token that terminals present. */
  readonly token: string;
  /** Gets operation ids, routes and status codes; bodies never. */
  readonly log: FastifyBaseLogger;
};

/** Largest body taken, in bytes; the longest message of the contract is far below it. */
const bodyLimit = 64 * 1024;
const requestTimeoutMs = 10_000;

const operationId = z.uuid({ version: "v7" }).transform((opId) => opId.toLowerCase());

/** The centre's HTTP face: contract.ts over Fastify. Everything else is 404, everything wrong is problem+json. */
export function buildHttp({ store, hsm, clock, token, log }: HttpParts): FastifyInstance {
  const app = fastify({
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    loggerInstance: log,
    // Our own line says as much; Fastify's would name addresses at each request.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 64 },
    // A path that is no path is answered like any other unknown one, and no hook runs before this.
    frameworkErrors: (_error, request, reply) =>
      void send(reply, refuse(trusted(request.headers.authorization) ? "unknown-operation" : "unauthorised")),
  });

  const expected = digest(`Bearer ${token}`);
  // Hashes have one length, so that the comparison tells nothing of the token's.
  const trusted = (given: string | undefined): boolean => timingSafeEqual(digest(given ?? ""), expected);
  app.addHook("onRequest", async (request, reply) =>
    trusted(request.headers.authorization) ? undefined : send(reply, refuse("unauthorised")),
  );

  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const { opId } = z.object({ opId: operationId.optional().catch(undefined) }).parse(request.params ?? {});
    const { statusCode, elapsedTime } = reply;
    log.info({ method, route: routeOptions.url, opId, statusCode, elapsedTimeMs: elapsedTime }, "answered");
  });

  app.setNotFoundHandler((_request, reply) => send(reply, refuse("unknown-operation")));
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof StoreBusy) {
      reply.header("retry-after", "1");
      return send(reply, refuse("in-progress"));
    }
    // Fastify's own refusals of a body: too long, not JSON, of another type.
    const status = statusCodeOf(error);
    if (status >= 400 && status < 500) return send(reply, refuse("invalid-message"), status);
    log.error({ err: error }, "a request met a bug");
    return send(reply, refuse("internal"));
  });

  /** One message: its parameters and body parsed at the edge, its answer made in one transaction. */
  const message = <Body extends z.ZodType>(
    path: string,
    schema: Body,
    answer: (tx: Tx, nowMs: number, opId: string, body: z.output<Body>) => Promise<Answered>,
  ) =>
    app.post(`/v1/operations/:opId/${path}`, async (request, reply) => {
      const params = z.object({ opId: operationId }).safeParse(request.params);
      if (!params.success) return send(reply, invalid(params.error));
      const body = parse(schema, request.body);
      if (!body.ok) return send(reply, body);
      const work = (tx: Tx) => answer(tx, clock.nowMs(), params.data.opId, body.value);
      return send(reply, await store.write(work));
    });

  message("authorise", authoriseRequest, authorise);
  message("script", scriptRequest, (tx, nowMs, opId, body) => script(tx, nowMs, hsm, opId, body));
  message("report", reportRequest, report);
  message("printed", printedRequest, printed);

  app.post("/v1/cards/observe", async (request, reply) => {
    const body = parse(observeRequest, request.body);
    if (!body.ok) return send(reply, body);
    return send(reply, await store.write((tx) => observe(tx, clock.nowMs(), body.value)));
  });

  for (const [path, answer] of [
    ["", query],
    ["/certificate", certificateText],
  ] as const)
    app.get(`/v1/operations/:opId${path}`, async (request, reply) => {
      const params = z.object({ opId: operationId }).safeParse(request.params);
      if (!params.success) return send(reply, invalid(params.error));
      return send(reply, await store.write((tx) => answer(tx, params.data.opId)));
    });

  app.get("/v1/health", async (_request, reply) => {
    const warnings = [...hsm.warnings];
    return send(reply, ok(encode(healthAnswer, { result: "ok", nowMs: clock.nowMs(), warnings })));
  });

  return app;
}

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();

const statusCodeOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;

/** A message by its schema, all its text storable. */
function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): Result<z.output<Schema>, Problem> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  return isStorable(parsed.data) ? ok(parsed.data) : refuse("invalid-message", "text that is not Unicode");
}

/** Half a surrogate pair has no canonical JSON (RFC 8785 3.2.2.2), and PostgreSQL stores no NUL. */
function isStorable(value: unknown): boolean {
  let storable = true;
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === "string" && (!each.isWellFormed() || each.includes("\0"))) storable = false;
    return each;
  });
  return storable;
}

/** Names where the message is wrong, never what stood there: it may be personal. */
function invalid(error: z.ZodError) {
  const places = error.issues.slice(0, 8).map((issue) => `${issue.path.join(".") || "body"}: ${issue.code}`);
  return refuse("invalid-message", places.join("; "));
}

/** Sends the stored text as it is, or a problem; `status` where HTTP has a more exact one. */
function send(reply: FastifyReply, answered: Answered, status?: number): FastifyReply {
  if (answered.ok) return reply.code(200).type("application/json; charset=utf-8").send(answered.value);
  const { code } = answered.fault;
  const httpStatus = status ?? statusOf[code];
  return reply
    .code(httpStatus)
    .type("application/problem+json; charset=utf-8")
    .send(problemText(answered.fault, httpStatus));
}

const problemText = ({ code, detail }: Problem, status: number): string =>
  encode(problem, {
    type: `urn:cardhall:problem:${code}`,
    title: titleOf[code],
    status,
    code,
    ...(detail !== undefined && { detail }),
  });
