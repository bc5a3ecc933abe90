import type { Life, OperationKind, Target } from "../card/life.ts";
import type { Legal, OperationState, Reason } from "./contract.ts";

/**
 * The centre's tables. A portable subset: integers for numbers, times (ms) and truth (0, 1), text for the
 * rest, so that the same queries run on PostgreSQL later. Only the text of `migrations` is SQLite's own.
 */
export type Tables = {
  issuer: IssuerRow;
  card: CardRow;
  operation: OperationRow;
  answer: AnswerRow;
  certificate_counter: { office: string; year: string; last: number };
  print: PrintRow;
  audit: AuditRow;
};

export type IssuerRow = {
  number: string;
  name_zh: string;
  name_en: string;
  region_zh: string;
  region_en: string;
  approved: number;
};

export type CardRow = {
  card_ref: string;
  issuer_number: string;
  /** As personalised. The keys of the card derive from it, so a terminal's word for it is never taken. */
  atr: string;
  profile: string;
  card_number: string;
  national_number: string;
  holder_name: string;
  issued_on: string;
  expires_on: string;
  legal: Legal;
  /** Of the newest authorised operation; 0 = none since issue. Only rises. */
  epoch: number;
  /** The one operation that waits for this card. */
  current_op: string | null;
  /** The newest operation that the card has proved. */
  settled_op: string | null;
  /** Hash of the evidence of the newest alarm, so that one look does not fill the audit trail. */
  alarm: string | null;
};

export type OperationRow = {
  op_id: string;
  /** Not a foreign key: a refused operation may name a card that nobody registered. */
  card_ref: string;
  kind: OperationKind;
  reason: Reason;
  /** 0 for an operation that was refused. */
  epoch: number;
  target: Target;
  from_life: Life;
  state: OperationState;
  terminal_id: string;
  authorised_at_ms: number;
  settled_at_ms: number | null;
  /** The terminal whose report settled it: the only one that may print the original. */
  settled_by: string | null;
  settled_legal: Legal | null;
  card_life: Life | null;
  certificate_no: string | null;
};

export type AnswerRow = { key: string; fingerprint: string; body: string; at_ms: number };

export type PrintRow = {
  op_id: string;
  kind: "original" | "copy";
  /** 0 for the original; copies count from 1. */
  n: number;
  terminal_id: string;
  proof: string;
  at_ms: number;
};

export type AuditRow = {
  seq: number;
  at_ms: number;
  event: string;
  op_id: string | null;
  card_ref: string | null;
  terminal_id: string | null;
  /** Canonical JSON, never personal. */
  detail: string;
  previous: string;
  hash: string;
};

const first = `
CREATE TABLE issuer (
  number TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  region_zh TEXT NOT NULL,
  region_en TEXT NOT NULL,
  approved INTEGER NOT NULL CHECK (approved IN (0, 1))
) STRICT;

CREATE TABLE operation (
  op_id TEXT PRIMARY KEY,
  card_ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  target TEXT NOT NULL,
  from_life TEXT NOT NULL,
  state TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  authorised_at_ms INTEGER NOT NULL,
  settled_at_ms INTEGER,
  settled_by TEXT,
  settled_legal TEXT,
  card_life TEXT,
  certificate_no TEXT UNIQUE,
  CHECK ((state = 'done') = (certificate_no IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX operation_epoch ON operation (card_ref, epoch) WHERE epoch > 0;

CREATE TABLE card (
  card_ref TEXT PRIMARY KEY,
  issuer_number TEXT NOT NULL REFERENCES issuer (number),
  atr TEXT NOT NULL,
  profile TEXT NOT NULL,
  card_number TEXT NOT NULL,
  national_number TEXT NOT NULL,
  holder_name TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  legal TEXT NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  current_op TEXT REFERENCES operation (op_id),
  settled_op TEXT REFERENCES operation (op_id),
  alarm TEXT
) STRICT;

CREATE TABLE answer (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  body TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE certificate_counter (
  office TEXT NOT NULL,
  year TEXT NOT NULL,
  last INTEGER NOT NULL CHECK (last >= 1),
  PRIMARY KEY (office, year)
) STRICT;

CREATE TABLE print (
  op_id TEXT NOT NULL REFERENCES operation (op_id),
  kind TEXT NOT NULL CHECK (kind IN ('original', 'copy')),
  n INTEGER NOT NULL,
  terminal_id TEXT NOT NULL,
  proof TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (op_id, kind, n, terminal_id)
) STRICT;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  event TEXT NOT NULL,
  op_id TEXT,
  card_ref TEXT,
  terminal_id TEXT,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
`;

/** In order; a store at version n has had the first n. Never edit one that was released: add the next. */
export const migrations: readonly string[] = [first];
