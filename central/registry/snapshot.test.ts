import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { issuerSnapshot, signedSnapshot } from "../contract-registry.ts";
import { startCentral } from "../main.ts";
import { keyIn } from "../ed25519.ts";

const token = "a-token-of-enough-length";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "cardhall-registry-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A centre on a file, asked once for the list as a terminal would. */
async function asked(database: string, authorization = `Bearer ${token}`) {
  const central = await startCentral({ database, token, port: 0, seed: true, logLevel: "silent" });
  const answer = await fetch(`${central.url}/v1/registry/snapshot`, { headers: { authorization } });
  const body: unknown = await answer.json();
  await central.close();
  return { status: answer.status, body };
}

test("terminals get the issuers with what is approved for them, signed with a key that stays", async () => {
  const database = join(folder(), "central.db");
  const first = signedSnapshot.parse((await asked(database)).body);
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: first.publicKey }, format: "jwk" });
  const signature = Buffer.from(first.signature, "base64url");
  expect(verify(null, Buffer.from(first.text, "utf8"), key, signature)).toBe(true);
  expect(verify(null, Buffer.from(first.text.replace("Heze", "Hase"), "utf8"), key, signature)).toBe(false);

  const { issuers } = issuerSnapshot.parse(JSON.parse(first.text));
  expect(issuers.find(({ number }) => number === "371700")).toMatchObject({
    regionZh: "菏泽市",
    approved: true,
    profiles: ["cn-ssc-1.00-3des", "cn-ssc-2.00-3des", "cn-ssc-3.00-sm4"],
  });
  expect(issuers.find(({ number }) => number === "650100")).toMatchObject({ approved: false });

  const again = signedSnapshot.parse((await asked(database)).body);
  expect(again.publicKey).toBe(first.publicKey);
  expect(statSync(`${database}.registry-key`).mode & 0o777).toBe(0o600);
});

test("whoever is no terminal gets nothing", async () => {
  expect((await asked(":memory:", "Bearer somebody-else-entirely")).status).toBe(401);
});

test("a key file without its private part is no key", () => {
  const file = join(folder(), "key");
  const { d: _private, ...half } = keyIn(file);
  writeFileSync(file, JSON.stringify(half));
  expect(() => keyIn(file)).toThrow("no private key");
  expect(readFileSync(file, "utf8")).not.toContain('"d"');
});
