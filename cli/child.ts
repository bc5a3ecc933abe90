import { spawn, type ChildProcess } from "node:child_process";
import { fstatSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** This program, run as Node 24 runs it. */
export const program = fileURLToPath(new URL("./cardhall.ts", import.meta.url));

/**
 * Node as the daemon runs on it. Left to itself V8 lets a quiet process's memory grow to several times what it needs
 * before it looks for what is not used any more; its device hosts inherit these bounds.
 */
export const daemonNode = [process.execPath, "--max-semi-space-size=4", "--max-old-space-size=128"] as const;

/** Stripped and compiled sources kept between starts: less time, and no type stripper in each process's memory. */
const compileCache = fileURLToPath(new URL("../node_modules/.cache/cardhall", import.meta.url));

/** V8 compiles on several threads, and glibc would keep memory for each of them apart: 15 MB with its hosts (measured). */
const oneMallocArena = { MALLOC_ARENA_MAX: "1" } as const;

export type ReadyChild = { readonly process: ChildProcess; readonly ready: unknown };

/**
 * Starts a part of the hall and waits for the one JSON line with which it says that it is ready.
 * Its standard input is its lifeline: it ends when that closes, so nothing outlives a hall that was killed.
 */
export function startChild(
  command: readonly string[],
  options: { readonly name: string; readonly readyMs: number; readonly quiet: boolean },
): Promise<ReadyChild> {
  const [file = "", ...args] = command;
  const child = spawn(file, args, {
    stdio: ["pipe", "pipe", options.quiet ? "pipe" : "inherit"],
    env: { NODE_COMPILE_CACHE: compileCache, ...oneMallocArena, ...process.env },
  });
  let complaint = "";
  child.stderr?.setEncoding("utf8");
  child.stderr?.on("data", (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  child.stdin?.on("error", () => undefined);
  return new Promise((started, failed) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      failed(new Error(`${options.name} ${why}${complaint === "" ? "" : `:\n${complaint}`}`));
    };
    const timer = setTimeout(() => {
      fail(`was not ready within ${String(options.readyMs / 1000)} s`);
    }, options.readyMs);
    child.once("error", (error) => {
      fail(`did not start: ${error.message}`);
    });
    child.once("exit", (code, signal) => {
      fail(`ended (${signal ?? String(code)}) before it was ready`);
    });
    let text = "";
    child.stdout?.setEncoding("utf8");
    child.stdout?.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end < 0) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      child.stdout?.removeAllListeners("data").resume();
      try {
        started({ process: child, ready: JSON.parse(text.slice(0, end)) as unknown });
      } catch {
        fail("said something else than that it is ready");
      }
    });
  });
}

/** Says that this process is ready, and ends it when whoever started it is gone. */
export function ready(words: object, end: () => Promise<void>): void {
  process.stdout.write(`${JSON.stringify(words)}\n`);
  let ending = false;
  const leave = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), 3_000).unref();
    void end().finally(() => process.exit(0));
  };
  // A pipe or a socket is the hand that started it; a service manager gives /dev/null, which ends at once.
  const lifeline = fstatSync(0);
  if (lifeline.isFIFO() || lifeline.isSocket()) process.stdin.on("end", leave).on("error", leave).resume();
  process.on("SIGTERM", leave);
  process.on("SIGINT", leave);
}

/** Closes the lifeline, then insists. */
export async function stopChild(child: ChildProcess, patienceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((wake) => {
    child.once("exit", () => {
      wake();
    });
  });
  child.stdin?.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await gone;
  clearTimeout(timer);
}
