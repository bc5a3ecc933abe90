import { note } from "../audit.ts";
import type { Staff } from "../access/staff.ts";
import type { RegionalRuleSet, SettlementCheck } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import type { SettlementAnswer } from "./model.ts";
import type { ApplicationParts } from "./parts.ts";

/**
 * What has to be settled before a card is cancelled: medical expenses, contributions, benefits that run, the bank
 * function (service rules, "Cancelling a card"; Administrative Measures, art. 26).
 */
type Conditions = {
  readonly open: readonly SettlementCheck[];
  /** No answer, or one that is too old to rest a cancellation on. */
  readonly unknown: readonly SettlementCheck[];
};

/** How long an outside office's word holds. One that said "open" is asked anew soon: it may be settled since. */
const holdsMs: Readonly<Record<SettlementAnswer, number>> = { clear: 86_400_000, open: 60_000, unknown: 0 };

export async function conditionsOf(
  tx: Tx,
  nowMs: number,
  holderNumber: string,
  rules: RegionalRuleSet,
  settlement: ApplicationParts["settlement"],
): Promise<Conditions> {
  const rows = await tx.find("settlement_item", { holder_number: holderNumber });
  const answerTo = (item: SettlementCheck): SettlementAnswer => {
    const row = rows.find((each) => each.item === item);
    if (settlement === "ledger") return row?.state ?? "clear";
    return row === undefined || row.at_ms + holdsMs[row.state] <= nowMs ? "unknown" : row.state;
  };
  const checks = rules.cancel.settlementChecks;
  return {
    open: checks.filter((item) => answerTo(item) === "open"),
    unknown: checks.filter((item) => answerTo(item) === "unknown"),
  };
}

/** Writes down what an office said, by its interface or by a clerk's hand. */
export async function setCondition(
  tx: Tx,
  nowMs: number,
  said: { readonly holderNumber: string; readonly item: SettlementCheck; readonly state: SettlementAnswer },
): Promise<void> {
  const { holderNumber: holder_number, item, state } = said;
  const known = await tx.get("settlement_item", { holder_number, item });
  const change = { state, at_ms: nowMs };
  if (known === undefined) await tx.add("settlement_item", { holder_number, item, ...change });
  else await tx.change("settlement_item", { holder_number, item }, change);
}

/** The local ledger in a clerk's hand: an office told that something is owed, or that it is settled. */
export async function keepLedger(
  tx: Tx,
  nowMs: number,
  said: {
    readonly holderNumber: string;
    /** A card of the holder: the audit trail names the person by it, and by nothing else. */
    readonly cardRef: string;
    readonly item: SettlementCheck;
    readonly state: "open" | "clear";
  },
  by: Staff,
): Promise<void> {
  await setCondition(tx, nowMs, said);
  const { item, state, cardRef } = said;
  await note(tx, { event: "condition", nowMs, cardRef, detail: { item, state, clerk: by.subject } });
}
