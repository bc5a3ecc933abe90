import { createHash, timingSafeEqual } from "node:crypto";
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from "fastify";
import { z } from "zod";
import { encode } from "./answers.ts";
import { invalid, parsed, type Centre } from "./centre.ts";
import {
  authoriseRequest,
  bootRequest,
  commandsRequest,
  freezeAbsentRequest,
  observeRequest,
  printedRequest,
  problem,
  reportRequest,
  reverseRequest,
  scriptRequest,
  tailRequest,
  type CommandsAnswer,
  type CommandsRequest,
} from "./contract.ts";
import { refuse, statusOf, titleOf, type Answered, type Problem } from "./problems.ts";
import { StoreBusy } from "./store.ts";

export type HttpParts = {
  readonly centre: Centre;
  /** Waits between two looks for commands. */
  readonly pause: (ms: number) => Promise<void>;
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
export function buildHttp({ centre, pause, token, log }: HttpParts): FastifyInstance {
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
  const message = <Body extends z.ZodType, Value>(
    path: string,
    schema: Body,
    answer: (opId: string, body: z.output<Body>) => Promise<Answered<Value>>,
  ) =>
    app.post(`/v1/operations/:opId/${path}`, async (request, reply) => {
      const params = z.object({ opId: operationId }).safeParse(request.params);
      if (!params.success) return send(reply, invalid(params.error));
      const body = parsed(schema, request.body);
      return send(reply, body.ok ? await answer(params.data.opId, body.value) : body);
    });

  message("authorise", authoriseRequest, centre.authorise);
  message("freeze-absent", freezeAbsentRequest, centre.freezeAbsent);
  message("reverse", reverseRequest, centre.reverse);
  message("script", scriptRequest, centre.script);
  message("report", reportRequest, centre.report);
  message("printed", printedRequest, centre.printed);

  /** A message that is about no operation. */
  const plain = <Body extends z.ZodType, Value>(
    path: string,
    schema: Body,
    answer: (body: z.output<Body>) => Promise<Answered<Value>>,
  ) =>
    app.post(path, async (request, reply) => {
      const body = parsed(schema, request.body);
      return send(reply, body.ok ? await answer(body.value) : body);
    });

  plain("/v1/cards/observe", observeRequest, centre.observe);
  plain("/v1/terminals/boot", bootRequest, centre.boot);
  plain("/v1/terminals/journal", tailRequest, centre.journalTail);
  plain("/v1/commands", commandsRequest, (body) => untilCommanded(centre, body, pause));

  for (const [path, answer] of [
    ["", centre.query],
    ["/certificate", centre.certificate],
  ] as const)
    app.get(`/v1/operations/:opId${path}`, async (request, reply) => {
      const params = z.object({ opId: operationId }).safeParse(request.params);
      return send(reply, params.success ? await answer(params.data.opId) : invalid(params.error));
    });

  app.get("/v1/health", async (_request, reply) => send(reply, await centre.health()));

  return app;
}

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();

const statusCodeOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;

/** How often a question that waits looks again. */
const lookMs = 500;

/** The long poll of M8: the first command that comes, or nothing when the time is over. */
async function untilCommanded(
  centre: Centre,
  request: CommandsRequest,
  pause: HttpParts["pause"],
): Promise<Answered<CommandsAnswer>> {
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const answered = await centre.commands(request);
    const some = !answered.ok || answered.value.value.commands.length > 0;
    if (some || waitedMs >= (request.waitMs ?? 0)) return answered;
    await pause(lookMs);
  }
}

/** Sends the stored text as it is, or a problem; `status` where HTTP has a more exact one. */
function send(reply: FastifyReply, answered: Answered<unknown>, status?: number): FastifyReply {
  if (answered.ok) return reply.code(200).type("application/json; charset=utf-8").send(answered.value.text);
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
  }).text;
