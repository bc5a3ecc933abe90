import type { RegionalRuleSet } from "./rules/rule-shape.ts";
import { rulesFor, type RuleSetOf } from "./rules/rule-set.ts";

/** Of a region's rules what the protocol of card, terminal and centre needs (section 0, A6). */
export type RegionalRules = {
  /** After which a temporary freeze (临时挂失) lapses by itself; null where it never does. */
  readonly temporaryFreezeMs: number | null;
  /** Whether a formal freeze (正式挂失) may be lifted at all. */
  readonly formalFreezeLifts: boolean;
  /** Whether the record may become active before the card was seen. */
  readonly liftWithoutCard: boolean;
  /** An accepted unfreeze is true within this time. */
  readonly unfreezeMs: number;
  /** How long before that time it is lifted without its card. */
  readonly liftMarginMs: number;
  /** How long an operation belongs to the terminal that began it (A5 row 11). */
  readonly leaseMs: number;
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const protocolRules = (rules: RegionalRuleSet): RegionalRules => ({
  temporaryFreezeMs: rules.freeze.temporaryDays === "never" ? null : rules.freeze.temporaryDays * 24 * hourMs,
  formalFreezeLifts: rules.freeze.formalLifts,
  liftWithoutCard: rules.unfreeze.liftWithoutCard,
  unfreezeMs: rules.unfreeze.withinHours * hourMs,
  liftMarginMs: rules.unfreeze.liftMarginMinutes * minuteMs,
  leaseMs: rules.operationLeaseMinutes * minuteMs,
});

export type RulesOf = (region: string) => RegionalRules;

/** What holds for the cards of one issuer, by the rules of this book. */
export const rulesOf =
  (ruleSetOf: RuleSetOf): RulesOf =>
  (region) =>
    protocolRules(ruleSetOf(region));

/** By the shipped rules. */
export const regionalRules: RulesOf = rulesOf(rulesFor);
