import { note } from "./audit.ts";
import { tell } from "./block-list.ts";
import { leaveNumbers } from "./certificates.ts";
import { openReviews } from "./restore-review.ts";
import { newDisk } from "./terminal-disk.ts";
import type { Tx } from "./store.ts";

/**
 * A centre that was put back from a backup is behind its terminals and the cards (protocol A5 row 25). It begins
 * nothing, settles nothing and lets no clock run out until it knows again what was true: every terminal has handed
 * in the tail of its journal or was declared lost, and a person has judged what the tails told. Until then it
 * answers `restoring`, and only takes journals.
 */

/** What a restored centre still waits for. */
export type Restoration = {
  readonly sinceMs: number;
  /** Terminals that have not handed in their journal. */
  readonly terminals: readonly { readonly terminalId: string; readonly state: "serving" | "quarantined" }[];
  /** Operations that the journals told of and nobody has judged. */
  readonly reviews: number;
};

/** Since when nothing may be begun; undefined while the centre serves. */
export const restoredAtMs = async (tx: Tx): Promise<number | undefined> =>
  (await tx.find("restoration", { state: "open" }, { limit: 1 }))[0]?.at_ms;

/** True while nothing may be begun. */
export const isRestoring = async (tx: Tx): Promise<boolean> => (await restoredAtMs(tx)) !== undefined;

/** True for a store that was made as a backup and never begun with. */
export const isCopy = async (tx: Tx): Promise<boolean> =>
  (await tx.find("restoration", { state: "copied" }, { limit: 1 })).length > 0;

/** Writes into a backup that it is one, so that whoever begins with it begins by asking its terminals. */
export const markCopy = (tx: Tx, nowMs: number): Promise<void> => add(tx, nowMs, "copied");

/**
 * Before anybody is answered: every terminal is to boot anew and to send what lies behind. `since` names those
 * that were put up after the backup was made, so that they are waited for as well.
 */
export async function markRestored(tx: Tx, nowMs: number, since: readonly string[] = []): Promise<void> {
  for (const row of await tx.find("restoration", {}))
    if (row.state !== "over")
      await tx.change("restoration", { seq: row.seq }, { state: "over", over_at_ms: nowMs });
  await add(tx, nowMs, "open");
  await note(tx, { event: "restored", nowMs, detail: { since: [...since] } });
  await leaveNumbers(tx, nowMs);

  for (const terminal_id of since)
    if ((await tx.get("terminal", { terminal_id })) === undefined)
      await tx.add("terminal", { terminal_id, state: "serving", ...newDisk(1), resend_after: 0 });
  for (const { terminal_id, seq, state } of await tx.find("terminal", {})) {
    if (state === "lost") continue;
    await tx.change("terminal", { terminal_id }, { boot_id: "", resend_after: seq });
    await tell(tx, nowMs, { kind: "resend", after: seq }, terminal_id);
  }
}

async function add(tx: Tx, nowMs: number, state: "copied" | "open"): Promise<void> {
  const [last] = await tx.find("restoration", {}, { newestFirst: true, limit: 1 });
  await tx.add("restoration", { seq: (last?.seq ?? 0) + 1, state, at_ms: nowMs, over_at_ms: null });
}

/** What is missing still; undefined when the centre serves. */
export async function restorationOf(tx: Tx): Promise<Restoration | undefined> {
  const [open] = await tx.find("restoration", { state: "open" }, { limit: 1 });
  if (open === undefined) return undefined;
  const missing = (await tx.find("terminal", {})).filter((row) => row.resend_after !== null);
  const terminals = missing.flatMap(({ terminal_id: terminalId, state }) =>
    state === "lost" ? [] : [{ terminalId, state }],
  );
  return { sinceMs: open.at_ms, terminals, reviews: (await openReviews(tx)).length };
}

/** True when the centre serves; ends a restoration for which nothing is missing any more. */
export async function serves(tx: Tx, nowMs: number): Promise<boolean> {
  const restoration = await restorationOf(tx);
  if (restoration === undefined) return true;
  if (restoration.terminals.length > 0 || restoration.reviews > 0) return false;
  for (const { seq } of await tx.find("restoration", { state: "open" }))
    await tx.change("restoration", { seq }, { state: "over", over_at_ms: nowMs });
  await note(tx, { event: "reopened", nowMs });
  return true;
}
