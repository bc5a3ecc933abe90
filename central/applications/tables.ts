import type { Business, CancelReason, Channel, SettlementCheck } from "../rules/rule-shape.ts";
import { isFlag, type Migration, type Shape } from "../table-shape.ts";
import type { ApplicationState, SettlementAnswer } from "./model.ts";

export type ApplicationTables = {
  application: ApplicationRow;
  application_step: ApplicationStepRow;
  application_counter: { office: string; day: string; last: number };
  application_due: { due_at_ms: number; number: string };
  /** How far the audit trail was read (follow.ts); one row. */
  application_cursor: { name: string; seq: number };
  settlement_item: SettlementItemRow;
  medical_account: { holder_number: string; cancelled_at_ms: number; number: string };
  progress_try: { bucket: number; since_ms: number; wrong: number };
  caller_check: CallerCheckRow;
  authority_notice: AuthorityNoticeRow;
};

export type ApplicationRow = {
  /** `<office>-<yyyymmdd>-<6 digits>`: its order is the order in which an office took them in. */
  number: string;
  business: Business;
  channel: Channel;
  state: ApplicationState;
  /** GB/T 2260 code of the city whose desk decides. */
  office: string;
  card_ref: string | null;
  holder_number: string;
  holder_name: string;
  reason: CancelReason | null;
  /** 1: the card cannot be presented, so the register changes first and the chip when it is seen. */
  card_absent: number;
  /** JSON `Papers` (model.ts): what was shown, and the agent's papers. Personal. */
  papers: string;
  claimed_by: string | null;
  claimed_at_ms: number | null;
  first_approver: string | null;
  /** The protocol's operation that carries it out. */
  op_id: string | null;
  steps: number;
  submitted_at_ms: number;
  changed_at_ms: number;
};

/** One line of the timeline: who brought it into this state, when and why. */
export type ApplicationStepRow = {
  number: string;
  /** Counts from 1. */
  n: number;
  state: ApplicationState;
  at_ms: number;
  /** `clerk SUBJECT`, `holder`, `agent`, `terminal ID` or `centre`. */
  who: string;
  /** A code, or a clerk's own words. */
  why: string | null;
};

/** What an office said of one condition for one person; without a row the local ledger knows of nothing open. */
type SettlementItemRow = {
  holder_number: string;
  item: SettlementCheck;
  state: SettlementAnswer;
  at_ms: number;
};

type CallerCheckRow = {
  check_id: string;
  holder_number: string;
  clerk: string;
  passed: number;
  at_ms: number;
};

export const noticeStates = [
  "received",
  "confirmed",
  "dismissed",
  "reversal-asked",
  "reversed",
  /** Something of the cancellation may be on the chip: the card stays ended, and a new one is due. */
  "replacement-due",
] as const;
export type NoticeState = (typeof noticeStates)[number];

export type AuthorityNoticeRow = {
  notice_id: string;
  authority: string;
  kind: "death" | "disappearance" | "household-cancelled";
  holder_number: string;
  /** As it came, canonical JSON. Personal. */
  body: string;
  office: string;
  state: NoticeState;
  received_at_ms: number;
  /** The clerk who decided last. */
  clerk: string | null;
  why: string | null;
  /** JSON list of `[cardRef, opId]`: the cancellations that it began. */
  begun: string;
};

export const applicationShapes: {
  readonly [Name in keyof ApplicationTables]: Shape<ApplicationTables[Name]>;
} = {
  application: {
    key: ["number"],
    indexed: ["card_ref", "holder_number", "op_id", "office", "state"],
    references: { card_ref: "card" },
    personal: { holder_number: "searchable", holder_name: "sealed", papers: "sealed" },
    check: (row) => isFlag(row.card_absent) && row.steps >= 1,
  },
  application_step: {
    key: ["number", "n"],
    indexed: ["number"],
    references: { number: "application" },
    personal: { why: "sealed" },
  },
  application_counter: { key: ["office", "day"], check: (row) => row.last >= 1 },
  application_due: { key: ["due_at_ms", "number"], references: { number: "application" } },
  application_cursor: { key: ["name"] },
  settlement_item: {
    key: ["holder_number", "item"],
    indexed: ["holder_number"],
    personal: { holder_number: "searchable" },
  },
  medical_account: {
    key: ["holder_number"],
    references: { number: "application" },
    personal: { holder_number: "searchable" },
  },
  progress_try: { key: ["bucket"] },
  caller_check: {
    key: ["check_id"],
    indexed: ["holder_number"],
    personal: { holder_number: "searchable" },
    check: (row) => isFlag(row.passed),
  },
  authority_notice: {
    key: ["notice_id"],
    indexed: ["office", "holder_number"],
    personal: { holder_number: "searchable", body: "sealed", why: "sealed" },
  },
};

