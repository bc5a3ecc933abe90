import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { offerLifeMs } from "../../central/access/enrolment.ts";
import {
  certificateLifeMs,
  newRequest,
  openTerminalAuthority,
} from "../../central/access/terminal-authority.ts";
import { readToken } from "../../central/contract-enrolment.ts";
import { opIdOf, rowsOf } from "../../central/for-tests.ts";
import { readIdentity } from "../../daemon/terminal-identity.ts";
import { enrolledStand, freeze, over, refused } from "./enrolled-stand.ts";

let stand: Awaited<ReturnType<typeof enrolledStand>>;
beforeEach(async () => {
  stand = await enrolledStand();
});
afterEach(async () => {
  await stand.close();
});
test("a terminal enrols once, and is heard over mutual TLS with signed messages", async () => {
  const { client } = await stand.enrolled("T-1");
  expect(await client.health()).toMatchObject({ ok: true });
  expect(await client.authorise(opIdOf(1), freeze)).toMatchObject({
    ok: true,
    value: { result: "authorised" },
  });
  expect(await client.query(opIdOf(1))).toMatchObject({ ok: true, value: { state: "authorised" } });

  const folder = stand.identityOf("T-1");
  for (const name of ["terminal-key.pem", "terminal-certificate.pem", "authority.pem"])
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  const shown = new X509Certificate(readFileSync(join(folder, "terminal-certificate.pem")));
  expect(shown.subject).toBe("CN=T-1");
  expect(shown.checkIssued(new X509Certificate(stand.authority.certificate))).toBe(true);
  expect(statSync(stand.authorityFile).mode & 0o777).toBe(0o600);
  expect((await rowsOf.events(stand.store)).slice(1, 3)).toEqual(["enrolment-offered", "enrolled"]);
});

test("the token stands nowhere at the centre, and is worth nothing once it was used or a day has passed", async () => {
  const token = await stand.token("T-1");
  const { secret = "" } = readToken(token) ?? {};
  const rows = await stand.store.write((tx) => tx.find("enrolment", {}));
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(await stand.enrol("T-1", token)).toMatchObject({ ok: true });
  expect(await stand.enrol("T-thief", token)).toMatchObject({ json: { fault: "token-refused" } });

  const late = await stand.token("T-2");
  stand.state.nowMs += offerLifeMs;
  expect(await stand.enrol("T-2", late)).toMatchObject({ json: { fault: "token-refused" } });
  expect(await stand.enrol("T-2", "no-token")).toMatchObject({ json: { fault: "token-garbled" } });
});

test("a new offer takes the place of the one before", async () => {
  const first = await stand.token("T-1");
  const second = await stand.token("T-1");
  expect(await stand.enrol("T-1", first)).toMatchObject({ json: { fault: "token-refused" } });
  expect(await stand.enrol("T-1", second)).toMatchObject({ ok: true });
});

test("an answer that got lost is asked for again with the same key, and with no other", async () => {
  const token = await stand.token("T-1");
  const { secret = "" } = readToken(token) ?? {};
  const trusted = {
    method: "POST",
    ca: stand.authority.certificate,
    headers: { "content-type": "application/json" },
  };
  const ask = (request: string) =>
    over(`${stand.url}/v1/enrol`, trusted, JSON.stringify({ token: secret, request }));
  const own = await newRequest("T-1");
  expect((await ask(own.request)).status).toBe(200);
  expect((await ask(own.request)).status).toBe(200);
  expect((await ask((await newRequest("T-1")).request)).status).toBe(401);
  expect(
    (await ask("-----BEGIN CERTIFICATE REQUEST-----\nMIHI\n-----END CERTIFICATE REQUEST-----")).status,
  ).toBe(400);
});

test("garbage at the door that strangers may knock at is refused and cut at the edge", async () => {
  const headers = { "content-type": "application/json" };
  const ask = (body: string) =>
    over(`${stand.url}/v1/enrol`, { method: "POST", headers, rejectUnauthorized: false }, body);
  const token = "s".repeat(40);
  const request = (text: unknown) => JSON.stringify({ token, request: text });
  const key = "-----BEGIN CERTIFICATE REQUEST-----";
  for (const body of [
    "",
    "{",
    "null",
    "[]",
    request(1),
    request(key),
    request(`${key}\nAAAA`),
    request("x".repeat(5_000)),
  ])
    expect([body.slice(0, 60), (await ask(body)).status]).toEqual([body.slice(0, 60), 400]);
  expect((await ask(request("x".repeat(70_000)))).status).toBe(413);
  // Well made, by a key of another kind than the centre certifies.
  const other = await rsaRequest();
  expect((await ask(request(other))).status).toBe(400);
});

