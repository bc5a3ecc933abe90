import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { applicationOptions } from "./central-applications.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-applications-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test("without words for it there is a ledger and a development adapter", () => {
  expect(applicationOptions({ identityAudience: "cardhall" })).toEqual({});
});

test("the interface's address and token, and the platform's keys that can be used", () => {
  const { kty, crv, x } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const keys = [
    { kty, crv, x, kid: "1" },
    { kty: "RSA", n: "AQ", e: "AQAB" },
  ];
  expect(
    applicationOptions({
      settlementUrl: "https://settlement.example/v1/ask",
      settlementTokenFile: file("token", "secret\n"),
      identityKeys: file("keys.json", JSON.stringify({ keys })),
      identityAudience: "cardhall-371700",
    }),
  ).toEqual({
    settlement: { url: "https://settlement.example/v1/ask", token: "secret", timeoutMs: 5000 },
    identity: { audience: "cardhall-371700", keys: [{ kty, crv, x }] },
  });
});

test("a token in the clear, and a key set that proves nobody, are refused at the start", () => {
  expect(() =>
    applicationOptions({ settlementUrl: "http://settlement.example/", identityAudience: "cardhall" }),
  ).toThrow("loopback only");
  const identityKeys = file("keys.json", JSON.stringify({ keys: [{ kty: "RSA", n: "AQ" }] }));
  expect(() => applicationOptions({ identityKeys, identityAudience: "cardhall" })).toThrow("no Ed25519 key");
});
