import { createHash } from "node:crypto";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { quarantine, revoke } from "../../central/access/enrolment.ts";
import { chipOf, headerOf, lookAt, opIdOf, rowsOf } from "../../central/for-tests.ts";
import { release } from "../../central/terminals.ts";
import { centreClient } from "../../daemon/central-client.ts";
import { centreLine } from "../../daemon/centre-line.ts";
import { enrolledFetch } from "../../daemon/enrolled-fetch.ts";
import { readIdentity } from "../../daemon/terminal-identity.ts";
import { systemClock } from "../../hardware/clock.ts";
import { enrolledStand, freeze, over, refused } from "./enrolled-stand.ts";
import { signedRequest } from "./signed-request.ts";

let stand: Awaited<ReturnType<typeof enrolledStand>>;
beforeEach(async () => {
  stand = await enrolledStand();
});
afterEach(async () => {
  await stand.close();
});
test("without a certificate nothing is answered but whose authority this is", async () => {
  const anonymous = { rejectUnauthorized: false };
  for (const path of ["/v1/health", "/v1/nothing", `/v1/operations/${opIdOf(1)}`, "/staff/v1/me"])
    expect((await over(`${stand.url}${path}`, anonymous)).status).toBe(401);
  expect((await over(`${stand.url}/v1/authority`, anonymous)).status).toBe(200);
  await expect(over(`${stand.url}/v1/authority`, { ...anonymous, maxVersion: "TLSv1.2" })).rejects.toThrow();
});

test("a certificate without a signature is not enough, nor a bearer", async () => {
  await stand.enrolled("T-1");
  const { key, certificate, authority } = readIdentity(stand.identityOf("T-1"));
  const tls = { key, cert: certificate, ca: authority };
  const answer = await over(`${stand.url}/v1/health`, { ...tls, headers: { authorization: "Bearer x" } });
  expect(answer.status).toBe(401);
  expect(JSON.parse(answer.text)).toMatchObject({ detail: "signature: missing" });
});

test("a daemon takes up the identity it is configured with, and no other terminal's", async () => {
  await stand.enrolled("T-1");
  const header = () => headerOf("T-1");
  const address = { url: `${stand.url}/`, identity: stand.identityOf("T-1") };
  const parts = { header, nowMs: () => stand.state.nowMs, mintNonce: () => "a-nonce-of-a-test-2" };
  const line = stand.kept(await centreLine(address, { ...parts, terminalId: "T-1" }));
  const client = centreClient({ ...line, header, clock: systemClock, onReach: () => undefined });
  expect(await client.health()).toMatchObject({ ok: true });
  await expect(centreLine(address, { ...parts, terminalId: "T-2" })).rejects.toThrow("enrolled as T-1");
  const nothing = { ...address, identity: stand.identityOf("T-9") };
  await expect(centreLine(nothing, { ...parts, terminalId: "T-9" })).rejects.toThrow("ENOENT");
});

test("a terminal speaks for itself only", async () => {
  await stand.enrolled("T-1");
  await stand.enrolled("T-2");
  const { client } = stand.line("T-1", "T-2");
  expect(await client.authorise(opIdOf(1), freeze)).toEqual(refused());
  expect(await stand.store.write((tx) => tx.find("terminal", {}))).toEqual([]);
});

test("a revoked terminal is not heard from the next message on, nor with a new token of before", async () => {
  const { client } = await stand.enrolled("T-1");
  expect(await client.authorise(opIdOf(1), freeze)).toMatchObject({ ok: true });
  const token = await stand.token("T-1");
  const by = { subject: "dev-operator" };
  await stand.store.write((tx) => revoke(tx, stand.state.nowMs, "T-1", by));
  expect(await client.health()).toEqual(refused());
  expect(await stand.enrol("T-1", token)).toMatchObject({ json: { fault: "token-refused" } });
  // What it had under way waits for its card anywhere.
  const [operation] = await stand.store.write((tx) => tx.find("operation", {}));
  expect(operation?.state).toBe("awaiting-card");
  expect(await rowsOf.events(stand.store)).toContain("terminal-revoked");
});

