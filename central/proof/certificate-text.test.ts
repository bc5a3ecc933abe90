import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { certificateSignature, type CertificateJwk } from "./certificate-key.ts";
import { holderMark, signedCertificateText, verifiedCertificate } from "./certificate-text.ts";
import { newSm2Key } from "./sm2.ts";
import { ed25519Jwk } from "../ed25519.ts";

const newEd25519Key = () =>
  ed25519Jwk.parse(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
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
const algorithms = [
  { algorithm: "ed25519", newKey: newEd25519Key, longest: 230 },
  { algorithm: "sm2", newKey: newSm2Key, longest: 240 },
] as const;

describe.each(algorithms)("signed with $algorithm", ({ algorithm, newKey, longest }) => {
  const key: CertificateJwk = newKey();
  const text = signedCertificateText(facts, key);

  test("what was signed is read back, by the public half of the key alone", () => {
    const { d: _private, ...publicKey } = key;
    expect(verifiedCertificate(text, [newEd25519Key(), newSm2Key(), publicKey])).toEqual({
      ok: true,
      value: { ...facts, algorithm },
    });
    expect(text.startsWith(`CH2|${algorithm}|`)).toBe(true);
    expect(text.length).toBeLessThan(longest);
  });

  test("a text of another key, or of no certificate, is refused by name", () => {
    expect(verifiedCertificate(text, [newKey()])).toEqual({ ok: false, fault: "unknown-key" });
    for (const other of [
      "",
      "|",
      "https://example.org/",
      text.replace("CH2", "CH3"),
      `${text}|`,
      `${text}=`,
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
          if (changed === text) return;
          expect(verifiedCertificate(changed, [key]).ok).toBe(false);
        },
      ),
      { numRuns: 300, seed: 8032 },
    );
    for (const last of "ABCDEFGHQRSTwxyz0123-_")
      if (!text.endsWith(last))
        expect(verifiedCertificate(`${text.slice(0, -1)}${last}`, [key]).ok, last).toBe(false);
  });

  test("it is not true under another algorithm's name, nor as an earlier text", () => {
    const other = algorithm === "sm2" ? "ed25519" : "sm2";
    const all = [key, newEd25519Key(), newSm2Key()];
    for (const renamed of [
      text.replace(`|${algorithm}|`, `|${other}|`),
      text.replace(`CH2|${algorithm}|`, "CH1|"),
    ])
      expect(verifiedCertificate(renamed, all).ok, renamed).toBe(false);

    // Not even where the key's own holder signs that name.
    const signed = text.slice(0, text.lastIndexOf("|")).replace(`|${algorithm}|`, `|${other}|`);
    const misnamed = `${signed}|${certificateSignature(signed, key).toString("base64url")}`;
    expect(verifiedCertificate(misnamed, all)).toEqual({ ok: false, fault: "unknown-key" });
  });
});

test("paper from before texts named their algorithm is still true", () => {
  // The key of RFC 8032 section 7.1, test 1.
  const key = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" } as const;
  const text =
    "CH1|371700-2026-000001|cancel|1772418615|371700|cancelled|0123456789abcdef|21fe31dfa154a261|" +
    "FU554FaoKlV5A8z1D7lV777C09ZfiIYiC3vSDbgzk3olVIzAU32dIf1bn7N1wVlY2cO6Ud0oYv2AMckRNQhIAw";
  expect(verifiedCertificate(text, [key])).toEqual({
    ok: true,
    value: { ...facts, holder: "0123456789abcdef", algorithm: "ed25519" },
  });
  expect(verifiedCertificate(text.replace("cancel|", "freeze|"), [key]).ok).toBe(false);
});

test("another person's paper has another mark", () => {
  expect(holderMark({ ...paper, holderNameMasked: "李*四" })).not.toBe(facts.holder);
});
