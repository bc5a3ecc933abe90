import fc from "fast-check";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { centreOver } from "./centre.ts";
import { monotoneClock } from "./clock.ts";
import { developmentKeys } from "./development-keys.ts";
import { chipOf, headerOf, lookAt, morningMs, opIdOf, openTestStore, seen, writeAll } from "./for-tests.ts";
import { buildHttp } from "./http.ts";
import { StoreBusy, type Store } from "./store.ts";

const token = "a-token-of-enough-length";
const bearer = { authorization: `Bearer ${token}` };
const op = opIdOf(1);

/** Counts the waits of long polls, which take no time here. */
let pauses = 0;
let onPause: () => Promise<void> = () => Promise.resolve();
const pause = (): Promise<void> => {
  pauses += 1;
  return onPause();
};

let store: Store;
let app: ReturnType<typeof buildHttp>;
let logged: string[];

const appOver = (over: Store) => {
  logged = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
  const clock = monotoneClock(() => morningMs, 0);
  return buildHttp({
    centre: centreOver(over, developmentKeys(), clock),
    pause,
    token,
    log,
  });
};
beforeEach(async () => {
  onPause = () => Promise.resolve();
  store = await openTestStore();
  app = appOver(store);
});
afterEach(async () => {
  await app.close();
  await store.close();
});

const post = (url: string, body: unknown, headers: Record<string, string> = bearer) =>
  app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/json", ...headers },
    payload: typeof body === "string" ? body : JSON.stringify(body),
  });
const get = (url: string) => app.inject({ method: "GET", url, headers: bearer });
const freeze = () => ({
  header: headerOf(),
  kind: "freeze",
  reason: "not-used-now",
  evidence: lookAt(chipOf("card-1")),
});

test("a whole freeze over HTTP, and the same bytes when each message is sent again", async () => {
  const chip = chipOf("card-1");
  const observed = await post("/v1/cards/observe", { header: headerOf(), evidence: lookAt(chip) });
  expect(observed.json()).toMatchObject({ result: "known", legal: "active" });

  const messages: [string, unknown][] = [
    [`/v1/operations/${op}/authorise`, freeze()],
    [
      `/v1/operations/${op}/script`,
      {
        header: headerOf(),
        epoch: 1,
        attempt: 1,
        challenge: "1122334455667788",
        evidence: lookAt(chip),
      },
    ],
  ];
  writeAll(chip, op, 1, "frozen");
  messages.push(
    [`/v1/operations/${op}/report`, { header: headerOf(), epoch: 1, outcome: seen(chip) }],
    [
      `/v1/operations/${op.toUpperCase()}/printed`,
      {
        header: headerOf(),
        certificateNo: "371700-2026-000001",
        print: { kind: "original" },
        proof: "job",
      },
    ],
  );
  for (const [url, body] of messages) {
    const first = await post(url, body);
    expect(first.statusCode, first.body).toBe(200);
    expect(first.headers["content-type"]).toContain("application/json");
    expect((await post(url, body)).body).toBe(first.body);
  }
  expect((await get(`/v1/operations/${op}`)).json()).toMatchObject({ state: "done", originalPrinted: true });
  expect((await get(`/v1/operations/${op}/certificate`)).json()).toMatchObject({ holderNameMasked: "赵*禾" });
});

test.each([
  [{}],
  [{ authorization: "Bearer a-token-of-enough-lengtH" }],
  [{ authorization: token }],
  [{ authorization: `Bearer ${token}x` }],
])("nothing is answered without the token: %j", async (headers) => {
  for (const url of ["/v1/health", "/v1/nothing", `/v1/operations/${op}`]) {
    const answer = await app.inject({ method: "GET", url, headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ code: "unauthorised", status: 401 });
  }
});

test("health shows the time and that the keys are published ones", async () => {
  expect((await get("/v1/health")).json()).toEqual({
    result: "ok",
    nowMs: morningMs,
    warnings: ["published-test-keys"],
  });
});

test("the same operation id with another body is 422 different-body", async () => {
  await post(`/v1/operations/${op}/authorise`, freeze());
  const again = await post(`/v1/operations/${op}/authorise`, {
    ...freeze(),
    kind: "cancel",
    reason: "moved-away",
  });
  expect(again.statusCode).toBe(422);
  expect(again.headers["content-type"]).toContain("application/problem+json");
  expect(again.json()).toMatchObject({ code: "different-body", status: 422 });
});

test("a busy store is 409 in-progress with a time to come back", async () => {
  await app.close();
  app = appOver({ ...store, write: () => Promise.reject(new StoreBusy("SQLITE_BUSY")) });
  const answer = await post(`/v1/operations/${op}/authorise`, freeze());
  expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([409, "1"]);
  expect(answer.json()).toMatchObject({ code: "in-progress" });
});

test("a bug is 500 without a word of what it met", async () => {
  await app.close();
  app = appOver({ ...store, write: () => Promise.reject(new Error("赵青禾")) });
  const answer = await get(`/v1/operations/${op}`);
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain("赵青禾");
});

