import type * as fs from "node:fs";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { writePrivate } from "./private-files.ts";

const { asked } = vi.hoisted(() => ({ asked: [] as string[] }));
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    fsyncSync(handle: number) {
      asked.push(`sync ${real.readlinkSync(`/proc/self/fd/${String(handle)}`)}`);
      real.fsyncSync(handle);
    },
    renameSync(from: string, to: string) {
      asked.push(`rename ${to}`);
      real.renameSync(from, to);
    },
  };
});

test("a private file is on the disk before it takes its name, and so is its name: a power cut leaves no empty key behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-private-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "reference-key");
  for (const text of ["first", "second"]) {
    asked.length = 0;
    writePrivate(file, text);
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(asked.map((what) => what.replace(folder, basename(folder)))).toEqual([
      `sync ${basename(folder)}/reference-key.new`,
      `rename ${basename(folder)}/reference-key`,
      `sync ${basename(folder)}`,
    ]);
  }
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
