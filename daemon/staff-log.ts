import { createHash } from "node:crypto";
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

/**
 * What members of staff did at this terminal: one JSON line each, appended and made durable, each carrying the hash
 * of the line before it. Codes and personal data never stand in it.
 */
export type StaffEntry = {
  readonly seq: number;
  readonly atMs: number;
  /** The staff member's id from the configuration; "" before anybody was let in. */
  readonly staff: string;
  readonly did: string;
  readonly detail?: string;
};

export type StaffLog = {
  /** Throws where the disk does not take it: what cannot be audited is not done. */
  append(entry: Omit<StaffEntry, "seq">): void;
  entries(): readonly StaffEntry[];
  verify(): { readonly entries: number; readonly head: string; readonly brokenAt?: number };
};

const genesis = "0".repeat(64);

export function openStaffLog(file: string): StaffLog {
  const bytes = (): Buffer => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0));
  /** What follows the last line's end was cut off by the power: it was never durable, so what it tells was never done. */
  const wholeLength = (): number => bytes().lastIndexOf("\n") + 1;
  const lines = (): string[] => bytes().toString("utf8").split("\n").slice(0, -1);

  function verify(): ReturnType<StaffLog["verify"]> {
    let head = genesis;
    let entries = 0;
    for (const line of lines()) {
      entries++;
      const parts = partsOf(line);
      if (parts?.hash !== hashOf(head, parts?.text ?? "")) return { entries, head, brokenAt: entries };
      head = parts.hash;
    }
    return { entries, head };
  }

  let { entries: seq, head, brokenAt } = verify();
  return {
    append(entry) {
      if (brokenAt !== undefined) throw new Error(`staff log: chain broken at line ${String(brokenAt)}`);
      const text = JSON.stringify({ seq: seq + 1, ...entry });
      const hash = hashOf(head, text);
      const kept = wholeLength();
      const handle = openSync(file, "a", 0o600);
      try {
        ftruncateSync(handle, kept);
        writeSync(handle, `${hash} ${text}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      seq += 1;
      head = hash;
    },
    entries: () =>
      lines().flatMap((line) => {
        const text = partsOf(line)?.text;
        return text === undefined ? [] : [JSON.parse(text) as StaffEntry];
      }),
    verify: () => {
      const now = verify();
      brokenAt = now.brokenAt;
      return now;
    },
  };
}

function partsOf(line: string): { hash: string; text: string } | undefined {
  const cut = /^([0-9a-f]{64}) (.*)$/.exec(line);
  return cut?.[1] === undefined ? undefined : { hash: cut[1], text: cut[2] ?? "" };
}

const hashOf = (before: string, text: string): string =>
  createHash("sha256").update(`${before}\n${text}`).digest("hex");
