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
const channelRuleOf = (
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

type Asked = { readonly business: Business; readonly channel: Channel; readonly reason?: CancelReason };

/** Where the region wants to see holder and agent together: a rule's own demand, never one of several papers. */
export const wantsPhoto = ({ documents }: Pick<Needed, "documents">): boolean =>
  documents.includes("photo-of-both");

/**
 * What is needed where an agent may stand at a kiosk: it goes by the kiosk's rule, and where the region wants a photo of
 * both, by what it wants of agents as well, since somebody has to look at the photo.
 */
export function neededAt(
  rules: RegionalRuleSet,
  { agentActs, ...asked }: Asked & { readonly agentActs: boolean },
): Needed | Closed {
  const needed = neededFor(rules, asked);
  if (asked.channel !== "kiosk" || !agentActs || typeof needed === "string") return needed;
  const ofAgents = neededFor(rules, { ...asked, channel: "agent" });
  if (typeof ofAgents === "string" || !wantsPhoto(ofAgents)) return needed;
  return {
    documents: [...needed.documents, "photo-of-both"],
    approval: heaviest(needed.approval, ofAgents.approval, "clerk"),
  };
}

const heaviest = (...approvals: readonly Approval[]): Approval =>
  approvals.reduce((most, each) => (heavier[each] > heavier[most] ? each : most), "automatic");

/** What is needed for this business by this channel, with what the reason of a cancellation adds to it. */
export function neededFor(rules: RegionalRuleSet, asked: Asked): Needed | Closed {
  const open = channelRuleOf(rules, asked.business, asked.channel);
  if (open === undefined) return "channel-closed";
  if (asked.business !== "cancel" || asked.reason === undefined) return open;
  const reason = rules.cancel.reasons[asked.reason];
  if (reason === undefined) return "reason-not-open";
  if (reason.channels?.includes(asked.channel) === false) return "reason-not-by-this-channel";
  return {
    documents: [...open.documents, ...reason.documents],
    approval: heaviest(open.approval, reason.approval ?? "automatic"),
  };
}

/** What of it was not shown. Of alternatives all are named, since any one would do. */
export const missingDocuments = (needed: Needed, shown: readonly Document[]): Needed["documents"] =>
  needed.documents.filter((wanted) => ![wanted].flat().some((each) => shown.includes(each)));
