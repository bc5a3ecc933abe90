import type { ScriptStep, StatusRecord, Target } from "../card/life.ts";
import type { ScriptPlan } from "../card/script.ts";
import type { Result } from "../hardware/result.ts";

/** Why no script was made. Nothing was sent to any card. */
export type HsmFault =
  | { readonly kind: "hsm-unavailable"; readonly detail: string }
  /** No keys for such a card. */
  | { readonly kind: "no-such-keys"; readonly profile: string; readonly issuerNumber: string };

/** One script for one card session. */
export type MacOrder = {
  /** Profile id; with the ATR and the issuer's number it names the card's keys. */
  readonly profile: string;
  /** Upper-case hex, as personalised. */
  readonly atr: string;
  /** 6 digits. */
  readonly issuerNumber: string;
  readonly plan: ScriptPlan;
  readonly target: Target;
  /** Written by the plans that write a record. */
  readonly record: StatusRecord;
  /** R, 8 bytes: the current challenge of the card session. */
  readonly challenge: Uint8Array;
  /** From 0; which part of the script, for cards whose challenge serves one command. */
  readonly segment?: number;
  /** As personalised, YYYY-MM-DD; for cards that say their life by the expiry date. */
  readonly validity?: { readonly issuedOn: string; readonly expiresOn: string };
};

/** Holds the issuers' keys; they never leave it. It keeps a deadline of its own: callers wait inside a transaction. */
export interface MacService {
  /** What an operator must know, in codes: shown by /v1/health and logged at start. */
  readonly warnings: readonly string[];
  issuerScript(order: MacOrder): Promise<Result<ScriptStep[], HsmFault>>;
}
