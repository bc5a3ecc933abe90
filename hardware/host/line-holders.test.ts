import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lineHolders } from "./line-holders.ts";

test("who has a device file open is named, under whatever name it was configured; nobody else is", async () => {
  const dir = mkdtempSync(join(tmpdir(), "cardhall-holders-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "ttyS9");
  writeFileSync(file, "");
  symlinkSync(file, join(dir, "by-id"));
  expect(lineHolders(file, [])).toEqual([]);
  const holder = spawn("sh", ["-c", 'exec 9<"$1"; echo open; exec sleep 60', "sh", file], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const gone = new Promise((done) => holder.once("exit", done));
  onTestFinished(async () => {
    holder.kill("SIGKILL");
    await gone;
  });
  await new Promise((open) => holder.stdout.once("data", open));
  const pid = holder.pid ?? 0;
  const held = lineHolders(join(dir, "by-id"), []);
  expect(held.map((one) => one.pid)).toEqual([pid]);
  expect(lineHolders(file, [pid])).toEqual([]);
});
