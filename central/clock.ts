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

const dayMs = 86_400_000;

const shanghaiIso = (atMs: number): string => new Date(atMs + shanghaiAheadMs).toISOString();

let newestDay = { day: Number.NaN, date: "" };

/** YYYY-MM-DD in Asia/Shanghai: the date that expiry is held against. */
export function shanghaiDate(atMs: number): string {
  const day = Math.floor((atMs + shanghaiAheadMs) / dayMs);
  // Asked for each look at a card, and nearly always for the same day as before.
  if (day !== newestDay.day) newestDay = { day, date: shanghaiIso(atMs).slice(0, 10) };
  return newestDay.date;
}

/** YYYYMMDDhhmmss in Asia/Shanghai: the time field of a status record (default card section 2). */
export const shanghaiStamp = (atMs: number): string => shanghaiIso(atMs).slice(0, 19).replace(/[-:T]/g, "");
