import type { Centre } from "../central/centre.ts";
import type { MacService } from "../central/hsm.ts";
import type { Store } from "../central/store.ts";
import type { CentreClient } from "../daemon/central-client.ts";
import type { Journal } from "../daemon/journal.ts";
import type { nextStep } from "../daemon/recovery.ts";
import type { Books } from "./books.ts";
import type { Seal } from "./seal.ts";

/**
 * A way of doing it wrong (protocol A8), put together at the composition root of a run: each part stands before
 * the real one. Production code knows nothing of them. Parts that remember are made anew for each run.
 */
export type Mutant = {
  readonly centre?: (real: Centre, books: { readonly store: Store; readonly books: Books }) => Centre;
  readonly store?: (real: Store) => Store;
  readonly hsm?: (real: MacService, seal: Seal) => MacService;
  readonly client?: (
    real: CentreClient,
    terminal: { readonly mintOpId: () => string; readonly journal: Journal },
  ) => CentreClient;
  readonly journal?: (real: Journal) => Journal;
  readonly decide?: typeof nextStep;
  /** The card gives the same challenge in each session, so that a MAC outlives its session. */
  readonly sameChallenge?: true;
  /** The reader says that it cycled the power, and did not. */
  readonly noPowerCycle?: true;
};

export const faithful: Mutant = {};
