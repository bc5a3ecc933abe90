import type { Phrase } from "./language.ts";

/**
 * How a fault is told: `what` says what happened and what it means for the person before the screen, `next` what
 * they do now; `clerk` and `technician` say who else acts, and how.
 */
export type CatalogueEntry = {
  readonly what: Phrase;
  readonly next: Phrase;
  readonly clerk: Phrase;
  readonly technician?: Phrase;
};
