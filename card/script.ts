import type { Life, ScriptStep, StatusRecord, Target } from "./life.ts";
import type { KeyName, Profile } from "./profile.ts";

/** Which commands a card still needs; the profile says what each plan sends (default card, section 6). */
export type ScriptPlan =
  "freeze" | "unfreeze" | "cancel" | "cancel-from-frozen" | "finish-block" | "finish-record";

export type ScriptOrder = {
  readonly profile: Profile;
  readonly plan: ScriptPlan;
  readonly target: Target;
  /** Written by the plans that write a record. */
  readonly record: StatusRecord;
  /** R, 8 bytes: the current challenge of the card session. */
  readonly challenge: Uint8Array;
  /** The card's own (diversified) key; session keys are derived from it and the challenge here. */
  readonly cardKey: (name: KeyName) => Uint8Array;
};

/** The MAC'd commands of one card session, in order; pure. */
export function issuerScript(_order: ScriptOrder): ScriptStep[] {
  throw new Error("being written");
}

export type { Life };
