import { isRestoring } from "../restore.ts";
import type { Store, Tx } from "../store.ts";
import { wipeNext } from "./agent-photo.ts";
import { followNext } from "./follow.ts";
import type { ApplicationParts } from "./parts.ts";
import { askOffices, noOffices, type SettlementPort } from "./settlement.ts";
import { lapseNext } from "./timeline.ts";

/** Steps of one kind in one tick at most; the rest are as due at the next. */
const stepsMax = 100;
/** Questions to other offices in one tick at most: each waits for an answer. */
const questionsMax = 5;

type TickParts = ApplicationParts & { readonly store: Store; readonly nowMs: () => number };

/**
 * What applications do by themselves, to be called each second: follow their operations, lapse, wipe what no
 * application came of, and ask the offices.
 * Each step is one transaction; a centre that is being put back takes none.
 */
export async function tickApplications(parts: TickParts, offices?: SettlementPort): Promise<void> {
  const { store, nowMs } = parts;
  for (const step of [followNext, lapseNext, wipeNext])
    for (let done = 0; done < stepsMax; done++)
      if (!(await store.write((tx) => unlessRestoring(tx, () => step(tx, nowMs()))))) break;
  if (await store.write(isRestoring)) return;
  for (let asked = 0; asked < questionsMax; asked++)
    if (!(await askOffices(store, offices ?? noOffices, nowMs, parts))) return;
}

const unlessRestoring = async (tx: Tx, step: () => Promise<boolean>): Promise<boolean> =>
  (await isRestoring(tx)) ? false : step();
