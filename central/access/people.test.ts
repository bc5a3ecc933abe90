import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { route } from "../api/route.ts";
import { rowsOf } from "../for-tests.ts";
import { allRoutes } from "../routes.ts";
import { ownOrigin, peopleStand } from "./for-tests.ts";
import { idleMs, longestMs } from "./sessions.ts";

/** A route that changes something, for supervisors only. */
const approve = route({
  name: "approveForTest",
  summary: "Counts what it was asked",
  method: "POST",
  path: "/staff/v1/approvals",
  face: "staff",
  roles: ["supervisor"],
  body: z.object({ what: z.string() }),
  answer: z.object({ by: z.string(), what: z.string() }),
  handle: (_tx, { caller, body }) => Promise.resolve(ok({ by: caller.staff.subject, what: body.what })),
});

let stand: Awaited<ReturnType<typeof peopleStand>>;
beforeEach(async () => {
  stand = await peopleStand({ routes: [...allRoutes(), approve] });
});
afterEach(() => stand.close());

const key = (n: number) => ({ "idempotency-key": `0b6f4d8e-58a4-4c93-9d4c-00000000000${String(n)}` });

test("somebody signs in, is known, and signs out", async () => {
  const list = await stand.get("/staff/v1/sign-in");
  expect(list.json()).toMatchObject({
    kind: "development",
    warning: { en: expect.stringContaining("nobody") },
  });

  const answer = await stand.post("/staff/v1/sign-in/development", { subject: "dev-clerk-1" });
  const [cookie] = answer.cookies;
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/staff" });
  expect(answer.headers["set-cookie"]).not.toContain("Secure");

  const session = await stand.signIn("dev-clerk-1");
  expect((await stand.get("/staff/v1/me", session)).json()).toEqual({
    subject: "dev-clerk-1",
    name: "林晓雯",
    office: "371700",
    roles: ["clerk"],
  });
  const out = await stand.post("/staff/v1/sign-out", {}, session);
  expect(out.cookies[0]).toMatchObject({ value: "" });
  expect((await stand.get("/staff/v1/me", session)).statusCode).toBe(401);
  expect(await rowsOf.events(stand.store)).toEqual(["seeded", "signed-in", "signed-in", "signed-out"]);
});

test("the store holds no token, and the log neither", async () => {
  const { cookie } = await stand.signIn("dev-clerk-1");
  const token = cookie.split("=")[1] ?? "";
  expect(token.length).toBeGreaterThanOrEqual(43);
  const rows = await stand.store.write((tx) => tx.find("staff_session", {}));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
  await stand.get("/staff/v1/me", { cookie });
  expect(stand.logged.join("")).not.toContain(token);
});

test.each([
  [{}],
  [{ cookie: "cardhall-staff=" }],
  [{ cookie: `cardhall-staff=${"A".repeat(43)}` }],
  [{ authorization: "Bearer a-token-of-enough-length" }],
])("without a session nothing is answered: %j", async (headers) => {
  expect((await stand.get("/staff/v1/me", headers)).statusCode).toBe(401);
});

test("a session ends when nobody uses it, and after a working day in any case", async () => {
  const idle = await stand.signIn("dev-clerk-1");
  stand.state.nowMs += idleMs - 1;
  expect((await stand.get("/staff/v1/me", idle)).statusCode).toBe(200);
  stand.state.nowMs += idleMs - 1;
  expect((await stand.get("/staff/v1/me", idle)).statusCode).toBe(200);
  stand.state.nowMs += idleMs;
  expect((await stand.get("/staff/v1/me", idle)).statusCode).toBe(401);

  const busy = await stand.signIn("dev-clerk-1");
  for (let usedMs = 0; usedMs < longestMs; usedMs += idleMs / 2) {
    expect((await stand.get("/staff/v1/me", busy)).statusCode).toBe(200);
    stand.state.nowMs += idleMs / 2;
  }
  expect((await stand.get("/staff/v1/me", busy)).statusCode).toBe(401);
});

