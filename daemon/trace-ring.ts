import type { Rung } from "../hardware/reader/ladder.ts";
import type { TraceEntry } from "../hardware/reader/trace.ts";

/** The newest exchanges with cards, masked, and what became of the reader since this process began. */
export type TraceRing = {
  keep(entry: TraceEntry): void;
  rung(rung: Rung): void;
  entries(): readonly TraceEntry[];
  counters(): {
    readonly exchanges: number;
    readonly faults: number;
    readonly losses: number;
    readonly restarts: number;
  };
};

const keptMost = 500;

export function traceRing(): TraceRing {
  let kept: TraceEntry[] = [];
  const counted = { exchanges: 0, faults: 0, losses: 0, restarts: 0 };
  return {
    keep(entry) {
      kept.push(entry);
      // Cut in halves: an array that is shifted at each exchange is copied at each exchange.
      if (kept.length > keptMost * 2) kept = kept.slice(-keptMost);
      counted.exchanges++;
      if (entry.fault !== undefined) counted.faults++;
    },
    rung({ rung }) {
      if (rung === "lost") counted.losses++;
      if (rung === "restarting-pcscd") counted.restarts++;
    },
    entries: () => kept.slice(-keptMost),
    counters: () => ({ ...counted }),
  };
}
