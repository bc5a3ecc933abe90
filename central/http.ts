import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { bareApp } from "./api/app.ts";
import { send } from "./api/send.ts";
import { mountTerminals } from "./api/terminals.ts";
import type { TerminalParts } from "./api/terminal-messages.ts";
import { refuse } from "./problems.ts";

type HttpParts = TerminalParts & {
  /** The bearer token of terminals on this machine; without one, none is heard here (access/enrolled.ts). */
  readonly token?: string;
  readonly log: FastifyBaseLogger;
  /** Addresses of proxies in front: rates are counted by the address that they name. */
  readonly trustedProxies?: readonly string[];
  /** Puts up what people and authorities ask (routes.ts); absent: only terminals are answered. */
  readonly people?: (scope: FastifyInstance) => Promise<void>;
};

/** The centre's HTTP face: contract.ts over Fastify. Everything else is 404, everything wrong is problem+json. */
export function buildHttp({ token, log, trustedProxies, people, ...parts }: HttpParts): FastifyInstance {
  const expected = digest(`Bearer ${token ?? ""}`);
  // Hashes have one length, so that the comparison tells nothing of the token's.
  const trusted = (given: string | undefined): boolean =>
    token !== undefined && timingSafeEqual(digest(given ?? ""), expected);

  const app = bareApp({
    log,
    ...(trustedProxies !== undefined && { trustedProxies }),
    nowhere: ({ authorization }) => (trusted(authorization) ? "unknown-operation" : "unauthorised"),
  });
  void app.register(async (scope) => {
    scope.addHook("onRequest", async (request, reply) =>
      trusted(request.headers.authorization) ? undefined : send(reply, refuse("unauthorised")),
    );
    mountTerminals(scope, parts);
  });
  if (people !== undefined) void app.register(people);
  return app;
}

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
