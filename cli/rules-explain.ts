import type { Legal } from "../central/contract.ts";
import { decide, sentencesOf, type CardFacts } from "../central/rules/explain.ts";
import { rulesFor } from "../central/rules/rule-set.ts";
import type { Business, CancelReason, Channel } from "../central/rules/rule-shape.ts";
import { over } from "./central-operator.ts";
import { faultResult, type CommandResult } from "./output.ts";

export type ExplainOptions = {
  readonly operation: Business | "freeze";
  readonly channel: Channel;
  readonly reason?: CancelReason;
  readonly card?: string;
  readonly region?: string;
  readonly database?: string;
  readonly legal?: Legal;
  readonly replaced?: boolean;
};

/** `cardhall rules explain`: one decision, with the sentences that the holder would read. */
export async function explain(options: ExplainOptions): Promise<CommandResult> {
  const { card, database } = options;
  if (card !== undefined && !/^[0-9A-F]{32}$/.test(card))
    return faultResult("not-a-card", "--card is 32 hexadecimal digits in capital letters");
  const region = card?.slice(0, 6) ?? options.region;
  if (region === undefined || !/^\d{6}$/.test(region))
    return faultResult("what-region", "--card or --region is needed, with the region's six digits");
  if (card === undefined || database === undefined)
    return told(options, region, assumed(options), Date.now());
  return over(database, async (store, nowMs) => {
    const row = await store.write((tx) => tx.get("card", { card_ref: card }));
    if (row === undefined) return faultResult("unknown-card", `${database} has no card ${card}`);
    return told(options, row.issuer_number, row, nowMs);
  });
}

/** What a card must be for the question to make sense, where no store says what it is. */
function assumed({ operation, legal, replaced }: ExplainOptions): CardFacts {
  const usual = operation === "unfreeze" ? "frozen" : "active";
  return { legal: legal ?? usual, no_unfreeze: replaced === true ? 1 : 0, expires_on: "9999-12-31" };
}

function told(options: ExplainOptions, region: string, card: CardFacts, nowMs: number): CommandResult {
  const { operation, channel, reason } = options;
  const business = operation === "freeze" ? "freeze-formal" : operation;
  const rules = rulesFor(region);
  const asked = { business, channel, ...(reason && { reason }) };
  const decision = decide(rules, asked, card, nowMs);
  const words = sentencesOf(rules, asked, decision);
  const { nameZh, nameEn, version } = rules;
  const open = decision.needed !== undefined;
  return {
    json: {
      ok: true,
      open,
      because: decision.because,
      ...decision.needed,
      legal: card.legal,
      rules: { region: rules.region, version, nameZh, nameEn },
      words: { zh: words.map(({ zh }) => zh), en: words.map(({ en }) => en) },
    },
    lines: [
      `${open ? "yes" : "no"}  ${decision.because}  (${rules.region} v${String(version)} ${nameZh} ${nameEn})`,
      ...words.flatMap(({ zh, en }) => [zh, en]),
    ],
    ok: true,
  };
}
