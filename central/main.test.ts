import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startCentral, type CentralOptions } from "./main.ts";
import { chipOf, headerOf, lookAt, morningMs, opIdOf } from "./for-tests.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-central-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const options = (): CentralOptions => ({
  database: join(folder, "central.db"),
  tokenFile: join(folder, "token"),
  port: 0,
  seed: true,
  logLevel: "silent",
});
const authorise = async (url: string) => {
  const token = readFileSync(join(folder, "token"), "utf8").trim();
  const answer = await fetch(`${url}/v1/operations/${opIdOf(1)}/authorise`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      header: headerOf(),
      kind: "freeze",
      reason: "other",
      evidence: lookAt(chipOf("card-1")),
    }),
  });
  return answer.text();
};

test("a centre on loopback keeps its token, its cards and its answers over a restart", async () => {
  const first = await startCentral(options());
  expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(statSync(join(folder, "token")).mode & 0o777).toBe(0o600);
  const answer = await authorise(first.url);
  expect(answer).toContain("authorised");
  await first.close();

  const second = await startCentral(options());
  expect(await authorise(second.url)).toBe(answer);
  await second.close();
});

test("a machine whose clock was set back does not set the centre back", async () => {
  const laterMs = morningMs + 3_600_000;
  const first = await startCentral({ ...options(), wallMs: () => laterMs });
  await first.close();
  const second = await startCentral({ ...options(), wallMs: () => morningMs });
  const token = readFileSync(join(folder, "token"), "utf8").trim();
  const answer = await fetch(`${second.url}/v1/health`, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toMatchObject({ nowMs: laterMs });
  await second.close();
});

test("a centre that cannot have its store, its port or a token does not start", async () => {
  await expect(startCentral({ ...options(), database: folder })).rejects.toThrow("cannot-open");
  await expect(startCentral({ database: ":memory:", port: 0, logLevel: "silent" })).rejects.toThrow("token");
  const taken = await startCentral(options());
  const port = Number(new URL(taken.url).port);
  await expect(startCentral({ ...options(), database: ":memory:", port })).rejects.toThrow("EADDRINUSE");
  await taken.close();
});
