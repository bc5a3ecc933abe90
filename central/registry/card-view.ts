import { z } from "zod";
import { lives, operationKinds } from "../../card/life.ts";
import { maskCardNumber, maskName, maskNationalNumber } from "../../card/masking.ts";
import { atMs, legalStates, operationStates, reasons } from "../contract.ts";
import { isExpired } from "../rules.ts";
import type { CardRow, OperationRow } from "../tables.ts";
import type { Tx } from "../store.ts";
import { registerStateOf, registerStates, type RegisterState } from "./register-state.ts";
import type { StockCardRow } from "./tables.ts";

/** All that is held of one card, masked, by who knows it: the register, the centre, the chip, the terminals. */

/** The newest operations shown of one card. */
const operationsMax = 50;

const registerStateNames = Object.keys(registerStates) as [RegisterState, ...RegisterState[]];

const operationView = z.object({
  opId: z.string(),
  kind: z.enum(operationKinds),
  reason: z.enum(reasons),
  state: z.enum(operationStates),
  epoch: z.number().int(),
  authorisedAtMs: atMs,
  certificateNo: z.string().optional(),
});

export const cardView = z.object({
  cardRef: z.string(),
  state: z.object({ name: z.enum(registerStateNames), aaz502: z.string() }),
  holder: z.object({ nameMasked: z.string(), nationalNumberMasked: z.string() }),
  cardNumberMasked: z.string(),
  issuedOn: z.string(),
  expiresOn: z.string(),
  expired: z.boolean(),
  issuer: z.object({
    number: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    approved: z.boolean(),
  }),
  profile: z.object({ id: z.string(), approved: z.boolean() }),
  /** `made`: the new card waits, sealed; `issued`: the holder has it. */
  replacement: z.object({
    state: z.enum(["none", "ordered", "expedited", "made", "issued"]),
    newCardRef: z.string().optional(),
    replaces: z.string().optional(),
  }),
  /** Absent for a card that is still sealed. */
  known: z
    .object({
      centre: z.object({
        legal: z.enum(legalStates),
        epoch: z.number().int(),
        onBlockList: z.boolean(),
        mayBeActiveAgain: z.boolean(),
        waiting: operationView.extend({ scripts: z.number().int(), dueAtMs: atMs.optional() }).optional(),
      }),
      chip: z.object({
        provedLife: z.enum(lives).optional(),
        newestRecordEpoch: z.number().int(),
        /** Its newest look contradicted the centre: a person looks into it. */
        contradicts: z.boolean(),
      }),
      terminal: z
        .object({ terminalId: z.string(), state: z.string(), newestEntry: z.number().int().optional() })
        .optional(),
    })
    .optional(),
  operations: z.array(operationView).max(operationsMax),
});
type CardView = z.infer<typeof cardView>;

/** Undefined where nobody registered or made such a card. */
export async function viewOfCard(tx: Tx, nowMs: number, cardRef: string): Promise<CardView | undefined> {
  const card = await tx.get("card", { card_ref: cardRef });
  const stock = await tx.get("stock_card", { card_ref: cardRef });
  const shown = card ?? stock;
  if (shown === undefined) return undefined;
  const issuer = await tx.get("issuer", { number: shown.issuer_number });
  if (issuer === undefined) throw new Error(`a card of no issuer: ${cardRef}`);
  const current = await operationNamed(tx, card?.current_op);
  const name = card === undefined ? "sealed" : registerStateOf(card, current);
  // Their ids begin with the time.
  const newest = { newestFirst: true, limit: operationsMax } as const;
  const operations = await tx.find("operation", { card_ref: cardRef }, newest);
  return {
    cardRef,
    state: { name, aaz502: registerStates[name] },
    ...personOf(shown),
    cardNumberMasked: maskCardNumber(shown.card_number),
    issuedOn: shown.issued_on,
    expiresOn: shown.expires_on,
    expired: isExpired(shown, nowMs),
    issuer: {
      number: issuer.number,
      nameZh: issuer.name_zh,
      nameEn: issuer.name_en,
      approved: issuer.approved === 1,
    },
    profile: { id: shown.profile, approved: issuer.profiles.split(" ").includes(shown.profile) },
    replacement: await replacementOf(tx, cardRef, stock),
    ...(card && { known: await knownOf(tx, card, current) }),
    operations: operations.map(operationOf),
  };
}

const operationNamed = async (tx: Tx, opId: string | null | undefined): Promise<OperationRow | undefined> =>
  typeof opId === "string" ? tx.get("operation", { op_id: opId }) : undefined;

const personOf = (card: Pick<CardRow, "holder_name" | "national_number">) => ({
  holder: {
    nameMasked: maskName(card.holder_name),
    nationalNumberMasked: maskNationalNumber(card.national_number),
  },
});

async function replacementOf(
  tx: Tx,
  cardRef: string,
  stock: StockCardRow | undefined,
): Promise<CardView["replacement"]> {
  const [next] = await tx.find("stock_card", { replaces: cardRef });
  const order = await tx.get("replacement", { card_ref: cardRef });
  const made = next?.activated_at_ms === null ? "made" : "issued";
  return {
    state: next === undefined ? (order?.kind ?? "none") : made,
    ...(next && { newCardRef: next.card_ref }),
    ...(typeof stock?.replaces === "string" && { replaces: stock.replaces }),
  };
}

async function knownOf(
  tx: Tx,
  card: CardRow,
  current: OperationRow | undefined,
): Promise<NonNullable<CardView["known"]>> {
  const settled = await operationNamed(tx, card.settled_op);
  const timers = current === undefined ? [] : await tx.find("timer", { op_id: current.op_id });
  const last = current ?? settled;
  const terminal = last && (await tx.get("terminal", { terminal_id: last.terminal_id }));
  const [due] = timers.map(({ due_at_ms }) => due_at_ms).sort((a, b) => a - b);
  return {
    centre: {
      legal: card.legal,
      epoch: card.epoch,
      onBlockList: card.listed === 1,
      mayBeActiveAgain: card.no_unfreeze === 0 && card.legal !== "cancelled",
      ...(current && {
        waiting: {
          ...operationOf(current),
          scripts: current.scripts,
          ...(due !== undefined && { dueAtMs: due }),
        },
      }),
    },
    chip: {
      ...(typeof settled?.card_life === "string" && { provedLife: settled.card_life }),
      newestRecordEpoch: card.seen_epoch,
      contradicts: card.alarm !== null,
    },
    ...(last && {
      terminal: {
        terminalId: last.terminal_id,
        state: terminal?.state ?? "not a terminal",
        ...(terminal && { newestEntry: terminal.seq }),
      },
    }),
  };
}

const operationOf = (row: OperationRow): z.infer<typeof operationView> => ({
  opId: row.op_id,
  kind: row.kind,
  reason: row.reason,
  state: row.state,
  epoch: row.epoch,
  authorisedAtMs: row.authorised_at_ms,
  ...(row.certificate_no !== null && { certificateNo: row.certificate_no }),
});
