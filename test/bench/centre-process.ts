import { readFileSync } from "node:fs";
import { join } from "node:path";
import { program, startChild, type ReadyChild } from "../../cli/child.ts";

/** A centre as `cardhall central serve` is one, with all its keys in `folder`. */
export function startCentre(folder: string, database: string, port = 0): Promise<ReadyChild> {
  const files = Object.entries({
    "--token-file": "token",
    "--registry-key-file": "registry-key",
    "--personal-key-file": "personal-key",
    "--certificate-key-file": "certificate-key",
  }).flatMap(([word, name]) => [word, join(folder, name)]);
  const where = ["--seed", "--port", String(port), "--database", database];
  return startChild([process.execPath, program, "central", "serve", ...where, ...files], {
    name: "central",
    readyMs: 60_000,
    quiet: true,
  });
}

export const tokenIn = (folder: string): string => readFileSync(join(folder, "token"), "utf8").trim();
