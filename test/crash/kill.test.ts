import { spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { OperationKind } from "../../card/life.ts";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { person, type Kiosk, type Visit } from "../../cli/person.ts";
import { readSqliteJournal } from "../../daemon/journal-sqlite.ts";
import type { Screen } from "../../daemon/screen.ts";
import { papersIn, stateFolder, until } from "../stand.ts";

/**
 * `kill -9` of the real daemon at chosen points of a journey, on real pcscd, serialport and SQLite; then a new
 * daemon and the same card. The full sweep of every point comes with the protocol's own issue; in process,
 * test/protocol/crash.test.ts already stops at each one.
 */

const daemonFile = fileURLToPath(new URL("./daemon-with-crash.ts", import.meta.url));

type Running = Kiosk & {
  readonly process: ChildProcess;
  readonly gone: Promise<string>;
  stop(): Promise<void>;
};

function startDaemon(config: string, ...crash: string[]): Running {
  const child = spawn(process.execPath, [daemonFile, config, ...crash], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, CARDHALL_LOG: "silent" },
  });
  const listeners = new Set<(screen: Screen) => void>();
  let last: Screen = { name: "starting" };
  createInterface({ input: child.stdout }).on("line", (line) => {
    last = JSON.parse(line) as Screen;
    for (const listener of listeners) listener(last);
  });
  child.stdin.on("error", () => undefined);
  const gone = new Promise<string>((wake) =>
    child.once("exit", (code, signal) => wake(signal ?? String(code))),
  );
  return {
    process: child,
    gone,
    watch(listener) {
      listeners.add(listener);
      listener(last);
      return () => listeners.delete(listener);
    },
    act: (action) => void child.stdin.write(`${JSON.stringify(action)}\n`),
    async stop() {
      child.stdin.end();
      await gone;
    },
  };
}

let stand: Stand | undefined;
let running: Running[] = [];
afterEach(async () => {
  for (const daemon of running) daemon.process.kill("SIGKILL");
  running = [];
  await stand?.stop();
  stand = undefined;
});

const points: readonly (readonly [kind: OperationKind, when: string, what: string, papers: number])[] = [
  // Authorised at the centre, nothing on the card yet.
  ["freeze", "after", "authorised", 1],
  // The script is journalled, not one APDU is out.
  ["cancel", "after", "writing", 1],
  // Record written, block not: the tear between the two halves (AUTH, AUTH, UPDATE RECORD | BLOCK).
  ["cancel", "between-apdus", "3", 1],
  // The card is cancelled, the centre does not know it.
  ["cancel", "before", "readback", 1],
  // Settled; the paper is still owed.
  ["cancel", "after", "settled", 1],
  // Armed, and not one byte sent: nobody can know that any more, so what prints is a marked copy.
  ["freeze", "after", "print-armed", 1],
];

test.each(points)("%s, killed %s %s: the same card ends it, once", async (kind, when, what, papers) => {
  const state = stateFolder();
  try {
    stand = await putUpStand({ stateDir: state.dir, quiet: true });
    const config = join(state.dir, "daemon.json");
    writeFileSync(config, JSON.stringify(stand.daemonConfig));

    const first = startDaemon(config, when, what);
    running.push(first);
    void person(first, stand.card, { kind, card: "card-1" });
    expect(await first.gone).toBe("SIGKILL");

    // Some hold the card a moment too long, some pull it in fright: here it is taken out and put back.
    await stand.card({ op: "pull" });
    const second = startDaemon(config);
    running.push(second);
    const visit: Visit = await person(second, stand.card, { kind, card: "card-1" });
    expect(visit.fault).toBeUndefined();
    expect(visit.certificateNo).toBe("371700-2026-000001".replace("2026", String(new Date().getFullYear())));

    const target = kind === "cancel" ? "cancelled" : "frozen";
    const box = (await stand.card({ op: "list" })) as { cards: { id: string; life: string }[] };
    expect(box.cards.find((card) => card.id === "card-1")?.life).toBe(target);

    await until("the journal's last word", () => lastPhase(state.dir) === "closed");
    const printed = papersIn(state.dir);
    expect(printed).toHaveLength(papers);
    expect(printed.filter((text) => !text.includes("补打"))).toHaveLength(what === "print-armed" ? 0 : 1);
    expect(printed[0]).toContain(visit.certificateNo);
    await second.stop();
  } finally {
    await stand?.stop();
    state.remove();
  }
});

function lastPhase(dir: string): string | undefined {
  const journal = readSqliteJournal(join(dir, "terminal", "journal.db"));
  const phase = journal.all().at(-1)?.body.phase;
  journal.close();
  return phase;
}
