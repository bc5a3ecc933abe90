import { expect, test } from "vitest";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { freePrint } from "../../central/print-grant.ts";
import type { PrinterStatus, PrintOutcome } from "../../hardware/ports.ts";
import type { JournalPhase } from "../../daemon/journal.ts";
import { ready } from "./devices.ts";
import { openHall, type Hall, type Terminal } from "./hall.ts";
import { Stopped } from "./stop.ts";
import { expectAgreement, journeys, visit } from "./visit.ts";

const journey = journeys[2];

async function freshHall(): Promise<{ hall: Hall; terminal: Terminal }> {
  const hall = await openHall();
  return { hall, terminal: hall.boot() };
}

const phasesOf = (terminal: Terminal): JournalPhase[] => terminal.journal.all().map(({ body }) => body.phase);
const copies = (hall: Hall): (number | undefined)[] => hall.papers.map(({ copy }) => copy);
const printsAt = async (hall: Hall) => {
  const { prints } = await hall.centre.books(hall.cardRef);
  return prints.map(({ kind, n }) => `${kind} ${String(n)}`);
};

test.each<[string, Partial<PrinterStatus>, string]>([
  ["paper out", { paper: "out" }, "paper-out"],
  ["cover open", { coverOpen: "yes" }, "cover-open"],
  ["cutter jammed", { cutterFault: "yes" }, "cutter-fault"],
  ["printer off", { device: "offline" }, "printer-offline"],
  ["printer silent", { device: "unknown", paper: "unknown" }, "printer-unconfirmed"],
])(
  "row 17, %s before arming: the right to the original stays, and it prints when the printer is well",
  async (_name, status, fault) => {
    const { hall, terminal } = await freshHall();
    terminal.printer.status = { ...ready, ...status };
    expect((await visit(terminal, journey.kind)).certificate).toMatchObject({
      print: "owed",
      printerFault: fault,
    });
    expect(hall.papers).toEqual([]);
    expect(phasesOf(terminal)).not.toContain("print-armed");

    terminal.printer.status = ready;
    // Nothing prints by itself: the holder may be far away.
    await terminal.steps.settle();
    expect(hall.papers).toEqual([]);
    expect((await visit(terminal)).certificate?.print).toBe("printed");
    expect(copies(hall)).toEqual([undefined]);
    await expectAgreement(hall, journey, [terminal]);
  },
);

test("row 17, the printer fails between status and job: nothing was sent, so the original is still to come", async () => {
  const { hall, terminal } = await freshHall();
  terminal.printer.outcome = { kind: "not-started", fault: { kind: "paper-out" } };
  expect((await visit(terminal, journey.kind)).certificate?.print).toBe("owed");
  expect(phasesOf(terminal).at(-1)).toBe("print-disarmed");
  delete terminal.printer.outcome;
  expect((await visit(terminal)).certificate).toMatchObject({ print: "printed" });
  expect(copies(hall)).toEqual([undefined]);
  expect(await printsAt(hall)).toEqual(["original 0"]);
  await expectAgreement(hall, journey, [terminal]);
});

test("rows 18 and 19, a jam half way: whatever prints next is a marked copy, and each copy has its own number", async () => {
  const { hall, terminal } = await freshHall();
  const jam: PrintOutcome = { kind: "unconfirmed", fault: { kind: "cutter-fault" } };
  terminal.printer.outcome = jam;
  expect((await visit(terminal, journey.kind)).certificate).toMatchObject({
    print: "owed",
    printerFault: "cutter-fault",
  });
  expect((await visit(terminal)).certificate).toMatchObject({ print: "owed", copy: 1 });
  delete terminal.printer.outcome;
  expect((await visit(terminal)).certificate).toMatchObject({ print: "printed", copy: 2 });
  expect(copies(hall)).toEqual([undefined, 1, 2]);
  expect(await printsAt(hall)).toEqual(["copy 2"]);
  await expectAgreement(hall, journey, [terminal]);
});

test("a copy that was proven never sent is not counted as paper: it stays a copy", async () => {
  const { hall, terminal } = await freshHall();
  terminal.printer.outcome = { kind: "unconfirmed", fault: { kind: "cutter-fault" } };
  await visit(terminal, journey.kind);
  terminal.printer.outcome = { kind: "not-started", fault: { kind: "paper-out" } };
  expect((await visit(terminal)).certificate?.print).toBe("owed");
  delete terminal.printer.outcome;
  expect((await visit(terminal)).certificate?.print).toBe("printed");
  expect(copies(hall)[0]).toBeUndefined();
  expect(
    copies(hall)
      .slice(1)
      .every((copy) => copy !== undefined),
  ).toBe(true);
  await expectAgreement(hall, journey, [terminal]);
});

test.each([
  ["before", 0],
  ["after", 1],
] as const)("row 18, stopped %s the printer moved: a marked copy next time", async (when, papers) => {
  const hall = await openHall();
  const terminal = hall.boot("T-1", { place: "printer", n: 0, when });
  await expect(visit(terminal, journey.kind)).rejects.toBeInstanceOf(Stopped);
  expect(hall.papers.length).toBe(papers);
  terminal.kill();
  const again = hall.boot();
  await again.steps.start();
  expect(hall.papers.length).toBe(papers);
  expect((await visit(again)).certificate).toMatchObject({ print: "printed", copy: 1 });
  expect(hall.papers.at(-1)).toMatchObject({ copy: 1, certificateNo: "371700-2026-000001" });
  await expectAgreement(hall, journey, [again]);
});

