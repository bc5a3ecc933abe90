import { hash } from "node:crypto";
import type { Journal, JournalBody, JournalEntry } from "../daemon/journal.ts";
import { DiskFault, killed, type Process, type Scene } from "./scene.ts";

/** A terminal's disk: what is written is seen at once, and only what was synced outlives a power cut. */
export type Disk = {
  entries: JournalEntry[];
  /** So many of the entries are on the medium. */
  synced: number;
  /** The furthest entry whose append came back: what a power cut must never take (A7, 15). */
  acknowledged: number;
};

export const newDisk = (): Disk => ({ entries: [], synced: 0, acknowledged: 0 });

/** What a power cut leaves: the synced part, and by chance some of what was on its way. */
export function cutPower(disk: Disk, scene: Scene): void {
  const loose = disk.entries.length - disk.synced;
  if (loose > 0) disk.entries.length = disk.synced + scene.faults.detail.below(loose + 1);
  disk.synced = disk.entries.length;
}

const genesis = "0".repeat(64);

/** The hash chain of the journal on SQLite, entry by entry the same. */
const chained = (before: string, entry: Omit<JournalEntry, "hash">, text: string): string =>
  hash("sha256", `${before}\n${String(entry.seq)}\n${entry.opId}\n${String(entry.atMs)}\n${text}`);

/** Phases that are over in a moment, so that few kills would ever fall into them. */
const rare = new Set<JournalBody["phase"]>(["readback", "printed"]);

/** Made once: a stack costs. */
const diskFull = new DiskFault("disk full");
const diskError = new DiskFault("input/output error");
const fsyncFailed = new DiskFault("fsync failed");

/** The journal of one process over the terminal's disk, failing where the run's faults say. */
export function modelJournal(
  disk: Disk,
  parts: {
    readonly scene: Scene;
    readonly process: Process;
    readonly wallMs: () => number;
    /** `text`: its body as it was hashed. */
    readonly onEntry: (entry: JournalEntry, text: string) => void;
    /** Ends the process in the middle of what it does. */
    readonly kill: (how: "kill" | "power") => void;
  },
): Journal {
  const { scene, process, wallMs, onEntry, kill } = parts;
  const { faults, reached } = scene;
  const byOperation = new Map<string, JournalEntry[]>();
  const open = new Set<string>();
  for (const entry of disk.entries) remember(entry);

  function remember(entry: JournalEntry): void {
    const list = byOperation.get(entry.opId);
    if (list === undefined) byOperation.set(entry.opId, [entry]);
    else list.push(entry);
    if (entry.body.phase === "closed") open.delete(entry.opId);
    else open.add(entry.opId);
  }

  function append(opId: string, body: JournalBody): JournalEntry {
    if (!process.alive()) throw killed;
    if (faults.strikes("disk-full")) {
      reached.row(26);
      throw diskFull;
    }
    if (faults.strikes("disk-error")) {
      reached.row(27);
      throw diskError;
    }
    if (faults.strikes("kill-at-append")) {
      kill("kill");
      throw killed;
    }
    const last = disk.entries.at(-1);
    const entry = { seq: (last?.seq ?? 0) + 1, opId, atMs: wallMs(), body };
    const text = JSON.stringify(body);
    const whole = { ...entry, hash: chained(last?.hash ?? genesis, entry, text) };
    disk.entries.push(whole);
    if (faults.strikes("fsync-error")) {
      reached.row(27);
      throw fsyncFailed;
    }
    if (faults.strikes("kill-after-append") || (rare.has(body.phase) && faults.strikes("kill-after-rare"))) {
      // Between the write and its sync: a power cut may take the entry, a kill leaves it in the cache.
      if (faults.detail.hit(0.3)) {
        kill("power");
        throw killed;
      }
      disk.synced = disk.entries.length;
      remember(whole);
      onEntry(whole, text);
      kill("kill");
      throw killed;
    }
    disk.synced = disk.entries.length;
    disk.acknowledged = disk.entries.length;
    remember(whole);
    onEntry(whole, text);
    return whole;
  }

  return {
    append,
    entriesOf: (opId) => byOperation.get(opId) ?? [],
    openOperations: () => [...open],
    entriesAfter: (seq, limit) => disk.entries.slice(seq, seq + limit),
    all: () => disk.entries,
    head() {
      const last = disk.entries.at(-1);
      return { seq: last?.seq ?? 0, hash: last?.hash ?? genesis };
    },
    verify: () => verifyDisk(disk),
    close: () => undefined,
  };
}

/** After which hash an entry was found right: entries are never changed in place, so once is enough. */
const rightAfter = new WeakMap<JournalEntry, string>();

/** Recomputes the chain over what the disk holds. */
export function verifyDisk(disk: Disk): ReturnType<Journal["verify"]> {
  let head = genesis;
  for (const [index, entry] of disk.entries.entries()) {
    if (entry.seq !== index + 1) return { entries: index + 1, head, brokenAt: entry.seq };
    if (rightAfter.get(entry) !== head) {
      if (entry.hash !== chained(head, entry, JSON.stringify(entry.body)))
        return { entries: index + 1, head, brokenAt: entry.seq };
      rightAfter.set(entry, head);
    }
    head = entry.hash;
  }
  return { entries: disk.entries.length, head };
}
