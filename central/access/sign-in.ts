import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { developmentSignInWarning, type SignInFaultCode } from "../../words/centre-access.ts";
import { encode } from "../answers.ts";
import { send } from "../api/send.ts";
import { note } from "../audit.ts";
import { parsed } from "../centre.ts";
import { refuse } from "../problems.ts";
import type { Store } from "../store.ts";
import type { Attempt, Oidc } from "./oidc.ts";
import { fromOwnPage } from "./own-page.ts";
import { begin, end, longestMs } from "./sessions.ts";
import { signedInPage, signInFailedPage } from "./sign-in-page.ts";
import type { Staff } from "./staff.ts";

/** How people prove who they are: to an identity provider, or, on one machine only, not at all. */
export type SignInWay =
  | { readonly kind: "development"; readonly people: readonly Staff[] }
  | { readonly kind: "oidc"; readonly oidc: Oidc };

export type SignInParts = {
  readonly store: Store;
  readonly nowMs: () => number;
  /** 256 bits of chance, base64url. */
  readonly mintToken: () => string;
  /** The addresses the centre is known by, the one people use first. */
  readonly origins: () => readonly string[];
  /** Absent: nobody can sign in. */
  readonly way?: SignInWay;
};

/** The staff's session; what it holds is only stored as a hash. */
export const sessionCookie = "cardhall-staff";
const attemptCookie = "cardhall-sign-in";
const attemptMaxS = 600;
const signInPath = "/staff/v1/sign-in";

const attemptText = z.strictObject({
  state: z.string().min(16).max(128),
  nonce: z.string().min(16).max(128),
  verifier: z.string().min(43).max(128),
});
const signInAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("oidc"), start: z.string() }),
  z.object({
    kind: z.literal("development"),
    warning: z.object({ zh: z.string(), en: z.string() }),
    people: z.array(
      z.object({ subject: z.string(), name: z.string(), office: z.string(), roles: z.array(z.string()) }),
    ),
  }),
]);
const signedAnswer = z.object({ result: z.enum(["signed-in", "signed-out"]) });

/** Signing in and out: what sets and clears a cookie, and therefore is no `Route`. Needs @fastify/cookie. */
export function mountSignIn(scope: FastifyInstance, parts: SignInParts): void {
  const { store, nowMs, origins, way } = parts;
  if (way === undefined) return;
  const secure = (): boolean => origins()[0]?.startsWith("https:") === true;
  const cookie = { httpOnly: true, path: "/staff" } as const;

  async function signIn(reply: FastifyReply, staff: Staff): Promise<void> {
    const token = parts.mintToken();
    await store.write((tx) => begin(tx, nowMs(), token, staff));
    reply.setCookie(sessionCookie, token, {
      ...cookie,
      sameSite: "strict",
      secure: secure(),
      maxAge: longestMs / 1000,
    });
  }

  scope.get(signInPath, (_request, reply) => {
    const told =
      way.kind === "oidc"
        ? { kind: way.kind, start: `${signInPath}/provider` }
        : {
            kind: way.kind,
            warning: developmentSignInWarning,
            people: way.people.map((person) => ({ ...person, roles: [...person.roles] })),
          };
    return send(reply, ok(encode(signInAnswer, told)));
  });

  scope.post("/staff/v1/sign-out", async (request, reply) => {
    const own = fromOwnPage(request, origins());
    if (!own.ok) return send(reply, own);
    const token = request.cookies[sessionCookie];
    if (token !== undefined) await store.write((tx) => end(tx, nowMs(), token));
    reply.clearCookie(sessionCookie, cookie);
    return send(reply, ok(encode(signedAnswer, { result: "signed-out" })));
  });

  if (way.kind === "development") {
    scope.post(`${signInPath}/development`, async (request, reply) => {
      const own = fromOwnPage(request, origins());
      if (!own.ok) return send(reply, own);
      const body = parsed(z.strictObject({ subject: z.string().max(64) }), request.body);
      if (!body.ok) return send(reply, body);
      const person = way.people.find(({ subject }) => subject === body.value.subject);
      if (person === undefined) return send(reply, refuse("not-found", "unknown-person"));
      await signIn(reply, person);
      return send(reply, ok(encode(signedAnswer, { result: "signed-in" })));
    });
    return;
  }

  const { oidc } = way;
  const failed = (reply: FastifyReply, code: SignInFaultCode): FastifyReply => {
    scope.log.warn({ code }, "nobody was signed in");
    return page(reply.code(code === "provider-unreachable" ? 503 : 403), signInFailedPage(code, signInPath));
  };

  scope.get(`${signInPath}/provider`, async (_request, reply) => {
    const begun = await oidc.begin(`${origins()[0] ?? ""}${signInPath}/callback`);
    if (!begun.ok) return failed(reply, begun.fault);
    reply.setCookie(attemptCookie, encodeAttempt(begun.value.attempt), {
      httpOnly: true,
      path: signInPath,
      // Lax: the browser comes back from the provider's site, and must bring this along.
      sameSite: "lax",
      secure: secure(),
      maxAge: attemptMaxS,
    });
    return reply.redirect(begun.value.url, 302);
  });

  scope.get(`${signInPath}/callback`, async (request, reply) => {
    const attempt = decodeAttempt(request.cookies[attemptCookie]);
    reply.clearCookie(attemptCookie, { path: signInPath });
    if (attempt === undefined) return failed(reply, "attempt-lost");
    const staff = await oidc.finish(new URL(request.url, origins()[0]), attempt);
    if (!staff.ok) {
      if (staff.fault === "no-role")
        await store.write((tx) =>
          note(tx, { event: "sign-in-refused", nowMs: nowMs(), detail: { because: staff.fault } }),
        );
      return failed(reply, staff.fault);
    }
    await signIn(reply, staff.value);
    // A page and not a redirect: a Strict cookie is not sent along a redirect that began at another site.
    return page(reply, signedInPage);
  });
}

const page = (reply: FastifyReply, html: string): FastifyReply =>
  reply
    .type("text/html; charset=utf-8")
    .header(
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
    .header("referrer-policy", "no-referrer")
    .header("cache-control", "no-store")
    .send(html);

const encodeAttempt = (attempt: Attempt): string =>
  Buffer.from(JSON.stringify(attempt), "utf8").toString("base64url");

/** Nothing for what this browser did not get from us, or got too long ago. */
function decodeAttempt(text: string | undefined): Attempt | undefined {
  try {
    return attemptText.safeParse(JSON.parse(Buffer.from(text ?? "", "base64url").toString("utf8"))).data;
  } catch {
    return undefined;
  }
}
