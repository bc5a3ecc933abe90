import { z } from "zod";

/** The words of the registry (service rules S8): what is asked for, how it stands, who refuses it and why. */

export const registryKinds = ["issuer", "card-face", "file-structure"] as const;
export type RegistryKind = (typeof registryKinds)[number];

export const registryStates = [
  /** A city's: the province looks at it first. */
  "province-review",
  "ministry-review",
  "returned",
  "refused",
  /** Of an issuer: its number is assigned, and not yet filed; of a design: in force. */
  "approved",
  /** Filed with the National IC Card Registration Center: its cards are served. */
  "filed",
  /** A later approval of the same thing took its place. */
  "superseded",
  /** The ministry took its approval back. */
  "withdrawn",
] as const;
export type RegistryState = (typeof registryStates)[number];

/** What may follow what; whatever is not here is a bug. */
export const followedBy: Readonly<Record<RegistryState, readonly RegistryState[]>> = {
  "province-review": ["ministry-review", "returned", "refused"],
  "ministry-review": ["approved", "returned", "refused"],
  returned: ["province-review", "ministry-review"],
  refused: [],
  approved: ["filed", "superseded", "withdrawn"],
  filed: ["withdrawn"],
  superseded: [],
  withdrawn: [],
};

export const isUnderReview = (state: RegistryState): boolean =>
  state === "province-review" || state === "ministry-review" || state === "returned";

export const reportKinds = ["supplier", "product", "more-cards"] as const;
export type ReportKind = (typeof reportKinds)[number];

const line = z.string().trim().min(1).max(80);

/** What an issuer says of itself when it applies. */
export const issuerDetails = z.strictObject({
  nameZh: line,
  nameEn: line,
  regionZh: line,
  regionEn: line,
  /** How many cards it means to issue; more of them are reported for the record. */
  plannedCards: z.number().int().min(1).max(200_000_000),
  supplier: line,
  product: line,
});
export type IssuerDetails = z.infer<typeof issuerDetails>;

/** Why the registry says no; each is an answer, with words in `words/centre-registry.ts`. */
export const registryRefusals = [
  "not-your-office",
  "own-entry",
  "decided-by-you",
  "reason-missing",
  "not-in-this-state",
  "unknown-region",
  "not-provincial-or-municipal",
  "applied-for-already",
  "issuer-approved-already",
  "issuer-not-approved",
  "no-such-profile",
  "cancel-method-not-allowed",
  "design-approved-already",
  // cards
  "profile-not-approved",
  "card-known-already",
  "card-not-of-this-issuer",
  "check-digit-wrong",
  "already-expired",
  "holder-has-card",
  "not-the-holders-card",
  "no-replacement-ordered",
  "not-sealed",
] as const;
export type RegistryRefusal = (typeof registryRefusals)[number];
