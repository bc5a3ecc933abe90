import { accessMigrations } from "./access/tables.ts";
import { agentMigrations } from "./applications/agent-tables.ts";
import { applicationMigrations } from "./applications/tables.ts";
import { proofMigrations } from "./proof/tables.ts";
import { registryMigrations } from "./registry/tables.ts";
import { restorationMigrations } from "./restore-tables.ts";
import type { Migration } from "./table-shape.ts";

/** The tables of tables.ts in the words that SQLite and PostgreSQL share (table-shape.ts: Migration). */

const protocol = `
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
  from_legal TEXT NOT NULL,
  to_legal TEXT NOT NULL,
  settled_lineage INTEGER,
  scripts INTEGER NOT NULL,
  record_only INTEGER NOT NULL CHECK (record_only IN (0, 1)),
  CHECK ((state = 'done' AND certificate_no IS NOT NULL)
    OR (state <> 'done' AND (certificate_no IS NULL OR record_only = 1)))
) STRICT;
CREATE UNIQUE INDEX operation_epoch ON operation (card_ref, epoch) WHERE epoch > 0;
CREATE INDEX operation_card ON operation (card_ref);
CREATE INDEX operation_terminal ON operation (terminal_id);

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
  alarm TEXT,
  seen_epoch INTEGER NOT NULL,
  no_unfreeze INTEGER NOT NULL CHECK (no_unfreeze IN (0, 1)),
  listed INTEGER NOT NULL CHECK (listed IN (0, 1))
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

CREATE TABLE timer (
  due_at_ms INTEGER NOT NULL,
  op_id TEXT NOT NULL REFERENCES operation (op_id),
  kind TEXT NOT NULL,
  PRIMARY KEY (due_at_ms, op_id, kind)
) STRICT;
CREATE INDEX timer_op ON timer (op_id);

CREATE TABLE command (
  seq INTEGER PRIMARY KEY,
  terminal_id TEXT,
  body TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE terminal (
  terminal_id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  lineage INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  head TEXT NOT NULL,
  resend_after INTEGER
) STRICT;

CREATE TABLE place (
  terminal_id TEXT NOT NULL,
  lineage INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  head TEXT NOT NULL,
  PRIMARY KEY (terminal_id, lineage, seq)
) STRICT;

CREATE TABLE review (
  op_id TEXT PRIMARY KEY,
  card_ref TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT;
`;

/** In order; a store remembers which it has had. Never edit one that was released: add the next. */
export const migrations: readonly Migration[] = [
  { name: "protocol-1", sql: protocol },
  ...registryMigrations,
  ...applicationMigrations,
  ...accessMigrations,
  ...proofMigrations,
  ...restorationMigrations,
  ...agentMigrations,
];
