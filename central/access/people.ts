import fastifyCookie from "@fastify/cookie";
import fastifyRateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Result } from "../../hardware/result.ts";
import { mount } from "../api/mount.ts";
import { keepRawBody } from "../api/raw-body.ts";
import type { Route } from "../api/route.ts";
import { send } from "../api/send.ts";
import { refuse, type Problem } from "../problems.ts";
import { authorityOf } from "./authorities.ts";
import { fromOwnPage, knownHost } from "./own-page.ts";
import { staffOf } from "./sessions.ts";
import { mountSignIn, sessionCookie, type SignInParts } from "./sign-in.ts";
import type { Staff } from "./staff.ts";

/**
 * Requests a minute from one address; whoever asks more is told to wait (429). By address, since a session or a
 * key is only known once it was looked for, which is the work that a flood would cause.
 */
export type Rates = {
  readonly public: number;
  /** A whole office may stand behind one address. */
  readonly staff: number;
  readonly signIn: number;
  readonly authority: number;
};

const usualRates: Rates = { public: 120, staff: 3_000, signIn: 20, authority: 600 };

type PeopleParts = SignInParts & {
  readonly routes: readonly Route[];
  readonly rates?: Rates;
};

/** Puts up what people and other authorities ask, each face with its own proof of who calls and its own rate. */
export function peopleFaces(parts: PeopleParts): (scope: FastifyInstance) => Promise<void> {
  const { store, nowMs, origins, rates = usualRates } = parts;
  const routesOf = (face: Route["face"]): readonly Route[] =>
    parts.routes.filter((told) => told.face === face);
  const mountParts = {
    store,
    nowMs,
    staffOf: (request: FastifyRequest) => staffBehind(request, parts),
    authorityOf: (request: FastifyRequest) => authorityOf(request, { store, nowMs }),
  };

  return async (scope) => {
    await scope.register(fastifyCookie);
    scope.addHook("onRequest", async (request, reply) => {
      // What is asked here is personal: no copy of it stays in a cache, and no page of others shows it.
      void reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
      return knownHost(request.headers.host, origins()) ? undefined : send(reply, refuse("not-found"));
    });
    await scope.register(async (face) => {
      await face.register(fastifyRateLimit, { max: rates.public, timeWindow: 60_000 });
      mount(face, routesOf("public"), mountParts);
    });
    await scope.register(async (face) => {
      await face.register(fastifyRateLimit, { max: rates.staff, timeWindow: 60_000 });
      mount(face, routesOf("staff"), mountParts);
    });
    await scope.register(async (face) => {
      await face.register(fastifyRateLimit, { max: rates.signIn, timeWindow: 60_000 });
      mountSignIn(face, parts);
    });
    await scope.register(async (face) => {
      await face.register(fastifyRateLimit, { max: rates.authority, timeWindow: 60_000 });
      keepRawBody(face);
      mount(face, routesOf("authority"), mountParts);
    });
  };
}

/** The session behind the cookie; what may change something is heard from the centre's own pages only. */
async function staffBehind(
  request: FastifyRequest,
  { store, nowMs, origins }: PeopleParts,
): Promise<Result<Staff, Problem>> {
  if (request.method !== "GET") {
    const own = fromOwnPage(request, origins());
    if (!own.ok) return own;
  }
  const token = request.cookies[sessionCookie];
  return token === undefined ? refuse("unauthorised") : store.write((tx) => staffOf(tx, nowMs(), token));
}
