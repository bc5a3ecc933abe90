import { z } from "zod";

/*
 * What a region decides for itself (service rules S13), as data: one file a region, each an overlay on the
 * default. docs/regional-rules.schema.json is generated from here; docs/regional-rules.md explains it.
 */

/** What a holder may ask for: 业务. Loss reports by their form, since regions treat the two apart. */
export const businesses = [
  "freeze-temporary",
  "freeze-formal",
  "unfreeze",
  "cancel",
  "cancel-medical-account",
  "transfer",
] as const;
export type Business = (typeof businesses)[number];

/** How it is asked for. `agent`: somebody with a power of attorney, at a counter (S2). */
export const channels = ["counter", "agent", "online", "telephone", "kiosk"] as const;
export type Channel = (typeof channels)[number];

/** What has to be shown or passed before a request is taken. */
export const documents = [
  "identity-document",
  "card",
  "medical-insurance-card",
  "application-form",
  "loss-report-form",
  "loss-report-certificate",
  "agent-identity-document",
  "power-of-attorney",
  /** Of an agent: a photograph of both, taken there and then (the holder by their identity card, where they cannot come). */
  "photo-of-both",
  "death-certificate",
  "disappearance-ruling",
  "nationality-proof",
  "settlement-proof",
  /** Online: the holder was recognised as a living person (S3). */
  "real-person-check",
  /** Telephone: the caller answered questions that only the holder can. */
  "caller-check",
] as const;
export type Document = (typeof documents)[number];

/** Who has to agree, the lightest first. */
export const approvals = ["automatic", "clerk", "four-eyes"] as const;
export type Approval = (typeof approvals)[number];

/** Why a card is cancelled. The first two are never a kiosk's: the holder cannot come. */
export const cancelReasons = [
  "death",
  "disappearance",
  "nationality-lost",
  "settled-abroad",
  "duplicate-card",
  "moved-away",
  "other",
] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** What may still be owed or running through a card, asked of the settlement interface before it is cancelled. */
export const settlementChecks = [
  "medical-expenses",
  "contributions",
  "pension",
  "unemployment-benefit",
  "bank-function",
] as const;
export type SettlementCheck = (typeof settlementChecks)[number];

/** How a card may show that it is cancelled (card/operation-method.ts): a profile that does otherwise is not approved. */
const cancelMethods = ["block", "status-record", "expiry-date", "centre-only"] as const;

/** Each of them is needed; of an inner list any one. */
const documentsNeeded = z
  .array(z.union([z.enum(documents), z.array(z.enum(documents)).min(2).max(4)]))
  .max(8);

const channelRule = z.strictObject({ documents: documentsNeeded, approval: z.enum(approvals) });
export type ChannelRule = z.infer<typeof channelRule>;

/** Only the channels that are open. */
const businessRule = z.strictObject({
  counter: channelRule.exactOptional(),
  agent: channelRule.exactOptional(),
  online: channelRule.exactOptional(),
  telephone: channelRule.exactOptional(),
  kiosk: channelRule.exactOptional(),
} satisfies Record<Channel, z.ZodType>);

const reasonRule = z.strictObject({
  /** Besides what the channel asks for. */
  documents: documentsNeeded,
  /** Where it may be given; every open channel when absent. */
  channels: z.array(z.enum(channels)).min(1).exactOptional(),
  /** At least this; the channel's own when that is heavier. */
  approval: z.enum(approvals).exactOptional(),
});

/** A path into the rules, dots between the names: `freeze.temporaryDays`. */
const rulePath = z.string().regex(/^[\w-]+(\.[\w-]+)*$/);

