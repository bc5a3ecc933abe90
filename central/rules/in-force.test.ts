import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { morningMs, openTestStore, rowsOf } from "../for-tests.ts";
import { putInForce } from "./in-force.ts";
import { openRules } from "./open-rules.ts";
import { signedRules } from "./rule-signature.ts";
import { publishedKey, shippedRuleFiles, shippedRules } from "./shipped-rules.ts";

async function stand() {
  const store = await openTestStore();
  onTestFinished(() => store.close());
  return {
    store,
    begin: (book = shippedRules, atMs = morningMs) => store.write((tx) => putInForce(tx, atMs, book)),
    shanghai: () => store.write((tx) => tx.get("rule_version", { region: "310000" })),
  };
}

/** A folder as an operator has it: the shipped files, Shanghai's changed and signed anew. */
function place(change: Record<string, unknown>) {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const { name, data } of shippedRuleFiles) {
    const file = data as Record<string, unknown>;
    const text = name === "310000.json" ? signedRules({ ...file, ...change }, publishedKey) : file;
    writeFileSync(join(folder, name), JSON.stringify(text));
  }
  const key = join(folder, "public.jwk");
  writeFileSync(key, JSON.stringify(publishedKey));
  return { folder, keyFiles: [key] };
}

test("which rules are in force is written down once for each change", async () => {
  const { store, begin, shanghai } = await stand();
  await begin();
  await begin(shippedRules, morningMs + 1);
  expect(await rowsOf.events(store)).toEqual(["seeded", "rules-in-force"]);
  expect(await shanghai()).toMatchObject({ version: 1, since_ms: morningMs });

  await begin(openRules(place({ version: 2 })), morningMs + 2);
  expect(await shanghai()).toMatchObject({ version: 2, since_ms: morningMs + 2 });
  const [, , last] = await store.write((tx) => tx.find("audit", {}));
  expect(JSON.parse(last?.detail ?? "")).toEqual({ versions: { "310000": 2 } });
});

test("an older file that was put back ends the start, and changes nothing", async () => {
  const { begin, shanghai } = await stand();
  await begin(openRules(place({ version: 3 })));
  await expect(begin(openRules(place({ version: 2 })))).rejects.toThrow("310000: version 2 is older than 3");
  expect(await shanghai()).toMatchObject({ version: 3 });
});

test("a folder with a file that nobody signed is no place for rules", () => {
  const { folder } = place({});
  expect(() => openRules({ folder, keyFiles: [] })).toThrow("unknown-key");
  writeFileSync(join(folder, "990800.json"), JSON.stringify({ base: "default" }));
  const keyFiles = [join(folder, "public.jwk")];
  expect(() => openRules({ folder, keyFiles })).toThrow("wrong-shape");
});
