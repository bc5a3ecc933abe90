import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const program = join(import.meta.dirname, "cardhall.ts");
const shanghai = join(import.meta.dirname, "../central/rules/files/310000.json");

function cardhall(...words: readonly string[]) {
  const { status, stdout } = spawnSync(process.execPath, [program, ...words, "--json"], { encoding: "utf8" });
  return { status, json: (stdout === "" ? undefined : JSON.parse(stdout)) as Record<string, unknown> };
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "cardhall-rules-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("lint, sign with a key of one's own, and lint again", () => {
  const dir = folder();
  const [file, key] = [join(dir, "region.json"), join(dir, "key.json")];
  const rules = JSON.parse(readFileSync(shanghai, "utf8")) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...rules, version: 2 }));
  expect(cardhall("rules", "lint", file)).toMatchObject({
    status: 1,
    json: { ok: false, findings: [{ code: "signature-wrong" }] },
  });
  const signed = cardhall("rules", "sign", file, "--key", key);
  expect(signed).toMatchObject({ status: 0, json: { ok: true, publicKey: { crv: "Ed25519" } } });
  expect(JSON.stringify(signed.json)).not.toContain('"d"');
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(cardhall("rules", "lint", file).json).toMatchObject({ findings: [{ code: "unknown-signer" }] });
  expect(cardhall("rules", "lint", file, "--key", key)).toEqual({
    status: 0,
    json: { ok: true, findings: [] },
  });
});

test("explain says what holds for one card of a seeded centre, in both languages", () => {
  const database = join(folder(), "central.db");
  const seeded = cardhall("central", "seed", "--database", database, "--holders", "60");
  expect(seeded).toMatchObject({ status: 0, json: { ok: true, holders: 60 } });
  expect(cardhall("central", "seed", "--database", database)).toMatchObject({
    status: 1,
    json: { fault: "not-empty" },
  });
  const card = "371700D156000005001300009E844875";
  const explained = cardhall(
    "rules",
    "explain",
    "--card",
    card,
    "--operation",
    "cancel",
    "--database",
    database,
  );
  expect(explained).toMatchObject({
    status: 0,
    json: { open: true, because: "after-approval", legal: "active", rules: { region: "default" } },
  });
  const formal = ["--region", "310000", "--operation", "unfreeze"];
  expect(cardhall("rules", "explain", ...formal).json).toMatchObject({
    open: false,
    because: "formal-freeze-stays",
    words: { zh: ["当地规定正式挂失后不能解挂，请申请补领新卡。"] },
  });
  expect(cardhall("rules", "explain", "--operation", "lift").status).toBe(2);
});
