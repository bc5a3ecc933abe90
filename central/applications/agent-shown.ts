import { encode, fingerprint, recall, remember } from "../answers.ts";
import { agentShownAnswer, type AgentShownAnswer, type AgentShownRequest } from "../contract-agent.ts";
import type { Answered } from "../problems.ts";
import type { Tx } from "../store.ts";
import { keepPhoto, remind } from "./agent-photo.ts";
import type { AgentShownRow } from "./agent-tables.ts";

/** A terminal tells who acts for the holder of the card in its reader. Nothing is begun by it. Key: operation id. */
export async function hearAgent(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: AgentShownRequest,
): Promise<Answered<AgentShownAnswer>> {
  const key = `${opId}:agent`;
  const print = fingerprint(request);
  const known = await recall<AgentShownAnswer>(tx, key, print);
  if (known !== undefined) return known;

  const { cardRef, agentRef, name, photo, header } = request;
  const { terminalId: terminal_id } = header;
  await noteAgent(tx, {
    op_id: opId,
    terminal_id,
    card_ref: cardRef,
    agent_ref: agentRef,
    name,
    at_ms: nowMs,
  });
  if (photo !== undefined) await keepPhoto(tx, nowMs, `operation ${opId}`, photo);
  return remember(tx, { key, print, body: encode(agentShownAnswer, { result: "noted" }), nowMs });
}

/** Kept with an operation that takes place; looked at again later, in case it does not. */
export async function noteAgent(tx: Tx, row: AgentShownRow): Promise<void> {
  await tx.add("agent_shown", row);
  await remind(tx, row.at_ms, `operation ${row.op_id}`);
}

/** Who was shown for this very operation: by this terminal, of this card, and the agent whom it asks for. */
export async function agentShownFor(
  tx: Tx,
  of: {
    readonly opId: string;
    readonly terminalId: string;
    readonly cardRef: string;
    readonly agentRef: string;
  },
): Promise<AgentShownRow | undefined> {
  const row = await tx.get("agent_shown", { op_id: of.opId });
  const same =
    row?.terminal_id === of.terminalId && row.card_ref === of.cardRef && row.agent_ref === of.agentRef;
  return same ? row : undefined;
}
