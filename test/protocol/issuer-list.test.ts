import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { SignedSnapshot } from "../../central/contract-registry.ts";
import { openTestStore } from "../../central/for-tests.ts";
import { snapshotOver } from "../../central/registry/snapshot.ts";
import { fail, ok } from "../../hardware/result.ts";
import { issuerList } from "../../daemon/issuer-list.ts";
import { passingKey } from "../../central/ed25519.ts";

/** A real centre's registry behind a line that can be cut, and a terminal's folder. */
async function stand() {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-issuers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "issuers.json");
  const store = await openTestStore();
  onTestFinished(() => store.close());
  const time = { nowMs: 0, madeAtMs: 1_000 };
  const line = { up: true, asked: 0, change: (signed: SignedSnapshot) => signed };
  let ask = snapshotOver(store, () => time.madeAtMs, passingKey());
  const warnings: string[] = [];
  const list = () =>
    issuerList({
      file,
      clock: { nowMs: () => time.nowMs, after: () => () => undefined },
      warn: (what) => warnings.push(what),
      centre: {
        async issuers() {
          line.asked += 1;
          const answered = await ask();
          if (!line.up || !answered.ok) return fail({ kind: "centre-unreachable", detail: "cut" });
          return ok(line.change(answered.value.value));
        },
      },
    });
  return {
    ...{ file, store, time, line, warnings, list },
    newKey: () => (ask = snapshotOver(store, () => time.madeAtMs, passingKey())),
    rename: (regionEn: string) =>
      store.write((tx) => tx.change("issuer", { number: "371700" }, { region_en: regionEn })),
  };
}

test("a terminal names issuers by the registry when nobody can be asked any more", async () => {
  const { line, list, file } = await stand();
  const before = list();
  expect(before.nameOf("990100")).toBeUndefined();
  await before.refresh();
  line.up = false;
  const after = list();
  await after.refresh();
  expect(after.nameOf("990100")).toMatchObject({ regionZh: "示例市甲", regionEn: "Example City A" });
  expect(after.nameOf("000000")).toBeUndefined();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("it asks once an hour at most", async () => {
  const { line, list, time } = await stand();
  const issuers = list();
  await issuers.refresh();
  time.nowMs = 3_599_999;
  await issuers.refresh();
  expect(line.asked).toBe(1);
  time.nowMs += 1;
  await issuers.refresh();
  expect(line.asked).toBe(2);
});

test("one changed character in the kept file, and it is as if there was none", async () => {
  const { list, file } = await stand();
  await list().refresh();
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("Example City A", "Example City X"));
  expect(list().nameOf("990100")).toBeUndefined();
  writeFileSync(file, text);
  expect(list().nameOf("990100")).toBeDefined();
});

test.each([
  ["its signature does not fit", "changed"],
  ["signed by another key", "key"],
  ["older than the one at hand", "old"],
] as const)("%s: the old list stays", async (warning, how) => {
  const { line, list, newKey, rename, time, warnings } = await stand();
  const issuers = list();
  await issuers.refresh();
  await rename("Elsewhere");
  time.nowMs += 3_600_000;
  if (how === "changed")
    line.change = (signed) => ({ ...signed, text: signed.text.replace("Heze", "Hase") + " " });
  if (how === "key") newKey();
  if (how === "old") time.madeAtMs -= 1;
  await issuers.refresh();
  expect(warnings).toEqual([warning]);
  expect(issuers.nameOf("371700")?.regionEn).toBe("Heze");
});

test("a disk that takes nothing ends nothing: the list serves this process", async () => {
  const { list, file, warnings } = await stand();
  // A folder stands where the file is written.
  mkdirSync(`${file}.new`);
  const issuers = list();
  await issuers.refresh();
  expect(warnings).toEqual(["could not be kept"]);
  expect(issuers.nameOf("371700")?.regionEn).toBe("Heze");
  expect(list().nameOf("371700")).toBeUndefined();
});

test("a newer list is taken, and kept", async () => {
  const { list, rename, time } = await stand();
  const issuers = list();
  await issuers.refresh();
  await rename("Elsewhere");
  time.nowMs += 3_600_000;
  time.madeAtMs += 1;
  await issuers.refresh();
  expect(issuers.nameOf("371700")?.regionEn).toBe("Elsewhere");
  expect(list().nameOf("371700")?.regionEn).toBe("Elsewhere");
});
