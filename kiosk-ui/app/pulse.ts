import { drawnEveryMs } from "../../daemon/screen.ts";
import type { PageClock } from "./clock.ts";

/**
 * Tells the daemon every `drawnEveryMs` which frame stands on the screen, after the browser has really painted. When
 * the page hangs, or keeps an old picture, the word fails to come and the daemon has the page loaded again.
 */
export function openPulse(parts: {
  readonly clock: PageClock;
  /** Calls back when the next picture is drawn; at once where nobody looks at the page. */
  readonly painted: (then: () => void) => void;
  readonly say: (frameNo: number) => void;
}): { drew(frameNo: number): void } {
  let newest: number | undefined;
  const beat = (): void => {
    parts.painted(() => {
      if (newest !== undefined) parts.say(newest);
      parts.clock.after(drawnEveryMs, beat);
    });
  };
  return {
    drew(frameNo) {
      const first = newest === undefined;
      newest = frameNo;
      if (first) beat();
    },
  };
}
