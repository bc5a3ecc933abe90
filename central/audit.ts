import type { AuditEventName } from "../words/audit-events.ts";
import { canonical, sha256 } from "./answers.ts";
import type { AuditRow } from "./tables.ts";
import type { Store, Tx } from "./store.ts";

/** What may stand in the trail: an event without words for whoever reads it does not exist (words/audit-events.ts). */
export type AuditEvent = AuditEventName;

/** `detail` is JSON data and never personal: card references, codes, epochs, hashes. */
type AuditNote = {
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
