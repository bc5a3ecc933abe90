import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { holderMark, signedCertificateText, verifiedCertificate } from "./certificate-text.ts";
import { ed25519Jwk } from "../ed25519.ts";

const newKey = () => ed25519Jwk.parse(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
const key = newKey();
const paper = {
  holderNameMasked: "张*三",
  nationalNumberMasked: "371702********0028",
  cardNumberMasked: "A12****89",
};
const facts = {
  number: "371700-2026-000001",
  kind: "cancel",
  doneAtMs: 1_772_418_615_000,
  issuerNumber: "371700",
  legal: "cancelled",
  holder: holderMark(paper),
} as const;
const text = signedCertificateText(facts, key);

test("what was signed is read back, by the public half of the key alone", () => {
  const { d: _private, ...publicKey } = key;
  expect(verifiedCertificate(text, [newKey(), publicKey])).toEqual({ ok: true, value: facts });
  expect(text.length).toBeLessThan(220);
});

test("a text of another key, or of no certificate, is refused by name", () => {
  expect(verifiedCertificate(text, [newKey()])).toEqual({ ok: false, fault: "unknown-key" });
  for (const other of [
    "",
    "|",
    "https://example.org/",
    text.replace("CH1", "CH2"),
    `${text}|`,
    "x".repeat(500),
  ])
    expect(verifiedCertificate(other, [key]).ok, other).toBe(false);
});

test("no change of one character leaves it true", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: text.length - 1 }),
      fc.constantFrom("0", "7", "a", "f", "A", "Z", "|", "-"),
      (at, sign) => {
        const changed = `${text.slice(0, at)}${sign}${text.slice(at + 1)}`;
        // The last character of 64 bytes in base64url has bits that say nothing: the same signature, another spelling.
        if (changed === text || at === text.length - 1) return;
        expect(verifiedCertificate(changed, [key]).ok).toBe(false);
      },
    ),
    { numRuns: 300, seed: 8032 },
  );
});

test("another person's paper has another mark", () => {
  expect(holderMark({ ...paper, holderNameMasked: "李*四" })).not.toBe(facts.holder);
});
