import { expect } from "vitest";
import type { OperationKind } from "../../card/life.ts";
import { targetOf } from "../../card/life.ts";
import { lifeOfLegal } from "../../central/contract.ts";
import type { WriteOutcome } from "../../daemon/write-outcome.ts";
import type { CertificateView, ResultView } from "../../daemon/screen.ts";
import { opTagOf } from "../../daemon/recovery.ts";
import { reasonOf, type Hall, type Terminal } from "./hall.ts";

type Visit = {
  readonly fault?: string;
  readonly outcome?: WriteOutcome;
  readonly certificate?: CertificateView;
};

/** How often a person puts the card back within one visit. */
const returnsMax = 4;

/**
 * One visit as the session machine orders it: read, finish what is open, else begin what is wanted (unless the
 * centre says that it is so already), take the card, print.
 */
export async function visit(terminal: Terminal, wanted?: OperationKind): Promise<Visit> {
  const { steps, reader } = terminal;
  if (reader.status().media !== "present") terminal.insert();
  const read = await steps.readCard();
  if (!read.ok) return { fault: read.fault.code };
  const { unfinished, owed, choices } = read.value;
  if (unfinished !== undefined) return write(terminal, unfinished);
  if (owed !== undefined) return { certificate: await print(terminal, owed) };
  if (wanted === undefined) return {};
  const refused = choices.find(({ kind }) => kind === wanted)?.refusedBecause;
  if (refused !== undefined) return { fault: refused };
  return write(terminal, { kind: wanted, reason: reasonOf(wanted) });
}

type Order = Parameters<Terminal["steps"]["writeCard"]>[0];

async function write(terminal: Terminal, first: Order): Promise<Visit> {
  let order = first;
  for (let returns = 0; returns <= returnsMax; returns++) {
    const outcome = await terminal.steps.writeCard(order, () => undefined);
    if (outcome.kind === "card-away") {
      order = { kind: order.kind, opId: outcome.opId };
      terminal.insert();
      continue;
    }
    if (outcome.kind !== "done") return { outcome };
    const { opId, operation: kind, certificateNo, life, legal } = outcome;
    return { outcome, certificate: await print(terminal, { kind, opId, certificateNo, life, legal }) };
  }
  throw new Error("the card was put back too often");
}

async function print(terminal: Terminal, result: ResultView): Promise<CertificateView> {
  terminal.reader.pull();
  return terminal.steps.printCertificate(result, () => undefined);
}

/** Which operation, and from what the card begins. */
export const journeys = [
  { name: "freeze", before: [], kind: "freeze", epoch: 1 },
  { name: "unfreeze", before: ["freeze"], kind: "unfreeze", epoch: 2 },
  { name: "cancel from active", before: [], kind: "cancel", epoch: 1 },
  { name: "cancel from frozen", before: ["freeze"], kind: "cancel", epoch: 2 },
] as const satisfies readonly {
  name: string;
  before: readonly OperationKind[];
  kind: OperationKind;
  epoch: number;
}[];
export type Journey = (typeof journeys)[number];

/** Brings the card to where the journey begins, at a terminal of its own. */
export async function prepare(hall: Hall, { before }: Journey): Promise<void> {
  if (before.length === 0) return;
  const terminal = hall.boot("T-0");
  for (const kind of before)
    expect(await visit(terminal, kind)).toMatchObject({ certificate: { print: "printed" } });
  await terminal.steps.settle();
  expect(terminal.journal.openOperations()).toEqual([]);
  terminal.kill();
  hall.papers.length = 0;
}

/** At every instant, whatever was cut off: the card is never stricter than the centre (protocol A7: 1, 2, 3). */
export async function expectSafe(hall: Hall): Promise<void> {
  const { card } = await hall.centre.books(hall.cardRef);
  const { life } = hall.card.image();
  if (life === "cancelled") expect(card.legal).toBe("cancelled");
  if (life !== "active") expect(card.legal).not.toBe("active");
  expect(Number.parseInt(recordOf(hall).slice(6, 14), 16)).toBeLessThanOrEqual(card.epoch);
  expect(hall.lies).toEqual([]);
}

/** Card, terminal and centre agree, and nothing was done twice (protocol A7: 1-4, 8, 9, 11, 12, 16, 19). */
export async function expectAgreement(hall: Hall, journey: Journey, terminals: readonly Terminal[]) {
  const { card, operations, alarms } = await hall.centre.books(hall.cardRef);
  const target = targetOf[journey.kind];
  const done = operations.filter(({ state }) => state === "done");
  expect(operations.map(({ state }) => state)).toEqual(done.map(() => "done"));
  expect(done.map(({ kind }) => kind)).toEqual([...journey.before, journey.kind]);
  expect(new Set(done.map((row) => row.certificate_no)).size).toBe(done.length);
  expect(card).toMatchObject({ epoch: journey.epoch, current_op: null });
  expect(lifeOfLegal[card.legal]).toBe(target);
  expect(alarms).toEqual([]);
  expect(await hall.centre.auditHolds()).toBe(true);

  const last = done.at(-1);
  expect(hall.card.image().life).toBe(target);
  expectRecord(hall, journey, opTagOf(last?.op_id ?? ""));

  for (const terminal of terminals) {
    expect(terminal.journal.openOperations()).toEqual([]);
    expect(terminal.journal.verify().brokenAt).toBeUndefined();
  }
  expect(hall.lies).toEqual([]);
  expect(hall.papers.length).toBeGreaterThanOrEqual(1);
  expect(hall.papers.map((paper) => paper.certificateNo)).toEqual(
    hall.papers.map(() => last?.certificate_no ?? ""),
  );
  expect(hall.papers.filter((paper) => paper.copy === undefined).length).toBeLessThanOrEqual(1);
}

/** The card's own record names the operation, but for a cancelled frozen card, whose state is the proof. */
function expectRecord(hall: Hall, journey: Journey, opTag: string): void {
  const record = recordOf(hall);
  const epoch = journey.name === "cancel from frozen" ? 1 : journey.epoch;
  expect(record.slice(0, 14)).toBe(`EE1801${epoch.toString(16).padStart(8, "0")}`.toUpperCase());
  if (journey.name !== "cancel from frozen") expect(record.slice(16, 32)).toBe(opTag);
}

const recordOf = (hall: Hall): string =>
  hall.card
    .image()
    .files.flatMap((file) => file.records)
    .find((each) => each.startsWith("EE18")) ?? "";
