import { note } from "../audit.ts";
import type { Tx } from "../store.ts";

const hourMs = 3_600_000;

/**
 * Counts one more script for a terminal, and says whether it is within what an hour may bring. A kiosk that was taken
 * over asks the HSM for seals as fast as it can; a kiosk that serves people does not come near this.
 */
export async function withinCap(
  tx: Tx,
  nowMs: number,
  terminalId: string,
  scriptsPerHour: number,
): Promise<boolean> {
  const hour = Math.floor(nowMs / hourMs);
  const terminal_id = terminalId;
  const row = await tx.get("script_count", { terminal_id });
  if (row === undefined) {
    await tx.add("script_count", { terminal_id, hour, scripts: 1 });
    return scriptsPerHour >= 1;
  }
  const scripts = row.hour === hour ? row.scripts + 1 : 1;
  // What lies beyond the cap is not counted on: it is told once an hour, however often it is asked for.
  if (scripts > scriptsPerHour + 1) return false;
  await tx.change("script_count", { terminal_id }, { hour, scripts });
  if (scripts <= scriptsPerHour) return true;
  await note(tx, { event: "scripts-capped", nowMs, terminalId, detail: { scriptsPerHour } });
  return false;
}
