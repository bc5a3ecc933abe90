/** The centre's one clock, in milliseconds since 1970. Safety never rests on a terminal's clock. */
export type CentreClock = { readonly nowMs: () => number };

/**
 * A clock that never goes back: `max(now, last)` (protocol A6).
 * `notBeforeMs` is the newest time already stored, so that a machine whose clock was set back keeps order.
 */
export function monotoneClock(wallMs: () => number, notBeforeMs: number): CentreClock {
  let lastMs = notBeforeMs;
  return {
    nowMs() {
      lastMs = Math.max(lastMs, Math.floor(wallMs()));
      return lastMs;
    },
  };
}

/** Asia/Shanghai is UTC+8 the whole year; summer time ended there in 1991. */
const shanghaiAheadMs = 8 * 3_600_000;

const shanghaiIso = (atMs: number): string => new Date(atMs + shanghaiAheadMs).toISOString();

/** YYYY-MM-DD in Asia/Shanghai: the date that expiry is held against. */
export const shanghaiDate = (atMs: number): string => shanghaiIso(atMs).slice(0, 10);

/** YYYYMMDDhhmmss in Asia/Shanghai: the time field of a status record (default card section 2). */
export const shanghaiStamp = (atMs: number): string => shanghaiIso(atMs).slice(0, 19).replace(/[-:T]/g, "");
