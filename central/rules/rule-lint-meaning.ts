import { documentNames, settlementNames } from "../../words/regional-rules.ts";
import { ruleFinding, type RuleFinding } from "./rule-findings.ts";
import {
  businesses,
  cancelReasons,
  channels,
  settlementChecks,
  type Business,
  type Channel,
  type ChannelRule,
  type Document,
  type RegionalRuleSet,
} from "./rule-shape.ts";

/** Rules that have the right shape and still cannot be gone by, or that leave a holder without a way. */
export function lintMeaning(rules: RegionalRuleSet): readonly RuleFinding[] {
  return [
    ...businesses.flatMap((business) => channels.flatMap((channel) => lintChannel(rules, business, channel))),
    ...lintWays(rules),
    ...lintReasons(rules),
    ...lintTimes(rules),
    ...settlementChecks
      .filter((check) => !rules.cancel.settlementChecks.includes(check))
      .map((check) => ruleFinding("check-left-out", "cancel.settlementChecks", settlementNames[check].en)),
  ];
}

/** By which of these a channel knows whom it deals with. */
const identifiedBy: Readonly<Record<Channel, readonly Document[]>> = {
  counter: ["identity-document", "card"],
  agent: ["identity-document", "card"],
  online: ["real-person-check"],
  telephone: ["caller-check"],
  kiosk: ["identity-document", "card"],
};

/** What an agent has to bring whatever the business is; a temporary loss report must be quick (S2). */
const agentBrings = (business: Business): readonly Document[] =>
  business === "freeze-temporary"
    ? ["agent-identity-document"]
    : ["agent-identity-document", "power-of-attorney"];

/** Papers that only a person can examine. */
const examined: readonly Document[] = [
  "application-form",
  "loss-report-form",
  "loss-report-certificate",
  "power-of-attorney",
  "photo-of-both",
  "death-certificate",
  "disappearance-ruling",
  "nationality-proof",
  "settlement-proof",
];

function lintChannel(rules: RegionalRuleSet, business: Business, channel: Channel): readonly RuleFinding[] {
  const rule = rules.business[business][channel];
  if (rule === undefined) return [];
  const path = `business.${business}.${channel}.documents`;
  const all = rule.documents.flat();
  const [identity = "identity-document"] = identifiedBy[channel];
  const isWrite = business === "unfreeze" || business === "cancel";
  return [
    ...(identifiedBy[channel].some((each) => all.includes(each))
      ? []
      : [ruleFinding("holder-not-known", path, documentNames[identity].en)]),
    ...(channel === "agent" ? agentBrings(business) : [])
      .filter((each) => !demands(rule, each))
      .map((each) => ruleFinding("agent-not-known", path, documentNames[each].en)),
    ...(all.includes("photo-of-both") && (channel !== "agent" || !demands(rule, "photo-of-both"))
      ? [ruleFinding("photo-of-nobody", path)]
      : []),
    ...(channel === "kiosk" && isWrite && !demands(rule, "card")
      ? [ruleFinding("card-not-shown", path)]
      : []),
    ...(rule.approval === "automatic" ? unread(rule.documents, path) : []),
  ];
}

/** True where it is asked for by itself, and not as one of several. */
const demands = (rule: ChannelRule, document: Document): boolean => rule.documents.includes(document);

const unread = (documents: ChannelRule["documents"], path: string): readonly RuleFinding[] =>
  documents
    .flat()
    .filter((each) => examined.includes(each))
    .map((each) => ruleFinding("nobody-looks", path, documentNames[each].en));

/** Nobody may be left with a card that they cannot stop, or cannot bring back where rules say that they may. */
function lintWays({ business, freeze }: RegionalRuleSet): readonly RuleFinding[] {
  const isClosed = (name: Business) => Object.keys(business[name]).length === 0;
  const liftsByItself = freeze.temporaryDays !== "never" && !freeze.formalLifts;
  return [
    ...(isClosed("freeze-temporary") && isClosed("freeze-formal")
      ? [ruleFinding("no-channel", "business.freeze-formal")]
      : []),
    ...(isClosed("unfreeze") && !liftsByItself ? [ruleFinding("no-channel", "business.unfreeze")] : []),
    ...(isClosed("cancel") ? [ruleFinding("no-channel", "business.cancel")] : []),
  ];
}

function lintReasons({ business, cancel }: RegionalRuleSet): readonly RuleFinding[] {
  return cancelReasons.flatMap((reason) => {
    const rule = cancel.reasons[reason];
    if (rule === undefined) return [];
    const path = `cancel.reasons.${reason}`;
    const open = channels.filter(
      (channel) => business.cancel[channel] !== undefined && rule.channels?.includes(channel) !== false,
    );
    const automatic =
      (rule.approval ?? "automatic") === "automatic" &&
      open.some((channel) => business.cancel[channel]?.approval === "automatic");
    return [
      ...(open.length === 0 ? [ruleFinding("reason-nowhere", path)] : []),
      ...(rule.documents.flat().includes("photo-of-both") && open.some((channel) => channel !== "agent")
        ? [ruleFinding("photo-of-nobody", `${path}.documents`)]
        : []),
      ...(automatic ? unread(rule.documents, `${path}.documents`) : []),
    ];
  });
}

function lintTimes({ unfreeze }: RegionalRuleSet): readonly RuleFinding[] {
  const { withinHours, liftMarginMinutes } = unfreeze;
  return liftMarginMinutes < withinHours * 60
    ? []
    : [ruleFinding("margin-too-long", "unfreeze.liftMarginMinutes")];
}
