import { z } from "zod";
import { maskCardNumber, maskName, maskNationalNumber } from "../../card/masking.ts";
import {
  applicationRefusals as refusalWords,
  applicationStates as stateWords,
  applicationWhys,
  afterRejection,
  conditions as conditionWords,
  medicalAccountClosed,
} from "../../words/centre-applications.ts";
import type { Phrase } from "../../words/language.ts";
import { refusals as rejectionWords } from "../../words/operations.ts";
import { documentNames } from "../../words/regional-rules.ts";
import { operationStates } from "../contract.ts";
import { businesses, cancelReasons, channels, documents, settlementChecks } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { agent } from "./agent.ts";
import { applicationStates, type ApplicationRefusal } from "./model.ts";
import { papersOf, type Refused } from "./submit.ts";
import type { ApplicationRow, ApplicationStepRow } from "./tables.ts";

/** What is shown of an application: to the clerk who decides, and to whoever may follow it. */

export const phrase = z.object({ zh: z.string(), en: z.string() });

const step = z.object({ state: z.enum(applicationStates), atMs: z.number(), why: phrase.optional() });

export const applicationBrief = z.object({
  number: z.string(),
  business: z.enum(businesses),
  channel: z.enum(channels),
  state: z.enum(applicationStates),
  office: z.string(),
  holderNameMasked: z.string(),
  claimedBy: z.string().optional(),
  submittedAtMs: z.number(),
  changedAtMs: z.number(),
});

const operation = z.object({
  opId: z.string(),
  state: z.enum(operationStates),
  certificateNo: z.string().optional(),
});

/** After each step. Answers to a step are kept for whoever repeats it, so nothing in them is personal. */
export const applicationNow = applicationBrief.extend({ operation: operation.optional() });

/** The holder's name in full, since it is held against the papers; numbers masked. */
export const applicationView = applicationNow.extend({
  holderName: z.string(),
  nationalNumberMasked: z.string(),
  cardRef: z.string().optional(),
  cardNumberMasked: z.string().optional(),
  reason: z.enum(cancelReasons).optional(),
  cardAbsent: z.boolean(),
  documents: z.array(z.enum(documents)),
  agent: agent.omit({ nationalNumber: true }).extend({ nationalNumberMasked: z.string() }).optional(),
  /** One whose identity card a terminal has read, and the number of their power of attorney. */
  agentAtTerminal: z.object({ name: z.string().optional(), mandate: z.string() }).optional(),
  firstApprover: z.string().optional(),
  timeline: z.array(step.extend({ who: z.string() })),
});

/** Nothing of the person: whoever asks knows it, or must not. */
export const publicView = applicationBrief.pick({ number: true, business: true, state: true }).extend({
  says: phrase,
  note: phrase.optional(),
  certificateNo: z.string().optional(),
  timeline: z.array(step),
});

export const refusal = z.object({
  result: z.literal("refused"),
  code: z.string(),
  what: phrase,
  next: phrase,
  missing: z.array(phrase).optional(),
  conditions: z
    .array(z.object({ item: z.enum(settlementChecks), what: phrase, office: phrase, next: phrase }))
    .optional(),
  /** The application that is in the way. */
  number: z.string().optional(),
});

export const briefOf = (row: ApplicationRow): z.input<typeof applicationBrief> => ({
  number: row.number,
  business: row.business,
  channel: row.channel,
  state: row.state,
  office: row.office,
  holderNameMasked: maskName(row.holder_name),
  ...(row.claimed_by !== null && { claimedBy: row.claimed_by }),
  submittedAtMs: row.submitted_at_ms,
  changedAtMs: row.changed_at_ms,
});

export async function nowOf(tx: Tx, row: ApplicationRow): Promise<z.input<typeof applicationNow>> {
  const begun = await operationOf(tx, row);
  return { ...briefOf(row), ...(begun && { operation: begun }) };
}

