import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { publishedKey } from "./certificate-key.ts";
import { certificateRing, sm2FileOf } from "./certificate-ring.ts";
import { newSm2Key } from "./sm2.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-ring-"));
  file = join(folder, "central.db.certificate-key");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("Ed25519 alone makes no SM2 key", () => {
  const ring = certificateRing(file, "ed25519");
  expect(ring.all).toEqual([ring.heads]);
  expect(ring.signing).toEqual(ring.heads);
  expect(existsSync(sm2FileOf(file))).toBe(false);
});

test("another algorithm is another key, for its owner alone, and each is kept over changes to and fro", () => {
  const first = certificateRing(file, "ed25519");
  const second = certificateRing(file, "sm2");
  expect(second.signing.crv).toBe("SM2");
  expect(second.heads).toEqual(first.heads);
  expect(second.all).toEqual([first.heads, second.signing]);
  expect(statSync(sm2FileOf(file)).mode & 0o777).toBe(0o600);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(certificateRing(file, "sm2")).toEqual(second);
  expect(certificateRing(file, "ed25519")).toEqual({ ...second, signing: first.signing });
});

test("what is published holds no secret and says how to use it", () => {
  const ring = certificateRing(file, "sm2");
  const published = ring.all.map(publishedKey);
  expect(published.map(({ algorithm }) => algorithm)).toEqual(["ed25519", "sm2"]);
  for (const { d } of ring.all) expect(JSON.stringify(published)).not.toContain(d);
  for (const { pem } of published) expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
});

test("a broken file is no key: nothing is signed, and nothing is written over it", () => {
  certificateRing(file, "ed25519");
  const { d: _private, ...publicHalf } = newSm2Key();
  for (const text of ["", "{}", JSON.stringify({ ...newSm2Key(), x: publicHalf.x })]) {
    writeFileSync(sm2FileOf(file), text);
    expect(() => certificateRing(file, "sm2"), text).toThrow();
    expect(() => certificateRing(file, "ed25519"), text).toThrow();
    expect(readFileSync(sm2FileOf(file), "utf8")).toBe(text);
  }
  // The public half alone still holds old paper, and signs nothing new.
  writeFileSync(sm2FileOf(file), JSON.stringify(publicHalf));
  expect(() => certificateRing(file, "sm2")).toThrow("no private key");
  expect(certificateRing(file, "ed25519").all).toHaveLength(2);
});

test("a centre that forgets everything forgets its keys too", () => {
  const ring = certificateRing(undefined, "sm2");
  expect(ring.signing.crv).toBe("SM2");
  expect(certificateRing(undefined, "sm2").signing).not.toEqual(ring.signing);
  expect(certificateRing(undefined, "ed25519").all).toHaveLength(1);
});
