import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Hashes of session tokens, as they were kept; none when the file is not there or not ours. */
export function readSessions(file: string): string[] {
  try {
    const known: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(known) ? known.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}

/** Whole or not at all, and for this user's eyes only. */
export function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Texts of the newest papers of a virtual printer, newest first. */
export function newestPapers(folder: string, count: number): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^paper-\d+\.txt$/.test(name));
    return names
      .sort()
      .slice(-count)
      .reverse()
      .map((name) => readFileSync(join(folder, name), "utf8"));
  } catch {
    return [];
  }
}
