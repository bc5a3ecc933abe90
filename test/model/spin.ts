import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const model = fileURLToPath(new URL("./card-status.pml", import.meta.url));
/** An operation's longest path through the model is a few thousand steps; a cut path would be no proof. */
const depthMax = 1_000_000;
const outputBytesMax = 4 * 1024 * 1024;

type Verdict = {
  readonly errors: number;
  readonly states: number;
  /** The first assertion that does not hold, as Spin writes it. */
  readonly violated?: string;
  readonly seconds: number;
};

/** Every reachable state of the model under these definitions, or the first one that breaks a rule. */
export async function check(
  defines: Readonly<Record<string, string | number>>,
  options: {
    readonly timeoutMs: number;
    readonly memoryMb: number;
    /** `first`: a rule is known to break soon, and a quick compilation is worth more than a quick search. */
    readonly until?: "first" | "whole";
  },
): Promise<Verdict> {
  const startMs = performance.now();
  const dir = mkdtempSync(join(tmpdir(), "cardhall-model-"));
  const limits = { cwd: dir, timeout: options.timeoutMs, maxBuffer: outputBytesMax };
  try {
    copyFileSync(model, join(dir, "model.pml"));
    const flags = Object.entries(defines).map(([name, value]) => `-D${name}=${String(value)}`);
    await run("spin", [...flags, "-a", "model.pml"], limits);
    const memory = `-DMEMLIM=${String(options.memoryMb)}`;
    const optimise = options.until === "first" ? "-O0" : "-O1";
    await run("cc", [optimise, "-w", "-DSAFETY", "-DCOLLAPSE", memory, "-o", "pan", "pan.c"], limits);
    const { stdout } = await run(join(dir, "pan"), [`-m${String(depthMax)}`], limits);
    return { ...read(stdout), seconds: Math.round((performance.now() - startMs) / 100) / 10 };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What `pan` prints. A search that was cut short throws: it is no proof. */
function read(text: string): Omit<Verdict, "seconds"> {
  const errors = /errors: (\d+)/.exec(text)?.[1];
  const states = /(\d[\d.e+]*) states, stored/.exec(text)?.[1];
  const violated = /pan:\d+: (?:assertion violated (.+?) \(at depth|invalid end state)/.exec(text);
  if (errors === undefined || states === undefined) throw new Error(`pan said: ${text.slice(0, 500)}`);
  if (/max search depth too small|out of memory|Search not completed/.test(text) && errors === "0")
    throw new Error("the search was cut short: no proof");
  return {
    errors: Number(errors),
    states: Number(states),
    ...(violated === null ? {} : { violated: (violated[1] ?? violated[0]).trim() }),
  };
}