/** The last two: a holder's cards by their number, and operations by where they stand (waiting.ts). */
const first = `
CREATE TABLE application (
  number TEXT PRIMARY KEY,
  business TEXT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  office TEXT NOT NULL,
  card_ref TEXT REFERENCES card (card_ref),
  holder_number TEXT NOT NULL,
  holder_name TEXT NOT NULL,
  reason TEXT,
  card_absent INTEGER NOT NULL CHECK (card_absent IN (0, 1)),
  papers TEXT NOT NULL,
  claimed_by TEXT,
  claimed_at_ms INTEGER,
  first_approver TEXT,
  op_id TEXT,
  steps INTEGER NOT NULL CHECK (steps >= 1),
  submitted_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX application_queue ON application (office, state, number);
CREATE INDEX application_state ON application (state, number);
CREATE INDEX application_card ON application (card_ref, number);
CREATE INDEX application_holder ON application (holder_number, number);
CREATE INDEX application_operation ON application (op_id);

CREATE TABLE application_step (
  number TEXT NOT NULL REFERENCES application (number),
  n INTEGER NOT NULL,
  state TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  why TEXT,
  PRIMARY KEY (number, n)
) STRICT;

CREATE TABLE application_counter (
  office TEXT NOT NULL,
  day TEXT NOT NULL,
  last INTEGER NOT NULL CHECK (last >= 1),
  PRIMARY KEY (office, day)
) STRICT;

CREATE TABLE application_due (
  due_at_ms INTEGER NOT NULL,
  number TEXT NOT NULL REFERENCES application (number),
  PRIMARY KEY (due_at_ms, number)
) STRICT;

CREATE TABLE application_cursor (
  name TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT;

CREATE TABLE settlement_item (
  holder_number TEXT NOT NULL,
  item TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'clear', 'unknown')),
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (holder_number, item)
) STRICT;

CREATE TABLE medical_account (
  holder_number TEXT PRIMARY KEY,
  cancelled_at_ms INTEGER NOT NULL,
  number TEXT NOT NULL REFERENCES application (number)
) STRICT;

CREATE TABLE progress_try (
  bucket INTEGER PRIMARY KEY,
  since_ms INTEGER NOT NULL,
  wrong INTEGER NOT NULL
) STRICT;

CREATE TABLE caller_check (
  check_id TEXT PRIMARY KEY,
  holder_number TEXT NOT NULL,
  clerk TEXT NOT NULL,
  passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX caller_check_holder ON caller_check (holder_number);

CREATE TABLE authority_notice (
  notice_id TEXT PRIMARY KEY,
  authority TEXT NOT NULL,
  kind TEXT NOT NULL,
  holder_number TEXT NOT NULL,
  body TEXT NOT NULL,
  office TEXT NOT NULL,
  state TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  clerk TEXT,
  why TEXT,
  begun TEXT NOT NULL
) STRICT;
CREATE INDEX authority_notice_queue ON authority_notice (office, state, notice_id);
CREATE INDEX authority_notice_state ON authority_notice (state, notice_id);
CREATE INDEX authority_notice_holder ON authority_notice (holder_number);

CREATE INDEX card_holder ON card (national_number);
CREATE INDEX operation_state ON operation (state, op_id);
`;

export const applicationMigrations: readonly Migration[] = [{ name: "applications-1", sql: first }];
