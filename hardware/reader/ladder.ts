import type { Clock } from "../clock.ts";
import type { CardReader } from "../ports.ts";

/**
 * What is done about a reader that is lost, gentlest first. Connecting again and starting its process anew happen by
 * themselves (pcsc-host, supervisor); this ladder is what comes after, and what is known of all of it.
 */
export type Rung =
  | { readonly rung: "lost" }
  /** pcscd is restarted, where the configuration permits it. */
  | { readonly rung: "restarting-pcscd"; readonly time: number }
  | { readonly rung: "restart-failed"; readonly detail: string }
  /** All that may be done was done: a person is needed. Looking for the reader goes on. */
  | { readonly rung: "given-up" }
  | { readonly rung: "back"; readonly afterMs: number };

/** A reader's process is replaced within a second; longer, and it is pcscd or the cable. */
const restartAfterMs = 8_000;
const restartAgainMs = 60_000;
/** More restarts in a row help nobody and disturb every other client of pcscd. */
const restartsMost = 3;

/** Readers of several roles share one pcscd: whoever's ladder comes first restarts it for all of them. */
export function restartForAll(
  restart: () => Promise<string | undefined>,
  clock: Clock,
): () => Promise<string | undefined> {
  let last: { readonly atMs: number; readonly done: Promise<string | undefined> } | undefined;
  return () => {
    if (last === undefined || clock.nowMs() - last.atMs >= restartAgainMs / 2)
      last = { atMs: clock.nowMs(), done: restart() };
    return last.done;
  };
}

export function climbLadder(parts: {
  readonly reader: CardReader;
  readonly clock: Clock;
  /** Restarts pcscd; absent where it is not permitted. Answers with why it did not work. */
  readonly restart?: () => Promise<string | undefined>;
  readonly onRung: (rung: Rung) => void;
}): () => void {
  const { clock, restart, onRung } = parts;
  let lostSinceMs: number | undefined;
  let everOnline = false;
  let restarts = 0;
  let stopWaiting = (): void => undefined;

  function climb(): void {
    if (lostSinceMs === undefined) return;
    if (restart === undefined || restarts >= restartsMost) {
      onRung({ rung: "given-up" });
      return;
    }
    restarts++;
    onRung({ rung: "restarting-pcscd", time: restarts });
    void restart().then((failed) => {
      if (failed !== undefined) onRung({ rung: "restart-failed", detail: failed });
      if (lostSinceMs !== undefined) stopWaiting = clock.after(restartAgainMs, climb);
    });
  }

  const stopWatching = parts.reader.watch(({ device }) => {
    if (device === "online") {
      stopWaiting();
      if (lostSinceMs !== undefined && everOnline)
        onRung({ rung: "back", afterMs: clock.nowMs() - lostSinceMs });
      lostSinceMs = undefined;
      everOnline = true;
      restarts = 0;
      return;
    }
    if (lostSinceMs !== undefined) return;
    lostSinceMs = clock.nowMs();
    if (everOnline) onRung({ rung: "lost" });
    stopWaiting = clock.after(restartAfterMs, climb);
  });
  return () => {
    stopWatching();
    stopWaiting();
    lostSinceMs = undefined;
  };
}
