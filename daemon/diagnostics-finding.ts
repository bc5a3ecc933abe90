import { findingCatalogue, severities, type FindingCode, type FindingEntry } from "../words/findings.ts";

/** One thing found: its code, and in `detail` what exactly (never personal). */
export type Found = { readonly code: FindingCode; readonly detail?: string };

/** A finding with its words, as `cardhall doctor --json` and the page give it. */
export type Finding = FindingEntry & { readonly code: FindingCode; readonly detail?: string };

export const finding = (found: Found): Finding => ({ ...found, ...findingCatalogue[found.code] });

/** Worst first, in the order found. */
export const inOrder = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));
