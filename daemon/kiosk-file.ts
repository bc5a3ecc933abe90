import type { Clock } from "../hardware/clock.ts";
import { writePrivate } from "./private-files.ts";

/** A screen that hangs more often than this in `countedMs` is not helped by loading it again. */
const reloadsMost = 5;
const countedMs = 10 * 60_000;

export type KioskFile = {
  /** A session was bought with this code: if it was the file's, the file gets another one. */
  spent(code: string): void;
  /** The page hangs: whoever shows it is to load it anew. */
  loadAgain(): void;
};

/**
 * What the kiosk's shell reads: `{"url", "load"}`, for this user's eyes only. The address always holds a code that is
 * still good, so that a shell that was started anew finds its way in; `load` rises when the page is to be loaded again.
 */
export function kioskFile(parts: {
  readonly file: string;
  readonly addressWithCode: () => string;
  readonly clock: Clock;
  /** Starts the shell anew, where it does not watch the file. */
  readonly restart?: () => void;
}): KioskFile {
  let address = "";
  let load = 0;
  let reloadsAtMs: readonly number[] = [];
  const write = (): void => {
    address = parts.addressWithCode();
    writePrivate(parts.file, JSON.stringify({ url: address, load }));
  };
  write();
  return {
    spent(code) {
      if (address.endsWith(`#code=${code}`)) write();
    },
    loadAgain() {
      const nowMs = parts.clock.nowMs();
      reloadsAtMs = [...reloadsAtMs.filter((atMs) => nowMs - atMs < countedMs), nowMs];
      if (reloadsAtMs.length > reloadsMost) return;
      load += 1;
      // The code in the file is good still: it is spent only by being used.
      writePrivate(parts.file, JSON.stringify({ url: address, load }));
      parts.restart?.();
    },
  };
}
