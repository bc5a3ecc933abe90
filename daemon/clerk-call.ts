import type { Clock } from "../hardware/clock.ts";
import type { StatusLights } from "../hardware/ports.ts";

/** Somebody at the kiosk asks for a person. */
interface ClerkCall {
  call(): void;
  /** `callable` where the hall has a light or a command for it. */
  state(): "callable" | "called" | undefined;
  close(): void;
}

/** The name that the hall's own command for the desk is given. */
const alertName = "help-wanted";
/** As long as the light is on, the desk is not called again. */
const calledMs = 60_000;

export function clerkCall(parts: {
  readonly lights: Pick<StatusLights, "set">;
  /** Whether `lights` are more than a picture of lights. */
  readonly lit: boolean;
  /** Calls the desk; answers with why it did not. */
  readonly callDesk?: (alert: string, seconds: number) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly log: (what: object) => void;
  readonly onChange: () => void;
}): ClerkCall {
  const { lights, lit, callDesk, clock, log, onChange } = parts;
  const callable = lit || callDesk !== undefined;
  let called = false;
  let stop = (): void => undefined;
  return {
    call() {
      if (!callable || called) return;
      called = true;
      log({ call: alertName });
      lights.set("attention", { flash: "slow", colour: "yellow" });
      void callDesk?.(alertName, 0).then((why) => {
        if (why !== undefined) log({ failed: "desk alert", why });
      });
      stop = clock.after(calledMs, () => {
        called = false;
        lights.set("attention", { flash: "off", colour: "yellow" });
        onChange();
      });
      onChange();
    },
    state: () => (callable ? (called ? "called" : "callable") : undefined),
    close: () => {
      stop();
    },
  };
}