/** A PKCS#10 request by an RSA key, made by OpenSSL. */
async function rsaRequest(): Promise<string> {
  const { stdout } = await promisify(execFile)("openssl", [
    ...["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=T-1"],
  ]);
  return stdout;
}
test("who pretends to be the centre never sees the secret", async () => {
  const other = await enrolledStand();
  try {
    const token = await stand.token("T-1");
    expect(await stand.enrol("T-1", token, other.url)).toMatchObject({ json: { fault: "other-centre" } });
    const { client } = await other.enrolled("T-1");
    expect(await client.health()).toMatchObject({ ok: true });
    // An identity of one centre is nothing to another, in either direction.
    const identity = readIdentity(other.identityOf("T-1"));
    const keyed = { key: identity.key, cert: identity.certificate };
    const answer = await over(`${stand.url}/v1/health`, { ...keyed, rejectUnauthorized: false });
    expect(answer.status).toBe(401);
    await expect(over(`${stand.url}/v1/health`, { ...keyed, ca: identity.authority })).rejects.toThrow();
  } finally {
    await other.close();
  }
});

test("a terminal enrolled anew ends its old certificates", async () => {
  const old = await stand.enrolled("T-1");
  expect(await old.client.health()).toMatchObject({ ok: true });
  const anew = await stand.enrolled("T-1");
  expect(await anew.client.health()).toMatchObject({ ok: true });
  expect(await old.client.health()).toEqual(refused());
});

test("a certificate is renewed at two thirds of its life, and an expired one is not heard", async () => {
  const { client, renewals } = await stand.enrolled("T-1");
  const before = readIdentity(stand.identityOf("T-1")).certificate;
  stand.state.nowMs += (certificateLifeMs * 2) / 3 + 60_000;
  expect(await client.health()).toMatchObject({ ok: true });
  expect(renewals).toEqual(["renewed"]);
  const after = readIdentity(stand.identityOf("T-1"));
  expect(after.certificate).not.toBe(before);
  expect(after.renewAtMs).toBeGreaterThan(stand.state.nowMs);
  expect(await client.health()).toMatchObject({ ok: true });
  expect(renewals).toEqual(["renewed"]);
  expect(await rowsOf.events(stand.store)).toContain("certificate-renewed");

  stand.state.nowMs += certificateLifeMs + 60_000;
  expect(await client.health()).toEqual(refused());
});

test("two processes that need the authority at once have the same one", async () => {
  const file = `${stand.authorityFile}.new`;
  const made = await Promise.all([1, 2, 3].map(() => openTerminalAuthority(file, stand.state.nowMs)));
  expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("the listener's own certificate is made anew in time", async () => {
  const { hostname, port } = new URL(stand.url);
  const shown = (): Promise<string> =>
    new Promise((seen, failed) => {
      const socket = connect({ host: hostname, port: Number(port), ca: stand.authority.certificate }, () => {
        seen(socket.getPeerX509Certificate()?.fingerprint256 ?? "none");
        socket.destroy();
      });
      socket.on("error", failed);
    });
  const first = await shown();
  await stand.tick();
  expect(await shown()).toBe(first);
  stand.state.nowMs += certificateLifeMs / 3;
  await stand.tick();
  expect(await shown()).not.toBe(first);
});

test("whoever answers an enrolment without end is not a centre, and the command says so and ends", async () => {
  await stand.enrolled("T-1");
  const { key, certificate } = readIdentity(stand.identityOf("T-1"));
  const endless = createServer({ key, cert: certificate }, (_request, response) => {
    const more = (): void => {
      if (response.write("x".repeat(10_000))) setImmediate(more);
      else response.once("drain", more);
    };
    more();
  });
  await new Promise<void>((listening) => endless.listen(0, "127.0.0.1", listening));
  const { port } = endless.address() as AddressInfo;
  const centre = `https://127.0.0.1:${String(port)}`;
  expect(await stand.enrol("T-2", await stand.token("T-2"), centre)).toMatchObject({
    ok: false,
    json: { fault: "centre-unreachable" },
  });
  endless.closeAllConnections();
  endless.close();
});
