import { expect, test } from "vitest";
import { virtualLights } from "../hardware/lights/virtual-lights.ts";
import { attentionLight } from "./attention-light.ts";
import { cardAlarms } from "./card-alarms.ts";
import { clerkCall } from "./clerk-call.ts";

/** Both that call the desk, over the same lights. */
function desk() {
  const lights = virtualLights("virtual");
  const attention = attentionLight(lights);
  let minuteOver = (): void => undefined;
  const alarms = cardAlarms({
    lights: attention.of("forgotten-card"),
    log: () => undefined,
    onChange: () => undefined,
  });
  const clerk = clerkCall({
    lights: attention.of("help"),
    lit: true,
    clock: {
      nowMs: () => 0,
      after: (_delayMs, then) => {
        minuteOver = then;
        return () => undefined;
      },
    },
    log: () => undefined,
    onChange: () => undefined,
  });
  const shown = () => lights.shown().attention.flash;
  return { alarms, clerk, lights, shown, minuteOver: () => minuteOver() };
}

test("who has called a clerk and takes the card out is still called for", () => {
  const { alarms, clerk, lights, shown, minuteOver } = desk();
  clerk.call();
  alarms.hear({ kind: "light", flash: "slow" });
  alarms.hear({ kind: "light", flash: "off" });
  expect(lights.shown()["card-reader"].flash).toBe("off");
  expect(clerk.state()).toBe("called");
  expect(shown()).toBe("slow");
  minuteOver();
  expect(shown()).toBe("off");
});

test("a call that is over leaves the light on for the card that nobody has taken", () => {
  const { alarms, clerk, shown, minuteOver } = desk();
  clerk.call();
  alarms.hear({ kind: "desk-alert", lyingMs: 60_000 });
  expect(shown()).toBe("continuous");
  minuteOver();
  expect(shown()).toBe("continuous");
  alarms.hear({ kind: "light", flash: "off" });
  expect(shown()).toBe("off");
});
