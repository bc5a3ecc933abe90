import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { kioskFile } from "./kiosk-file.ts";

function stand() {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-kiosk-file-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "kiosk.json");
  let codes = 0;
  let nowMs = 0;
  let restarts = 0;
  const kiosk = kioskFile({
    file,
    addressWithCode: () => `http://127.0.0.1:4711/#code=code-${String((codes += 1))}`,
    clock: { nowMs: () => nowMs, after: () => () => undefined },
    restart: () => void (restarts += 1),
  });
  return {
    kiosk,
    file,
    pass: (ms: number) => void (nowMs += ms),
    restarts: () => restarts,
    read: () => JSON.parse(readFileSync(file, "utf8")) as { url: string; load: number },
  };
}

test("holds an address with a code, for this user alone", () => {
  const { file, read } = stand();
  expect(read()).toEqual({ url: "http://127.0.0.1:4711/#code=code-1", load: 0 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a spent code is replaced at once, another one is not its matter", () => {
  const { kiosk, read } = stand();
  kiosk.spent("code-2");
  kiosk.spent("");
  expect(read().url).toContain("#code=code-1");
  kiosk.spent("code-1");
  expect(read()).toEqual({ url: "http://127.0.0.1:4711/#code=code-2", load: 0 });
});

test("a page that hangs is loaded again, at most five times in ten minutes", () => {
  const { kiosk, read, restarts, pass } = stand();
  for (let times = 0; times < 20; times += 1) kiosk.loadAgain();
  expect([read().load, restarts()]).toEqual([5, 5]);
  pass(10 * 60_000);
  kiosk.loadAgain();
  expect([read().load, restarts()]).toEqual([6, 6]);
  expect(read().url).toContain("#code=code-1");
});
