import type { Phrase } from "../../words/language.ts";
import { decisions, documentNames, ruleNotes, settlementNames } from "../../words/regional-rules.ts";
import { protocolRules } from "../regional-rules.ts";
import { legalOf, refusalOf } from "../rules.ts";
import type { CardRow } from "../tables.ts";
import type { Approval, Business, CancelReason, Channel, RegionalRuleSet } from "./rule-shape.ts";
import { neededAt, type Needed } from "./rule-set.ts";

export type RuleQuestion = {
  readonly business: Business;
  readonly channel: Channel;
  /** Of a cancellation. */
  readonly reason?: CancelReason;
  /** An agent at a kiosk, who goes by more than the kiosk's rule. */
  readonly agentActs?: boolean;
};

/** Of a card what rules look at. */
export type CardFacts = Pick<CardRow, "legal" | "no_unfreeze" | "expires_on">;

export type DecisionCode = keyof typeof decisions;

/** Whether something may be asked for, and what it rests on; `needed` only where it may. */
type RuleDecision = { readonly because: DecisionCode; readonly needed?: Needed };

const agreedBy = {
  automatic: "at-once",
  clerk: "after-approval",
  "four-eyes": "after-two-approvals",
} as const satisfies Record<Approval, DecisionCode>;

/** What a region's rules say of one request. `card` is left out for business that is about no card. */
export function decide(
  rules: RegionalRuleSet,
  asked: RuleQuestion,
  card: CardFacts | undefined,
  nowMs: number,
): RuleDecision {
  const needed = neededAt(rules, { ...asked, agentActs: asked.agentActs === true });
  if (typeof needed === "string") return { because: needed };
  const refused = card && refusalOfCard(rules, asked.business, card, nowMs);
  return refused === undefined ? { because: agreedBy[needed.approval], needed } : { because: refused };
}

function refusalOfCard(
  rules: RegionalRuleSet,
  business: Business,
  card: CardFacts,
  nowMs: number,
): DecisionCode | undefined {
  if (business === "cancel-medical-account" || business === "transfer") return undefined;
  const kind = business === "unfreeze" || business === "cancel" ? business : "freeze";
  const to = legalOf(kind, business === "freeze-temporary" ? "temporary" : "formal");
  const code = refusalOf({ kind, to }, card.legal, card, protocolRules(rules), nowMs);
  if (code !== "unfreeze-not-allowed") return code;
  return card.no_unfreeze === 1 ? "replacement-ordered" : "formal-freeze-stays";
}

/** The decision as a holder reads it, the reason first. */
export function sentencesOf(
  rules: RegionalRuleSet,
  { business }: RuleQuestion,
  { because, needed }: RuleDecision,
): readonly Phrase[] {
  if (needed === undefined) return [decisions[because]];
  const { documents } = needed;
  return [
    decisions[because],
    ...(documents.length === 0 ? [] : [ruleNotes.bring(documentList(documents))]),
    ...notesOf(rules, business),
    ruleNotes.free,
  ];
}

function notesOf(rules: RegionalRuleSet, business: Business): readonly Phrase[] {
  const { freeze, unfreeze, cancel } = rules;
  switch (business) {
    case "freeze-temporary":
      return [
        freeze.temporaryDays === "never"
          ? ruleNotes.lapsesNever
          : ruleNotes.lapsesAfter(freeze.temporaryDays),
      ];
    case "freeze-formal":
      return freeze.formalLifts ? [] : [ruleNotes.formalStays];
    case "unfreeze":
      return [
        unfreeze.liftWithoutCard ? ruleNotes.liftsWithin(unfreeze.withinHours) : ruleNotes.liftsWithCard,
      ];
    case "cancel": {
      const checks = cancel.settlementChecks.map((check) => settlementNames[check]);
      return checks.length === 0 ? [] : [ruleNotes.settleFirst(joined(checks, "、", ", "))];
    }
    case "cancel-medical-account":
      return [ruleNotes.cardStays];
    case "transfer":
      return [];
  }
}

const documentList = (documents: Needed["documents"]): Phrase =>
  joined(
    documents.map((wanted) =>
      joined(
        [wanted].flat().map((each) => documentNames[each]),
        "或",
        " or ",
      ),
    ),
    "、",
    ", ",
  );

const joined = (phrases: readonly Phrase[], zh: string, en: string): Phrase => ({
  zh: phrases.map((phrase) => phrase.zh).join(zh),
  en: phrases.map((phrase) => phrase.en).join(en),
});
