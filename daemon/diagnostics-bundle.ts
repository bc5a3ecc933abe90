import { existsSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { maskAtr, type TraceEntry } from "../hardware/reader/trace.ts";
import type { Report } from "./diagnostics.ts";
import { readSqliteJournal } from "./journal-sqlite.ts";
import { openStaffLog, type StaffEntry } from "./staff-log.ts";

/** One file for support. What could name a person or a card is left out, masked or replaced by a short hash. */
type Bundle = {
  readonly format: "cardhall-support-1";
  readonly madeMs: number;
  readonly report: Report;
  readonly journal: readonly { seq: number; atMs: number; operation: string; phase: string }[];
  readonly staff: readonly StaffEntry[];
  readonly trace: readonly TraceEntry[];
  /** SHA-256 of everything above, so that a changed or cut file is seen. */
  readonly sha256: string;
};

const journalMost = 2_000;

export function bundleOf(parts: {
  readonly report: Report;
  readonly stateDir: string;
  readonly trace: readonly TraceEntry[];
  readonly madeMs: number;
}): Bundle {
  const { report, stateDir, trace, madeMs } = parts;
  const { atr, ...pcsc } = report.facts.pcsc;
  const body = {
    format: "cardhall-support-1" as const,
    madeMs,
    // The ATR ends with the card's serial number.
    report: {
      ...report,
      facts: { ...report.facts, pcsc: { ...pcsc, ...(atr === undefined ? {} : { atr: maskAtr(atr) }) } },
    },
    journal: journalOf(join(stateDir, "journal.db")),
    staff: openStaffLog(join(stateDir, "staff.log")).entries(),
    trace,
  };
  return { ...body, sha256: createHash("sha256").update(JSON.stringify(body)).digest("hex") };
}

/** Phases and times tell what happened; cards, certificates and evidence stay at home. */
function journalOf(file: string): Bundle["journal"] {
  if (!existsSync(file)) return [];
  try {
    const journal = readSqliteJournal(file);
    const entries = journal.newest(journalMost);
    journal.close();
    return entries.map(({ seq, atMs, opId, body }) => ({ seq, atMs, operation: opId, phase: body.phase }));
  } catch {
    // A journal that cannot be read is a finding of the report already.
    return [];
  }
}
