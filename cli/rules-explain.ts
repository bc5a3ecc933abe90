import { setTimeout } from "node:timers/promises";
import type { Legal } from "../central/contract.ts";
import { openStore } from "../central/open-store.ts";
import { decide, sentencesOf, type CardFacts } from "../central/rules/explain.ts";
import { rulesFor } from "../central/rules/rule-set.ts";
import type { Business, CancelReason, Channel } from "../central/rules/rule-shape.ts";
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
  const { operation, channel, reason, card } = options;
  if (card !== undefined && !/^[0-9A-F]{32}$/.test(card))
    return faultResult("not-a-card", "--card is 32 hexadecimal digits in capital letters");
  const region = card?.slice(0, 6) ?? options.region;
  if (region === undefined || !/^\d{6}$/.test(region))
    return faultResult("what-region", "--card or --region is needed, with the region's six digits");

  const business = operation === "freeze" ? "freeze-formal" : operation;
  const facts = await factsOf(options, business);
  if ("fault" in facts) return faultResult(facts.fault, facts.detail);
  const rules = rulesFor(region);
  const asked = { business, channel, ...(reason && { reason }) };
  const decision = decide(rules, asked, facts, Date.now());
  const words = sentencesOf(rules, asked, decision);
  const { nameZh, nameEn, version } = rules;
  const open = decision.needed !== undefined;
  return {
    json: {
      ok: true,
      open,
      because: decision.because,
      ...decision.needed,
      legal: facts.legal,
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

/** What a card must be for this to make sense, where nobody says what it is. */
const usual = (business: Business): Legal => (business === "unfreeze" ? "frozen" : "active");

type NotFound = { readonly fault: string; readonly detail: string };

async function factsOf(options: ExplainOptions, business: Business): Promise<CardFacts | NotFound> {
  const { card, database, legal, replaced } = options;
  if (card === undefined || database === undefined)
    return {
      legal: legal ?? usual(business),
      no_unfreeze: replaced === true ? 1 : 0,
      expires_on: "9999-12-31",
    };
  const opened = await openStore({ database, onBroken: () => undefined, pause: setTimeout });
  if (!opened.ok) return { fault: "no-store", detail: JSON.stringify(opened.fault) };
  try {
    const row = await opened.value.write((tx) => tx.get("card", { card_ref: card }));
    return row ?? { fault: "unknown-card", detail: `${database} has no card ${card}` };
  } finally {
    await opened.value.close();
  }
}
