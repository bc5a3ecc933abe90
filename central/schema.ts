/** The tables of tables.ts in SQLite's own words. */

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

/**
 * The protocol whole: superseding, operations without their card, timers, commands, fenced terminals.
 * The operation table is made anew, since SQLite cannot change a CHECK.
 */
const second = `
CREATE TABLE operation_new (
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
INSERT INTO operation_new SELECT op_id, card_ref, kind, reason, epoch, target, from_life, state, terminal_id,
  authorised_at_ms, settled_at_ms, settled_by, settled_legal, card_life, certificate_no,
  CASE from_life WHEN 'frozen' THEN 'frozen' WHEN 'cancelled' THEN 'cancelled' ELSE 'active' END, target,
  CASE WHEN settled_by IS NULL THEN NULL ELSE 1 END, 0, 0 FROM operation;
DROP TABLE operation;
ALTER TABLE operation_new RENAME TO operation;
CREATE UNIQUE INDEX operation_epoch ON operation (card_ref, epoch) WHERE epoch > 0;
CREATE INDEX operation_card ON operation (card_ref);
CREATE INDEX operation_terminal ON operation (terminal_id);

ALTER TABLE card ADD COLUMN seen_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN no_unfreeze INTEGER NOT NULL DEFAULT 0 CHECK (no_unfreeze IN (0, 1));
ALTER TABLE card ADD COLUMN listed INTEGER NOT NULL DEFAULT 0 CHECK (listed IN (0, 1));
UPDATE card SET seen_epoch = COALESCE((SELECT CASE
  WHEN operation.kind = 'cancel' AND operation.from_life = 'frozen' THEN operation.epoch - 1
  ELSE operation.epoch END FROM operation WHERE operation.op_id = card.settled_op), 0);

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

/** In order; a store at version n has had the first n. Never edit one that was released: add the next. */
export const migrations: readonly string[] = [first, second];
