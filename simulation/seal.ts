import type { ScriptStep } from "../card/life.ts";
import type { Profile } from "../card/profile.ts";
import type { MacOrder } from "../central/hsm.ts";

/** Seals an order. `changed` lets a mutant have another profile's order of steps under the same keys. */
export type Seal = (order: MacOrder, changed?: (profile: Profile) => Profile) => ScriptStep[];
