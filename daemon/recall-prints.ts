import type { ReceiptPrinter } from "../hardware/ports.ts";
import type { Journal } from "./journal.ts";

/**
 * At start, before a torn print becomes a copy owed (protocol A5, rows 16-20): a printer that was out of paper
 * when we stopped may have finished since, and says so by the job's id. Only its own word makes a print printed.
 */
export async function recallPrints(journal: Journal, printer: ReceiptPrinter): Promise<void> {
  if (printer.recall === undefined) return;
  for (const opId of journal.openOperations()) {
    const last = journal.entriesOf(opId).at(-1)?.body;
    if (last?.phase !== "print-armed") continue;
    const outcome = await printer.recall(last.jobId);
    if (outcome.kind === "printed") journal.append(opId, { phase: "printed", proof: outcome.proof });
  }
}
