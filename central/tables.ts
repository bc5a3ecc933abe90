import type { Life, OperationKind, Target } from "../card/life.ts";
import { accessShapes, type AccessTables } from "./access/tables.ts";
import { agentShapes, type AgentTables } from "./applications/agent-tables.ts";
import { applicationShapes, type ApplicationTables } from "./applications/tables.ts";
import type { Legal, OperationState, Reason } from "./contract.ts";
import { proofShapes, type ProofTables } from "./proof/tables.ts";
import { registryShapes, type RegistryTables } from "./registry/tables.ts";
import { restorationShapes, type RestorationTables } from "./restore-tables.ts";
import { isFlag, type Shape } from "./table-shape.ts";

/**
 * The centre's tables. A portable subset: integers for numbers, times (ms) and truth (0, 1), text for the
 * rest, so that the same rows lie in SQLite, in PostgreSQL later, and in plain maps for the simulator.
 */
export type Tables = ProtocolTables &
  RegistryTables &
  ApplicationTables &
  AgentTables &
  AccessTables &
  ProofTables &
  RestorationTables;
export type TableName = keyof Tables;

/** What the protocol of card, terminal and centre rests on; the rooms beside it bring their own. */
type ProtocolTables = {
  issuer: IssuerRow;
  card: CardRow;
  operation: OperationRow;
  answer: AnswerRow;
  certificate_counter: { office: string; year: string; last: number };
  print: PrintRow;
  audit: AuditRow;
  timer: TimerRow;
  command: CommandRow;
  terminal: TerminalRow;
  place: PlaceRow;
  review: ReviewRow;
};

export type IssuerRow = {
  number: string;
  name_zh: string;
  name_en: string;
  region_zh: string;
  region_en: string;
  /** 1 while its cards are served. */
  approved: number;
  /** Ids of the profiles whose file structure is approved as it is now, a space between them (registry/designs.ts). */
  profiles: string;
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
  /** Epoch of the newest status record that a settling look has shown: an older one is a copy of the past. */
  seen_epoch: number;
  /** 1 once a replacement was ordered or a death was notified; never 0 again (protocol A6). */
  no_unfreeze: number;
  /** 1 while the card stands on the block list. */
  listed: number;
};

export type OperationRow = {
  op_id: string;
  /** Not a foreign key: a refused operation may name a card that nobody registered. */
  card_ref: string;
  kind: OperationKind;
  reason: Reason;
  /** 0 for an operation that was refused, or that is the centre's alone. */
  epoch: number;
  target: Target;
  /** `unknown` for one that was begun without the card. */
  from_life: Life;
  state: OperationState;
  terminal_id: string;
  authorised_at_ms: number;
  settled_at_ms: number | null;
  /** The terminal that may print the original: one at a time, and empty while it moves (print-grant.ts). */
  settled_by: string | null;
  settled_legal: Legal | null;
  card_life: Life | null;
  certificate_no: string | null;
  /** What the centre held before, to go back to when the operation is reversed. */
  from_legal: Legal;
  /** What the centre holds once the operation is true. */
  to_legal: Legal;
  /** Which disk of `settled_by` may print: a new disk knows nothing of what the old one printed. */
  settled_lineage: number | null;
  /** Scripts issued so far: a look taken before the newest of them proves nothing for a reversal. */
  scripts: number;
  /** 1 for one begun without the card: its certificate tells of the record, not of the chip. */
  record_only: number;
};

type AnswerRow = { key: string; fingerprint: string; body: string; at_ms: number };

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

export type TimerKind = "lease" | "alarm-12h" | "alarm-20h" | "alarm-23h" | "lift" | "lapse";
/** What the centre does by itself when its time comes (protocol A6). */
export type TimerRow = { due_at_ms: number; op_id: string; kind: TimerKind };

/** What terminals are told when they ask (M8). `terminal_id` null: all of them. */
export type CommandRow = { seq: number; terminal_id: string | null; body: string; at_ms: number };

export type TerminalRow = {
  terminal_id: string;
  /** `lost`: declared so by a person, and kept out like a quarantined one. */
  state: "serving" | "quarantined" | "lost";
  /** Counts the disks: raised when a quarantined terminal is let in again. */
  lineage: number;
  /** The one process of the terminal that is listened to. */
  boot_id: string;
  /** Newest place of its journal that was shown. */
  seq: number;
  head: string;
  /** Newest place before the centre was restored from a backup; what lies behind it is asked for again. */
  resend_after: number | null;
};

/** One disk's journal has one hash at each number: two different ones prove a second disk. */
type PlaceRow = { terminal_id: string; lineage: number; seq: number; head: string };

/** What terminals' journals tell of a card beyond what a restored centre knows; a person judges it (row 25). */
type ReviewRow = { op_id: string; card_ref: string; epoch: number; body: string; state: string };

/** A certificate is for what is done, or for a record that was frozen without its card. */
const certificateFits = (row: OperationRow): boolean =>
  row.state === "done" ? row.certificate_no !== null : row.certificate_no === null || row.record_only === 1;

/** What must always be true of the tables, whatever the code says; `migrations` says the same in SQL. */
export const shapes: { readonly [Name in TableName]: Shape<Tables[Name]> } = {
  ...registryShapes,
  ...applicationShapes,
  ...agentShapes,
  ...accessShapes,
  ...proofShapes,
  ...restorationShapes,
  issuer: { key: ["number"], check: (row) => isFlag(row.approved) },
  card: {
    key: ["card_ref"],
    indexed: ["national_number", "card_number"],
    references: { issuer_number: "issuer", current_op: "operation", settled_op: "operation" },
    personal: { card_number: "searchable", national_number: "searchable", holder_name: "sealed" },
    check: (row) => row.epoch >= 0 && isFlag(row.no_unfreeze) && isFlag(row.listed),
  },
  operation: {
    key: ["op_id"],
    indexed: ["card_ref", "terminal_id", "state"],
    unique: [
      { columns: ["certificate_no"] },
      { columns: ["card_ref", "epoch"], when: (row) => row.epoch > 0 },
    ],
    check: (row) => row.epoch >= 0 && isFlag(row.record_only) && certificateFits(row),
  },
  answer: { key: ["key"] },
  certificate_counter: { key: ["office", "year"], check: (row) => row.last >= 1 },
  print: {
    key: ["op_id", "kind", "n", "terminal_id"],
    indexed: ["op_id"],
    references: { op_id: "operation" },
  },
  audit: { key: ["seq"], appendOnly: true },
  timer: { key: ["due_at_ms", "op_id", "kind"], indexed: ["op_id"], references: { op_id: "operation" } },
  command: { key: ["seq"] },
  terminal: { key: ["terminal_id"] },
  place: { key: ["terminal_id", "lineage", "seq"] },
  review: { key: ["op_id"] },
};
