import { expect, test } from "vitest";
import { virtualLights } from "../hardware/lights/virtual-lights.ts";
import { clerkCall } from "./clerk-call.ts";

function hall(lit: boolean, withDesk: boolean) {
  const calls: string[] = [];
  let later: (() => void) | undefined;
  const lights = virtualLights();
  const set: string[] = [];
  const watched = {
    ...lights,
    set: (where: string, { flash }: { flash: string }) => void set.push(`${where} ${flash}`),
  };
  const clerk = clerkCall({
    lights: watched,
    lit,
    ...(withDesk
      ? {
          callDesk: (alert: string) => {
            calls.push(alert);
            return Promise.resolve(undefined);
          },
        }
      : {}),
    clock: {
      nowMs: () => 0,
      after: (_delayMs, task) => {
        later = task;
        return () => undefined;
      },
    },
    log: () => undefined,
    onChange: () => undefined,
  });
  return { clerk, calls, set, minuteOver: () => later?.() };
}

test("somebody who asks for a clerk lights the light and calls the desk, once a minute", () => {
  const { clerk, calls, set, minuteOver } = hall(true, true);
  expect(clerk.state()).toBe("callable");
  clerk.call();
  clerk.call();
  expect(calls).toEqual(["help-wanted"]);
  expect(set).toEqual(["attention slow"]);
  expect(clerk.state()).toBe("called");
  minuteOver();
  expect(set.at(-1)).toBe("attention off");
  clerk.call();
  expect(calls).toHaveLength(2);
});

test("where nobody would see or hear it, nobody is told that a clerk was called", () => {
  const { clerk, set } = hall(false, false);
  clerk.call();
  expect(clerk.state()).toBeUndefined();
  expect(set).toEqual([]);
});