test("row 20, stopped after the paper was confirmed: only the centre is told, nothing prints", async () => {
  const counting = await freshHall();
  await visit(counting.terminal, journey.kind);
  const printedAt = phasesOf(counting.terminal).indexOf("printed");
  expect(printedAt).toBeGreaterThan(0);

  const hall = await openHall();
  const terminal = hall.boot("T-1", { place: "journal", n: printedAt, when: "after" });
  await expect(visit(terminal, journey.kind)).rejects.toBeInstanceOf(Stopped);
  terminal.kill();
  expect(await printsAt(hall)).toEqual([]);
  const again = hall.boot();
  await again.steps.start();
  expect(await printsAt(hall)).toEqual(["original 0"]);
  expect(await visit(again)).toEqual({});
  expect(copies(hall)).toEqual([undefined]);
  await expectAgreement(hall, journey, [again]);
});

test("row 16, the centre lost at the certificate: the number stands, and the original prints later", async () => {
  const counting = await freshHall();
  await visit(counting.terminal, journey.kind);
  // The certificate's text is asked last but one; M6 follows it.
  const messages = counting.terminal.line.asked();

  const { hall, terminal } = await freshHall();
  terminal.line.cut({ n: messages - 2, when: "before" });
  const first = await visit(terminal, journey.kind);
  expect(first.outcome).toMatchObject({ kind: "done", certificateNo: "371700-2026-000001" });
  expect(first.certificate).toMatchObject({ print: "owed", certificateNo: "371700-2026-000001" });
  expect(hall.papers).toEqual([]);
  terminal.line.cut(undefined);
  expect((await visit(terminal)).certificate?.print).toBe("printed");
  expect(copies(hall)).toEqual([undefined]);
  await expectAgreement(hall, journey, [terminal]);
});

test("M6 that nobody hears stays in the journal until it is heard, and prints nothing more", async () => {
  const counting = await freshHall();
  await visit(counting.terminal, journey.kind);
  const messages = counting.terminal.line.asked();

  const { hall, terminal } = await freshHall();
  terminal.line.cut({ n: messages - 1, when: "after" });
  expect((await visit(terminal, journey.kind)).certificate?.print).toBe("printed");
  expect(terminal.journal.openOperations().length).toBe(1);
  await terminal.steps.settle();
  expect(terminal.journal.openOperations().length).toBe(1);
  terminal.line.cut(undefined);
  await terminal.steps.settle();
  expect(await printsAt(hall)).toEqual(["original 0"]);
  await expectAgreement(hall, journey, [terminal]);
});

test("nothing personal reaches the terminal's disk or the paper, through a whole journey with a jam in it", async () => {
  const { hall, terminal } = await freshHall();
  terminal.printer.outcome = { kind: "unconfirmed", fault: { kind: "cutter-fault" } };
  await visit(terminal, journey.kind);
  delete terminal.printer.outcome;
  await visit(terminal);
  await terminal.steps.settle();
  const disks = hall.disks();
  // The disk was looked at, and holds what it may hold.
  expect(disks.includes(hall.cardRef)).toBe(true);
  const person = defaultCards.find((card) => card.person.cardRef === hall.cardRef)?.person;
  const secrets = [person?.name ?? "", person?.nationalNumber ?? "", person?.cardNumber ?? ""];
  expect(secrets.every((secret) => secret.length > 2)).toBe(true);
  for (const secret of secrets) {
    const inHex = Buffer.from(secret).toString("hex");
    for (const bytes of [Buffer.from(secret), Buffer.from(inHex), Buffer.from(inHex.toUpperCase())])
      expect(disks.includes(bytes), secret).toBe(false);
    for (const paper of hall.papers) expect(paper.text).not.toContain(secret);
  }
});

test("row 17, the right to print moves: its terminal is lost with nothing armed, and another prints the one original", async () => {
  const { hall, terminal } = await freshHall();
  terminal.printer.status = { ...ready, paper: "out" };
  expect((await visit(terminal, journey.kind)).certificate?.print).toBe("owed");
  terminal.kill();
  const { operations } = await hall.centre.books(hall.cardRef);
  await hall.centre.over.declareLost("T-1", "clerk 7");
  const second = hall.boot("T-2");
  // Nobody has looked at the lost terminal's journal yet: an original may lie in somebody's hand.
  await visit(second);
  expect(hall.papers).toEqual([]);

  second.reader.pull();
  const opId = operations.at(-1)?.op_id ?? "";
  expect(await hall.centre.store.write((tx) => freePrint(tx, 0, opId, "clerk 7"))).toBe("freed");
  expect((await visit(second)).certificate?.print).toBe("printed");
  expect(hall.papers.map(({ terminalId, copy }) => [terminalId, copy])).toEqual([["T-2", undefined]]);
  await second.steps.settle();
  expect(await printsAt(hall)).toEqual(["original 0"]);
  await expectAgreement(hall, journey, [second]);
});
