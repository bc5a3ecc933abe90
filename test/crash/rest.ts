import { join } from "node:path";
import { readSqliteJournal } from "../../daemon/journal-sqlite.ts";
import { viewOf } from "../../daemon/journal.ts";
import { nextPrint } from "../../daemon/recovery.ts";

/** In which the terminal settles by itself what needs no card: it tries each few seconds while nobody is there. */
const restMs = 60_000;
const lookMs = 50;

/**
 * Waits until the terminal has nothing more to do by itself: everything is closed, or the paper alone is owed, which
 * comes when the card does. What it does not settle (`busy`) is judged by whoever asked.
 */
export async function atRest(stateDir: string): Promise<"closed" | "paper-owed" | "busy"> {
  const endMs = performance.now() + restMs;
  for (;;) {
    const left = leftIn(stateDir);
    if (left !== "busy" || performance.now() > endMs) return left;
    await new Promise((wake) => setTimeout(wake, lookMs));
  }
}

function leftIn(stateDir: string): "closed" | "paper-owed" | "busy" {
  const journal = readSqliteJournal(join(stateDir, "terminal", "journal.db"));
  try {
    const entries = journal.all();
    const open = new Set(entries.map(({ opId }) => opId));
    for (const { opId, body } of entries) if (body.phase === "closed") open.delete(opId);
    if (open.size === 0) return "closed";
    const next = [...open].map((id) => nextPrint(viewOf(entries.filter(({ opId }) => opId === id))).kind);
    return next.every((kind) => kind === "print-original" || kind === "print-copy") ? "paper-owed" : "busy";
  } finally {
    journal.close();
  }
}
