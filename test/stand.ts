import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What tests on real parts share: a state folder of their own and the command line as a person uses it. */

const launcher = fileURLToPath(new URL("../cli/cardhall.mjs", import.meta.url));

type Said = { readonly code: number; readonly json: Record<string, unknown>; readonly stderr: string };

/** `npx cardhall ...` without npx's own second: the same launcher, the same exit codes. */
export function cardhall(...args: string[]): Promise<Said> {
  return new Promise((said) => {
    const child = spawn(process.execPath, [launcher, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("close", (code) => {
      said({ code: code ?? -1, json: parsed(stdout), stderr: `${stderr}\n${stdout}` });
    });
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export function stateFolder(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), "cardhall-test-"));
  return {
    dir,
    remove: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Texts of the papers that came out, oldest first. */
export function papersIn(dir: string): string[] {
  const folder = join(dir, "papers");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

export const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> => {
  const endMs = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited ${String(withinMs)} ms for: ${what}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
};
