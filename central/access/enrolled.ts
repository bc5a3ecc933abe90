import { createHash } from "node:crypto";
import { TLSSocket } from "node:tls";
import fastifyRateLimit from "@fastify/rate-limit";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { ok, type Result } from "../../hardware/result.ts";
import { encode } from "../answers.ts";
import { bareApp } from "../api/app.ts";
import { keepRawBody, rawBody } from "../api/raw-body.ts";
import { send } from "../api/send.ts";
import type { TerminalParts } from "../api/terminal-messages.ts";
import { mountTerminals } from "../api/terminals.ts";
import { parsed } from "../centre.ts";
import { header } from "../contract.ts";
import { authorityAnswer, enrolAnswer, enrolRequest } from "../contract-enrolment.ts";
import { journalHeader, journalText, terminalComponents, terminalHeader } from "../contract-signature.ts";
import { refuse, type Problem } from "../problems.ts";
import type { Store } from "../store.ts";
import { certificateOf, enrol, renew } from "./enrolment.ts";
import { readSignature } from "./signature.ts";
import type { TerminalCertificateRow } from "./tables.ts";
import type { TerminalAuthority } from "./terminal-authority.ts";

type EnrolledParts = TerminalParts & {
  readonly store: Store;
  readonly nowMs: () => number;
  readonly authority: TerminalAuthority;
  /** The listener's own key and certificate. */
  readonly listener: { readonly key: string; readonly certificate: string };
  readonly log: FastifyBaseLogger;
  /** Messages a minute, of one terminal or, before one is known, from one address. */
  readonly perMinute: number;
};

/**
 * The terminals' protocol for terminals elsewhere: mutual TLS 1.3, and each message signed by the terminal's key
 * (RFC 9421) with its name and its journal's place, so that whatever stands in between can neither read nor change
 * one, nor speak for another terminal. A signature is good for five minutes; its nonce is not kept, since sending
 * a terminal's message again does nothing new (idempotency keys, the journal's place).
 *
 * Beside it the two questions of a terminal that is not known yet: whose authority this is, and to be enrolled.
 */
export function buildEnrolled(parts: EnrolledParts): FastifyInstance {
  const { store, nowMs, authority, listener, log } = parts;
  const app = bareApp({
    log,
    nowhere: () => "unauthorised",
    tls: {
      key: listener.key,
      cert: listener.certificate,
      ca: authority.certificate,
      requestCert: true,
      // A terminal that enrols has no certificate yet; every other request is refused without one, below.
      rejectUnauthorized: false,
      minVersion: "TLSv1.3",
    },
  });
  const limited = { max: parts.perMinute, timeWindow: 60_000, keyGenerator: speakerOf };

  void app.register(async (scope) => {
    await scope.register(fastifyRateLimit, limited);
    scope.get("/v1/authority", (_request, reply) =>
      send(reply, ok(encode(authorityAnswer, { authority: authority.certificate }))),
    );
    scope.post("/v1/enrol", async (request, reply) => {
      const body = parsed(enrolRequest, request.body);
      if (!body.ok) return send(reply, body);
      const enrolled = await store.write((tx) => enrol(tx, nowMs(), body.value, authority));
      return send(reply, enrolled.ok ? ok(encode(enrolAnswer, enrolled.value)) : enrolled);
    });
  });

  void app.register(async (scope) => {
    const known = new WeakMap<FastifyRequest, TerminalCertificateRow>();
    await scope.register(fastifyRateLimit, limited);
    keepRawBody(scope);
    scope.addHook("onRequest", async (request, reply) => {
      const fingerprint = fingerprintOf(request);
      if (fingerprint === undefined) return send(reply, refuse("unauthorised", "client certificate"));
      const row = await store.write((tx) => certificateOf(tx, nowMs(), fingerprint));
      if (!row.ok) return send(reply, row);
      known.set(request, row.value);
      return undefined;
    });
    scope.addHook("preHandler", async (request, reply) => {
      const row = known.get(request);
      const signed = row === undefined ? refuse("unauthorised") : signedBy(request, row, nowMs());
      return signed.ok ? undefined : send(reply, signed);
    });
    mountTerminals(scope, parts);
    scope.post("/v1/terminals/renew", async (request, reply) => {
      const row = known.get(request);
      if (row === undefined) return send(reply, refuse("unauthorised"));
      const renewed = await store.write((tx) => renew(tx, nowMs(), row, authority));
      return send(reply, renewed.ok ? ok(encode(enrolAnswer, renewed.value)) : renewed);
    });
  });
  return app;
}

/** SHA-256 of the client's certificate, lower-case hex; nothing without one that our authority signed. */
function fingerprintOf({ raw }: FastifyRequest): string | undefined {
  const { socket } = raw;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate = socket.getPeerX509Certificate();
  return certificate && createHash("sha256").update(certificate.raw).digest("hex");
}

const speakerOf = (request: FastifyRequest): string => fingerprintOf(request) ?? request.ip;

/** What a body of the protocol says of its speaker. */
const spoken = z.object({ header: header.pick({ terminalId: true, journal: true }) });

/** Whether the terminal signed this message, and speaks for nobody else in it. */
function signedBy(
  request: FastifyRequest,
  row: TerminalCertificateRow,
  nowMs: number,
): Result<undefined, Problem> {
  const signature = readSignature(
    {
      method: request.method,
      url: new URL(request.url, `https://${request.host}`).href,
      headers: request.headers,
      body: rawBody(request),
    },
    terminalComponents,
    nowMs,
  );
  if (!signature.ok) return refuse("unauthorised", `signature: ${signature.fault}`);
  const { isBy, keyId } = signature.value;
  const own = row.terminal_id;
  if (keyId !== own || request.headers[terminalHeader] !== own)
    return refuse("unauthorised", "another terminal");
  if (!isBy(row.public_key, "ecdsa-p256-sha256")) return refuse("unauthorised", "signature: wrong-signature");

  const said = spoken.safeParse(request.body);
  if (!said.success) return ok(undefined);
  const { terminalId, journal } = said.data.header;
  if (terminalId !== own) return refuse("unauthorised", "another terminal");
  if (request.headers[journalHeader] !== journalText(journal))
    return refuse("unauthorised", "another place in the journal");
  return ok(undefined);
}
