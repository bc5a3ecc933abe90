import type { OperationKind } from "../../card/life.ts";
import { attendedDesk, spendAgreement, type Agreement, type AttendedDesk } from "../access/desks.ts";
import { note } from "../audit.ts";
import type { Agent } from "../contract-operation.ts";
import type { Gate, GateAnswer, GateWish, WaitingApplication } from "../gate.ts";
import { neededAt, neededFor, wantsPhoto } from "../rules/rule-set.ts";
import { cancelReasons, type CancelReason, type Channel, type RegionalRuleSet } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { dropPhoto, movePhoto, photoOf, type PhotoOwner } from "./agent-photo.ts";
import { agentShownFor, noteAgent } from "./agent-shown.ts";
import { operationOf } from "./carry-out.ts";
import { conditionsOf } from "./conditions.ts";
import { agreeTo } from "./decide.ts";
import { isOpen, type Papers } from "./model.ts";
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
  wantsPhoto: (issuerNumber, kind) => photoFor(kind, parts.rules(issuerNumber)),
  async pass(tx, nowMs, wanted) {
    const passed = await pass(tx, nowMs, wanted, parts);
    // A photo is for whoever decides on an application: where none is made, nobody will look at it.
    if (wanted.agent !== undefined) await dropPhoto(tx, `operation ${wanted.opId}`);
    return passed;
  },
});

/** A loss report is held up by no photo; a cancellation's reason may ask for one as well. */
function photoFor(kind: OperationKind, rules: RegionalRuleSet): boolean {
  if (kind === "freeze") return false;
  const reasons = kind === "cancel" ? cancelReasons : [undefined];
  return reasons.some((reason) => {
    const needed = neededFor(rules, { business: kind, channel: "agent", ...(reason && { reason }) });
    return typeof needed !== "string" && wantsPhoto(needed);
  });
}

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
  const agreed = desk === undefined ? undefined : agreementFor(desk, wanted);
  // A loss report waits for nobody: while it did, the card could be misused.
  if (kind === "freeze") return goAt(tx, nowMs, wanted, agreed);
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
  const agentActs = wanted.agent !== undefined || agreed?.agent !== undefined;
  const channel = channelAt(desk, agentActs);
  const needed = neededAt(rules, { business: kind, channel, agentActs, ...(reason && { reason }) });
  if (typeof needed === "string") return { kind: "no", code: "reason-not-allowed" };
  const asked = { wanted, channel, desk, agreed };
  if (kind === "unfreeze")
    return needed.approval === "automatic" ? goAt(tx, nowMs, wanted, agreed) : apply(tx, nowMs, asked, parts);

  const { national_number } = card;
  const conditions = await conditionsOf(tx, nowMs, national_number, rules, parts.settlement);
  if (conditions.open.length > 0) return { kind: "no", code: "conditions-open" };
  const free = needed.approval === "automatic" && conditions.unknown.length === 0;
  return free ? goAt(tx, nowMs, wanted, agreed) : apply(tx, nowMs, asked, parts);
}

/** At once, and with no application: what the clerk at the desk wrote down of an agent goes with the operation. */
async function goAt(
  tx: Tx,
  nowMs: number,
  { opId, card, terminalId }: GateWish,
  agreed: Agreement | undefined,
): Promise<GateAnswer> {
  if (agreed?.agent !== undefined) {
    const about = { op_id: opId, terminal_id: terminalId, card_ref: card.card_ref, agent_ref: null };
    await noteAgent(tx, { ...about, name: agreed.agent.name, at_ms: nowMs });
    await dropPhoto(tx, `desk ${terminalId}`);
    await spendAgreement(tx, terminalId);
  }
  return { kind: "go" };
}

/** A terminal at which a clerk sits is a counter; without the clerk it is a kiosk like any other. */
const channelAt = (desk: AttendedDesk | undefined, agentActs: boolean): Channel => {
  if (desk === undefined) return "kiosk";
  return agentActs ? "agent" : "counter";
};

const reasonOf = (kind: OperationKind, { reason }: GateWish): CancelReason | undefined =>
  kind === "cancel" ? cancelReasons.find((each) => each === reason) : undefined;

type Asked = {
  readonly wanted: GateWish;
  readonly channel: Channel;
  readonly desk: AttendedDesk | undefined;
  readonly agreed: Agreement | undefined;
};

/**
 * What was chosen at the terminal becomes an application there and then; the terminal says its number. The clerk
 * who sits there has agreed to it already where the papers were seen, and it goes on at once when one clerk is enough.
 */
async function apply(
  tx: Tx,
  nowMs: number,
  { wanted, channel, desk, agreed }: Asked,
  parts: ApplicationParts,
): Promise<GateAnswer> {
  const { kind, card, terminalId, opId } = wanted;
  const number = await mintNumber(tx, card.issuer_number, nowMs);
  const shown = agreed === undefined ? await shownAt(tx, wanted) : shownTo(agreed);
  const taken = await open(
    tx,
    {
      number,
      business: kind === "cancel" ? "cancel" : "unfreeze",
      channel,
      office: card.issuer_number,
      card_ref: card.card_ref,
      holder_number: card.national_number,
      holder_name: card.holder_name,
      reason: reasonOf(kind, wanted) ?? null,
      card_absent: 0,
      papers: JSON.stringify(shown),
      claimed_by: null,
      claimed_at_ms: null,
      first_approver: null,
    },
    { nowMs, by: { kind: "terminal", terminalId } },
  );
  const from: PhotoOwner = agreed === undefined ? `operation ${opId}` : `desk ${terminalId}`;
  if (shown.documents.includes("photo-of-both")) await movePhoto(tx, from, `application ${number}`);
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

/** What the clerk at the desk has seen. */
const shownTo = ({ documents, agent }: Agreement): Papers => ({ documents, ...(agent && { agent }) });

/** What the terminal's own devices have read: the card, and of an agent each thing that it asks for. */
async function shownAt(tx: Tx, wanted: GateWish): Promise<Papers> {
  const { agent, opId } = wanted;
  if (agent === undefined) return { documents: ["card"] };
  const named = await agentShownBy(tx, agent, wanted);
  const photo = named === undefined ? undefined : await photoOf(tx, `operation ${opId}`);
  return {
    documents: [
      ...(["card", "agent-identity-document", "identity-document", "power-of-attorney"] as const),
      ...(photo === undefined ? [] : (["photo-of-both"] as const)),
    ],
    // Without a name as well: that somebody acts for the holder is what the rules go by.
    agentAtTerminal: { ...(named && { name: named.name }), ...agent },
  };
}

const agentShownBy = (tx: Tx, { agentRef }: Agent, { opId, terminalId, card }: GateWish) =>
  agentShownFor(tx, { opId, terminalId, cardRef: card.card_ref, agentRef });

/** Of this card, for this and no other reason. The papers were held against the rules when it was given. */
function agreementFor({ agreed }: AttendedDesk, wanted: GateWish): Agreement | undefined {
  const { kind, reason, card, agent } = wanted;
  if (agreed === undefined || agent !== undefined) return undefined;
  const same = agreed.cardRef === card.card_ref && agreed.kind === kind;
  return same && (kind !== "cancel" || agreed.reason === reason) ? agreed : undefined;
}

const approvalNeeded = ({ number }: ApplicationRow): GateAnswer => ({
  kind: "no",
  code: "approval-needed",
  applicationNumber: number,
});
