import { z } from "zod";
import type { Staff } from "../access/staff.ts";
import type { RejectionCode } from "../contract.ts";
import { documents } from "../rules/rule-shape.ts";
import { agent } from "./agent.ts";

/** The words that applications are made of: states, who acts, papers, refusals. One model for every channel. */

export const applicationStates = [
  /** Taken in; an office was asked about a condition and has not answered yet. */
  "submitted",
  "returned-for-correction",
  "awaiting-approval",
  /** Four eyes: one clerk has agreed, another has to. */
  "awaiting-second-approval",
  /** Of a transfer: the destination has agreed and moves the records. */
  "approved",
  /** Agreed; the card has to be presented at a terminal or desk. */
  "awaiting-card",
  "done",
  "rejected",
  "withdrawn",
  /** Nothing came of it in time, or something else made it void. */
  "lapsed",
] as const;
export type ApplicationState = (typeof applicationStates)[number];

/** What may follow what; whatever is not here is a bug. */
export const followedBy: Readonly<Record<ApplicationState, readonly ApplicationState[]>> = {
  submitted: ["awaiting-approval", "approved", "returned-for-correction", "rejected", "withdrawn", "lapsed"],
  "returned-for-correction": ["submitted", "withdrawn", "lapsed"],
  "awaiting-approval": [
    // What the offices said is too old to decide on: they are asked again.
    "submitted",
    "awaiting-second-approval",
    "approved",
    "returned-for-correction",
    "rejected",
    "withdrawn",
    "lapsed",
  ],
  "awaiting-second-approval": [
    "submitted",
    "approved",
    "returned-for-correction",
    "rejected",
    "withdrawn",
    "lapsed",
  ],
  approved: ["awaiting-card", "done", "rejected", "withdrawn", "lapsed"],
  "awaiting-card": ["awaiting-card", "done", "withdrawn", "lapsed"],
  done: [],
  rejected: [],
  withdrawn: [],
  lapsed: [],
};

export const isOpen = (state: ApplicationState): boolean => followedBy[state].length > 0;

/** An office that did not answer, or not so that it can be understood, has not said that all is settled. */
export type SettlementAnswer = "clear" | "open" | "unknown";

/** Who acts on an application. */
export type Actor =
  | { readonly kind: "clerk"; readonly staff: Staff }
  | { readonly kind: "holder" }
  | { readonly kind: "terminal"; readonly terminalId: string }
  | { readonly kind: "centre" };

/** As the timeline names them. */
export function nameOf(actor: Actor): string {
  switch (actor.kind) {
    case "clerk":
      return `clerk ${actor.staff.subject}`;
    case "terminal":
      return `terminal ${actor.terminalId}`;
    case "holder":
    case "centre":
      return actor.kind;
  }
}

/** Somebody whose papers a terminal has read: their number stays there, as a reference under its own key. */
const agentAtTerminal = z.strictObject({
  /** Absent where the terminal did not tell it before it asked. */
  name: z.string().min(1).max(120).exactOptional(),
  agentRef: z.string(),
  mandate: z.string(),
});

/** What was shown when it was asked for. */
export const papers = z.strictObject({
  documents: z.array(z.enum(documents)).max(documents.length),
  agent: agent.exactOptional(),
  agentAtTerminal: agentAtTerminal.exactOptional(),
});
export type Papers = z.infer<typeof papers>;

/** Why an application cannot be taken, decided or found, besides what the protocol itself refuses. */
export type ApplicationRefusal =
  | "channel-closed"
  | "reason-not-open"
  | "reason-not-by-this-channel"
  | "reason-missing"
  | "documents-missing"
  | "agent-missing"
  | "power-of-attorney-invalid"
  | "conditions-open"
  | "no-card-of-this-holder"
  | "which-card"
  | "holder-does-not-match"
  | "not-this-office"
  | "identity-not-verified"
  | "caller-not-verified"
  | "too-many-tries"
  | "applied-for-already"
  | "medical-account-cancelled"
  | "operation-pending"
  | "own-entry"
  | "decided-by-you"
  | "claimed-by-another"
  | "claim-first"
  | "not-in-this-state"
  | "another-notice-stands"
  | RejectionCode;
