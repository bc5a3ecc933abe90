import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { PrintJob, PrintOutcome, PrinterStatus, ReceiptPrinter } from "../ports.ts";

/** What a technician asks a printer that has no counters of its own. Never who printed what. */
export type PrinterCounters = {
  readonly printed: number;
  readonly unconfirmed: number;
  readonly notStarted: number;
  /** Paper of all jobs that are or may be out. */
  readonly paperMm: number;
  /** Of the roll that is in: begun anew when paper is there again after it was out. */
  readonly rollMm: number;
  readonly rolls: number;
};

interface CounterStore {
  load(): PrinterCounters;
  save(counters: PrinterCounters): void;
}

const noCounters: PrinterCounters = {
  printed: 0,
  unconfirmed: 0,
  notStarted: 0,
  paperMm: 0,
  rollMm: 0,
  rolls: 1,
};

/** Counts what passes. Counters are hints: a store that fails never stops a certificate. */
export function countedPrinter(
  printer: ReceiptPrinter,
  store: CounterStore,
): ReceiptPrinter & { counters(): PrinterCounters } {
  let counters = store.load();
  let wasOut = false;

  function count(change: Partial<PrinterCounters>): void {
    counters = { ...counters, ...change };
    store.save(counters);
  }
  function seePaper({ paper }: PrinterStatus): void {
    if (wasOut && (paper === "full" || paper === "low")) count({ rollMm: 0, rolls: counters.rolls + 1 });
    if (paper !== "unknown") wasOut = paper === "out";
  }
  function seeOutcome(job: PrintJob, outcome: PrintOutcome): void {
    if (outcome.kind === "not-started") count({ notStarted: counters.notStarted + 1 });
    else {
      const length = job.lengthMm ?? 0;
      count({
        [outcome.kind]: counters[outcome.kind] + 1,
        paperMm: counters.paperMm + length,
        rollMm: counters.rollMm + length,
      });
    }
    if (outcome.kind !== "printed" && outcome.fault.kind === "paper-out") wasOut = true;
  }

  const { recall } = printer;
  return {
    name: printer.name,
    async status() {
      const status = await printer.status();
      seePaper(status);
      return status;
    },
    async print(job) {
      const outcome = await printer.print(job);
      seeOutcome(job, outcome);
      return outcome;
    },
    ...(recall && { recall }),
    counters: () => counters,
    close: () => printer.close(),
  };
}

/** One small file beside the journal, whole or not there. */
export function counterFile(path: string): CounterStore {
  return {
    load() {
      try {
        const read = JSON.parse(readFileSync(path, "utf8")) as Partial<Record<string, unknown>>;
        const counts = Object.keys(noCounters).map((name) => [name, read[name]] as const);
        if (counts.every(([, count]) => Number.isSafeInteger(count)))
          return Object.fromEntries(counts) as PrinterCounters;
      } catch {
        // A first start or a torn file: counting begins anew.
      }
      return noCounters;
    },
    save(counters) {
      try {
        writeFileSync(`${path}.part`, JSON.stringify(counters));
        renameSync(`${path}.part`, path);
      } catch {
        // A full disk is told of elsewhere.
      }
    },
  };
}
