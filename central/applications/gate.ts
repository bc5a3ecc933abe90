import type { OperationKind } from "../../card/life.ts";
import { attendedDesk, spendAgreement, type Agreement, type AttendedDesk } from "../access/desks.ts";
import { note } from "../audit.ts";
import type { Gate, GateAnswer, GateWish, WaitingApplication } from "../gate.ts";
import { neededFor } from "../rules/rule-set.ts";
import { cancelReasons, type CancelReason, type Channel } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { operationOf } from "./carry-out.ts";
import { conditionsOf } from "./conditions.ts";
import { agreeTo } from "./decide.ts";
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
  const desk = await attendedDesk(tx, nowMs, terminalId);
  if (desk !== undefined) {
    const detail = { clerk: desk.clerk.subject, kind };
    await note(tx, { event: "at-desk", nowMs, opId, cardRef: card.card_ref, terminalId, detail });
  }
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
  const channel = channelAt(desk, wanted);
  const needed = neededFor(rules, { business: kind, channel, ...(reason && { reason }) });
  if (typeof needed === "string") return { kind: "no", code: "reason-not-allowed" };
  if (kind === "unfreeze")
    return needed.approval === "automatic" ? { kind: "go" } : apply(tx, nowMs, wanted, parts, desk);

  const { national_number } = card;
  const conditions = await conditionsOf(tx, nowMs, national_number, rules, parts.settlement);
  if (conditions.open.length > 0) return { kind: "no", code: "conditions-open" };
  const free = needed.approval === "automatic" && conditions.unknown.length === 0;
  return free ? { kind: "go" } : apply(tx, nowMs, wanted, parts, desk);
}

/** A terminal at which a clerk sits is a counter; without the clerk it is a kiosk like any other. */
const channelAt = (desk: AttendedDesk | undefined, { agentActs }: GateWish): Channel => {
  if (desk === undefined) return "kiosk";
  return agentActs ? "agent" : "counter";
};

const reasonOf = (kind: OperationKind, { reason }: GateWish): CancelReason | undefined =>
  kind === "cancel" ? cancelReasons.find((each) => each === reason) : undefined;

/**
 * What the holder chose at the terminal becomes an application there and then; the terminal says its number. The clerk
 * who sits there has agreed to it already where the papers were seen, and it goes on at once when one clerk is enough.
 */
async function apply(
  tx: Tx,
  nowMs: number,
  wanted: GateWish,
  parts: ApplicationParts,
  desk: AttendedDesk | undefined,
): Promise<GateAnswer> {
  const { kind, card, terminalId, opId } = wanted;
  const agreed = desk === undefined ? undefined : agreementFor(desk, wanted);
  const taken = await open(
    tx,
    {
      number: await mintNumber(tx, card.issuer_number, nowMs),
      business: kind === "cancel" ? "cancel" : "unfreeze",
      channel: channelAt(desk, wanted),
      office: card.issuer_number,
      card_ref: card.card_ref,
      holder_number: card.national_number,
      holder_name: card.holder_name,
      reason: reasonOf(kind, wanted) ?? null,
      card_absent: 0,
      papers: JSON.stringify({ documents: agreed?.documents ?? ["card"] }),
      claimed_by: null,
      claimed_at_ms: null,
      first_approver: null,
    },
    { nowMs, by: { kind: "terminal", terminalId } },
  );
  const waiting = await advance(tx, nowMs, taken, parts);
  if (desk === undefined || agreed === undefined || waiting.state !== "awaiting-approval")
    return approvalNeeded(waiting);

  const decided = await agreeTo(tx, nowMs, waiting, desk.clerk, parts);
  if (decided.state !== "approved") return approvalNeeded(decided);
  // The card lies there, so this very operation carries it out.
  const step = { nowMs, state: "awaiting-card", by: { kind: "terminal", terminalId } } as const;
  await move(tx, decided, step, { op_id: opId });
  await spendAgreement(tx, terminalId);
  return { kind: "go" };
}

/** Of this card, for this and no other reason. The papers were held against the rules when it was given. */
function agreementFor({ agreed }: AttendedDesk, wanted: GateWish): Agreement | undefined {
  const { kind, reason, card, agentActs } = wanted;
  if (agreed === undefined || agentActs) return undefined;
  const same = agreed.cardRef === card.card_ref && agreed.kind === kind;
  return same && (kind !== "cancel" || agreed.reason === reason) ? agreed : undefined;
}

const approvalNeeded = ({ number }: ApplicationRow): GateAnswer => ({
  kind: "no",
  code: "approval-needed",
  applicationNumber: number,
});
