import type { Target } from "./life.ts";
import type { Profile } from "./profile-shape.ts";

/** How a profile's cards show what an operation did; told by what its script sends. */
export type OperationMethod = "block" | "status-record" | "expiry-date" | "centre-only";

const planOf = { active: "unfreeze", frozen: "freeze", cancelled: "cancel" } as const satisfies Record<
  Target,
  keyof Profile["operations"]
>;

/** `block` stands for APPLICATION BLOCK and UNBLOCK, with or without a status record before or after. */
export function methodOf(profile: Pick<Profile, "operations">, target: Target): OperationMethod {
  const { steps } = profile.operations[planOf[target]];
  if (steps.length === 0) return "centre-only";
  if (steps.some((step) => step.startsWith("app"))) return "block";
  return steps.includes("record") ? "status-record" : "expiry-date";
}
