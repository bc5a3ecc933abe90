import { z } from "zod";
import { lives, operationKinds } from "../../card/life.ts";
import { legalStates, operationStates } from "../contract.ts";
import { findOperation } from "../register.ts";
import type { Tx } from "../store.ts";
import type { CardRow, OperationRow } from "../tables.ts";
import type { ApplicationParts } from "./parts.ts";

/** What waits: lifts against their 24 hours (S6), and operations whose card has not come. */

export const lift = z.object({
  opId: z.string(),
  cardRef: z.string(),
  office: z.string(),
  acceptedAtMs: z.number(),
  /** True at the centre by then, with the card or without it. */
  dueAtMs: z.number(),
  alarm: z.enum(["none", "12h", "20h", "23h", "overdue"]),
  applicationNumber: z.string().optional(),
});
type Lift = z.input<typeof lift>;

const hourMs = 3_600_000;
/** Open lifts that are read at once: far above what one city has in a day. */
const liftsMax = 1000;

/** Every accepted lift that is not true yet, the one that is due first leading. `office`: `*` for all. */
export async function openLifts(
  tx: Tx,
  nowMs: number,
  office: string,
  { protocolRules }: ApplicationParts,
): Promise<readonly Lift[]> {
  const lifts: Lift[] = [];
  for (const timer of await tx.find("timer", { kind: "lift" }, { limit: liftsMax })) {
    const operation = await findOperation(tx, timer.op_id);
    const card = operation && (await tx.get("card", { card_ref: operation.card_ref }));
    if (operation === undefined || card === undefined) continue;
    if (office !== "*" && card.issuer_number !== office) continue;
    const { authorised_at_ms: acceptedAtMs, op_id: opId } = operation;
    const [application] = await tx.find("application", { op_id: opId }, { limit: 1 });
    const dueAtMs = acceptedAtMs + protocolRules(card.issuer_number).unfreezeMs;
    lifts.push({
      opId,
      cardRef: card.card_ref,
      office: card.issuer_number,
      acceptedAtMs,
      dueAtMs,
      alarm: nowMs >= dueAtMs ? "overdue" : alarmAfter(nowMs - acceptedAtMs),
      ...(application && { applicationNumber: application.number }),
    });
  }
  return lifts.sort((a, b) => a.dueAtMs - b.dueAtMs);
}

function alarmAfter(waitedMs: number): Lift["alarm"] {
  if (waitedMs >= 23 * hourMs) return "23h";
  if (waitedMs >= 20 * hourMs) return "20h";
  return waitedMs >= 12 * hourMs ? "12h" : "none";
}

/** One operation under way, with what each party knows of it. */
export const waitingOperation = z.object({
  opId: z.string(),
  kind: z.enum(operationKinds),
  centre: z.object({
    state: z.enum(operationStates),
    legal: z.enum(legalStates),
    epoch: z.number(),
    sinceMs: z.number(),
    scripts: z.number(),
    listed: z.boolean(),
    applicationNumber: z.string().optional(),
  }),
  /** As the card proved last; nothing was seen of it since. */
  card: z.object({
    cardRef: z.string(),
    office: z.string(),
    epoch: z.number(),
    life: z.enum(lives).optional(),
  }),
  /** Who began it; `known` is false for the centre itself and for what never booted. */
  terminal: z.object({
    terminalId: z.string(),
    known: z.boolean(),
    state: z.string().optional(),
    journalSeq: z.number().optional(),
  }),
});

export const waitingStates = ["authorised", "awaiting-card", "lifted-awaiting-card"] as const;

export async function waitingOf(
  tx: Tx,
  operation: OperationRow,
  card: CardRow,
): Promise<z.input<typeof waitingOperation>> {
  const settled = card.settled_op === null ? undefined : await findOperation(tx, card.settled_op);
  const terminal = await tx.get("terminal", { terminal_id: operation.terminal_id });
  const [application] = await tx.find("application", { op_id: operation.op_id }, { limit: 1 });
  return {
    opId: operation.op_id,
    kind: operation.kind,
    centre: {
      state: operation.state,
      legal: card.legal,
      epoch: operation.epoch,
      sinceMs: operation.authorised_at_ms,
      scripts: operation.scripts,
      listed: card.listed === 1,
      ...(application && { applicationNumber: application.number }),
    },
    card: {
      cardRef: card.card_ref,
      office: card.issuer_number,
      epoch: card.seen_epoch,
      ...(settled?.card_life && { life: settled.card_life }),
    },
    terminal: {
      terminalId: operation.terminal_id,
      known: terminal !== undefined,
      ...(terminal && { state: terminal.state, journalSeq: terminal.seq }),
    },
  };
}
