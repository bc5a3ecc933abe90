import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { leavesOf } from "../daemon/machine-model.ts";
import { fakeSteps } from "../daemon/machine-stand.ts";
import { sessionMachine } from "../daemon/session-machine.ts";
import { terminalMachine } from "../daemon/terminal-machine.ts";

const root = join(import.meta.dirname, "..");
const docs = (...words: readonly string[]) =>
  spawnSync(process.execPath, [join(root, "cli/docs.ts"), ...words], { encoding: "utf8", timeout: 20_000 });

function folder() {
  const made = mkdtempSync(join(tmpdir(), "cardhall-docs-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("the drawn documents say what the program does now", { timeout: 30_000 }, () => {
  const { status, stderr } = docs("--check");
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("a stale or missing document is named, and left as it is", { timeout: 60_000 }, () => {
  const made = folder();
  const session = join(made, "machines/session.md");
  expect(docs("--check", made).stderr).toMatch(/terminal\.md.*\n.*session\.md/);
  expect(docs(made).status).toBe(0);
  expect(docs("--check", made)).toMatchObject({ status: 0, stderr: "" });
  appendFileSync(session, "by hand\n");
  const { status, stderr } = docs("--check", made);
  expect(status).toBe(1);
  expect(stderr).toContain(session);
  expect(stderr).not.toContain("terminal.md");
  expect(readFileSync(session, "utf8")).toContain("by hand");
});

test.each([
  ["terminal", terminalMachine(fakeSteps().steps)],
  ["session", sessionMachine(fakeSteps().steps)],
] as const)("the drawing of the %s holds every state, with a way to it and its clocks", (name, machine) => {
  const drawing = readFileSync(join(root, `docs/machines/${name}.md`), "utf8");
  for (const leaf of leavesOf(machine))
    expect(drawing).toMatch(new RegExp(`--> ${leaf.split(".").at(-1)}\\b`));
  const delays = Object.entries(machine.implementations.delays) as [string, unknown][];
  expect(delays.length).toBeGreaterThan(3);
  for (const [clock, ms] of delays) expect(drawing).toContain(`after ${clock} ${String(ms)} ms`);
});
