import type { CardHand } from "../../cli/person.ts";
import type { CentreBehind, CentreCrash } from "./centre-behind.ts";
import type { CrashHall } from "./crash-hall.ts";
import type { Operation } from "./crash-points.ts";
import type { crashRun, CrashResult } from "./crash-run.ts";

export type Pull = { readonly apdu: number; readonly when: "before" | "after" };

/** The card leaves at its nth APDU of the visit; the person puts it back, or begins anew. */
export async function pulled(
  hall: CrashHall,
  run: ReturnType<typeof crashRun>,
  operation: Operation,
  pull: Pull,
): Promise<CrashResult> {
  let inserted = 0;
  const hand: CardHand = async (message) => {
    const answer = await hall.stand.card(message);
    if (message.op !== "insert") return answer;
    inserted++;
    return inserted === 1 ? hall.stand.card({ op: "tear", ...pull }) : answer;
  };
  return run.through(operation, `pulled ${pull.when} it acts on APDU ${String(pull.apdu)}`, async () => {
    const first = await run.visitFor(operation, hand);
    if (first.fault === undefined) return inserted > 1;
    await run.visitFor(operation);
    return true;
  });
}

/** The centre's process is killed at a message; a new one stands on its database when the person comes again. */
export function centreKilled(
  centre: CentreBehind,
  run: ReturnType<typeof crashRun>,
  operation: Operation,
  crash: CentreCrash,
): Promise<CrashResult> {
  return run.through(operation, `centre killed ${crash.when} ${crash.message}`, async () => {
    centre.crashAt(crash);
    const first = await run.visitFor(operation);
    const crashed = centre.crashed();
    await centre.up();
    if (first.fault !== undefined) await run.visitFor(operation);
    return crashed;
  });
}
