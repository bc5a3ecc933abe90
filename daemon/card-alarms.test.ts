import { expect, test } from "vitest";
import { virtualLights } from "../hardware/lights/virtual-lights.ts";
import { cardAlarms } from "./card-alarms.ts";

function alarms(answers: { readonly beep?: string; readonly desk?: string } = {}) {
  const lights = virtualLights("virtual");
  const done: string[] = [];
  const logged: object[] = [];
  const at = cardAlarms({
    lights,
    beep: () => {
      done.push("beep");
      return Promise.resolve(answers.beep);
    },
    callDesk: (alert, seconds) => {
      done.push(`${alert} ${String(seconds)}`);
      return Promise.resolve(answers.desk);
    },
    log: (what) => logged.push(what),
    onChange: () => done.push("change"),
  });
  return { lights, done, logged, at };
}

test("asked, overdue, desk, taken: the light by the reader, the sound, the countdown, the attention light", () => {
  const { lights, done, at } = alarms();
  at.hear({ kind: "light", flash: "slow" });
  expect(lights.shown()["card-reader"]).toEqual({ flash: "slow", colour: "green" });
  expect(at.deskInSeconds()).toBeUndefined();
  at.hear({ kind: "light", flash: "fast" });
  at.hear({ kind: "countdown", deskInSeconds: 30 });
  at.hear({ kind: "beep" });
  expect(lights.shown()["card-reader"]).toEqual({ flash: "quick", colour: "red" });
  expect(at.deskInSeconds()).toBe(30);
  at.hear({ kind: "desk-alert", lyingMs: 60_400 });
  expect(lights.shown().attention).toEqual({ flash: "continuous", colour: "red" });
  at.hear({ kind: "light", flash: "off" });
  at.hear({ kind: "taken", lyingMs: 61_000 });
  expect(lights.shown()["card-reader"].flash).toBe("off");
  expect(lights.shown().attention.flash).toBe("off");
  expect(at.deskInSeconds()).toBeUndefined();
  expect(at.counters()).toEqual({ forgotten: 1, deskCalls: 1 });
  expect(done.filter((what) => what !== "change")).toEqual(["beep", "card-forgotten 60"]);
});

test("a sound or a call that fails is logged, and the next one is tried all the same", async () => {
  const { done, logged, at } = alarms({ beep: "no such file", desk: "refused" });
  at.hear({ kind: "beep" });
  at.hear({ kind: "desk-alert", lyingMs: 60_000 });
  at.hear({ kind: "beep" });
  await Promise.resolve();
  expect(done).toEqual(["beep", "card-forgotten 60", "beep"]);
  expect(logged).toContainEqual({ failed: "beep", why: "no such file" });
  expect(logged).toContainEqual({ failed: "desk alert", why: "refused" });
});
