import type { Clock } from "../hardware/clock.ts";
import type { ReadyChild } from "./child.ts";

/** The wait before a part is started again: twice as long each time, so that one that cannot live costs little. */
const firstWaitMs = 500;
const lastWaitMs = 10_000;

/** Starts a part of the hall again whenever it ends, until it is let go. One that lived for a while is waited for anew. */
export function keepAlive(
  first: ReadyChild,
  parts: {
    readonly name: string;
    readonly start: () => Promise<ReadyChild>;
    readonly clock: Clock;
    readonly say: (line: string) => void;
  },
): { child(): ReadyChild; letGo(): void } {
  const { name, start, clock, say } = parts;
  let child = first;
  let waitMs = firstWaitMs;
  let kept = true;
  let stopWaiting = (): void => undefined;

  function watch(): void {
    const bornMs = clock.nowMs();
    child.process.once("exit", (code, signal) => {
      if (!kept) return;
      say(`the ${name} ended (${signal ?? String(code)}); starting it again`);
      if (clock.nowMs() - bornMs >= lastWaitMs) waitMs = firstWaitMs;
      startLater();
    });
  }
  function startLater(): void {
    stopWaiting = clock.after(waitMs, () => void startAgain());
    waitMs = Math.min(waitMs * 2, lastWaitMs);
  }
  async function startAgain(): Promise<void> {
    try {
      child = await start();
      // Let go while it came up: its lifeline is cut, and it ends by itself.
      if (!kept) child.process.stdin?.end();
    } catch (error) {
      say(String(error));
      if (kept) startLater();
      return;
    }
    say(`the ${name} is back`);
    watch();
  }

  watch();
  return {
    child: () => child,
    letGo() {
      kept = false;
      stopWaiting();
    },
  };
}
