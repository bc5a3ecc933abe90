import { note } from "./audit.ts";
import { tell } from "./block-list.ts";
import { leaveWork } from "./fence.ts";
import { isRestoring } from "./restore.ts";
import { newDisk } from "./terminal-disk.ts";
import type { Tx } from "./store.ts";

/** What a person decides about a terminal that the centre does not listen to, or cannot hear. */

/** A person has looked at the terminal: it begins anew, as another disk, with no right to what the old one had. */
export async function release(
  tx: Tx,
  nowMs: number,
  terminalId: string,
  clerk: string,
): Promise<"released" | "not-quarantined"> {
  const row = await tx.get("terminal", { terminal_id: terminalId });
  if (row === undefined || row.state === "serving") return "not-quarantined";
  const lineage = row.lineage + 1;
  // What it did while it counted as lost, or since the backup was made, its whole journal tells.
  const resend_after = row.state === "lost" || (await isRestoring(tx)) ? 0 : null;
  const fresh = { state: "serving" as const, ...newDisk(lineage), resend_after };
  await tx.change("terminal", { terminal_id: terminalId }, fresh);
  await note(tx, { event: "released", nowMs, terminalId, detail: { clerk, lineage } });
  if (resend_after !== null) await tell(tx, nowMs, { kind: "resend", after: resend_after }, terminalId);
  return "released";
}

/**
 * The terminal or its disk is gone for good: nobody waits for its journal any more, what it had under way waits for
 * its cards, and should it come back after all it serves nobody before it was released. An original that it may
 * have printed is not printed anywhere else: whoever has its operation again gets a marked copy (A5 row 17).
 */
export async function declareLost(
  tx: Tx,
  nowMs: number,
  terminalId: string,
  clerk: string,
): Promise<"lost" | "unknown-terminal"> {
  const row = await tx.get("terminal", { terminal_id: terminalId });
  if (row === undefined) return "unknown-terminal";
  await tx.change("terminal", { terminal_id: terminalId }, { state: "lost", resend_after: null });
  await note(tx, { event: "declared-lost", nowMs, terminalId, detail: { clerk, seq: row.seq } });
  await leaveWork(tx, nowMs, terminalId, "terminal lost");
  return "lost";
}
