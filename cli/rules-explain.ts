import { readFileSync } from "node:fs";
import type { Legal } from "../central/contract.ts";
import { decide, sentencesOf, type CardFacts } from "../central/rules/explain.ts";
import { rulesFor } from "../central/rules/rule-set.ts";
import { rulesOfFile } from "../central/rules/rule-book.ts";
import type { Business, CancelReason, Channel, RegionalRuleSet } from "../central/rules/rule-shape.ts";
import { shippedRuleFiles } from "../central/rules/shipped-rules.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { over } from "./central-operator.ts";
import { faultResult, type CommandResult } from "./output.ts";

export type ExplainOptions = {
  readonly operation: Business | "freeze";
  readonly channel: Channel;
  readonly reason?: CancelReason;
  readonly card?: string;
  readonly region?: string;
  /** A region's rules to be tried, signed or not; the shipped ones where none is named. */
  readonly file?: string;
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
  const rules = rulesToTry(options.file, region);
  if (!rules.ok) return faultResult("not-rules", rules.fault);
  if (card === undefined || database === undefined)
    return told(options, rules.value, assumed(options), Date.now());
  return over(database, async (store, nowMs) => {
    const row = await store.write((tx) => tx.get("card", { card_ref: card }));
    if (row === undefined) return faultResult("unknown-card", `${database} has no card ${card}`);
    return told(options, rules.value, row, nowMs);
  });
}

/** What a card must be for the question to make sense, where no store says what it is. */
function assumed({ operation, legal, replaced }: ExplainOptions): CardFacts {
  const usual = operation === "unfreeze" ? "frozen" : "active";
  return { legal: legal ?? usual, no_unfreeze: replaced === true ? 1 : 0, expires_on: "9999-12-31" };
}

function rulesToTry(file: string | undefined, region: string): Result<RegionalRuleSet, string> {
  if (file === undefined) return ok(rulesFor(region));
  try {
    const rules = rulesOfFile(JSON.parse(readFileSync(file, "utf8")), shippedRuleFiles[0]?.data);
    return rules.ok ? rules : fail(rules.fault.message);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function told(
  options: ExplainOptions,
  rules: RegionalRuleSet,
  card: CardFacts,
  nowMs: number,
): CommandResult {
  const { operation, channel, reason } = options;
  const business = operation === "freeze" ? "freeze-formal" : operation;
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
