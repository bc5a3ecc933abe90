import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Clock } from "../clock.ts";
import { ledLights } from "./led-lights.ts";

/** Folders as /sys/class/leds has them: the kernel's own are files as well. */
function leds(...names: string[]) {
  const home = mkdtempSync(join(tmpdir(), "cardhall-leds-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  for (const name of names) {
    mkdirSync(join(home, name));
    writeFileSync(join(home, name, "brightness"), "0");
  }
  return {
    path: (name: string) => join(home, name),
    lit: (name: string) => readFileSync(join(home, name, "brightness"), "utf8") !== "0",
    remove: (name: string) => rmSync(join(home, name), { recursive: true }),
  };
}

function steppedClock(): Clock & { step(): number | undefined } {
  let waiting: { delayMs: number; then: () => void } | undefined;
  return {
    nowMs: () => 0,
    after(delayMs, then) {
      const one = { delayMs, then };
      waiting = one;
      return () => {
        if (waiting === one) waiting = undefined;
      };
    },
    step() {
      const due = waiting;
      waiting = undefined;
      due?.then();
      return due?.delayMs;
    },
  };
}

test("flashes its colour and no other, stays lit when told so, and is dark when it is closed", async () => {
  const box = leds("reader:green", "reader:red", "attention:red");
  const clock = steppedClock();
  const lights = ledLights(
    {
      "card-reader": { green: box.path("reader:green"), red: box.path("reader:red") },
      attention: { red: box.path("attention:red") },
    },
    clock,
  );
  expect(lights.status()).toEqual({ device: "online", name: "3 of 3 LEDs" });
  lights.set("card-reader", { flash: "slow", colour: "green" });
  expect([box.lit("reader:green"), box.lit("reader:red")]).toEqual([true, false]);
  expect(clock.step()).toBe(1_000);
  expect(box.lit("reader:green")).toBe(false);
  clock.step();
  expect(box.lit("reader:green")).toBe(true);
  lights.set("card-reader", { flash: "quick", colour: "red" });
  expect([box.lit("reader:green"), box.lit("reader:red")]).toEqual([false, true]);
  expect(clock.step()).toBe(200);
  lights.set("card-reader", { flash: "off", colour: "red" });
  expect(clock.step()).toBeUndefined();
  expect(box.lit("reader:red")).toBe(false);
  lights.set("attention", { flash: "continuous", colour: "red" });
  expect(clock.step()).toBeUndefined();
  expect(box.lit("attention:red")).toBe(true);
  await lights.close();
  expect(box.lit("attention:red")).toBe(false);
});

test("a light that went away stops nobody, and is told of", () => {
  const box = leds("scan:white");
  const lights = ledLights({ scanner: { white: box.path("scan:white") } }, steppedClock());
  box.remove("scan:white");
  lights.set("scanner", { flash: "continuous", colour: "white" });
  lights.set("badgeless" as "attention", { flash: "slow", colour: "red" });
  expect(lights.status()).toEqual({ device: "offline", name: "0 of 1 LEDs" });
});
