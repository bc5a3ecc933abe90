import { beforeEach, expect, test, vi } from "vitest";
import { hungAfterMs, screenPulse } from "./screen-pulse.ts";

let nowMs = 0;
let timers: { readonly atMs: number; readonly then: () => void }[] = [];
let newest = 1;
const hung = vi.fn<() => void>();
let pulse: ReturnType<typeof screenPulse>;

const clock = {
  nowMs: () => nowMs,
  after(delayMs: number, then: () => void) {
    const timer = { atMs: nowMs + delayMs, then };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  },
};
function pass(ms: number): void {
  nowMs += ms;
  for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
    timers = timers.filter((other) => other !== timer);
    timer.then();
  }
}

beforeEach(() => {
  nowMs = 0;
  timers = [];
  newest = 1;
  hung.mockReset();
  pulse = screenPulse({ clock, newest: () => newest, hung });
});

test("a page that names the newest frame every five seconds is well, for as long as it does", () => {
  for (let times = 0; times < 100; times += 1) {
    newest += 1;
    pulse.drawn(newest);
    pass(5_000);
  }
  expect(hung).not.toHaveBeenCalled();
});

test("a page that falls silent is hung, and that is said once", () => {
  pulse.drawn(1);
  pass(hungAfterMs - 1);
  expect(hung).not.toHaveBeenCalled();
  pass(1);
  pass(10 * hungAfterMs);
  expect(hung).toHaveBeenCalledOnce();
});

test("a page that goes on naming an old frame is hung too", () => {
  pulse.drawn(1);
  newest = 7;
  pulse.drawn(1);
  for (let times = 0; times < 4; times += 1) {
    pass(5_000);
    pulse.drawn(1);
  }
  expect(hung).toHaveBeenCalledOnce();
});

test("screens that follow one another faster than the page speaks do not make it hung", () => {
  for (let times = 0; times < 100; times += 1) {
    pulse.drawn(newest);
    newest += 10;
    pass(5_000);
  }
  expect(hung).not.toHaveBeenCalled();
});

test("who never named a frame is not judged, and who has gone is not either", () => {
  pass(10 * hungAfterMs);
  pulse.drawn(1);
  pulse.stop();
  pass(10 * hungAfterMs);
  expect(hung).not.toHaveBeenCalled();
});
