import type { Clock } from "../hardware/clock.ts";

/** Answers, at each call, whether it is still among the `most` of this second. */
export function perSecond(clock: Clock, most: number): () => boolean {
  let second = -1;
  let calls = 0;
  return () => {
    const now = Math.floor(clock.nowMs() / 1000);
    calls = now === second ? calls + 1 : 1;
    second = now;
    return calls <= most;
  };
}
