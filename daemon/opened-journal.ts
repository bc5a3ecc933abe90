import { openSqliteJournal } from "./journal-sqlite.ts";
import type { Journal } from "./journal.ts";

/** Room on a full disk for what is still to be written. */
const reserveBytes = 8 * 1024 * 1024;

type OpenedJournal =
  { readonly ok: true; readonly journal: Journal } | { readonly ok: false; readonly error: Error };

/** A journal that cannot be trusted does not stop the screen: it stops the service, and says so. */
export function openJournal(
  at: { readonly file: string; readonly wallMs: () => number },
  wrap: (real: Journal) => Journal,
): OpenedJournal {
  try {
    const real = openSqliteJournal({ ...at, reserveBytes });
    return { ok: true, journal: wrap(real) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Stands where no journal is: whoever asks it for anything learns why. */
export function brokenJournal(error: Error): Journal {
  const refuse = (): never => {
    throw error;
  };
  return {
    append: refuse,
    entriesOf: refuse,
    openOperations: refuse,
    entriesAfter: refuse,
    all: refuse,
    head: refuse,
    verify: refuse,
    close: () => undefined,
  };
}
