const dayMs = 86_400_000;

/** What a region decides for itself: tables, never code (protocol section 0, A6). */
export type RegionalRules = {
  /** After which a temporary freeze (临时挂失) lapses by itself; null where it never does. */
  readonly temporaryFreezeMs: number | null;
  /** Whether a formal freeze (正式挂失) may be lifted at all. */
  readonly formalFreezeLifts: boolean;
  /** Whether the record may become active before the card was seen. */
  readonly liftWithoutCard: boolean;
  /** An accepted unfreeze is true within this time. */
  readonly unfreezeMs: number;
  /** How long before that time it is lifted without its card. */
  readonly liftMarginMs: number;
  /** How long an operation belongs to the terminal that began it (A5 row 11). */
  readonly leaseMs: number;
};

const everywhere: RegionalRules = {
  temporaryFreezeMs: 5 * dayMs,
  formalFreezeLifts: true,
  liftWithoutCard: true,
  unfreezeMs: dayMs,
  liftMarginMs: 15 * 60_000,
  leaseMs: 10 * 60_000,
};

/** By GB/T 2260 code of the issuing city, as its offices have published. */
const byRegion: Readonly<Record<string, Partial<RegionalRules>>> = {
  // Shanghai 2023: five days; a formal loss report is followed by a new card only.
  "310000": { temporaryFreezeMs: 5 * dayMs, formalFreezeLifts: false },
  // Yongkang: ten days.
  "330784": { temporaryFreezeMs: 10 * dayMs },
};

export type RulesOf = (region: string) => RegionalRules;

/** What holds for the cards of one issuer. */
export const regionalRules: RulesOf = (region) => ({ ...everywhere, ...byRegion[region] });
