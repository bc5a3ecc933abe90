import type { Coded } from "./codes.ts";
import type { Evidence } from "./life.ts";

export type Holder = {
  readonly name: string;
  readonly nationalNumber: string;
  readonly sex: Coded;
  readonly ethnicGroup: Coded;
  /** Region code and name; the code alone where the region is unknown. */
  readonly birthPlace: Coded;
  /** YYYY-MM-DD; empty where the card has none. */
  readonly bornOn: string;
};

/** What a card says of itself, unmasked: never logged, wiped when the visit ends. */
export type CardFacts = {
  readonly evidence: Evidence;
  /** `number`: six digits; an unknown region's names are its number. */
  readonly issuer: {
    readonly number: string;
    readonly regionZh: string;
    readonly regionEn: string;
    readonly provinceZh: string;
  };
  readonly cardClass: string;
  /** E.g. "2.00". */
  readonly version: string;
  /** Up to 24 digits. */
  readonly initialisingOrganisation: string;
  /** YYYY-MM-DD, both. */
  readonly issuedOn: string;
  readonly expiresOn: string;
  /** Empty where the card keeps it closed, as one of 3.00 does. */
  readonly cardNumber: string;
  /** Absent where the card keeps it closed, as a cancelled one or one of 3.00 does. */
  readonly holder?: Holder;
  readonly warnings: readonly CardWarning[];
};

/** Oddities that real cards have too: shown to a technician, never a reason to turn a card away. */
export type CardWarning =
  | "unknown-region"
  /** The division that the issuer's number names exists no more: an old card, not a wrong one. */
  | "region-abolished"
  | "rid-differs"
  | "atr-city-differs"
  | "atr-serial-differs"
  | "initialising-organisation-differs"
  | "status-region-differs"
  | "card-number-check-digit"
  | "national-number-check-digit"
  | "birth-date-differs"
  | "sex-differs";
