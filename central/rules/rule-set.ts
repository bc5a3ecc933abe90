import type {
  Approval,
  Business,
  CancelReason,
  Channel,
  ChannelRule,
  Document,
  RegionalRuleSet,
} from "./rule-shape.ts";
import type { RuleBook } from "./rule-book.ts";
import { shippedRules } from "./shipped-rules.ts";

/** Each region's rules as they are in force; whoever has no file of their own has the default. */

export type RuleSetOf = (region: string) => RegionalRuleSet;

/** By GB/T 2260 code of the issuing city. */
export const rulesIn =
  ({ regions, everywhere }: RuleBook): RuleSetOf =>
  (region) =>
    regions.get(region) ?? everywhere;

/** The shipped rules; a centre with rules of its own goes by open-rules.ts. */
export const rulesFor: RuleSetOf = rulesIn(shippedRules);

/** What one channel asks for; undefined where it is not open for this. */
export const channelRuleOf = (
  rules: RegionalRuleSet,
  business: Business,
  channel: Channel,
): ChannelRule | undefined => rules.business[business][channel];

/** What is asked for in one case: everything in `documents`, of an inner list any one. */
export type Needed = {
  readonly documents: readonly (Document | readonly Document[])[];
  readonly approval: Approval;
};

/** Why something cannot be asked for at all. */
export type Closed = "channel-closed" | "reason-not-open" | "reason-not-by-this-channel";

const heavier = { automatic: 0, clerk: 1, "four-eyes": 2 } as const satisfies Record<Approval, number>;

/** What is needed for this business by this channel, with what the reason of a cancellation adds to it. */
export function neededFor(
  rules: RegionalRuleSet,
  asked: { readonly business: Business; readonly channel: Channel; readonly reason?: CancelReason },
): Needed | Closed {
  const open = channelRuleOf(rules, asked.business, asked.channel);
  if (open === undefined) return "channel-closed";
  if (asked.business !== "cancel" || asked.reason === undefined) return open;
  const reason = rules.cancel.reasons[asked.reason];
  if (reason === undefined) return "reason-not-open";
  if (reason.channels?.includes(asked.channel) === false) return "reason-not-by-this-channel";
  const atLeast = reason.approval ?? "automatic";
  return {
    documents: [...open.documents, ...reason.documents],
    approval: heavier[atLeast] > heavier[open.approval] ? atLeast : open.approval,
  };
}

/** What of it was not shown. Of alternatives all are named, since any one would do. */
export const missingDocuments = (needed: Needed, shown: readonly Document[]): Needed["documents"] =>
  needed.documents.filter((wanted) => ![wanted].flat().some((each) => shown.includes(each)));
