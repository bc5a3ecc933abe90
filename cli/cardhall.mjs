#!/usr/bin/env node
/**
 * The `cardhall` command's door: plain JavaScript that starts on any Node from 18 on, sees that the clone is ready
 * and goes on in cardhall.ts on Node 24. On Node 24 with everything ready that is one file hash and an import.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import * as module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const setup = join(root, "packaging", "setup.sh");
const program = join(root, "cli", "cardhall.ts");
const vendored = join(root, "node_modules", `node-linux-${process.arch}`, "bin", "node");

/** True where nothing is missing. Whether the page is older than its sources is asked at `npm start` only. */
function ready() {
  // An installed product comes ready and without the clone's setup.
  if (!existsSync(setup)) return true;
  try {
    const stamp = readFileSync(join(root, "node_modules", ".cardhall-ready"), "utf8").trim();
    const lock = readFileSync(join(root, "package-lock.json"));
    if (stamp !== createHash("sha256").update(lock).digest("hex")) return false;
    return existsSync(join(root, "kiosk-ui", "dist", "app", "index.html"));
  } catch {
    return false;
  }
}

/** Native modules are built for one Node: the vendored one where it exists, else this one from 24 on. */
function runsHere() {
  const major = Number.parseInt(process.versions.node, 10);
  return existsSync(vendored) ? major === 24 : major >= 24;
}

/** Goes on in a child on Node 24, with our arguments, streams, signals and exit code. */
function runInChild() {
  if (!existsSync(vendored)) {
    process.stderr.write("cardhall: Node 24 is needed and was not found; `npm ci` brings it.\n");
    process.exit(1);
  }
  const child = spawn(vendored, [program, ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal sends Ctrl-C to both of us itself.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"])
    process.on(signal, () => {
      if (signal !== "SIGINT" || !onTerminal) child.kill(signal);
    });
  child.on("error", (error) => {
    process.stderr.write(`cardhall: Node 24 did not start: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

if (!ready()) {
  const prepared = spawnSync("sh", [setup], { stdio: ["ignore", 2, 2] });
  if (prepared.status !== 0) process.exit(1);
}
if (runsHere()) {
  // Keeps stripped and compiled sources between starts, in our own folder and not in a shared /tmp.
  module.enableCompileCache?.(join(root, "node_modules", ".cache", "cardhall"));
  await import("./cardhall.ts");
} else runInChild();
