import type { Light, StatusLights } from "../hardware/ports.ts";

/** Who may want the attention light, the more urgent first: a card that lies there, somebody who asks for help. */
const callers = ["forgotten-card", "help"] as const;

type Lights = Pick<StatusLights, "set">;

/**
 * One light that two call the desk with: what one of them no longer wants stays lit for as long as the other does.
 * All other lights are whoever's that sets them.
 */
export function attentionLight(lights: Lights): {
  readonly of: (caller: (typeof callers)[number]) => Lights;
} {
  const wanted = new Map<(typeof callers)[number], Light>();
  return {
    of: (caller) => ({
      set(position, light) {
        if (position !== "attention") {
          lights.set(position, light);
          return;
        }
        if (light.flash === "off") wanted.delete(caller);
        else wanted.set(caller, light);
        const first = callers.map((each) => wanted.get(each)).find((each) => each !== undefined);
        lights.set(position, first ?? light);
      },
    }),
  };
}
