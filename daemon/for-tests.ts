import { targetOf, type Evidence, type Life, type OperationKind, type StatusRecord } from "../card/life.ts";
import type { JournalBody, JournalEntry } from "./journal.ts";
import { opTagOf } from "./recovery.ts";

/* Set pieces for the tests of the daemon: evidence and journal entries without a card or a disk. */

export const opIdOf = (n: number): string =>
  `019cac61-c368-7c41-8a1b-2c3d4e5f${n.toString(16).padStart(4, "0")}`;

const statusWords: Readonly<Record<Life, string>> = {
  active: "6115",
  frozen: "6283",
  cancelled: "9303",
  "card-blocked": "6A81",
  unknown: "6F00",
};

/** The status record that an operation writes. */
export const recordOf = (opId: string, kind: OperationKind, epoch: number): StatusRecord => ({
  epoch,
  target: targetOf[kind],
  opTag: opTagOf(opId),
  time: "20260302103015",
  region: "371700",
});

export const recordAtIssue: StatusRecord = {
  epoch: 0,
  target: "active",
  opTag: "0".repeat(16),
  time: "20220315000000",
  region: "371700",
};

export const evidenceOf = (life: Life, record: Evidence["record"] = recordAtIssue): Evidence => ({
  cardRef: "371700000000000000000000000000A1",
  atr: "3B6D000000814348318684371700120001",
  profile: "cn-ssc-2.00-3des",
  life,
  selectStatusWord: statusWords[life],
  record,
  resetBeforeRead: true,
});

/** Entries of one operation, as a journal would give them back. */
export const entriesOf = (opId: string, bodies: readonly JournalBody[]): JournalEntry[] =>
  bodies.map((body, index) => ({ seq: index + 1, opId, atMs: 0, body, hash: "" }));
