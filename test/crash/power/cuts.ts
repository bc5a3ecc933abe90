import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..", "..");
const realJournal = join(root, "daemon", "journal-sqlite.ts");
const kernel = "/usr/bin/linux.uml";
const imageBytes = 300 * 1024 * 1024;
/** A kernel boots in about 2 s; a boot that is not ready by then is a fault of the rig. */
const bootMs = 60_000;

/** What one power cut did, judged by what the next boot finds. */
export type Cut = {
  /** Entries acknowledged before the power went. */
  readonly acked: number;
  /** Entries the next boot found. */
  readonly found: number;
  readonly chain: string;
  /** False when the last acknowledged entry is another one now, or none. */
  readonly same: boolean;
};

export const lostRows = (cut: Cut): number => Math.max(0, cut.acked - cut.found);

/**
 * Power cuts under the real journal writer: a User-Mode Linux kernel with a disk of its own is killed while the
 * journal is written, and booted again. `full` runs the journal as it is; `normal` a copy of the same file whose
 * only change is SQLite's synchronous=NORMAL, the negative control that has to lose entries.
 */
export async function powerCuts(options: {
  readonly synchronous: "full" | "normal";
  readonly cuts: number;
  /** 0 <= chance() < 1. */
  readonly chance: () => number;
  readonly onCut?: (cut: Cut) => void;
}): Promise<Cut[]> {
  const dir = mkdtempSync(join(tmpdir(), "cardhall-power-"));
  const image = join(dir, "disk.img");
  writeFileSync(image, "");
  truncateSync(image, imageBytes);
  execFileSync("mkfs.ext4", ["-q", "-F", image]);
  // Inside the clone, so that it finds the same modules.
  const control = join(root, "test", "artifacts", `journal-power-control-${String(process.pid)}.ts`);
  const journal = options.synchronous === "full" ? realJournal : lessDurable(control);
  const cuts: Cut[] = [];
  try {
    let acked = { seq: 0, hash: "none" };
    for (let n = 0; n <= options.cuts; n++) {
      const boot = await bootOnce({ image, journal, acked: acked.seq, waitMs: 50 + options.chance() * 700 });
      if (n > 0) {
        const { entries, chain, hash } = boot.found;
        const cut = { acked: acked.seq, found: entries, chain, same: hash === acked.hash };
        cuts.push(cut);
        options.onCut?.(cut);
      }
      acked = boot.acked;
    }
    return cuts;
  } finally {
    rmSync(control, { force: true });
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A code mutant, made from the source at hand: it differs in one word, and in the check that would refuse it. */
function lessDurable(file: string): string {
  const source = readFileSync(realJournal, "utf8");
  const weaker = source
    .replace("synchronous = FULL", "synchronous = NORMAL")
    .replace("synchronous !== 2", "synchronous !== 1")
    .replaceAll('from "./', `from "${dirname(realJournal)}/`);
  if (!weaker.includes("synchronous = NORMAL") || !weaker.includes("synchronous !== 1"))
    throw new Error("the negative control no longer fits the journal's source");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, weaker);
  return file;
}

type Boot = {
  readonly found: { readonly entries: number; readonly chain: string; readonly hash: string };
  readonly acked: { readonly seq: number; readonly hash: string };
};

/** Boots, lets it write for a while after the first entry, and takes the power away. */
function bootOnce(options: {
  readonly image: string;
  readonly journal: string;
  readonly acked: number;
  readonly waitMs: number;
}): Promise<Boot> {
  if (!existsSync(kernel)) throw new Error(`${kernel} is missing: apt-get install user-mode-linux`);
  const child = spawn(
    kernel,
    [
      ...["mem=700M", "quiet", "root=/dev/root", "rootfstype=hostfs", "ro", "con=null", "con0=fd:0,fd:1"],
      ...[`ubda=${options.image}`, `init=${join(here, "init.sh")}`, `CARDHALL_NODE=${process.execPath}`],
      ...[`CARDHALL_WRITER=${join(here, "writer.ts")}`, `CARDHALL_JOURNAL=${options.journal}`],
      `CARDHALL_ACKED=${String(options.acked)}`,
    ],
    // A group of its own: the kernel's helper processes go with it. It keeps a folder in HOME, and ends without one.
    { stdio: ["pipe", "pipe", "ignore"], detached: true, env: { HOME: dirname(options.image) } },
  );
  return new Promise((booted, failed) => {
    let found: Boot["found"] | undefined;
    let acked: Boot["acked"] = { seq: options.acked, hash: "none" };
    let cutting = false;
    const tooLate = setTimeout(() => {
      cut(child);
      failed(new Error("the kernel did not come to the journal in time"));
    }, bootMs);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [word, one = "", two = "", three = ""] = line.trim().split(" ");
      if (word === "FOUND") found = { entries: Number(one), chain: two, hash: three };
      else if (word === "FAILED") {
        cut(child);
        failed(new Error(`inside the kernel: ${line}`));
      } else if (word === "ACK") {
        acked = { seq: Number(one), hash: two };
        if (cutting) return;
        cutting = true;
        setTimeout(() => cut(child), options.waitMs);
      }
    });
    // "close": all that was acknowledged before the cut has been read by then.
    child.once("close", () => {
      clearTimeout(tooLate);
      if (found === undefined) failed(new Error("the kernel ended before it came to the journal"));
      else booted({ found, acked });
    });
  });
}

function cut(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It went by itself.
  }
}
