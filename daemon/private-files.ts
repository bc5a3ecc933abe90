import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Hashes of session tokens, as they were kept; none when the file is not there or not ours. */
export function readSessions(file: string): string[] {
  try {
    const known: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(known) ? known.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}

/** Whole or not at all, also after a power cut, and for this user's eyes only. On the disk when it returns. */
export function writePrivate(file: string, text: string): void {
  const fresh = openSync(`${file}.new`, "w", 0o600);
  closedAfter(fresh, () => {
    writeFileSync(fresh, text);
    fsyncSync(fresh);
  });
  renameSync(`${file}.new`, file);
  const folder = openSync(dirname(file), "r");
  closedAfter(folder, () => fsyncSync(folder));
}

function closedAfter(handle: number, work: () => void): void {
  try {
    work();
  } finally {
    closeSync(handle);
  }
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
