import type { CatalogueEntry } from "./catalogue-entry.ts";
import { cardErrors } from "./errors-card.ts";
import { centreErrors } from "./errors-centre.ts";
import { deviceErrors } from "./errors-devices.ts";
import { registerErrors } from "./errors-register.ts";
import { terminalErrors } from "./errors-terminal.ts";

const told = { ...cardErrors, ...registerErrors, ...centreErrors, ...deviceErrors, ...terminalErrors };

/** Every fault that a person at a terminal can meet: a code without words, and words without a code, cannot be. */
export type FaultCode = keyof typeof told;

/** The error catalogue. docs/errors.md is printed from it, in this order. */
export const catalogue: Readonly<Record<FaultCode, CatalogueEntry>> = told;
export const faultCodes = Object.keys(told) as readonly FaultCode[];