export const ruleSetShape = z.strictObject({
  /** GB/T 2260 code of the issuing city; `default` for all that have no rules of their own. */
  region: z.union([z.literal("default"), z.string().regex(/^\d{6}$/)]),
  /** Counts up with each change that was published. */
  version: z.number().int().min(1).max(999_999),
  nameZh: z.string().min(1).max(60),
  nameEn: z.string().min(1).max(60),
  /** Where each rule of the region's own was published. A path that is in neither list is the default's. */
  confirmed: z.array(z.strictObject({ path: rulePath, source: z.string().min(1).max(200) })).max(64),
  /** Rules that stand here by assumption: to be asked of the region before it goes into service. */
  unconfirmed: z.array(rulePath).max(64),
  business: z.strictObject({
    "freeze-temporary": businessRule,
    "freeze-formal": businessRule,
    unfreeze: businessRule,
    cancel: businessRule,
    "cancel-medical-account": businessRule,
    transfer: businessRule,
  } satisfies Record<Business, z.ZodType>),
  freeze: z.strictObject({
    /** After which a temporary loss report (临时挂失) lapses by itself. */
    temporaryDays: z.union([z.number().int().min(1).max(90), z.literal("never")]),
    /** Whether a formal loss report (正式挂失) may be lifted at all. */
    formalLifts: z.boolean(),
  }),
  unfreeze: z.strictObject({
    /** An accepted lift is true at the centre within this time (S6: 24 hours, or sooner). */
    withinHours: z.number().int().min(1).max(24),
    /** Whether the record may become active before the card was seen. */
    liftWithoutCard: z.boolean(),
    /** How long before that time it is lifted without its card. */
    liftMarginMinutes: z.number().int().min(1).max(720),
  }),
  cancel: z.strictObject({
    reasons: z.strictObject({
      death: reasonRule.exactOptional(),
      disappearance: reasonRule.exactOptional(),
      "nationality-lost": reasonRule.exactOptional(),
      "settled-abroad": reasonRule.exactOptional(),
      "duplicate-card": reasonRule.exactOptional(),
      "moved-away": reasonRule.exactOptional(),
      other: reasonRule.exactOptional(),
    } satisfies Record<CancelReason, z.ZodType>),
    settlementChecks: z.array(z.enum(settlementChecks)).max(settlementChecks.length),
    methods: z.array(z.enum(cancelMethods)).min(1).max(cancelMethods.length),
  }),
  /** How long an operation belongs to the terminal that began it (protocol A5 row 11). */
  operationLeaseMinutes: z.number().int().min(1).max(60),
  /** Nothing of this costs the holder anything; a region that charges cannot be written down. */
  fees: z.literal("none"),
});
export type RegionalRuleSet = z.infer<typeof ruleSetShape>;

/** Over the file's canonical JSON (RFC 8785) without this member. */
const signature = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Ed25519, base64url. */
  value: z.string().regex(/^[\w-]{86}$/),
});
export type RuleSignature = z.infer<typeof signature>;

const head = {
  region: true,
  version: true,
  nameZh: true,
  nameEn: true,
  confirmed: true,
  unconfirmed: true,
} as const;

/** What a region's file changes, as a JSON Merge Patch (RFC 7396) on the default: null closes a channel. */
export const ruleOverlayShape = z.strictObject({
  ...ruleSetShape.pick(head).shape,
  base: z.literal("default"),
  change: z.strictObject({
    business: z.record(z.string(), z.unknown()).exactOptional(),
    freeze: z.record(z.string(), z.unknown()).exactOptional(),
    unfreeze: z.record(z.string(), z.unknown()).exactOptional(),
    cancel: z.record(z.string(), z.unknown()).exactOptional(),
    operationLeaseMinutes: z.unknown().exactOptional(),
  }),
  signature: signature.exactOptional(),
});

/** The default's file says everything itself. */
export const wholeRulesShape = z.strictObject({
  ...ruleSetShape.shape,
  signature: signature.exactOptional(),
});

export const ruleFileShape = z.union([ruleOverlayShape, wholeRulesShape]);
/** Where a file's signature stands, whatever else is in it. */
export const signedShape = z.looseObject({ signature: signature.exactOptional() });
