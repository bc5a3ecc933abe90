import { z } from "zod";
import { settlementChecks, type SettlementCheck } from "../rules/rule-shape.ts";
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
/** Applications, and notices, looked at for one that may be asked about; behind so many that wait, all wait. */
const lookedAt = 200;

/** Where the ledger is the truth: there is nobody to ask. */
export const noOffices: SettlementPort = { ask: () => Promise.resolve(new Map()) };

type Question = {
  readonly holder: string;
  /** Nothing, where somebody else's question or a clerk's hand has answered it all. */
  readonly items: readonly SettlementCheck[];
  /** What goes on with the answers; a notice goes on by a clerk's hand. */
  readonly application?: ApplicationRow;
};

/**
 * Asks about the oldest application that waits for an office, or about the person of a notice that waits for a clerk,
 * outside of any transaction, and goes on with the application. False when there is nothing to ask about now.
 */
export async function askOffices(
  store: Store,
  port: SettlementPort,
  nowMs: () => number,
  parts: ApplicationParts,
): Promise<boolean> {
  const question = await store.write((tx) => nextQuestion(tx, nowMs(), parts));
  if (question === undefined) return false;
  const { holder, items, application } = question;
  const answers = items.length === 0 ? new Map<SettlementCheck, never>() : await port.ask(holder, items);
  await store.write(async (tx) => {
    for (const item of items)
      await setCondition(tx, nowMs(), { holderNumber: holder, item, state: answers.get(item) ?? "unknown" });
    const now = application && (await tx.get("application", { number: application.number }));
    // Withdrawn while the office was asked.
    if (now?.state === "submitted") await advance(tx, nowMs(), now, parts);
  });
  return true;
}

async function nextQuestion(tx: Tx, nowMs: number, parts: ApplicationParts): Promise<Question | undefined> {
  const waiting = await tx.find("application", { state: "submitted" }, { limit: lookedAt });
  for (const application of waiting) {
    const { holder_number: holder, office } = application;
    const { unknown, mayAsk } = await unanswered(tx, nowMs, holder, office, parts);
    if (unknown.length === 0 || mayAsk.length > 0) return { holder, items: mayAsk, application };
  }
  if (parts.settlement === "ledger") return undefined;
  for (const notice of await tx.find("authority_notice", { state: "received" }, { limit: lookedAt })) {
    const holder = notice.holder_number;
    for (const card of await tx.find("card", { national_number: holder })) {
      if (card.legal === "cancelled") continue;
      const { mayAsk } = await unanswered(tx, nowMs, holder, card.issuer_number, parts);
      if (mayAsk.length > 0) return { holder, items: mayAsk };
    }
  }
  return undefined;
}

async function unanswered(
  tx: Tx,
  nowMs: number,
  holder: string,
  office: string,
  parts: ApplicationParts,
): Promise<{ readonly unknown: readonly SettlementCheck[]; readonly mayAsk: readonly SettlementCheck[] }> {
  const { unknown } = await conditionsOf(tx, nowMs, holder, parts.rules(office), parts.settlement);
  if (unknown.length === 0) return { unknown, mayAsk: [] };
  const rows = await tx.find("settlement_item", { holder_number: holder });
  const justAsked = (item: SettlementCheck): boolean =>
    rows.some((row) => row.item === item && row.at_ms + askAgainMs > nowMs);
  return { unknown, mayAsk: unknown.filter((item) => !justAsked(item)) };
}