test.each([
  ["GET", "/", 404],
  ["GET", "/v1/operations", 404],
  ["GET", "/v1/operations/%ff", 404],
  ["GET", `/v1/operations/${"x".repeat(300)}`, 404],
  ["GET", "/v1/operations/none", 400],
  ["PUT", `/v1/operations/${op}/authorise`, 404],
  ["POST", `/v1/operations/${op}/undo`, 404],
  ["POST", "/v1/operations/../../etc/authorise", 404],
] as const)("%s %s is a problem with status %d", async (method, url, status) => {
  const answer = await app.inject({ method, url, headers: bearer, payload: "{}" });
  expect(answer.json()).toMatchObject({ status });
  expect(answer.statusCode).toBe(status);
});

test.each([
  ["no JSON", "{", 400],
  ["nothing", "", 400],
  ["a poisoned prototype", '{"__proto__":{"x":1}}', 400],
  ["deep nesting", "[".repeat(30_000) + "]".repeat(30_000), 400],
  ["more than 64 KiB", JSON.stringify({ pad: "x".repeat(65_536) }), 413],
  ["null", "null", 400],
] as const)("a body that is %s is refused as an invalid message", async (_what, body, status) => {
  const answer = await post(`/v1/operations/${op}/authorise`, body);
  expect(answer.statusCode, answer.body).toBe(status);
  expect(answer.json()).toMatchObject({ code: "invalid-message", status });
});

test("a refusal names the place and never repeats what stood there", async () => {
  const answer = await post(`/v1/operations/${op}/authorise`, { ...freeze(), reason: "赵青禾" });
  expect(answer.json()).toMatchObject({ detail: "reason: invalid_value" });
  expect(answer.body).not.toContain("赵青禾");
});

test.each(["\ud800", "a\0b"])(
  "text that cannot be stored (%j) is refused wherever it stands",
  async (text) => {
    const evidence = { ...lookAt(chipOf("card-1")), profile: text };
    const paper = { certificateNo: "x", print: { kind: "original" } };
    for (const [path, body] of [
      ["printed", { header: headerOf(), ...paper, proof: text }],
      ["printed", { header: headerOf(text), ...paper, proof: "" }],
      ["authorise", { ...freeze(), evidence }],
    ] as const) {
      const answer = await post(`/v1/operations/${op}/${path}`, body);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ detail: "text that is not Unicode" });
    }
  },
);

test("garbage in any field of any message is never a 500", async () => {
  const places = ["authorise", "script", "report", "printed"].map((path) => `/v1/operations/${op}/${path}`);
  const shapes = [
    freeze(),
    {
      header: headerOf(),
      epoch: 1,
      attempt: 1,
      challenge: "1122334455667788",
      evidence: lookAt(chipOf("card-1")),
    },
    { header: headerOf(), epoch: 1, outcome: seen(chipOf("card-1")) },
    { header: headerOf(), certificateNo: "x", print: { kind: "copy", n: 1 }, proof: "p" },
  ];
  const garbage = fc.record({
    place: fc.constantFrom(...places, "/v1/cards/observe"),
    shape: fc.constantFrom<Record<string, unknown>>(...shapes),
    field: fc.constantFrom("header", "kind", "evidence", "epoch", "outcome", "print", "challenge", "proof"),
    value: fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e308, 2 ** 53, "\u0000", "\ud800", [], {})),
  });
  await fc.assert(
    fc.asyncProperty(garbage, async ({ place, shape, field, value }) => {
      const answer = await post(place, { ...shape, [field]: value });
      expect(answer.statusCode, answer.body).toBeLessThan(500);
      expect(() => JSON.parse(answer.body) as unknown).not.toThrow();
    }),
    { numRuns: 200 },
  );
});

test("nothing personal and no token is logged", async () => {
  await post(`/v1/operations/${op}/authorise`, freeze());
  await post(`/v1/operations/${op}/authorise`, { ...freeze(), reason: "371702200105169972" });
  await get(`/v1/operations/${op}/certificate`);
  expect(logged.length).toBeGreaterThan(2);
  for (const canary of [token, "赵青禾", "371702200105169972", "H02600118"])
    expect(logged.join("")).not.toContain(canary);
});

test("a question for commands waits for the first one, and no longer than it asked to", async () => {
  const ask = (body: object) => post("/v1/commands", { header: headerOf(), after: 0, ...body });
  await post(`/v1/operations/${op}/authorise`, freeze());
  pauses = 0;
  onPause = async () => {
    if (pauses === 3)
      await post(`/v1/operations/${op}/report`, {
        header: headerOf(),
        epoch: 1,
        outcome: { kind: "unknown" },
      });
  };
  expect((await ask({})).json()).toMatchObject({ commands: [] });
  expect(pauses).toBe(0);
  expect((await ask({ waitMs: 5000 })).json()).toMatchObject({
    commands: [{ command: { kind: "list" } }],
    after: 1,
  });
  expect(pauses).toBe(3);
  expect((await ask({ after: 1, waitMs: 2000 })).json()).toMatchObject({ commands: [], after: 1 });
  expect(pauses).toBe(7);
});
