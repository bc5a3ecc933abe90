import { spawnSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  asSm2,
  defaultSignerId,
  isSm2Signature,
  newSm2Key,
  signerHash,
  sm2Jwk,
  sm2PublicJwk,
  sm2PublicKey,
  sm2Signature,
  type Sm2Jwk,
} from "./sm2.ts";
import { provedSm2, sm2Example } from "./sm2-example.ts";

const key = newSm2Key();
const data = Buffer.from("CH2|sm2|注销", "utf8");
const hexOf = (member: string): string => Buffer.from(member, "base64url").toString("hex");

test("the standard's example: its Z, its signature, and none of another text, key, id or byte", () => {
  const { data, key: signer, signature } = sm2Example;
  expect(signerHash(signer, "1234567812345678").toString("hex").toUpperCase()).toBe(
    "B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3",
  );
  expect(isSm2Signature(data, signature, signer)).toBe(true);
  expect(isSm2Signature(Buffer.from("message digesu"), signature, signer)).toBe(false);
  expect(isSm2Signature(data, signature, key)).toBe(false);
  for (const id of ["", "1234567812345679", "ALICE123@YAHOO.COM"])
    expect(isSm2Signature(data, signature, signer, id), id).toBe(false);
  for (let at = 0; at < signature.length; at++) {
    const changed = Buffer.from(signature);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(isSm2Signature(data, changed, signer), `byte ${String(at)}`).toBe(false);
  }
});

test("what is no signature at all is refused, not thrown", () => {
  const signature = sm2Signature(data, key);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(isSm2Signature(data, bytes, key)).toBe(false);
    }),
    { numRuns: 100, seed: 32918 },
  );
  // A byte behind the end, and a zero before a number, would be other spellings of the same signature.
  expect(isSm2Signature(data, Buffer.concat([signature, Buffer.of(0)]), key)).toBe(false);
  const { signature: standard, data: text, key: signer } = sm2Example;
  const padded = Buffer.concat([Buffer.from("304702220000", "hex"), standard.subarray(5)]);
  expect(isSm2Signature(text, padded, signer)).toBe(false);
});

test("a runtime that makes another signature on this curve signs nothing", () => {
  expect(() => {
    provedSm2();
  }).not.toThrow();
  const { signature } = sm2Example;
  const changed = Buffer.from(signature);
  changed.writeUInt8(changed.readUInt8(40) ^ 1, 40);
  expect(() => {
    provedSm2({ ...sm2Example, signature: changed });
  }).toThrow("GB/T 32918");
});

test("a key is on the curve, and its halves belong together", () => {
  const { d: _private, ...publicHalf } = key;
  expect(sm2Jwk.safeParse(publicHalf).success).toBe(true);
  const other = newSm2Key();
  expect(sm2Jwk.safeParse({ ...publicHalf, x: other.x }).success).toBe(false);
  expect(sm2PublicJwk.safeParse({ ...publicHalf, x: other.x }).success).toBe(false);
  expect(sm2Jwk.safeParse({ ...key, x: other.x, y: other.y }).success).toBe(false);
  expect(sm2Jwk.safeParse({ ...key, d: Buffer.alloc(32).toString("base64url") }).success).toBe(false);
  expect(() => sm2Signature(data, publicHalf)).toThrow("signs nothing");
});

test("keys whose numbers begin with zeros are whole", () => {
  // One key in 256 has such a secret; the coordinates go through the same members.
  const d = Buffer.from("00".repeat(31) + "02", "hex").toString("base64url");
  const twoG = {
    kty: "EC",
    crv: "SM2",
    x: Buffer.from("56cefd60d7c87c000d58ef57fa73ba4d9c0dfa08c08a7331495c2e1da3f2bd52", "hex").toString(
      "base64url",
    ),
    y: Buffer.from("31b7e7e6cc8189f668535ce0f8eaf1bd6de84c182f6c8e716f780d3a970a23c3", "hex").toString(
      "base64url",
    ),
    d,
  };
  const small = sm2Jwk.parse(twoG);
  expect(isSm2Signature(data, sm2Signature(data, small), small)).toBe(true);
});

test("the runtime's own ECDSA on this curve is not taken for SM2", () => {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "SM2" });
  expect(() => asSm2(publicKey)).toThrow("ECDSA");
  expect(asSm2(sm2PublicKey(key)).asymmetricKeyType).not.toBe("ec");
});

/** Written by others from the standard, and not on top of OpenSSL. */
const { sm2: independent } = createRequire(import.meta.url)("sm-crypto") as {
  sm2: {
    doSignature(data: number[], privateKey: string, options: Options): string;
    doVerifySignature(data: number[], signature: string, publicKey: string, options: Options): boolean;
  };
};
type Options = { readonly hash: true; readonly der: true; readonly userId: string };

test.each([defaultSignerId, "ALICE123@YAHOO.COM"])(
  "an implementation that is not OpenSSL's agrees both ways, with the id %s",
  (userId) => {
    const options: Options = { hash: true, der: true, userId };
    const point = `04${hexOf(key.x)}${hexOf(key.y)}`;
    const ours = sm2Signature(data, key, userId);
    expect(independent.doVerifySignature([...data], ours.toString("hex"), point, options)).toBe(true);
    const theirs = Buffer.from(independent.doSignature([...data], hexOf(key.d ?? ""), options), "hex");
    expect(isSm2Signature(data, theirs, key, userId)).toBe(true);
    expect(isSm2Signature(data, theirs, key, "another")).toBe(false);
  },
);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-sm2-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const openssl = (...words: readonly string[]) => spawnSync("openssl", words, { cwd: folder });
const opensslHasSm2 = spawnSync("openssl", ["ecparam", "-list_curves"]).stdout?.includes("SM2") ?? false;
const digest = ["-rawin", "-digest", "sm3", "-in", "text"];
const withId = (id: string): readonly string[] => ["-pkeyopt", `distid:${id}`];

test.skipIf(!opensslHasSm2)("the openssl command holds our signatures true, and we its own", () => {
  expect(openssl("genpkey", "-algorithm", "SM2", "-out", "private.pem").status).toBe(0);
  const made = createPrivateKey(readFileSync(join(folder, "private.pem")));
  const der = made.export({ type: "pkcs8", format: "der" });
  const half = (from: number, to?: number): string => der.subarray(from, to).toString("base64url");
  const theirs: Sm2Jwk = sm2Jwk.parse({
    kty: "EC",
    crv: "SM2",
    d: half(36, 68),
    x: half(-64, -32),
    y: half(-32),
  });
  writeFileSync(join(folder, "text"), data);
  writeFileSync(join(folder, "public.pem"), sm2PublicKey(theirs).export({ type: "spki", format: "pem" }));

  const sign = ["pkeyutl", "-sign", ...digest, "-inkey", "private.pem", "-out", "theirs"];
  expect(openssl(...sign, ...withId(defaultSignerId)).status).toBe(0);
  const signature = readFileSync(join(folder, "theirs"));
  expect(isSm2Signature(data, signature, theirs)).toBe(true);
  expect(isSm2Signature(data, signature, theirs, "another")).toBe(false);

  writeFileSync(join(folder, "ours"), sm2Signature(data, theirs));
  const verify = ["pkeyutl", "-verify", ...digest, "-pubin", "-inkey", "public.pem", "-sigfile", "ours"];
  expect(openssl(...verify, ...withId(defaultSignerId)).status).toBe(0);
  expect(openssl(...verify, ...withId("another")).status).not.toBe(0);
});
