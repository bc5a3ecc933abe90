/**
 * Runs inside the kernel that is killed: opens the journal, says what it finds, and appends entries for ever, saying
 * each once it is acknowledged.
 *   node writer.ts JOURNAL-MODULE FILE ACKED
 */
import { writeSync } from "node:fs";
import type * as JournalFile from "../../../daemon/journal-sqlite.ts";

const [module = "", file = "", acked = "0"] = process.argv.slice(2);
const { openSqliteJournal } = (await import(module)) as typeof JournalFile;
const say = (line: string): void => void writeSync(1, `${line}\n`);

const journal = openSqliteJournal({ file, wallMs: () => Date.now() });
const { entries, brokenAt } = journal.verify();
// The entry that was last acknowledged before the power went, as it is now.
const then = journal.all().find(({ seq }) => seq === Number(acked));
say(`FOUND ${String(entries)} ${brokenAt === undefined ? "whole" : "broken"} ${then?.hash ?? "none"}`);

for (let n = 1; ; n++) {
  const { seq, hash } = journal.append(`operation-${String(entries + Math.ceil(n / 10))}`, {
    phase: "copy-owed",
    because: "x".repeat(300),
  });
  say(`ACK ${String(seq)} ${hash}`);
}
