import type { WebSocket } from "ws";
import type { Clock } from "../hardware/clock.ts";

const heartbeatMs = 10_000;

/** Asks whether the other end is still there, and cuts a link that was silent from one beat to the next. */
export function keepBeating(link: WebSocket, clock: Clock): void {
  let alive = true;
  const beat = (): void => {
    if (!alive) {
      link.terminate();
      return;
    }
    alive = false;
    link.ping();
    stop = clock.after(heartbeatMs, beat);
  };
  let stop = clock.after(heartbeatMs, beat);
  link.on("pong", () => {
    alive = true;
  });
  link.on("close", () => {
    stop();
  });
}