test("one person has five sessions at most: the oldest ends", async () => {
  const sessions = [];
  for (let n = 0; n < 6; n++) {
    sessions.push(await stand.signIn("dev-clerk-1"));
    stand.state.nowMs += 1000;
  }
  const codes = await Promise.all(
    sessions.map(async (session) => (await stand.get("/staff/v1/me", session)).statusCode),
  );
  expect(codes).toEqual([401, 200, 200, 200, 200, 200]);
});

test("only whose duty it is may do it, once for each key", async () => {
  const clerk = await stand.signIn("dev-clerk-1");
  const refused = await stand.post("/staff/v1/approvals", { what: "a" }, { ...clerk, ...key(1) });
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([403, "forbidden"]);

  const supervisor = await stand.signIn("dev-supervisor-1");
  const send = (what: string, headers: Record<string, string>) =>
    stand.post("/staff/v1/approvals", { what }, { ...supervisor, ...headers });
  const first = await send("a", key(1));
  expect(first.json()).toEqual({ by: "dev-supervisor-1", what: "a" });
  expect((await send("a", key(1))).body).toBe(first.body);
  expect((await send("b", key(1))).statusCode).toBe(422);
  expect((await send("b", {})).statusCode).toBe(400);
});

test.each([
  [{ origin: "https://evil.example" }],
  [{ origin: "null" }],
  [{ "sec-fetch-site": "cross-site" }],
  [{ "sec-fetch-site": "same-site", origin: ownOrigin }],
])("another site's page cannot use a session: %j", async (headers) => {
  const supervisor = await stand.signIn("dev-supervisor-1");
  const from = (site: Record<string, string>) =>
    stand.post("/staff/v1/approvals", { what: "a" }, { ...supervisor, ...key(1), ...site });
  expect((await from(headers)).statusCode).toBe(403);
  expect((await stand.post("/staff/v1/sign-out", {}, { ...supervisor, ...headers })).statusCode).toBe(403);
  const signIn = await stand.post("/staff/v1/sign-in/development", { subject: "dev-clerk-1" }, headers);
  expect([signIn.statusCode, signIn.cookies]).toEqual([403, []]);
  expect((await from({ origin: ownOrigin, "sec-fetch-site": "same-origin" })).statusCode).toBe(200);
});

test("a name that was bound anew to the centre's address is answered nothing", async () => {
  const session = await stand.signIn("dev-clerk-1");
  for (const host of ["evil.example", "evil.example:8077", "127.0.0.1:8078"])
    expect((await stand.get("/staff/v1/me", { ...session, host })).statusCode).toBe(404);
});

test("people's answers stay in no cache", async () => {
  const answer = await stand.get("/staff/v1/me", await stand.signIn("dev-clerk-1"));
  expect(answer.headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
});

test("rates are counted by the caller's address as a trusted proxy names it, and nobody else", async () => {
  const asked = async (trustedProxies: readonly string[]) => {
    await stand.close();
    const rates = { public: 1, staff: 1, signIn: 1, authority: 1 };
    stand = await peopleStand({ rates, trustedProxies });
    const from = async (address: string) =>
      (await stand.get("/staff/v1/sign-in", { "x-forwarded-for": address })).statusCode;
    return [await from("10.1.1.1"), await from("10.1.1.2"), await from("10.1.1.1")];
  };
  expect(await asked(["127.0.0.1"])).toEqual([200, 200, 429]);
  expect(await asked(["10.9.9.9"])).toEqual([200, 429, 429]);
});

test("who asks too often is told to wait, each face by its own rate", async () => {
  await stand.close();
  stand = await peopleStand({ rates: { public: 2, staff: 3, signIn: 2, authority: 2 } });
  const codes = async (times: number, url: string) => {
    const answers = [];
    for (let n = 0; n < times; n++) answers.push((await stand.get(url)).statusCode);
    return answers;
  };
  expect(await codes(3, "/staff/v1/sign-in")).toEqual([200, 200, 429]);
  expect(await codes(4, "/staff/v1/me")).toEqual([401, 401, 401, 429]);
  const answer = await stand.get("/staff/v1/me");
  expect(answer.json()).toMatchObject({ code: "rate-limited" });
  expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
});