test("a person shuts a terminal out, and lets it in again", async () => {
  const { client } = await stand.enrolled("T-1");
  await client.authorise(opIdOf(1), freeze);
  const by = { subject: "dev-technician" };
  await stand.store.write((tx) => quarantine(tx, stand.state.nowMs, "T-1", "opened", by));
  expect(await client.authorise(opIdOf(2), freeze)).toMatchObject({ fault: { code: "quarantined" } });
  await stand.store.write((tx) => release(tx, stand.state.nowMs, "T-1", "dev-technician"));
  expect(await client.health()).toMatchObject({ ok: true });
});

test("a message that was changed, kept or signed by another is refused", async () => {
  await stand.enrolled("T-1");
  const { key, certificate, authority } = readIdentity(stand.identityOf("T-1"));
  // As something in between has it that could read what the terminal sent.
  const { headers } = await signedRequest(stand, "T-1", "/v1/cards/observe", observe());
  const post = (sent: Record<string, string>, body: string, path = "/v1/cards/observe") =>
    over(
      `${stand.url}${path}`,
      { key, cert: certificate, ca: authority, method: "POST", headers: sent },
      body,
    );
  expect((await post(headers, observe())).status).toBe(200);
  const faultOf = async (answer: Promise<{ status: number; text: string }>) => {
    const { status, text } = await answer;
    return [status, (JSON.parse(text) as { detail?: string }).detail];
  };
  const without = (name: string) =>
    Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));
  const changed = (name: string, value: string) => ({ ...headers, [name]: value });
  const other = observe().replace("cn-ssc-2.00-3des", "cn-ssc-2.00-sm4x");

  expect(await faultOf(post(headers, other))).toEqual([401, "signature: other-body"]);
  const digest = `sha-256=:${createHash("sha256").update(other).digest("base64")}:`;
  expect(await faultOf(post(changed("content-digest", digest), other))).toEqual([
    401,
    "signature: wrong-signature",
  ]);
  expect(await faultOf(post(headers, observe(), "/v1/commands"))).toEqual([
    401,
    "signature: wrong-signature",
  ]);
  expect(await faultOf(post(changed("cardhall-terminal", "T-2"), observe()))).toEqual([
    401,
    "another terminal",
  ]);
  expect(await faultOf(post(changed("cardhall-journal", "2 ab"), observe()))).toEqual([
    401,
    "signature: wrong-signature",
  ]);
  expect(await faultOf(post(without("signature"), observe()))).toEqual([401, "signature: missing"]);
  expect(await faultOf(post(without("cardhall-journal"), observe()))).toEqual([401, "signature: malformed"]);
  stand.state.nowMs += 300_000;
  expect(await faultOf(post(headers, observe()))).toEqual([401, "signature: wrong-time"]);
});

const observe = (): string => JSON.stringify({ header: headerOf("T-1"), evidence: lookAt(chipOf("card-1")) });

test("a centre that says nothing to a renewal keeps nobody waiting for longer than they wanted to wait", async () => {
  await stand.enrolled("T-1");
  const links = new Set<Socket>();
  const silent = createServer((link) => links.add(link.on("error", () => undefined)));
  await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
  const renewals: string[] = [];
  const line = stand.kept(
    enrolledFetch({
      folder: stand.identityOf("T-1"),
      url: `https://127.0.0.1:${String((silent.address() as AddressInfo).port)}`,
      nowMs: () => stand.state.nowMs + 70 * 86_400_000,
      mintNonce: () => "a-nonce-of-a-test-3",
      header: () => headerOf("T-1"),
      onRenewed: (result) => void renewals.push(result),
    }),
  );
  const asked = line.fetch(`https://127.0.0.1/v1/health`, { signal: AbortSignal.timeout(200) });
  await expect(asked).rejects.toThrow();
  expect(renewals).toEqual(["failed"]);
  for (const link of links) link.destroy();
  silent.close();
});
