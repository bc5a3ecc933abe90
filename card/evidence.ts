import type { Evidence, Life, Target } from "./life.ts";
import type { ScriptPlan } from "./script.ts";

/** The operation that evidence is held against. */
export type JudgedOperation = {
  readonly epoch: number;
  readonly target: Target;
  /** Last 8 bytes of the operation id, upper-case hex. */
  readonly opTag: string;
  /** The card's life when the operation was authorised, where known. */
  readonly from?: Life;
};

/** What a look proves about one operation (protocol A4; default card section 4, last table). */
export type Verdict =
  | { readonly kind: "applied" }
  /** `plan` finishes it: the whole script, or only the half that is missing. */
  | { readonly kind: "unfinished"; readonly plan: ScriptPlan; readonly torn: boolean }
  /** No authorised operation can have made this card state: alarm, clerk's window. */
  | { readonly kind: "contradicts"; readonly because: string };

export function judge(_evidence: Evidence, _operation: JudgedOperation): Verdict {
  throw new Error("being written");
}