export async function viewOf(tx: Tx, row: ApplicationRow): Promise<z.input<typeof applicationView>> {
  const { documents: shown, agent: by, agentAtTerminal: atTerminal } = papersOf(row);
  const card = row.card_ref === null ? undefined : await tx.get("card", { card_ref: row.card_ref });
  const steps = await tx.find("application_step", { number: row.number });
  return {
    ...(await nowOf(tx, row)),
    holderName: row.holder_name,
    nationalNumberMasked: maskNationalNumber(row.holder_number),
    ...(card && { cardRef: card.card_ref, cardNumberMasked: maskCardNumber(card.card_number) }),
    ...(row.reason !== null && { reason: row.reason }),
    cardAbsent: row.card_absent === 1,
    documents: shown,
    ...(by && {
      agent: {
        name: by.name,
        nationalNumberMasked: maskNationalNumber(by.nationalNumber),
        powerOfAttorney: by.powerOfAttorney,
      },
    }),
    ...(atTerminal && {
      agentAtTerminal: {
        ...(atTerminal.name !== undefined && { name: atTerminal.name }),
        mandate: atTerminal.mandate,
      },
    }),
    ...(row.first_approver !== null && { firstApprover: row.first_approver }),
    timeline: steps.map((each) => ({ ...lineOf(each), who: each.who })),
  };
}

export async function publicViewOf(tx: Tx, row: ApplicationRow): Promise<z.input<typeof publicView>> {
  const begun = await operationOf(tx, row);
  const steps = await tx.find("application_step", { number: row.number });
  const closed = row.business === "cancel-medical-account" && row.state === "done";
  return {
    number: row.number,
    business: row.business,
    state: row.state,
    says: stateWords[row.state],
    ...(closed && { note: medicalAccountClosed }),
    ...(begun?.certificateNo !== undefined && { certificateNo: begun.certificateNo }),
    timeline: steps.map(lineOf),
  };
}

async function operationOf(tx: Tx, { op_id }: ApplicationRow) {
  const row = op_id === null ? undefined : await tx.get("operation", { op_id });
  if (row === undefined) return undefined;
  const { op_id: opId, state, certificate_no } = row;
  return { opId, state, ...(certificate_no !== null && { certificateNo: certificate_no }) };
}

const lineOf = ({ state, at_ms, why }: ApplicationStepRow) => ({
  state,
  atMs: at_ms,
  ...(why !== null && { why: whyIn(why) }),
});

/** A code has its words; a clerk's own words stand as they were written. */
function whyIn(why: string): Phrase {
  const code = why.split(":")[0] ?? why;
  // Its own keys: a clerk may write any word, and every object answers to some.
  if (Object.hasOwn(applicationWhys, code)) return applicationWhys[code as keyof typeof applicationWhys];
  if (Object.hasOwn(rejectionWords, code)) return rejectionWords[code as keyof typeof rejectionWords];
  return { zh: why, en: why };
}

/** A refusal as a person reads it: what it is, which office, what to do next. */
export function refusalIn({ code, missing, conditions, number }: Refused): z.input<typeof refusal> {
  return {
    result: "refused",
    code,
    ...wordsOf(code),
    ...(missing && {
      missing: missing.map((wanted) => anyOf([wanted].flat().map((each) => documentNames[each]))),
    }),
    ...(conditions && { conditions: conditions.map((item) => ({ item, ...conditionWords[item] })) }),
    ...(number !== undefined && { number }),
  };
}

function wordsOf(code: ApplicationRefusal): { readonly what: Phrase; readonly next: Phrase } {
  return code in refusalWords
    ? refusalWords[code as keyof typeof refusalWords]
    : { what: rejectionWords[code as keyof typeof rejectionWords], next: afterRejection };
}

const anyOf = (names: readonly Phrase[]): Phrase => ({
  zh: names.map(({ zh }) => zh).join("或"),
  en: names.map(({ en }) => en).join(" or "),
});
