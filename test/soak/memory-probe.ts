/**
 * Loaded into the daemon and its hosts by the soak alone (`node --expose-gc --import`): asked by SIGUSR2, collects
 * what is not used any more and writes the bytes still in use, V8's and those of buffers, into a file of this process.
 */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = new URL(import.meta.url).searchParams.get("folder") ?? "";

process.on("SIGUSR2", () => {
  // Twice: what a finaliser lets go of is free after the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const file = join(folder, String(process.pid));
  writeFileSync(`${file}.part`, String(heapUsed + arrayBuffers));
  renameSync(`${file}.part`, file);
});
