import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Atr } from "../../card/atr.ts";

/* Debian's pcsc-tools as the oracle for answers to reset: its list of cards, and ATR_analysis over many in one go. */

const list = "/usr/share/pcsc/smartcard_list.txt";
const program = "/usr/bin/ATR_analysis";

/** Every ATR of the list; its patterns become ATRs: `.` is 0, of a class the first member, `.*` nothing. */
export function listedAtrs(): string[] {
  return readFileSync(list, "latin1")
    .split("\n")
    .filter((line) => /^3[BF]/i.test(line))
    .map((line) =>
      line
        .replaceAll(".*", "")
        .replaceAll(/\[(.)[^\]]*\]/g, "$1")
        .replaceAll(".", "0")
        .replaceAll(/\s/g, "")
        .toUpperCase(),
    );
}

/** The program is run in a fork of a Perl that has loaded its modules: 4 ms each in place of 20. */
const driver = `
  use Getopt::Std; use Chipcard::PCSC::Card; use File::stat; $| = 1;
  while (my $line = <STDIN>) {
    chomp $line;
    my $pid = fork();
    if ($pid == 0) { @ARGV = ($line); do "${program}"; exit; }
    waitpid($pid, 0);
    print "\\n=====\\n";
  }`;

/** What ATR_analysis prints for each of the ATRs. */
export async function analyse(atrs: readonly string[]): Promise<string[]> {
  // A fresh list of its own, without cards: the program would look for news of an old one on the network.
  const cache = mkdtempSync(join(tmpdir(), "cardhall-atr-"));
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "smartcard_list.txt"), "# no card\n");
  try {
    const child = spawn("perl", ["-e", driver], {
      env: { PATH: "/usr/bin:/bin", HOME: cache, XDG_CACHE_HOME: cache, LC_ALL: "C" },
      // Perl grumbles about ATRs that end early.
      stdio: ["pipe", "pipe", "ignore"],
    });
    let out = "";
    child.stdout.setEncoding("latin1").on("data", (text: string) => (out += text));
    const ended = new Promise<number | null>((done, refuse) => {
      child.once("error", refuse);
      child.once("close", done);
    });
    // In its own words a byte is separated from the next by a space.
    child.stdin.end(atrs.map((atr) => `${(atr.match(/../g) ?? []).join(" ")}\n`).join(""));
    const code = await ended;
    if (code !== 0) throw new Error(`perl ended with ${String(code)}`);
    return out.split("\n=====\n").slice(0, -1);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

type Analysis = {
  readonly convention: string;
  readonly interfaceBytes: readonly string[];
  readonly offered: readonly number[];
  /** Of TA1; absent where there is none or a part of it is reserved. */
  readonly fiDi?: string;
  readonly extraGuardTime?: number;
  readonly historicalBytes?: string;
  readonly missing: number;
  readonly extra: number;
  readonly tck?: boolean;
  readonly compact: readonly string[];
};

/** The printed analysis, as facts. */
export function factsOf(text: string): Analysis {
  const plain = text.replaceAll(/\u001b\[\d+m/g, "");
  const one = (pattern: RegExp): string | undefined => pattern.exec(plain)?.[1];
  const all = (pattern: RegExp): RegExpMatchArray[] => [...plain.matchAll(pattern)];
  const [, fi, di] = /Fi=(\w+), Di=(\w+)/.exec(plain) ?? [];
  const guard = one(/Extra guard time: (\d+)/);
  const historical = one(/\+ Historical bytes: (.*)/);
  const tck = one(/\+ TCK = \w\w (.*)/);
  return {
    convention: one(/\+ TS = \w\w --> (.*)/) ?? "",
    interfaceBytes: all(/ {2}T([ABCD])\((\d+)\) = (\w\w)/g).map(
      ([, letter = "", index = "", value = ""]) => `T${letter}${index} ${value}`,
    ),
    offered: all(/Protocol T = (\d+)/g).map(([, protocol]) => Number(protocol)),
    ...(fi === undefined || di === undefined || `${fi}${di}`.includes("RFU") ? {} : { fiDi: `${fi} ${di}` }),
    ...(guard === undefined ? {} : { extraGuardTime: Number(guard) }),
    ...(historical === undefined ? {} : { historicalBytes: historical.replaceAll(" ", "") }),
    missing: Number(one(/(\d+) byte\(s\) is\/are missing/) ?? 0),
    extra: Number(one(/too long: (\d+) extra/) ?? 0),
    ...(tck === undefined ? {} : { tck: tck.startsWith("(correct") }),
    compact: all(/ {4}Tag: (\w), len: (\w)/g).map(([, tag = "", length = ""]) => `${tag} ${length}`),
  };
}

/** Where the analysis and our reading disagree, in words; empty when they agree. */
export function disagreements(ours: Atr, theirs: Analysis): string[] {
  const found: string[] = [];
  const same = (what: string, one: unknown, other: unknown): void => {
    if (JSON.stringify(one) !== JSON.stringify(other))
      found.push(`${what}: ${JSON.stringify(one)}, ATR_analysis ${JSON.stringify(other)}`);
  };
  const convention = { direct: "Direct Convention", inverse: "Inverse Convention", unknown: "UNDEFINED" };
  same("convention", convention[ours.convention], theirs.convention);
  same(
    "interface bytes",
    ours.interfaceBytes.map((pair) => pair.join(" ")),
    theirs.interfaceBytes,
  );
  const offered = [...new Set(theirs.offered)].filter((protocol) => protocol !== 15);
  same("protocols", ours.protocols, offered.length === 0 ? [0] : offered);
  const { fi, di, extraGuardTimeEtu } = ours.timing;
  const hasTa1 = ours.interfaceBytes.some(([name]) => name === "TA1");
  const fiDi = !hasTa1 || fi === undefined || di === undefined ? undefined : `${String(fi)} ${String(di)}`;
  same("Fi Di", fiDi, theirs.fiDi);
  same("guard time", extraGuardTimeEtu, theirs.extraGuardTime ?? 0);

  // Without bytes after the interface bytes the program ends early and says nothing of history.
  if (theirs.historicalBytes === undefined) {
    same("historical bytes", ours.historicalBytes, "");
    return found;
  }
  // The program prints what is left, before it cuts off what is too much; a TCK is not part of it.
  const shown = theirs.historicalBytes.slice(0, theirs.historicalBytes.length - 2 * theirs.extra);
  same("historical bytes", ours.historicalBytes, shown);
  const promised = Number.parseInt(ours.atr.slice(2, 4), 16) & 0x0f;
  same("bytes missing", Math.max(0, promised - ours.historicalBytes.length / 2), theirs.missing);
  if (ours.historical.kind !== "social-security" && !ours.historical.malformed) {
    const objects = ours.historical.objects.map(({ tag, value }) => ({ tag, length: value.length / 2 }));
    const lost = objects.findIndex(losesTheOracle);
    const compared = lost < 0 ? objects.length : lost + 1;
    const texts = objects.map(({ tag, length }) => `${tag} ${length.toString(16).toUpperCase()}`);
    same("compact-TLV", texts.slice(0, compared), theirs.compact.slice(0, lost < 0 ? undefined : compared));
  }
  tckAgrees(ours, theirs, found);
  return found;
}

/**
 * Objects over whose value ATR_analysis does not step as their length says: 3, 7 and 8 in other lengths than the
 * standard gives them, and unknown ones longer than nine. What follows it reads from inside their value.
 */
function losesTheOracle({ tag, length }: { readonly tag: string; readonly length: number }): boolean {
  if (tag === "3") return length !== 1;
  if (tag === "7" || tag === "8") return length < 1 || length > 3;
  return !"12456F".includes(tag) && length > 9;
}

/**
 * ATR_analysis calls one byte left over a TCK, whatever the protocols; the standard gives T=0 alone none. There we
 * say `trailing-bytes`, and nothing where the standard demands a TCK and there is no byte.
 */
function tckAgrees(ours: Atr, theirs: Analysis, found: string[]): void {
  const trailing = ours.warnings.includes("trailing-bytes");
  switch (ours.tck) {
    case "absent":
      if (trailing !== (theirs.tck !== undefined || theirs.extra > 0)) found.push("trailing bytes");
      return;
    case "missing":
      if (theirs.tck !== undefined) found.push("TCK missing, ATR_analysis has one");
      return;
    case "right":
    case "wrong":
      if (trailing) {
        if (theirs.extra === 0) found.push("trailing bytes, none in ATR_analysis");
      } else if (theirs.tck !== (ours.tck === "right")) found.push(`TCK ${ours.tck}`);
      return;
  }
}
