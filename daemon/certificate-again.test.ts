import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { orderCopy } from "./certificate-again.ts";
import { evidenceOf, opIdOf } from "./for-tests.ts";
import { openSqliteJournal } from "./journal-sqlite.ts";
import { viewOf, type JournalBody } from "./journal.ts";
import { nextPrint } from "./recovery.ts";

const opId = opIdOf(1);
const certificateNo = "371700-2026-000001";
const { cardRef } = evidenceOf("active");
const last = {
  opId,
  kind: "cancel",
  reason: "moved-away",
  epoch: 3,
  target: "cancelled",
  legal: "cancelled",
} as const;

function journalWith(...bodies: readonly JournalBody[]) {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-again-"));
  const journal = openSqliteJournal({ file: join(folder, "journal.db"), wallMs: () => 1 });
  onTestFinished(() => {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const body of bodies) journal.append(opId, body);
  return journal;
}

test("what another terminal did is taken over without the right to its original, and a copy is due", () => {
  const journal = journalWith();
  expect(orderCopy(journal, last, certificateNo, cardRef)).toEqual({
    kind: "cancel",
    opId,
    certificateNo,
    life: "cancelled",
    legal: "cancelled",
  });
  const view = viewOf(journal.entriesOf(opId));
  expect(view).toMatchObject({ printGrant: false, epoch: 3, cardRef });
  expect(nextPrint(view)).toEqual({ kind: "print-copy", n: 1 });
});

test("what this terminal printed already is printed again with the next number", () => {
  const print = { kind: "copy", n: 1 } as const;
  const journal = journalWith(
    { phase: "adopted", cardRef, kind: "cancel", reason: "moved-away", epoch: 3, target: "cancelled" },
    { phase: "settled", certificateNo, printGrant: true, legal: "cancelled" },
    { phase: "print-armed", print, jobId: "1" },
    { phase: "printed", proof: "" },
    { phase: "closed" },
  );
  orderCopy(journal, last, certificateNo, cardRef);
  expect(nextPrint(viewOf(journal.entriesOf(opId)))).toEqual({ kind: "print-copy", n: 2 });
});

test("what this terminal began and another one finished has its certificate now", () => {
  const journal = journalWith({
    phase: "adopted",
    cardRef,
    kind: "cancel",
    reason: "moved-away",
    epoch: 3,
    target: "cancelled",
  });
  expect(orderCopy(journal, last, certificateNo, cardRef).certificateNo).toBe(certificateNo);
});

test("a copy that the printer did not begin is owed still, whoever has the right to the original", () => {
  for (const printGrant of [true, false]) {
    const journal = journalWith(
      { phase: "adopted", cardRef, kind: "cancel", reason: "moved-away", epoch: 3, target: "cancelled" },
      { phase: "settled", certificateNo, printGrant, legal: "cancelled" },
      { phase: "print-armed", print: { kind: "original" }, jobId: "0" },
      { phase: "printed", proof: "id" },
      { phase: "closed" },
    );
    orderCopy(journal, last, certificateNo, cardRef);
    journal.append(opId, { phase: "print-armed", print: { kind: "copy", n: 1 }, jobId: "1" });
    journal.append(opId, { phase: "print-disarmed", because: "paper-out" });
    expect(nextPrint(viewOf(journal.entriesOf(opId)))).toEqual({ kind: "print-copy", n: 2 });
  }
});
