import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { decisions } from "../../words/regional-rules.ts";
import { route, type Route } from "../api/route.ts";
import { legalStates } from "../contract.ts";
import { decide, sentencesOf, type CardFacts, type DecisionCode } from "./explain.ts";
import type { RuleSetOf } from "./rule-set.ts";
import { approvals, businesses, cancelReasons, channels, documents } from "./rule-shape.ts";

/** Which rules are in force, and what they say of a case: for clerks who decide by them, and for whoever asks why. */

const phrase = z.object({ zh: z.string(), en: z.string() });
const region = z.string().regex(/^\d{6}$/);
const decisionCodes = Object.keys(decisions) as [DecisionCode, ...DecisionCode[]];
/** Issuers whose rules are listed: a province has some twenty. */
const issuersMax = 500;

const document = z.enum(documents);
const inForce = z.object({
  issuerNumber: z.string(),
  /** Whose file holds: the issuer's own, or `default`. */
  region: z.string(),
  version: z.number().int(),
  nameZh: z.string(),
  nameEn: z.string(),
  confirmed: z.array(z.object({ path: z.string(), source: z.string() })),
  unconfirmed: z.array(z.string()),
});

/** A card as the case supposes it: in date, and with no replacement ordered, unless it says otherwise. */
function cardIn(asked: {
  readonly legal?: CardFacts["legal"] | undefined;
  readonly replacementOrdered?: "yes" | undefined;
  readonly expired?: "yes" | undefined;
}): CardFacts | undefined {
  const { legal, replacementOrdered, expired } = asked;
  if (legal === undefined) return undefined;
  const no_unfreeze = replacementOrdered === "yes" ? 1 : 0;
  return { legal, no_unfreeze, expires_on: expired === "yes" ? "1970-01-01" : "9999-12-31" };
}

export const ruleRoutes = (rules: RuleSetOf): readonly Route[] => [
  route({
    name: "rulesInForce",
    summary:
      "The rules that each issuer's cards go by, with their versions and what of them is not confirmed",
    method: "GET",
    path: "/staff/v1/rules",
    face: "staff",
    answer: z.object({ items: z.array(inForce).max(issuersMax) }),
    async handle(tx) {
      const issuers = await tx.find("issuer", {}, { limit: issuersMax });
      const items = issuers.map(({ number }) => {
        const { region: whose, version, nameZh, nameEn, confirmed, unconfirmed } = rules(number);
        return { issuerNumber: number, region: whose, version, nameZh, nameEn, confirmed, unconfirmed };
      });
      return ok({ items });
    },
  }),
  route({
    name: "explainRules",
    summary:
      "What a region's rules say of one case, by which version, with what has to be shown and who agrees",
    method: "GET",
    path: "/staff/v1/rules/:region/explanation",
    face: "staff",
    params: z.object({ region }),
    query: z.object({
      business: z.enum(businesses),
      channel: z.enum(channels),
      reason: z.enum(cancelReasons).optional(),
      /** An agent stands at the kiosk. */
      agentActs: z.literal("yes").optional(),
      /** How the card stands; left out, no card is looked at. */
      legal: z.enum(legalStates).optional(),
      replacementOrdered: z.literal("yes").optional(),
      expired: z.literal("yes").optional(),
    }),
    answer: z.object({
      region: z.string(),
      version: z.number().int(),
      because: z.enum(decisionCodes),
      says: z.array(phrase),
      /** Absent: it cannot be asked for. Of an inner list any one document will do. */
      needed: z
        .object({
          documents: z.array(z.union([document, z.array(document)])),
          approval: z.enum(approvals),
        })
        .optional(),
    }),
    handle(_tx, { params, query, nowMs }) {
      const set = rules(params.region);
      const { business, channel, reason } = query;
      const asked = {
        ...{ business, channel, agentActs: query.agentActs === "yes" },
        ...(reason !== undefined && { reason }),
      };
      const { because, needed } = decide(set, asked, cardIn(query), nowMs);
      const says = [...sentencesOf(set, asked, { because, ...(needed && { needed }) })];
      const shown = needed && {
        documents: needed.documents.map((each) => (typeof each === "string" ? each : [...each])),
        approval: needed.approval,
      };
      const told = { region: set.region, version: set.version, because, says };
      return Promise.resolve(ok({ ...told, ...(shown && { needed: shown }) }));
    },
  }),
];
