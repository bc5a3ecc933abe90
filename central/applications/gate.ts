import type { OperationKind } from "../../card/life.ts";
import type { Gate, GateAnswer, GateWish, WaitingApplication } from "../gate.ts";
import { neededFor } from "../rules/rule-set.ts";
import { cancelReasons, type CancelReason } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { operationOf } from "./carry-out.ts";
import { conditionsOf } from "./conditions.ts";
import { isOpen } from "./model.ts";
import { mintNumber } from "./numbers.ts";
import type { ApplicationParts } from "./parts.ts";
import { advance } from "./submit.ts";
import type { ApplicationRow } from "./tables.ts";
import { move, open } from "./timeline.ts";

/** Applications as a terminal meets them: it finishes one that waits, or opens one where a clerk has to agree. */
export const applicationGate = (parts: ApplicationParts): Gate => ({
  async waitingFor(tx, cardRef) {
    const open = await openOf(tx, cardRef);
    return open.flatMap((each) => waitingOf(each)).slice(0, 8);
  },
  pass: (tx, nowMs, wanted) => pass(tx, nowMs, wanted, parts),
});

async function openOf(tx: Tx, cardRef: string): Promise<readonly ApplicationRow[]> {
  const theirs = await tx.find("application", { card_ref: cardRef });
  // One that has its operation is the protocol's to finish, as any pending operation.
  return theirs.filter((each) => isOpen(each.state) && each.op_id === null);
}

function waitingOf({ number, business, state, reason }: ApplicationRow): WaitingApplication[] {
  const kind = operationOf(business)?.kind;
  if (kind === undefined) return [];
  const waits = state === "awaiting-card" ? "awaiting-card" : "awaiting-approval";
  return [{ number, kind, state: waits, ...(reason !== null && { reason }) }];
}

async function pass(tx: Tx, nowMs: number, wanted: GateWish, parts: ApplicationParts): Promise<GateAnswer> {
  const { kind, opId, card, terminalId } = wanted;
  // A loss report waits for nobody: while it did, the card could be misused.
  if (kind === "freeze") return { kind: "go" };
  const theirs = (await openOf(tx, card.card_ref)).filter((each) => each.business === kind);
  const ready = theirs.find((each) => each.state === "awaiting-card");
  if (ready !== undefined) {
    const step = { nowMs, state: "awaiting-card", by: { kind: "terminal", terminalId } } as const;
    await move(tx, ready, step, { op_id: opId });
    return { kind: "go", ...(ready.reason !== null && { reason: ready.reason }) };
  }
  const [waiting] = theirs;
  if (waiting !== undefined) return approvalNeeded(waiting);

  const reason = reasonOf(kind, wanted);
  const rules = parts.rules(card.issuer_number);
  const needed = neededFor(rules, { business: kind, channel: "kiosk", ...(reason && { reason }) });
  if (typeof needed === "string") return { kind: "no", code: "reason-not-allowed" };
  if (kind === "unfreeze")
    return needed.approval === "automatic" ? { kind: "go" } : apply(tx, nowMs, wanted, parts);

  const { national_number } = card;
  const conditions = await conditionsOf(tx, nowMs, national_number, rules, parts.settlement);
  if (conditions.open.length > 0) return { kind: "no", code: "conditions-open" };
  const free = needed.approval === "automatic" && conditions.unknown.length === 0;
  return free ? { kind: "go" } : apply(tx, nowMs, wanted, parts);
}

const reasonOf = (kind: OperationKind, { reason }: GateWish): CancelReason | undefined =>
  kind === "cancel" ? cancelReasons.find((each) => each === reason) : undefined;

/** What the holder chose at the terminal becomes an application there and then; the terminal says its number. */
async function apply(tx: Tx, nowMs: number, wanted: GateWish, parts: ApplicationParts): Promise<GateAnswer> {
  const { kind, card, terminalId } = wanted;
  const taken = await open(
    tx,
    {
      number: await mintNumber(tx, card.issuer_number, nowMs),
      business: kind === "cancel" ? "cancel" : "unfreeze",
      channel: "kiosk",
      office: card.issuer_number,
      card_ref: card.card_ref,
      holder_number: card.national_number,
      holder_name: card.holder_name,
      reason: reasonOf(kind, wanted) ?? null,
      card_absent: 0,
      papers: JSON.stringify({ documents: ["card"] }),
      claimed_by: null,
      claimed_at_ms: null,
      first_approver: null,
    },
    { nowMs, by: { kind: "terminal", terminalId } },
  );
  return approvalNeeded(await advance(tx, nowMs, taken, parts));
}

const approvalNeeded = ({ number }: ApplicationRow): GateAnswer => ({
  kind: "no",
  code: "approval-needed",
  applicationNumber: number,
});
