import { expect, test } from "vitest";
import type { Clock } from "../hardware/clock.ts";
import { forgottenCard, type CardAlarm, type ReaderMechanism } from "./forgotten-card.ts";
import { card } from "./machine-stand.ts";
import type { Screen } from "./screen.ts";

/** A clock that only the test moves, second by second. */
function handClock(): Clock & { pass(seconds: number): void } {
  let nowMs = 0;
  let waiting: { atMs: number; then: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs, then) {
      const one = { atMs: nowMs + delayMs, then };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    pass(seconds) {
      for (let second = 0; second < seconds; second++) {
        nowMs += 1_000;
        const due = waiting.filter(({ atMs }) => atMs <= nowMs);
        waiting = waiting.filter(({ atMs }) => atMs > nowMs);
        for (const { then } of due) then();
      }
    },
  };
}

const takeCard: Screen = { name: "take-card", card, overdue: false };

function lying(mechanism: ReaderMechanism) {
  const clock = handClock();
  const heard: CardAlarm[] = [];
  const watch = forgottenCard({ clock, mechanism, alarm: (alarm) => heard.push(alarm) });
  const kinds = (): string[] =>
    heard.flatMap((alarm) =>
      alarm.kind === "light" ? alarm.flash : alarm.kind === "countdown" ? [] : alarm.kind,
    );
  return { clock, heard, kinds, ...watch };
}

test("a card taken in time was asked for by a light, and nothing else", () => {
  const at = lying("dip");
  at.see(takeCard);
  at.clock.pass(20);
  at.see({ name: "goodbye" });
  at.clock.pass(600);
  expect(at.kinds()).toEqual(["slow", "off"]);
});

test("a forgotten card: light, then sound every few seconds, then the desk again and again; once taken, all is quiet", () => {
  const at = lying("dip");
  at.see(takeCard);
  at.clock.pass(29);
  expect(at.kinds()).toEqual(["slow"]);
  at.see({ ...takeCard, overdue: true });
  at.clock.pass(1);
  expect(at.kinds()).toEqual(["slow", "fast", "beep"]);
  at.clock.pass(170);
  expect(at.heard.filter(({ kind }) => kind === "desk-alert")).toEqual([
    { kind: "desk-alert", lyingMs: 60_000 },
    { kind: "desk-alert", lyingMs: 180_000 },
  ]);
  expect(at.heard.filter(({ kind }) => kind === "beep").length).toBe(35);
  at.see({ name: "goodbye" });
  expect(at.heard.slice(-2)).toEqual([
    { kind: "light", flash: "off" },
    { kind: "taken", lyingMs: 200_000 },
  ]);
  const before = at.heard.length;
  at.clock.pass(600);
  expect(at.heard.length).toBe(before);
});

test("only a motor reader takes a card in, and a fault with a card inside asks for it like any other end", () => {
  for (const mechanism of ["dip", "motor"] as const) {
    const at = lying(mechanism);
    at.see({ name: "fault", fault: "mute-card", cardInside: true });
    at.clock.pass(300);
    expect(at.heard.filter(({ kind }) => kind === "capture").length).toBe(mechanism === "motor" ? 1 : 0);
    at.close();
  }
});

test("from the first sound on, the screen can count down to the call for the desk; a card that is taken ends it", () => {
  const at = lying("dip");
  const counted = (): number[] =>
    at.heard.flatMap((alarm) => (alarm.kind === "countdown" ? alarm.deskInSeconds : []));
  at.see(takeCard);
  at.clock.pass(29);
  expect(counted()).toEqual([]);
  at.clock.pass(3);
  expect(counted()).toEqual([30, 29, 28]);
  at.clock.pass(28);
  expect(counted().at(-1)).toBe(0);
  at.clock.pass(60);
  expect(counted()).toHaveLength(31);
  at.see({ name: "goodbye" });
  at.see(takeCard);
  at.clock.pass(35);
  at.see({ name: "goodbye" });
  const before = counted().length;
  at.clock.pass(60);
  expect(counted()).toHaveLength(before);
});
