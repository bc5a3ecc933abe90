import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { problemCodes, type Header } from "../central/contract.ts";
import { centreClient } from "./central-client.ts";

const header: Header = {
  v: 1,
  terminalId: "T-1",
  bootId: "0b6f4d8e-58a4-4c93-9d4c-1f2e3d4c5b6a",
  journal: { seq: 7, head: "ab" },
};
const opId = "019cac61-c368-7c41-8a1b-2c3d4e5f6071";
const pending = { result: "pending" };
type Sent = { readonly url: string; readonly init: RequestInit };

/** A clock moved by hand: pauses pass at once, and an answer's patience ends when `expire` is called. */
function handClock() {
  const pauses: number[] = [];
  let waiting: (() => void) | undefined;
  return {
    pauses,
    expire: () => waiting?.(),
    nowMs: () => 0,
    after(delayMs: number, then: () => void) {
      if (delayMs === 5_000) {
        waiting = then;
        return () => (waiting = undefined);
      }
      pauses.push(delayMs);
      queueMicrotask(then);
      return () => undefined;
    },
    watching: () => waiting !== undefined,
  };
}

/** A centre that answers in this order, the last one for ever; an error is a lost line. */
function centreThat(...answers: readonly (Error | Response)[]) {
  const sent: Sent[] = [];
  const reached: boolean[] = [];
  const clock = handClock();
  let seq = 6;
  const client = centreClient({
    url: "http://centre.invalid",
    token: "secret",
    // The journal grows between messages.
    header: () => ({ ...header, journal: { seq: ++seq, head: "ab" } }),
    clock,
    fetch(input, init = {}) {
      sent.push({ url: input as string, init });
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      return answer instanceof Response
        ? Promise.resolve(answer.clone())
        : Promise.reject(answer ?? new Error());
    },
    onReach: (now) => void reached.push(now),
  });
  const report = () => client.report(opId, { epoch: 1, outcome: { kind: "unknown" } });
  return { client, report, sent, reached, clock };
}

const lost = new TypeError("fetch failed");
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

test("a message carries header, token and its operation's address, and follows no redirect", async () => {
  const { report, sent } = centreThat(json(pending));
  expect(await report()).toEqual({ ok: true, value: pending });
  expect(sent[0]?.url).toBe(`http://centre.invalid/v1/operations/${opId}/report`);
  expect(sent[0]?.init).toMatchObject({
    method: "POST",
    redirect: "error",
    headers: { authorization: "Bearer secret", "content-type": "application/json" },
  });
  expect(JSON.parse(sent[0]?.init.body as string)).toEqual({
    header,
    epoch: 1,
    outcome: { kind: "unknown" },
  });
});

test("a question without a body is a GET", async () => {
  const { client, sent } = centreThat(json({ result: "unknown" }));
  expect(await client.query(opId)).toEqual({ ok: true, value: { result: "unknown" } });
  expect(sent[0]).toMatchObject({ url: `http://centre.invalid/v1/operations/${opId}` });
  expect(sent[0]?.init).toMatchObject({ method: "GET" });
  expect(sent[0]?.init.body).toBeUndefined();
});

test("a lost line is tried three times, with longer pauses and the same bytes, and no more", async () => {
  const { report, sent, reached, clock } = centreThat(lost);
  expect(await report()).toEqual({ ok: false, fault: { kind: "centre-unreachable", detail: "TypeError" } });
  expect(sent.length).toBe(3);
  expect(new Set(sent.map(({ init }) => init.body)).size).toBe(1);
  expect(clock.pauses).toEqual([300, 600]);
  expect(reached).toEqual([false, false, false]);
});

test("one lost message is not a lost centre", async () => {
  const { report, sent, reached } = centreThat(lost, json(pending));
  expect(await report()).toEqual({ ok: true, value: pending });
  expect(sent.length).toBe(2);
  expect(reached).toEqual([false, true]);
});

test.each([
  ["nothing", () => undefined],
  ["half an answer", (answer: NodeJS.WritableStream) => void answer.write('{"result":')],
])("a centre that sends %s is given up after its patience, three times", async (_what, begin) => {
  const server = createServer((_request, response) => begin(response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const clock = handClock();
  let asked = 0;
  const client = centreClient({
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    token: "secret",
    header: () => header,
    clock,
    fetch(input, init) {
      asked += 1;
      // Time passes once the question is well on its way.
      setTimeout(() => clock.expire(), 30);
      return fetch(input, init);
    },
    onReach: () => undefined,
  });
  expect(await client.health()).toEqual({
    ok: false,
    fault: { kind: "centre-unreachable", detail: "AbortError" },
  });
  expect(asked).toBe(3);
  expect(clock.watching()).toBe(false);
});

test.each<[string, Response]>([
  ["no JSON", new Response("<html>", { status: 200 })],
  ["half of JSON", new Response('{"result":"pen', { status: 200 })],
  ["nothing", new Response("", { status: 200 })],
  ["another answer", json({ result: "splendid" })],
  ["an answer with a field missing", json({ result: "done", certificateNo: "1", legal: "frozen" })],
  ["an answer with a state nobody knows", json({ result: "ended", state: "lost" })],
])("%s is garbled: never taken for an answer, never asked for again", async (_what, answer) => {
  const { report, sent, reached } = centreThat(answer);
  expect(await report()).toMatchObject({ ok: false, fault: { kind: "centre-garbled" } });
  expect(sent.length).toBe(1);
  expect(reached).toEqual([true]);
});

const problem = (code: string, status: number) =>
  json({ type: `urn:cardhall:problem:${code}`, title: code, status, code }, status);

test.each(problemCodes)("the problem %s is told by its code", async (code) => {
  const { report, sent } = centreThat(problem(code, 422));
  expect(await report()).toEqual({ ok: false, fault: { kind: "centre-refused", status: 422, code } });
  expect(sent.length).toBe(1);
});

test.each([
  [400, 1],
  [401, 1],
  [404, 1],
  [409, 3],
  [422, 1],
  [500, 3],
  [503, 3],
])("status %d is asked %d times in all", async (status, times) => {
  const { report, sent } = centreThat(problem("internal", status));
  expect(await report()).toMatchObject({ ok: false, fault: { kind: "centre-refused", status } });
  expect(sent.length).toBe(times);
});

test("a proxy's page in place of a problem is a refusal without a code", async () => {
  const { report } = centreThat(new Response("<html>Bad gateway</html>", { status: 502 }));
  expect(await report()).toEqual({
    ok: false,
    fault: { kind: "centre-refused", status: 502, code: "unknown" },
  });
});

test("a busy centre that answers the second time has answered", async () => {
  const { report, sent } = centreThat(problem("in-progress", 409), json(pending));
  expect(await report()).toEqual({ ok: true, value: pending });
  expect(sent.length).toBe(2);
});
