import { canonical, sha256 } from "./answers.ts";
import type { AuditRow } from "./tables.ts";
import type { Store, Tx } from "./store.ts";

export type AuditEvent =
  | "seeded"
  | "authorised"
  | "rejected"
  | "resume-answered"
  | "abandoned"
  | "script-issued"
  | "script-refused"
  | "awaiting-card"
  | "settled"
  /** Replaced by a stricter one, or by the lapse of a temporary freeze. */
  | "superseded"
  | "reversed"
  | "reversal-refused"
  /** True at the centre before its card was seen (protocol A6). */
  | "lifted"
  | "lapsed"
  /** An accepted unfreeze is still open so long after. */
  | "unfreeze-waits"
  | "notice"
  /** A step of an application, with its number; who asked and why stands in its timeline. */
  | "application"
  /** What an office said of what is owed or running. */
  | "condition"
  /** Questions to a caller at the telephone: passed or not, never the answers. */
  | "caller-checked"
  /** What another authority told, and what a clerk made of it. */
  | "authority-notice"
  /** A message of a process that is no longer listened to. */
  | "stale-boot"
  | "booted"
  | "quarantined"
  | "released"
  /** The centre came back from a backup, and what terminals' journals told it. */
  | "restored"
  /** It knows again what its terminals know, and serves. */
  | "reopened"
  /** A terminal that nobody waits for any more. */
  | "declared-lost"
  | "journal-received"
  | "reviewed"
  | "printed"
  /** The right to an original was taken from a terminal that is lost, and taken up by another (row 17). */
  | "print-freed"
  | "print-moved"
  /** Who may speak to the centre (access/). */
  | "signed-in"
  | "signed-out"
  | "sign-in-refused"
  | "enrolment-offered"
  | "enrolled"
  | "certificate-renewed"
  | "terminal-revoked"
  | "authority-key-registered"
  | "authority-key-revoked"
  /** A terminal asked for more scripts than an hour may bring. */
  | "scripts-capped"
  /** What issuers ask for and report, and who decided it (registry/). */
  | "registry"
  /** A profile is no longer, or is again, what was approved: its cards are refused, or served again. */
  | "file-structure-changed"
  /** The centre has begun to go by other regional rules (rules/in-force.ts). */
  | "rules-in-force"
  /** A card was made for somebody, or handed over to them. */
  | "card-registered"
  | "card-activated"
  /** Somebody of the staff looked at what is held of a card or its holder. */
  | "card-looked-up"
  /** A card or a terminal showed what cannot be: a person looks into it. */
  | "alarm";

/** `detail` is JSON data and never personal: card references, codes, epochs, hashes. */
export type AuditNote = {
  readonly event: AuditEvent;
  readonly nowMs: number;
  readonly opId?: string;
  readonly cardRef?: string;
  readonly terminalId?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** The hash before the first entry. */
export const origin = "0".repeat(64);

/** Appends to the hash chain, in the transaction of what it tells of. */
export async function note(tx: Tx, entry: AuditNote): Promise<void> {
  const [last] = await tx.find("audit", {}, { newestFirst: true, limit: 1 });
  const row = {
    seq: (last?.seq ?? 0) + 1,
    at_ms: entry.nowMs,
    event: entry.event,
    op_id: entry.opId ?? null,
    card_ref: entry.cardRef ?? null,
    terminal_id: entry.terminalId ?? null,
    detail: canonical(entry.detail ?? {}),
    previous: last?.hash ?? origin,
  };
  await tx.add("audit", { ...row, hash: hashOf(row) });
}

/** Of an entry without its hash, lower-case hex. */
export const hashOf = (row: Omit<AuditRow, "hash">): string => sha256(canonical(row));

/** The newest time stored, for a clock that must not go back. 0 in an empty store. */
export const newestAuditMs = (store: Store): Promise<number> =>
  store.write(async (tx) => {
    const [row] = await tx.find("audit", {}, { newestFirst: true, limit: 1 });
    return row?.at_ms ?? 0;
  });
