import { z } from "zod";
import { settlementChecks, type RegionalRuleSet, type SettlementCheck } from "../rules/rule-shape.ts";
import type { Store, Tx } from "../store.ts";
import { conditionsOf, setCondition } from "./conditions.ts";
import type { SettlementAnswer } from "./model.ts";
import type { ApplicationParts } from "./parts.ts";
import { advance } from "./submit.ts";
import type { ApplicationRow } from "./tables.ts";

/** What the offices say of one person; an item that is missing was not answered. */
export type SettlementAnswers = ReadonlyMap<SettlementCheck, SettlementAnswer>;

/** The offices that know what is owed or running: medical insurance, collection, pension, employment, the bank. */
export type SettlementPort = {
  /** Never throws and never waits for long; whatever did not come, or makes no sense, is `unknown`. */
  readonly ask: (nationalNumber: string, items: readonly SettlementCheck[]) => Promise<SettlementAnswers>;
};

export type SettlementOffice = {
  /** Where questions are posted to. */
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
};

/** Largest answer that is read, in bytes; five items need a hundred. */
const answerLimit = 16 * 1024;

const answered = z.object({
  items: z.array(z.object({ item: z.enum(settlementChecks), state: z.enum(["clear", "open"]) })).max(32),
});

/**
 * POST `{nationalNumber, items}`, answered 200 with `{items: [{item, state: clear | open}]}`. An item that is named
 * twice with two answers is open.
 */
export const httpSettlement = (office: SettlementOffice): SettlementPort => ({
  async ask(nationalNumber, items) {
    try {
      const response = await office.fetch(office.url, {
        method: "POST",
        redirect: "error",
        headers: { authorization: `Bearer ${office.token}`, "content-type": "application/json" },
        body: JSON.stringify({ nationalNumber, items }),
        signal: AbortSignal.timeout(office.timeoutMs),
      });
      const text = await textOf(response);
      const said = response.status === 200 ? answered.safeParse(JSON.parse(text)) : undefined;
      return said?.success === true ? merged(said.data.items, items) : new Map();
    } catch {
      // Refused, lost, late, too long, not JSON: each of them is no answer.
      return new Map();
    }
  },
});

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    const bytes = part as Uint8Array;
    length += bytes.length;
    if (length > answerLimit) throw new Error("an answer over its limit");
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString("utf8");
}

function merged(
  said: readonly { readonly item: SettlementCheck; readonly state: "clear" | "open" }[],
  asked: readonly SettlementCheck[],
): SettlementAnswers {
  const answers = new Map<SettlementCheck, SettlementAnswer>();
  for (const { item, state } of said)
    if (asked.includes(item) && answers.get(item) !== "open") answers.set(item, state);
  return answers;
}

/** How long an office that did not answer is left alone. */
const askAgainMs = 60_000;
/** Applications looked at for one that may be asked about; behind so many that wait, all wait. */
const lookedAt = 200;

/**
 * Asks about the oldest application that waits for an office, outside of any transaction, and goes on with it. False
 * when there is none to ask about now.
 */
export async function askOffices(
  store: Store,
  port: SettlementPort,
  nowMs: () => number,
  parts: ApplicationParts,
): Promise<boolean> {
  const question = await store.write((tx) => nextQuestion(tx, nowMs(), parts));
  if (question === undefined) return false;
  const { application, items } = question;
  const answers = await port.ask(application.holder_number, items);
  await store.write(async (tx) => {
    for (const item of items) {
      const said = { holderNumber: application.holder_number, item, state: answers.get(item) ?? "unknown" };
      await setCondition(tx, nowMs(), said);
    }
    const now = await tx.get("application", { number: application.number });
    // Withdrawn while the office was asked.
    if (now?.state === "submitted") await advance(tx, nowMs(), now, parts);
  });
  return true;
}

async function nextQuestion(
  tx: Tx,
  nowMs: number,
  parts: ApplicationParts,
): Promise<{ readonly application: ApplicationRow; readonly items: readonly SettlementCheck[] } | undefined> {
  const waiting = await tx.find("application", { state: "submitted" }, { limit: lookedAt });
  for (const application of waiting) {
    const rules = parts.rules(application.office);
    const items = await unanswered(tx, nowMs, application.holder_number, rules, parts);
    if (items.length > 0) return { application, items };
  }
  return undefined;
}

async function unanswered(
  tx: Tx,
  nowMs: number,
  holder: string,
  rules: RegionalRuleSet,
  parts: ApplicationParts,
): Promise<readonly SettlementCheck[]> {
  const { unknown } = await conditionsOf(tx, nowMs, holder, rules, parts.settlement);
  const rows = await tx.find("settlement_item", { holder_number: holder });
  const justAsked = (item: SettlementCheck): boolean =>
    rows.some((row) => row.item === item && row.at_ms + askAgainMs > nowMs);
  return unknown.filter((item) => !justAsked(item));
}
