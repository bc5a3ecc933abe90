import { afterEach, beforeEach, expect, test } from "vitest";
import { screenStand } from "./screen-stand.ts";

/** The technician's door shares the screen's port: what a hostile page or program finds there before any credential is asked for. */

let stand: Awaited<ReturnType<typeof screenStand>>;
let heard: unknown[];
beforeEach(async () => {
  heard = [];
  stand = await screenStand({
    onStaff: async (message) => {
      heard.push(message);
      return { ok: true };
    },
  });
});
afterEach(() => stand.close());

const order = { op: "enter", staff: "1", code: "000000" };
const knock = (headers: Record<string, string> = { origin: stand.origin }) =>
  stand.ask("POST", "/diagnostics", headers, JSON.stringify(order));

test("the daemon's own page is heard there", async () => {
  expect((await knock()).status).toBe(200);
  expect(heard).toEqual([order]);
});

test.each([
  ["no origin", {}],
  ["a null origin", { origin: "null" }],
  ["another page's origin", { origin: "https://evil.test" }],
  ["the right host on another port", { origin: "http://127.0.0.1:1" }],
])("%s is not heard: 403", async (_name, headers) => {
  expect((await knock(headers)).status).toBe(403);
  expect(heard).toEqual([]);
});

test("under another name nobody is heard, with the right origin either: 421", async () => {
  expect((await knock({ host: "evil.test", origin: stand.origin })).status).toBe(421);
  expect(heard).toEqual([]);
});

test("a GET is the page and no order, whatever it carries", async () => {
  const { origin } = stand;
  const body = JSON.stringify(order);
  for (const path of ["/diagnostics", "/diagnostics?op=enter&staff=1&code=000000"]) {
    const answer = await stand.ask("GET", path, { origin }, body);
    expect([answer.status, answer.body]).toEqual([200, "<title>Cardhall</title>"]);
  }
  expect(heard).toEqual([]);
});

test.each(["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])("%s is no order: 404", async (method) => {
  const { origin } = stand;
  expect((await stand.ask(method, "/diagnostics", { origin }, JSON.stringify(order))).status).toBe(404);
  expect(heard).toEqual([]);
});

test("guessing there and guessing codes count together: 429 at the twenty-first of a second", async () => {
  for (let guess = 0; guess < 10; guess += 1) {
    expect((await knock()).status).toBe(200);
    expect((await stand.spend("guess")).status).toBe(401);
  }
  expect((await knock()).status).toBe(429);
  expect(heard).toHaveLength(10);
  stand.pass(1_000);
  expect((await knock()).status).toBe(200);
});

test("where no technician is served there is no such door: 404", async () => {
  const without = await screenStand();
  const { status } = await without.ask("POST", "/diagnostics", { origin: without.origin }, "{}");
  expect(status).toBe(404);
  await without.close();
});
