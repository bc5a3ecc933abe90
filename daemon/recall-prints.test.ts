import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { PrintOutcome, ReceiptPrinter } from "../hardware/ports.ts";
import { absentPrinter } from "../hardware/printer/absent-printer.ts";
import { evidenceOf, opIdOf } from "./for-tests.ts";
import { openSqliteJournal } from "./journal-sqlite.ts";
import type { JournalBody } from "./journal.ts";
import { recallPrints } from "./recall-prints.ts";

const { cardRef } = evidenceOf("active");
const settled: readonly JournalBody[] = [
  { phase: "intent", kind: "freeze", reason: "not-used-now", cardRef, evidence: evidenceOf("active") },
  { phase: "authorised", epoch: 1, target: "frozen" },
  { phase: "settled", certificateNo: "371700-2026-000001", printGrant: true, legal: "frozen" },
];
const armed: JournalBody = { phase: "print-armed", print: { kind: "original" }, jobId: "job/0" };

/** Three operations: torn while printing, printed, and not yet sent. */
function journalOfThree() {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-recall-"));
  const journal = openSqliteJournal({ file: join(folder, "journal.db"), wallMs: () => 1 });
  onTestFinished(() => {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const bodies = [
    [...settled, armed],
    [...settled, armed, { phase: "printed", proof: "id" } as const],
    settled,
  ];
  bodies.forEach((list, at) => {
    for (const body of list) journal.append(opIdOf(at + 1), body);
  });
  const lastOf = (n: number): JournalBody | undefined => journal.entriesOf(opIdOf(n)).at(-1)?.body;
  return { journal, last: () => [lastOf(1), lastOf(2), lastOf(3)] };
}

function printerThatSays(outcome: PrintOutcome): {
  readonly printer: ReceiptPrinter;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const print = (): never => {
    throw new Error("a recall sends nothing");
  };
  const recall = (jobId: string): Promise<PrintOutcome> => {
    asked.push(jobId);
    return Promise.resolve(outcome);
  };
  return { printer: { ...absentPrinter, print, recall }, asked };
}

test("a print torn by our stop is printed when the printer says so, and only that one is asked for", async () => {
  const { journal, last } = journalOfThree();
  const [, second, third] = last();
  const { printer, asked } = printerThatSays({ kind: "printed", proof: "GS ( H id abcd, late" });
  await recallPrints(journal, printer);
  expect(asked).toEqual(["job/0"]);
  expect(last()).toEqual([{ phase: "printed", proof: "GS ( H id abcd, late" }, second, third]);
});

test("without the printer's word nothing is noted: what comes next is a copy", async () => {
  const { journal, last } = journalOfThree();
  const before = last();
  const { printer, asked } = printerThatSays({ kind: "unconfirmed", fault: { kind: "paper-out" } });
  await recallPrints(journal, printer);
  expect(asked).toEqual(["job/0"]);
  await recallPrints(journal, absentPrinter);
  expect(last()).toEqual(before);
});
