import { fail, ok, type Result } from "../hardware/result.ts";
import { encode } from "./answers.ts";
import { note } from "./audit.ts";
import { tell } from "./block-list.ts";
import type { Header } from "./contract.ts";
import { bootAnswer, type BootAnswer, type BootRequest } from "./contract-terminal.ts";
import { refuse, type Answered, type Problem } from "./problems.ts";
import { restoredAtMs } from "./restore.ts";
import { waitForCard } from "./settle.ts";
import type { TerminalRow } from "./tables.ts";
import type { Tx } from "./store.ts";

/**
 * Whether a message that may change anything is listened to (protocol A2, A5 row 24). Three rules find every
 * disk that was copied, lost or set back: one process at a time speaks for a terminal; a new one shows that its
 * journal goes on from the newest place known; and one journal has one hash at each number.
 * A terminal's first message of all makes it known.
 */
export async function fence(tx: Tx, nowMs: number, header: Header): Promise<Result<undefined, Problem>> {
  const { terminalId, bootId, journal } = header;
  const row = await tx.get("terminal", { terminal_id: terminalId });
  if (row === undefined) {
    await enrol(tx, nowMs, header);
    return ok(undefined);
  }
  if (row.state !== "serving") return refuse("quarantined");
  if (row.boot_id !== bootId) {
    // A message of days ago, or of a copy that does not know of the other yet.
    await note(tx, { event: "stale-boot", nowMs, terminalId, detail: { bootId, seq: journal.seq } });
    return refuse("boot-first");
  }
  if (await notePlace(tx, row, journal)) return ok(undefined);
  return quarantine(tx, nowMs, row, `another hash at journal entry ${String(journal.seq)}`);
}

/** Reads only ask whether the terminal may be served at all. */
export async function mayRead(tx: Tx, header: Header): Promise<Result<undefined, Problem>> {
  const row = await tx.get("terminal", { terminal_id: header.terminalId });
  // Forgotten, by a centre put back from an older backup: it has to say what it did since (seed 417).
  if (row === undefined && header.journal.seq > 1) return refuse("boot-first");
  return row === undefined || row.state === "serving" ? ok(undefined) : refuse("quarantined");
}

/** Commands begin anew with each process, so it says first that it goes on from its journal. */
export async function mayFollow(tx: Tx, header: Header): Promise<Result<undefined, Problem>> {
  const row = await tx.get("terminal", { terminal_id: header.terminalId });
  if (row === undefined) return header.journal.seq > 1 ? refuse("boot-first") : ok(undefined);
  if (row.state !== "serving") return refuse("quarantined");
  return row.boot_id === header.bootId ? ok(undefined) : refuse("boot-first");
}

/** BOOT: the process that proves that it goes on from the newest known place is listened to from here on. */
export async function boot(tx: Tx, nowMs: number, request: BootRequest): Promise<Answered<BootAnswer>> {
  const { header, held } = request;
  const { terminalId, bootId } = header;
  const row = await tx.get("terminal", { terminal_id: terminalId });
  if (row === undefined) {
    await enrol(tx, nowMs, header);
    return ok(encode(bootAnswer, { result: "welcome" }));
  }
  if (row.state !== "serving") return refuse("quarantined");
  // A proof of an older place is late, and says nothing of the disk as it is now. Where a backup was put back the place
  // itself is an old one, and a proof of days ago would fit it (simulator, seed 692111).
  const since = await restoredAtMs(tx);
  if (held?.seq !== row.seq || (since !== undefined && request.restoredAtMs !== since)) {
    const named = since === undefined ? {} : { restoredAtMs: since };
    return ok(encode(bootAnswer, { result: "prove", seq: row.seq, ...named }));
  }
  if (held.head !== row.head) {
    const why = held.head === null ? "the journal ends before" : "another hash at";
    return quarantine(tx, nowMs, row, `${why} entry ${String(row.seq)}`);
  }
  if (!(await notePlace(tx, row, header.journal)))
    return quarantine(tx, nowMs, row, `another hash at journal entry ${String(header.journal.seq)}`);
  // Nothing lies behind the backup where the journal ends at it: else it is waited for, for ever (seed 286).
  const behind = row.resend_after !== null && header.journal.seq > row.resend_after ? row.resend_after : null;
  await tx.change("terminal", { terminal_id: terminalId }, { boot_id: bootId, resend_after: behind });
  await note(tx, { event: "booted", nowMs, terminalId, detail: { bootId, seq: header.journal.seq } });
  return ok(encode(bootAnswer, { result: "welcome", ...(behind !== null && { resendAfter: behind }) }));
}

async function enrol(tx: Tx, nowMs: number, header: Header): Promise<void> {
  const { terminalId: terminal_id, bootId, journal } = header;
  const place = { seq: journal.seq, head: journal.head };
  await tx.add("terminal", {
    terminal_id,
    state: "serving",
    lineage: 1,
    boot_id: bootId,
    ...place,
    // A journal that is not new tells of a time that this centre has forgotten: it was put back from a backup
    // older than the terminal (row 25; found by the simulator, seed 417).
    resend_after: journal.seq > 1 ? 0 : null,
  });
  await tx.add("place", { terminal_id, lineage: 1, ...place });
  if (journal.seq > 1) await tell(tx, nowMs, { kind: "resend", after: 0 }, terminal_id);
}

/** False when this journal was seen with another hash at the same number. */
async function notePlace(tx: Tx, row: TerminalRow, place: Header["journal"]): Promise<boolean> {
  const { terminal_id, lineage } = row;
  const key = { terminal_id, lineage, seq: place.seq };
  const known = await tx.get("place", key);
  if (known !== undefined) return known.head === place.head;
  await tx.add("place", { ...key, head: place.head });
  // A message that was overtaken by a later one is late, and no sign of anything.
  if (place.seq > row.seq) await tx.change("terminal", { terminal_id }, { seq: place.seq, head: place.head });
  return true;
}

/** Row 24: it serves nobody any more, and what it had under way waits for its cards anywhere. */
async function quarantine(
  tx: Tx,
  nowMs: number,
  row: TerminalRow,
  because: string,
): Promise<Result<never, Problem>> {
  const { terminal_id: terminalId } = row;
  await tx.change("terminal", { terminal_id: terminalId }, { state: "quarantined" });
  await note(tx, { event: "quarantined", nowMs, terminalId, detail: { because } });
  await leaveWork(tx, nowMs, terminalId, "terminal quarantined");
  return fail({ code: "quarantined" });
}

/** What the terminal had under way waits for its cards, anywhere. */
export async function leaveWork(tx: Tx, nowMs: number, terminalId: string, because: string): Promise<void> {
  for (const operation of await tx.find("operation", { terminal_id: terminalId, state: "authorised" })) {
    await waitForCard(tx, nowMs, operation);
    const { op_id: opId, card_ref: cardRef } = operation;
    await note(tx, { event: "awaiting-card", nowMs, opId, cardRef, terminalId, detail: { because } });
  }
}
