import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { regionalRules } from "../regional-rules.ts";
import { ruleBookOf } from "./rule-book.ts";
import { signedRules } from "./rule-signature.ts";
import { rulesFor } from "./rule-set.ts";
import { publishedKey, shippedRuleFiles } from "./shipped-rules.ts";
import { ed25519Jwk } from "../ed25519.ts";

const dayMs = 86_400_000;

test("regions differ where they were found to differ, and nowhere else", () => {
  expect(regionalRules("371700")).toMatchObject({ temporaryFreezeMs: 5 * dayMs, formalFreezeLifts: true });
  expect(regionalRules("310000")).toMatchObject({ temporaryFreezeMs: 5 * dayMs, formalFreezeLifts: false });
  expect(regionalRules("330784")).toMatchObject({ temporaryFreezeMs: 10 * dayMs, formalFreezeLifts: true });
  expect(regionalRules("220100")).toMatchObject({ temporaryFreezeMs: 5 * dayMs, formalFreezeLifts: false });
  expect(regionalRules("990600")).toMatchObject({ temporaryFreezeMs: 15 * dayMs, liftWithoutCard: false });
  expect(rulesFor("371700")).toBe(rulesFor("440300"));
});

test("the protocol's times come from the file", () => {
  expect(regionalRules("371700")).toEqual({
    temporaryFreezeMs: 5 * dayMs,
    formalFreezeLifts: true,
    liftWithoutCard: true,
    unfreezeMs: dayMs,
    liftMarginMs: 15 * 60_000,
    leaseMs: 10 * 60_000,
  });
});

const edited = (name: string, change: (file: Record<string, unknown>) => unknown) =>
  shippedRuleFiles.map((file) =>
    file.name === name ? { name, data: change({ ...(file.data as Record<string, unknown>) }) } : file,
  );

test("one changed character, and there is no book", () => {
  const files = edited("310000.json", (file) => ({ ...file, nameEn: "Shanghai " }));
  expect(ruleBookOf(files, [publishedKey])).toEqual({
    ok: false,
    fault: { kind: "signature-wrong", name: "310000.json" },
  });
});

test("a file that nobody signed, or somebody else did, is not taken", () => {
  const unsigned = edited("310000.json", ({ signature: _signature, ...file }) => file);
  expect(ruleBookOf(unsigned, [publishedKey])).toMatchObject({ fault: { kind: "not-signed" } });
  const stranger = ed25519Jwk.parse(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
  const files = edited("310000.json", (file) => signedRules(file, stranger));
  expect(ruleBookOf(files, [publishedKey])).toMatchObject({ fault: { kind: "unknown-key" } });
  expect(ruleBookOf(files, [publishedKey, stranger]).ok).toBe(true);
});

test("spaces and the order of names are not what is signed", () => {
  const files = edited("310000.json", (file) => Object.fromEntries(Object.entries(file).reverse()));
  expect(ruleBookOf(files, [publishedKey]).ok).toBe(true);
});

test("two files for one region, and a book without the default, are refused", () => {
  const [first, second] = shippedRuleFiles;
  expect(ruleBookOf([...shippedRuleFiles, { name: "again", data: second?.data }], [publishedKey])).toEqual({
    ok: false,
    fault: { kind: "region-twice", name: "again" },
  });
  expect(ruleBookOf(shippedRuleFiles.slice(1), [publishedKey])).toMatchObject({
    fault: { kind: "no-default" },
  });
  expect(first?.name).toBe("default.json");
});
