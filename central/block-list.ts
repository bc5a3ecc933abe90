import type { Command } from "./contract-terminal.ts";
import { canonical } from "./answers.ts";
import type { Tx } from "./store.ts";

/** Tells one terminal, or all of them (`undefined`), in the transaction that made it true. */
export async function tell(
  tx: Tx,
  nowMs: number,
  command: Command,
  terminalId: string | undefined,
): Promise<void> {
  const [last] = await tx.find("command", {}, { newestFirst: true, limit: 1 });
  const seq = (last?.seq ?? 0) + 1;
  await tx.add("command", {
    seq,
    terminal_id: terminalId ?? null,
    body: canonical(command),
    at_ms: nowMs,
  });
}

/** Puts a card on the block list that every terminal keeps, or takes it off (protocol A4). */
export async function setListed(tx: Tx, nowMs: number, cardRef: string, listed: boolean): Promise<void> {
  const card = await tx.get("card", { card_ref: cardRef });
  if (card === undefined || (card.listed === 1) === listed) return;
  await tx.change("card", { card_ref: cardRef }, { listed: listed ? 1 : 0 });
  await tell(tx, nowMs, { kind: listed ? "list" : "unlist", cardRef }, undefined);
}
