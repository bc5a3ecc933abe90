import type { Target } from "./life.ts";
import type { Profile } from "./profile-shape.ts";

/** How a profile's cards show what an operation did; told by what its script sends. */
export type OperationMethod = "block" | "status-record" | "expiry-date" | "centre-only";

const planOf = { active: "unfreeze", frozen: "freeze", cancelled: "cancel" } as const satisfies Record<
  Target,
  keyof Profile["operations"]
>;

type Steps = Profile["operations"]["freeze"]["steps"];

/** Whether APPLICATION BLOCK or UNBLOCK is among what is sent. */
export const blocks = (steps: Steps): boolean =>
  steps.some((step) => step === "byTarget" || step.startsWith("app"));

export const methodOf = (profile: Pick<Profile, "operations">, target: Target): OperationMethod =>
  methodOfSteps(profile.operations[planOf[target]].steps);

/** `block` stands for APPLICATION BLOCK and UNBLOCK, with or without a status record before or after. */
export function methodOfSteps(steps: Steps): OperationMethod {
  if (steps.length === 0) return "centre-only";
  if (blocks(steps)) return "block";
  return steps.includes("record") ? "status-record" : "expiry-date";
}
