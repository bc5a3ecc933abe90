import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { rowsOf } from "../for-tests.ts";
import { ownOrigin, peopleStand } from "./for-tests.ts";
import { oidcSignIn } from "./oidc.ts";
import { sessionCookie } from "./sign-in.ts";

/** A real identity provider on loopback; who comes to its door is `person`, without a question. */
let server: Server;
let issuer = "";
let person: { readonly sub: string; readonly claims: Readonly<Record<string, unknown>> };

const clerk = { sub: "u-1001", claims: { name: "林晓雯", roles: ["clerk", "mayor"], office: "371700" } };

beforeAll(async () => {
  // The provider says on the console that it runs with keys for development.
  vi.spyOn(console, "info").mockReturnValue(undefined);
  vi.spyOn(console, "warn").mockReturnValue(undefined);
  server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const configuration: Configuration = {
    clients: [
      {
        client_id: "cardhall",
        client_secret: "a-secret-between-these-two",
        redirect_uris: [`${ownOrigin}/staff/v1/sign-in/callback`],
      },
    ],
    claims: { openid: ["sub", "roles", "office"], profile: ["name"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/come-in/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...person.claims }) }),
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
    cookies: { keys: ["for-this-test-only"] },
  };
  const provider = new Provider(issuer, configuration);
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/come-in/") === true)
      void provider.interactionFinished(request, response, { login: { accountId: person.sub } });
    else void answer(request, response);
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  vi.restoreAllMocks();
});

let stand: Awaited<ReturnType<typeof peopleStand>>;
beforeEach(async () => {
  person = clerk;
  const oidc = oidcSignIn({ issuer, clientId: "cardhall", clientSecret: "a-secret-between-these-two" });
  stand = await peopleStand({ way: { kind: "oidc", oidc } });
});
afterEach(() => stand.close());

/** A browser as far as its cookies go. */
function jar() {
  const kept = new Map<string, string>();
  return {
    keep(lines: readonly string[]) {
      for (const line of lines) {
        const [name = "", value = ""] = line.split(";")[0]?.split(/=(.*)/) ?? [];
        kept.set(name, value);
      }
    },
    header: () => [...kept].map(([name, value]) => `${name}=${value}`).join("; "),
  };
}

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : [value].flat();

/** From the centre's door to the provider and back to the door; answers the address that the provider sends back to. */
async function throughProvider() {
  const begun = await stand.get("/staff/v1/sign-in/provider");
  expect(begun.statusCode).toBe(302);
  const browser = jar();
  let at = begun.headers.location ?? "";
  const asked = new URL(at);
  for (let hops = 0; !at.startsWith(ownOrigin); hops++) {
    if (hops > 8) throw new Error(`the provider goes on and on: ${at}`);
    const answer = await fetch(at, { redirect: "manual", headers: { cookie: browser.header() } });
    browser.keep(answer.headers.getSetCookie());
    const next = answer.headers.get("location");
    if (next === null) throw new Error(`${at}: ${String(answer.status)} ${await answer.text()}`);
    at = new URL(next, at).href;
  }
  const centre = jar();
  centre.keep(listOf(begun.headers["set-cookie"]));
  const { pathname, search } = new URL(at);
  return {
    asked,
    back: `${pathname}${search}`,
    cookie: centre.header(),
    setCookie: begun.headers["set-cookie"],
  };
}

test("a clerk signs in by the provider, and has the roles that the centre knows", async () => {
  const { asked, back, cookie, setCookie } = await throughProvider();
  expect(asked.searchParams.get("code_challenge_method")).toBe("S256");
  expect(asked.searchParams.get("nonce")).toMatch(/.{20}/);
  expect(String(setCookie)).toMatch(/HttpOnly; SameSite=Lax/);

  const answer = await stand.get(back, { cookie });
  expect(answer.statusCode, answer.body).toBe(200);
  const session = answer.cookies.find(({ name }) => name === sessionCookie);
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  expect(answer.cookies.find(({ name }) => name === "cardhall-sign-in")).toMatchObject({ value: "" });
  expect(answer.body).toContain("url=/console/");
  expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");

  const me = await stand.get("/staff/v1/me", { cookie: `${sessionCookie}=${session?.value ?? ""}` });
  expect(me.json()).toEqual({ subject: "u-1001", name: "林晓雯", office: "371700", roles: ["clerk"] });
});

const nobody = (answer: { cookies: readonly { name: string }[] }) =>
  expect(answer.cookies.map(({ name }) => name)).not.toContain(sessionCookie);

test("an answer that another browser asked for signs nobody in", async () => {
  const { back } = await throughProvider();
  const without = await stand.get(back);
  nobody(without);
  expect(without.body).toContain("在这个浏览器里");

  const other = await throughProvider();
  const planted = await stand.get(back, { cookie: other.cookie });
  expect(planted.statusCode).toBe(403);
  nobody(planted);
});

test.each(["state", "nonce", "verifier"])("a wrong %s alone is enough to sign nobody in", async (part) => {
  const { back, cookie } = await throughProvider();
  const [name = "", value = ""] = cookie.split("=");
  const attempt = JSON.parse(Buffer.from(value, "base64url").toString()) as Record<string, string>;
  const wrong = { ...attempt, [part]: "w".repeat(43) };
  const forged = Buffer.from(JSON.stringify(wrong)).toString("base64url");
  const answer = await stand.get(back, { cookie: `${name}=${forged}` });
  expect(answer.statusCode).toBe(403);
  nobody(answer);
});

test("a code is good once", async () => {
  const { back, cookie } = await throughProvider();
  expect((await stand.get(back, { cookie })).statusCode).toBe(200);
  const again = await stand.get(back, { cookie });
  expect(again.statusCode).toBe(403);
  nobody(again);
});

test.each([
  [{ office: "371700" }],
  [{ roles: ["mayor"], office: "371700" }],
  [{ roles: "clerk", office: "371700" }],
  [{ roles: ["clerk"] }],
  [{ roles: ["clerk"], office: "Heze" }],
])("somebody without a role or an office is told whom to ask: %j", async (claims) => {
  person = { sub: "u-2", claims };
  const { back, cookie } = await throughProvider();
  const answer = await stand.get(back, { cookie });
  expect(answer.statusCode).toBe(403);
  expect(answer.body).toContain("还没有分配本系统的岗位");
  nobody(answer);
  expect(await rowsOf.events(stand.store)).toContain("sign-in-refused");
});

test("a provider's refusal and a forged cookie are answered in words, never with a stack", async () => {
  const { cookie } = await throughProvider();
  for (const [query, sent] of [
    ["?error=access_denied", cookie],
    ["", cookie],
    ["?code=x&state=y", "cardhall-sign-in=!!"],
    ["?code=x&state=y", `cardhall-sign-in=${Buffer.from('{"state":1}').toString("base64url")}`],
  ] as const) {
    const answer = await stand.get(`/staff/v1/sign-in/callback${query}`, { cookie: sent });
    expect(answer.statusCode, query).toBe(403);
    expect(answer.body).not.toMatch(/Error|at .*\.ts/);
    nobody(answer);
  }
});

test("while the provider is away the centre says so, and asks it anew the next time", async () => {
  await stand.close();
  const away = oidcSignIn({ issuer: "http://127.0.0.1:9", clientId: "cardhall" });
  stand = await peopleStand({ way: { kind: "oidc", oidc: away } });
  const answer = await stand.get("/staff/v1/sign-in/provider");
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain("没有回应");
});
