import type { OperationKind } from "../../card/life.ts";
import { note } from "../audit.ts";
import { begin } from "../begin.ts";
import { strictness, type FreezeForm, type Header, type Reason } from "../contract.ts";
import { freezeAbsent } from "../freeze-absent.ts";
import { mintedOpId } from "../minted.ts";
import { standingOf } from "../register.ts";
import { legalOf, refusalOf } from "../rules.ts";
import type { Business } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import type { CardRow } from "../tables.ts";
import { centreItself } from "../timers.ts";
import type { Actor, ApplicationRefusal } from "./model.ts";
import type { ApplicationParts } from "./parts.ts";
import type { ApplicationRow } from "./tables.ts";
import { move } from "./timeline.ts";

/** What an application of this kind makes of a card; undefined where it never touches one. */
export function operationOf(
  business: Business,
): { readonly kind: OperationKind; readonly freeze?: FreezeForm } | undefined {
  switch (business) {
    case "cancel":
    case "unfreeze":
      return { kind: business };
    case "freeze-formal":
      return { kind: "freeze", freeze: "formal" };
    case "freeze-temporary":
      return { kind: "freeze", freeze: "temporary" };
    case "cancel-medical-account":
    case "transfer":
      return undefined;
  }
}

/** Why the protocol would not let this begin now, whatever was approved; undefined when it would. */
export async function protocolRefusal(
  tx: Tx,
  nowMs: number,
  cardRef: string,
  business: Business,
  { protocolRules }: ApplicationParts,
): Promise<ApplicationRefusal | undefined> {
  const operation = operationOf(business);
  if (operation === undefined) return undefined;
  const standing = await standingOf(tx, cardRef);
  if (!standing.ok) return standing.fault;
  const { card, current } = standing.value;
  const to = legalOf(operation.kind, operation.freeze);
  const legal = current?.to_legal ?? card.legal;
  const wanted = { kind: operation.kind, to };
  const code = refusalOf(wanted, legal, card, protocolRules(card.issuer_number), nowMs);
  // A lost card may be misused on its last day as on any other (freeze-absent.ts).
  if (code !== undefined && !(operation.kind === "freeze" && code === "card-expired")) return code;
  // Only what is stricter may take the place of an operation that waits for the card (protocol A6).
  return current !== undefined && strictness[to] <= strictness[current.to_legal]
    ? "operation-pending"
    : undefined;
}

/** Makes true what was agreed to: at once where it is the register's alone, with the card where it needs the card. */
export async function carryOut(
  tx: Tx,
  nowMs: number,
  approved: ApplicationRow,
  parts: ApplicationParts,
): Promise<ApplicationRow> {
  const by: Actor = { kind: "centre" };
  const { business, card_ref: cardRef, number } = approved;
  if (business === "transfer") return approved;
  if (business === "cancel-medical-account") {
    const { holder_number } = approved;
    await tx.add("medical_account", { holder_number, cancelled_at_ms: nowMs, number });
    return move(tx, approved, { nowMs, state: "done", by });
  }
  const code = cardRef === null ? "unknown-card" : await protocolRefusal(tx, nowMs, cardRef, business, parts);
  const card = cardRef === null ? undefined : await tx.get("card", { card_ref: cardRef });
  if (code !== undefined || card === undefined)
    return move(tx, approved, { nowMs, state: "rejected", by, why: code ?? "unknown-card" });
  switch (business) {
    case "cancel":
      if (approved.card_absent === 0) return move(tx, approved, { nowMs, state: "awaiting-card", by });
      return beginWithout(tx, nowMs, approved, card, parts);
    case "unfreeze":
      return beginWithout(tx, nowMs, approved, card, parts);
    case "freeze-temporary":
    case "freeze-formal":
      return freezeRecord(tx, nowMs, approved, card, parts);
  }
}

/** True, or to be true, without the card in a reader: the chip follows when it is seen, at any terminal. */
async function beginWithout(
  tx: Tx,
  nowMs: number,
  approved: ApplicationRow,
  card: CardRow,
  { protocolRules }: ApplicationParts,
): Promise<ApplicationRow> {
  const { number } = approved;
  const kind = approved.business === "cancel" ? "cancel" : "unfreeze";
  const reason: Reason = kind === "cancel" ? (approved.reason ?? "other") : "card-found";
  const opId = mintedOpId(nowMs, `application ${number}`);
  const wanted = { opId, card, kind, reason, to: legalOf(kind, undefined) } as const;
  const waits = { fromLife: "unknown", terminalId: centreItself, state: "awaiting-card" } as const;
  const { epoch } = await begin(tx, nowMs, { ...wanted, ...waits }, protocolRules(card.issuer_number));
  const by = { nowMs, opId, cardRef: card.card_ref, terminalId: centreItself };
  await note(tx, {
    event: "authorised",
    ...by,
    detail: { kind, reason, epoch, because: "application", number },
  });
  const step = { nowMs, state: "awaiting-card", by: { kind: "centre" } } as const;
  return move(tx, approved, step, { op_id: opId });
}

/** Spoken by the centre itself: no terminal stands behind it, so no journal and no boot either. */
const ownHeader: Header = {
  v: 1,
  terminalId: centreItself,
  bootId: "00000000-0000-4000-8000-000000000000",
  journal: { seq: 0, head: "" },
};

/** A loss report is true as soon as it is taken: the record is frozen, and done is what was asked for. */
async function freezeRecord(
  tx: Tx,
  nowMs: number,
  approved: ApplicationRow,
  card: CardRow,
  { protocolRules }: ApplicationParts,
): Promise<ApplicationRow> {
  const { number, business } = approved;
  const opId = mintedOpId(nowMs, `application ${number}`);
  const request = {
    header: ownHeader,
    cardRef: card.card_ref,
    reason: "misuse-suspected",
    freeze: business === "freeze-formal" ? "formal" : "temporary",
    holderProof: number,
  } as const;
  const answered = await freezeAbsent(tx, nowMs, opId, request, protocolRules);
  if (!answered.ok) throw new Error(`application ${number}: ${answered.fault.code}`);
  const answer = answered.value.value;
  const by: Actor = { kind: "centre" };
  return answer.result === "done"
    ? move(tx, approved, { nowMs, state: "done", by }, { op_id: opId })
    : move(tx, approved, { nowMs, state: "rejected", by, why: answer.code });
}
