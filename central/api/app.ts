import type { ServerOptions } from "node:https";
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { z } from "zod";
import { refuse, type Problem } from "../problems.ts";
import { StoreBusy } from "../store.ts";
import { send } from "./send.ts";

/** Largest body taken, in bytes, where a route says nothing else; the protocol's longest message is far below it. */
export const bodyLimit = 64 * 1024;
const requestTimeoutMs = 10_000;

export const operationId = z.uuid({ version: "v7" }).transform((opId) => opId.toLowerCase());

type AppParts = {
  /** Gets operation ids, routes and status codes; bodies never. */
  readonly log: FastifyBaseLogger;
  /** What a path that nobody serves is answered with. */
  readonly nowhere: (headers: { readonly authorization?: string | undefined }) => Problem["code"];
  readonly tls?: ServerOptions;
  /** Addresses of proxies whose word for a caller's address is taken; nobody's when absent. */
  readonly trustedProxies?: readonly string[];
};

/**
 * Fastify as the centre uses it, without a route: every refusal is problem+json, a bug is 500 without a word of what it
 * met, a body over its limit is cut at the edge.
 */
export function bareApp({ log, nowhere, tls, trustedProxies }: AppParts): FastifyInstance {
  const options = {
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    loggerInstance: log,
    // Our own line says as much; Fastify's would name addresses at each request.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 64 },
    trustProxy: trustedProxies === undefined ? false : [...trustedProxies],
    // A path that is no path is answered like any other unknown one, and no hook runs before this.
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      void send(reply, refuse(nowhere(request.headers))),
  } as const;
  // Both kinds of server have the same routes and hooks; only `server` itself differs.
  const app =
    tls === undefined
      ? fastify(options)
      : (fastify({ ...options, https: tls }) as unknown as FastifyInstance);

  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const { opId } = z.object({ opId: operationId.optional().catch(undefined) }).parse(request.params ?? {});
    const { statusCode, elapsedTime } = reply;
    log.info({ method, route: routeOptions.url, opId, statusCode, elapsedTimeMs: elapsedTime }, "answered");
  });

  app.setNotFoundHandler((request, reply) => send(reply, refuse(nowhere(request.headers))));
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof StoreBusy) {
      reply.header("retry-after", "1");
      return send(reply, refuse("in-progress"));
    }
    const status = statusCodeOf(error);
    if (status === 429) return send(reply, refuse("rate-limited"));
    // Fastify's own refusals of a body: too long, not JSON, of another type.
    if (status >= 400 && status < 500) return send(reply, refuse("invalid-message"), status);
    log.error({ err: error }, "a request met a bug");
    return send(reply, refuse("internal"));
  });
  return app;
}

const statusCodeOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;
