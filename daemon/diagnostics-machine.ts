import { execFile } from "node:child_process";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { profiles } from "../card/profile.ts";
import type { Clock } from "../hardware/clock.ts";
import type { Found } from "./diagnostics-finding.ts";
import { readSqliteJournal } from "./journal-sqlite.ts";
import { openStaffLog } from "./staff-log.ts";

/* What can be examined of the machine itself: disk, journal, Node and its modules, card profiles. */

export type DiskFacts = {
  readonly freeMb?: number;
  readonly freePercent?: number;
  /** p50 and worst of the probe's records, each made durable. */
  readonly fsyncMs?: { readonly p50: number; readonly max: number };
};

const fsyncProbes = 16;
/** Protocol C1: a terminal whose records take longer than this says so. */
const fsyncSlowMs = 100;
const freeLowMb = 200;

/** Writes a few records as the journal would, and removes them again. */
export function examineDisk(
  folder: string,
  clock: Clock,
): { readonly facts: DiskFacts; readonly found: Found[] } {
  const found: Found[] = [];
  let facts: DiskFacts = {};
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    const freeMb = Math.floor((bavail * bsize) / 1_048_576);
    facts = { freeMb, freePercent: Math.round((bavail / blocks) * 100) };
    if (freeMb < freeLowMb) found.push({ code: "disk-full", detail: `${String(freeMb)} MB` });
    const fsyncMs = measureFsync(join(folder, "doctor-probe"), clock);
    facts = { ...facts, fsyncMs };
    if (fsyncMs.max > fsyncSlowMs) found.push({ code: "disk-slow", detail: `${String(fsyncMs.max)} ms` });
  } catch (error) {
    found.push({ code: "disk-unwritable", detail: error instanceof Error ? error.message : "unknown" });
  }
  return { facts, found };
}

function measureFsync(file: string, clock: Clock): { p50: number; max: number } {
  const times: number[] = [];
  const handle = openSync(file, "w", 0o600);
  try {
    for (let probe = 0; probe < fsyncProbes; probe++) {
      const startMs = clock.nowMs();
      writeSync(handle, new Uint8Array(512));
      fsyncSync(handle);
      times.push(clock.nowMs() - startMs);
    }
  } finally {
    closeSync(handle);
    rmSync(file, { force: true });
  }
  times.sort((one, other) => one - other);
  const rounded = (ms: number | undefined): number => Math.round((ms ?? 0) * 100) / 100;
  return { p50: rounded(times[Math.floor(times.length / 2)]), max: rounded(times.at(-1)) };
}

export type JournalFacts = {
  readonly entries: number;
  readonly head: string;
  readonly open: number;
  readonly staffEntries: number;
};

/** Reads beside the writer; a terminal that never ran has no journal, which is no finding. */
export function examineJournal(stateDir: string): { readonly facts?: JournalFacts; readonly found: Found[] } {
  const file = join(stateDir, "journal.db");
  if (!existsSync(file)) return { found: [] };
  const found: Found[] = [];
  try {
    const journal = readSqliteJournal(file);
    const { entries, head, brokenAt } = journal.verify();
    if (brokenAt !== undefined) found.push({ code: "journal-broken", detail: `entry ${String(brokenAt)}` });
    const open = journal.openOperations().length;
    journal.close();
    if (open > 0) found.push({ code: "operations-open", detail: String(open) });
    const staff = openStaffLog(join(stateDir, "staff.log")).verify();
    if (staff.brokenAt !== undefined)
      found.push({ code: "staff-log-broken", detail: `line ${String(staff.brokenAt)}` });
    return { facts: { entries, head, open, staffEntries: staff.entries }, found };
  } catch (error) {
    return {
      found: [{ code: "journal-broken", detail: error instanceof Error ? error.message : "unknown" }],
    };
  }
}

export type SetUpFacts = {
  readonly node: string;
  readonly openssl: string;
  readonly cardhall: string;
  readonly modules: Readonly<Record<string, "ok" | "missing">>;
  readonly profiles: readonly string[];
};

/** Regions' examples are there to be copied, not to be used. */
const examples = "cn-example-";
const nodeLeast = 22;
const nativeModules = ["pcsclite", "serialport", "better-sqlite3"] as const;
const moduleMs = 10_000;

/** `root`: the folder with package.json. Each module is loaded by a process of its own: one that crashes says so. */
export async function examineSetUp(
  root: string,
): Promise<{ readonly facts: SetUpFacts; readonly found: Found[] }> {
  const found: Found[] = [];
  const node = process.versions.node;
  if (Number.parseInt(node, 10) < nodeLeast) found.push({ code: "node-too-old", detail: node });
  const loaded = await Promise.all(
    nativeModules.map(async (name) => [name, await loads(root, name)] as const),
  );
  for (const [name, state] of loaded)
    if (state === "missing") found.push({ code: "module-missing", detail: name });
  for (const profile of profiles)
    if (profile.unconfirmed.length > 0 && !profile.id.startsWith(examples))
      found.push({
        code: "profile-unconfirmed",
        detail: `${profile.id}: ${profile.unconfirmed.join(", ")}`,
      });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const facts: SetUpFacts = {
    node,
    openssl: process.versions.openssl,
    cardhall: version,
    modules: Object.fromEntries(loaded),
    profiles: profiles.map(({ id }) => id),
  };
  return { facts, found };
}

function loads(root: string, name: string): Promise<"ok" | "missing"> {
  return new Promise((settle) => {
    execFile(
      process.execPath,
      ["-e", `require(${JSON.stringify(name)})`],
      { cwd: root, timeout: moduleMs },
      (error) => settle(error === null ? "ok" : "missing"),
    );
  });
}
