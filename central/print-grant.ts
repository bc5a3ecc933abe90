import { note } from "./audit.ts";
import { findOperation } from "./register.ts";
import { finalKey, nobodyYet } from "./settle.ts";
import type { Tx } from "./store.ts";

type Freed =
  | "freed"
  | "unknown-operation"
  /** No certificate was given, or the card itself has not proved it yet. */
  | "not-done"
  /** The terminal that may print it serves: its own journal decides, and it prints when the card comes. */
  | "terminal-serves"
  | "printed-already";

/**
 * Row 17: the terminal that may print the original is lost or shut out, and a person has looked at its journal (its
 * disk, or what it handed in) and found no `print-armed` for this operation. On that proof only the right moves; without
 * it an original may lie in somebody's hand, and everybody else prints marked copies.
 */
export async function freePrint(tx: Tx, nowMs: number, opId: string, clerk: string): Promise<Freed> {
  const operation = await findOperation(tx, opId);
  if (operation === undefined) return "unknown-operation";
  const { state, settled_by: holder, certificate_no: certificateNo, card_ref: cardRef } = operation;
  if (state !== "done" || certificateNo === null || holder === nobodyYet) return "not-done";
  if ((await tx.find("print", { op_id: opId, kind: "original" })).length > 0) return "printed-already";
  const terminal = holder === null ? undefined : await tx.get("terminal", { terminal_id: holder });
  if (terminal?.state === "serving" && terminal.lineage === operation.settled_lineage)
    return "terminal-serves";

  await tx.change("operation", { op_id: opId }, { settled_by: nobodyYet, settled_lineage: null });
  // What terminals were told of this right is no longer so: they are answered anew.
  for (const { terminal_id, lineage } of await tx.find("terminal", {})) {
    const key = finalKey(opId, terminal_id, lineage);
    if ((await tx.get("answer", { key })) !== undefined) await tx.remove("answer", { key });
  }
  const by = { nowMs, opId, cardRef, ...(holder !== null && { terminalId: holder }) };
  await note(tx, { event: "print-freed", ...by, detail: { clerk, certificateNo } });
  return "freed";
}
