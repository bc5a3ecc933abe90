import type { Migration, Shape } from "../table-shape.ts";

/** Who may speak to the centre: people's sessions, terminals' certificates, authorities' keys. */
export type AccessTables = {
  staff_session: StaffSessionRow;
  enrolment: EnrolmentRow;
  terminal_certificate: TerminalCertificateRow;
  authority_key: AuthorityKeyRow;
  used_nonce: UsedNonceRow;
  script_count: ScriptCountRow;
  desk: DeskRow;
};

/** Somebody of the staff who signed in. The token itself is only in their browser. */
export type StaffSessionRow = {
  /** SHA-256 of the token, lower-case hex. */
  token_hash: string;
  subject: string;
  name: string;
  office: string;
  /** JSON list. */
  roles: string;
  begun_at_ms: number;
  /** The last request, to the minute. */
  seen_at_ms: number;
};

/** A token with which one terminal may ask for its certificate, once. */
type EnrolmentRow = {
  /** SHA-256 of the token, lower-case hex. */
  token_hash: string;
  terminal_id: string;
  offered_by: string;
  expires_at_ms: number;
  used_at_ms: number | null;
};

export type TerminalCertificateRow = {
  /** SHA-256 of the certificate's DER, lower-case hex. */
  fingerprint: string;
  terminal_id: string;
  /** SubjectPublicKeyInfo as PEM: signed requests are verified with it. */
  public_key: string;
  expires_at_ms: number;
  revoked_at_ms: number | null;
};

/** A key by which another authority signs what it asks. */
export type AuthorityKeyRow = {
  key_id: string;
  authority: string;
  /** Ed25519, SubjectPublicKeyInfo as PEM. */
  public_key: string;
  registered_by: string;
  registered_at_ms: number;
  revoked_at_ms: number | null;
};

/** A signed request that was heard; kept until its signature has expired, so that it is heard once. */
type UsedNonceRow = { expires_at_ms: number; key_id: string; nonce: string };

/** Scripts sealed for a terminal in its newest hour (hours since 1970). */
type ScriptCountRow = { terminal_id: string; hour: number; scripts: number };

/** A terminal that stands on a clerk's desk, and who sits there. Every other terminal is a kiosk. */
export type DeskRow = {
  terminal_id: string;
  office: string;
  /** Where its screen is on its own machine, by its own word; the desk's page may speak there and nowhere else. */
  screen_port: number | null;
  /** SHA-256 of the code that the newest asking clerk's page made. */
  asked_hash: string | null;
  asked_by: string | null;
  asked_at_ms: number | null;
  /** The clerk whose page handed its code to this terminal. */
  clerk: string | null;
  /** JSON: what that clerk has seen and agreed to last. Personal where an agent acts. */
  agreed: string | null;
};

export const accessShapes: { readonly [Name in keyof AccessTables]: Shape<AccessTables[Name]> } = {
  staff_session: { key: ["token_hash"], indexed: ["subject"] },
  enrolment: { key: ["token_hash"], indexed: ["terminal_id"] },
  terminal_certificate: { key: ["fingerprint"], indexed: ["terminal_id"] },
  authority_key: { key: ["key_id"] },
  used_nonce: { key: ["expires_at_ms", "key_id", "nonce"], unique: [{ columns: ["key_id", "nonce"] }] },
  script_count: { key: ["terminal_id"], check: (row) => row.scripts >= 1 },
  desk: { key: ["terminal_id"], personal: { agreed: "sealed" } },
};

const first = `
CREATE TABLE staff_session (
  token_hash TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  office TEXT NOT NULL,
  roles TEXT NOT NULL,
  begun_at_ms INTEGER NOT NULL,
  seen_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_session_subject ON staff_session (subject);

CREATE TABLE enrolment (
  token_hash TEXT PRIMARY KEY,
  terminal_id TEXT NOT NULL,
  offered_by TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER
) STRICT;
CREATE INDEX enrolment_terminal ON enrolment (terminal_id);

CREATE TABLE terminal_certificate (
  fingerprint TEXT PRIMARY KEY,
  terminal_id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER
) STRICT;
CREATE INDEX terminal_certificate_terminal ON terminal_certificate (terminal_id);

CREATE TABLE authority_key (
  key_id TEXT PRIMARY KEY,
  authority TEXT NOT NULL,
  public_key TEXT NOT NULL,
  registered_by TEXT NOT NULL,
  registered_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER
) STRICT;

CREATE TABLE used_nonce (
  expires_at_ms INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  nonce TEXT NOT NULL,
  PRIMARY KEY (expires_at_ms, key_id, nonce)
) STRICT;
CREATE UNIQUE INDEX used_nonce_once ON used_nonce (key_id, nonce);

CREATE TABLE script_count (
  terminal_id TEXT PRIMARY KEY,
  hour INTEGER NOT NULL,
  scripts INTEGER NOT NULL CHECK (scripts >= 1)
) STRICT;
`;

const second = `
CREATE TABLE desk (
  terminal_id TEXT PRIMARY KEY,
  office TEXT NOT NULL,
  screen_port INTEGER,
  asked_hash TEXT,
  asked_by TEXT,
  asked_at_ms INTEGER,
  clerk TEXT,
  agreed TEXT
) STRICT;
`;

export const accessMigrations: readonly Migration[] = [
  { name: "access-1", sql: first },
  { name: "access-2", sql: second },
  // Sealed from now on; an agreement holds for minutes, and is asked for again.
  { name: "access-3", sql: "UPDATE desk SET agreed = NULL;" },
];
