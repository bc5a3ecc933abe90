import type { Clock } from "../hardware/clock.ts";

/** A page says every 5 s what it has drawn; three times missed, and it hangs or shows something old. */
export const hungAfterMs = 20_000;

/**
 * Does the page really show what the daemon says? A browser answers a WebSocket's ping although its page hangs, so the
 * page itself names the newest frame that it has painted. `hung` is called once when the frame that was the newest at
 * the page's last good word is not named within `hungAfterMs`. A screen that never named any is not judged: it is
 * one of the house's own tools.
 */
export function screenPulse(parts: {
  readonly clock: Clock;
  /** Number of the frame that was sent last. */
  readonly newest: () => number;
  readonly hung: () => void;
}): { drawn(frameNo: number): void; stop(): void } {
  let due: number | undefined;
  let callOff = (): void => undefined;
  return {
    drawn(frameNo) {
      // Alive, but with an old picture: the clock that runs already goes on.
      if (due !== undefined && frameNo < due) return;
      callOff();
      due = parts.newest();
      callOff = parts.clock.after(hungAfterMs, parts.hung);
    },
    stop: () => callOff(),
  };
}
