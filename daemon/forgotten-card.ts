import type { Clock } from "../hardware/clock.ts";
import type { Screen } from "./screen.ts";

/**
 * A card that nobody takes, as events for whatever can be seen, heard or read: first a light, then sound, then the
 * desk, then what the reader itself can do. A dip reader cannot take a card in, so there it ends with the desk, again
 * and again; a motor reader takes it in where the hall wants that, and the card is counted.
 */
export type CardAlarm =
  | { readonly kind: "light"; readonly flash: "slow" | "fast" | "off" }
  | { readonly kind: "beep" }
  /** Each second from the first sound until the desk is called, which is 0. */
  | { readonly kind: "countdown"; readonly deskInSeconds: number }
  | { readonly kind: "desk-alert"; readonly lyingMs: number }
  | { readonly kind: "capture" }
  | { readonly kind: "taken"; readonly lyingMs: number };

export type ReaderMechanism = "dip" | "motor";

/** The first as the session machine calls a card overdue, so that page, light and sound speak together. */
const overdueMs = 30_000;
const deskMs = 60_000;
const deskAgainMs = 120_000;
const beepAgainMs = 5_000;
const captureMs = 90_000;

/** Told of each screen; calls `alarm` while one of them asks for the card. */
export function forgottenCard(parts: {
  readonly clock: Clock;
  readonly mechanism: ReaderMechanism;
  readonly alarm: (alarm: CardAlarm) => void;
}): { see(screen: Screen): void; close(): void } {
  const { clock, mechanism, alarm } = parts;
  let sinceMs: number | undefined;
  const running = new Set<() => void>();

  function later(ms: number, then: () => void): void {
    const end = clock.after(ms, () => {
      running.delete(end);
      then();
    });
    running.add(end);
  }
  const lyingMs = (): number => clock.nowMs() - (sinceMs ?? clock.nowMs());
  function stop(): void {
    for (const end of running) end();
    running.clear();
    sinceMs = undefined;
  }
  function beep(): void {
    alarm({ kind: "beep" });
    later(beepAgainMs, beep);
  }
  function count(deskInSeconds: number): void {
    alarm({ kind: "countdown", deskInSeconds });
    if (deskInSeconds > 0) later(1_000, () => count(deskInSeconds - 1));
  }
  function callDesk(): void {
    alarm({ kind: "desk-alert", lyingMs: lyingMs() });
    later(deskAgainMs, callDesk);
  }
  function begin(): void {
    sinceMs = clock.nowMs();
    alarm({ kind: "light", flash: "slow" });
    later(overdueMs, () => {
      alarm({ kind: "light", flash: "fast" });
      count((deskMs - overdueMs) / 1_000);
      beep();
    });
    later(deskMs, callDesk);
    if (mechanism === "motor") later(captureMs, () => alarm({ kind: "capture" }));
  }

  return {
    see(screen) {
      const asked = screen.name === "take-card" || (screen.name === "fault" && screen.cardInside);
      if (asked && sinceMs === undefined) begin();
      if (asked || sinceMs === undefined) return;
      const lay = lyingMs();
      stop();
      alarm({ kind: "light", flash: "off" });
      if (lay >= overdueMs) alarm({ kind: "taken", lyingMs: lay });
    },
    close: stop,
  };
}
