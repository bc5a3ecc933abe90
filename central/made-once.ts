import { readFileSync, writeFileSync } from "node:fs";

/** What this file says, made for its owner alone when absent: a key that is there is never written over. */
export function madeOnce(file: string, text: () => string): string {
  try {
    writeFileSync(file, `${text()}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(file, "utf8");
}
