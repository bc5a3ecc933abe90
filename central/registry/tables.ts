import type { Migration, Shape } from "../table-shape.ts";
import type { RegistryKind, RegistryState, ReportKind } from "./model.ts";

export type RegistryTables = {
  registry_application: RegistryApplicationRow;
  registry_step: RegistryStepRow;
  issuer_design: IssuerDesignRow;
  issuer_report: IssuerReportRow;
  stock_card: StockCardRow;
  replacement: ReplacementRow;
  rule_version: RuleVersionRow;
};

/** What a city or a province asks of the ministry: to issue cards at all, or a face or file structure for them. */
export type RegistryApplicationRow = {
  /** `<region>-<4 digits>`: its order is the order in which a region asked. */
  application_no: string;
  kind: RegistryKind;
  /** GB/T 2260; what the issuer's number is, or will be. */
  region: string;
  /** The profile's id or the face's name; empty for the issuer itself. */
  name: string;
  /** SHA-256 of what is to be approved, lower-case hex; empty for the issuer itself. */
  hash: string;
  state: RegistryState;
  /** Canonical JSON `IssuerDetails` (model.ts) of an issuer's application; `{}` otherwise. */
  details: string;
  applied_by: string;
  /** Who of the province passed it on. */
  reviewed_by: string | null;
  /** Who of the ministry decided. */
  decided_by: string | null;
  /** Of the National IC Card Registration Center. */
  filing_no: string | null;
  steps: number;
};

/** One line of a timeline: who brought it into this state, when and why. */
type RegistryStepRow = {
  application_no: string;
  /** Counts from 1. */
  n: number;
  state: RegistryState;
  at_ms: number;
  who: string;
  why: string | null;
};

/** A face or a file structure of one issuer, as it was approved and as it is. */
export type IssuerDesignRow = {
  issuer_number: string;
  kind: Exclude<RegistryKind, "issuer">;
  name: string;
  approved_hash: string;
  /** Of what the centre's own profile says now; empty where there is no such profile any more. */
  current_hash: string;
  /** Null for one that came with the demonstration. */
  application_no: string | null;
};

/** What needs no approval and is told for the record (S8). */
export type IssuerReportRow = {
  issuer_number: string;
  /** Counts from 1. */
  n: number;
  kind: ReportKind;
  detail: string;
  at_ms: number;
  who: string;
};

/** A card that was made for somebody; sealed (封存) until it is handed over. */
export type StockCardRow = {
  card_ref: string;
  issuer_number: string;
  atr: string;
  profile: string;
  card_number: string;
  national_number: string;
  holder_name: string;
  issued_on: string;
  expires_on: string;
  /** The card that it stands in for. */
  replaces: string | null;
  registered_at_ms: number;
  registered_by: string;
  /** Null while it is sealed. */
  activated_at_ms: number | null;
};

/** A new card was ordered in the place of this one: it can never be active again (S7). */
export type ReplacementRow = {
  card_ref: string;
  kind: "ordered" | "expedited";
  ordered_at_ms: number;
};

/** Of one region: which version of its rules the centre goes by, and since when (rules/in-force.ts). */
export type RuleVersionRow = {
  region: string;
  version: number;
  /** SHA-256 of the rules as canonical JSON, what they rest on merged in; lower-case hex. */
  hash: string;
  since_ms: number;
};

export const registryShapes: { readonly [Name in keyof RegistryTables]: Shape<RegistryTables[Name]> } = {
  registry_application: { key: ["application_no"], indexed: ["region"] },
  registry_step: {
    key: ["application_no", "n"],
    indexed: ["application_no"],
    references: { application_no: "registry_application" },
  },
  issuer_design: {
    key: ["issuer_number", "kind", "name"],
    indexed: ["issuer_number"],
    references: { issuer_number: "issuer", application_no: "registry_application" },
  },
  issuer_report: {
    key: ["issuer_number", "n"],
    indexed: ["issuer_number"],
    references: { issuer_number: "issuer" },
  },
  stock_card: {
    key: ["card_ref"],
    indexed: ["national_number", "card_number", "replaces"],
    references: { issuer_number: "issuer", replaces: "card" },
    personal: { card_number: "searchable", national_number: "searchable", holder_name: "sealed" },
  },
  replacement: { key: ["card_ref"], references: { card_ref: "card" } },
  rule_version: { key: ["region"], check: (row) => row.version >= 1 },
};

const first = `
ALTER TABLE issuer ADD COLUMN profiles TEXT NOT NULL DEFAULT '';
CREATE INDEX card_number ON card (card_number);

CREATE TABLE registry_application (
  application_no TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('issuer', 'card-face', 'file-structure')),
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  state TEXT NOT NULL,
  details TEXT NOT NULL,
  applied_by TEXT NOT NULL,
  reviewed_by TEXT,
  decided_by TEXT,
  filing_no TEXT,
  steps INTEGER NOT NULL
) STRICT;
CREATE INDEX registry_application_region ON registry_application (region, application_no);

CREATE TABLE registry_step (
  application_no TEXT NOT NULL REFERENCES registry_application (application_no),
  n INTEGER NOT NULL,
  state TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  why TEXT,
  PRIMARY KEY (application_no, n)
) STRICT;

CREATE TABLE issuer_design (
  issuer_number TEXT NOT NULL REFERENCES issuer (number),
  kind TEXT NOT NULL CHECK (kind IN ('card-face', 'file-structure')),
  name TEXT NOT NULL,
  approved_hash TEXT NOT NULL,
  current_hash TEXT NOT NULL,
  application_no TEXT REFERENCES registry_application (application_no),
  PRIMARY KEY (issuer_number, kind, name)
) STRICT;

CREATE TABLE issuer_report (
  issuer_number TEXT NOT NULL REFERENCES issuer (number),
  n INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (issuer_number, n)
) STRICT;

CREATE TABLE stock_card (
  card_ref TEXT PRIMARY KEY,
  issuer_number TEXT NOT NULL REFERENCES issuer (number),
  atr TEXT NOT NULL,
  profile TEXT NOT NULL,
  card_number TEXT NOT NULL,
  national_number TEXT NOT NULL,
  holder_name TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  replaces TEXT REFERENCES card (card_ref),
  registered_at_ms INTEGER NOT NULL,
  registered_by TEXT NOT NULL,
  activated_at_ms INTEGER
) STRICT;
CREATE INDEX stock_card_person ON stock_card (national_number);
CREATE INDEX stock_card_number ON stock_card (card_number);
CREATE INDEX stock_card_replaces ON stock_card (replaces);

CREATE TABLE replacement (
  card_ref TEXT PRIMARY KEY REFERENCES card (card_ref),
  kind TEXT NOT NULL CHECK (kind IN ('ordered', 'expedited')),
  ordered_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE rule_version (
  region TEXT PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  hash TEXT NOT NULL,
  since_ms INTEGER NOT NULL
) STRICT;
`;

export const registryMigrations: readonly Migration[] = [{ name: "registry-1", sql: first }];
