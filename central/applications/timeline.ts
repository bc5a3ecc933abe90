import { note } from "../audit.ts";
import type { Tx } from "../store.ts";
import { followedBy, isOpen, nameOf, type Actor, type ApplicationState } from "./model.ts";
import type { ApplicationRow } from "./tables.ts";

const dayMs = 86_400_000;

/** How long nothing may happen in a state before the application lapses. Elsewhere an office is at work. */
const lapsesAfterMs: Readonly<Partial<Record<ApplicationState, number>>> = {
  "returned-for-correction": 30 * dayMs,
  "awaiting-card": 30 * dayMs,
};

type Step = {
  readonly nowMs: number;
  readonly state: ApplicationState;
  readonly by: Actor;
  /** A code, or a clerk's own words: never personal. */
  readonly why?: string;
};

/** The first line of a timeline, with the application itself. */
export async function open(
  tx: Tx,
  row: Omit<ApplicationRow, "state" | "steps" | "submitted_at_ms" | "changed_at_ms" | "op_id">,
  step: Omit<Step, "state">,
): Promise<ApplicationRow> {
  const { nowMs } = step;
  const application: ApplicationRow = {
    ...row,
    state: "submitted",
    op_id: null,
    steps: 1,
    submitted_at_ms: nowMs,
    changed_at_ms: nowMs,
  };
  await tx.add("application", application);
  await write(tx, application, { ...step, state: "submitted" });
  return application;
}

/** Brings an application into its next state and says who did it, when and why. */
export async function move(
  tx: Tx,
  application: ApplicationRow,
  step: Step,
  change: Partial<ApplicationRow> = {},
): Promise<ApplicationRow> {
  if (!followedBy[application.state].includes(step.state))
    throw new Error(
      `application ${application.number}: ${application.state} is not followed by ${step.state}`,
    );
  const changed = {
    // Whoever had it on the desk has decided.
    claimed_by: null,
    claimed_at_ms: null,
    ...change,
    state: step.state,
    steps: application.steps + 1,
    changed_at_ms: step.nowMs,
  };
  await tx.change("application", { number: application.number }, changed);
  const moved = { ...application, ...changed };
  await write(tx, moved, step);
  // One that waits for a card in an operation is ended by that operation, however long it takes.
  const waitMs = moved.op_id === null ? lapsesAfterMs[step.state] : undefined;
  if (waitMs !== undefined) await remind(tx, { due_at_ms: step.nowMs + waitMs, number: moved.number });
  return moved;
}

async function remind(tx: Tx, due: { readonly due_at_ms: number; readonly number: string }): Promise<void> {
  // Returned twice within one millisecond, it lapses once.
  if ((await tx.get("application_due", due)) === undefined) await tx.add("application_due", due);
}

async function write(tx: Tx, application: ApplicationRow, step: Step): Promise<void> {
  const { number, steps: n, business, channel, card_ref, op_id } = application;
  const { state, nowMs, why } = step;
  const who = nameOf(step.by);
  await tx.add("application_step", { number, n, state, at_ms: nowMs, who, why: why ?? null });
  await note(tx, {
    event: "application",
    nowMs,
    ...(op_id !== null && { opId: op_id }),
    ...(card_ref !== null && { cardRef: card_ref }),
    detail: { number, n, business, channel, state, who },
  });
}

/** Whether one of these may be ended by the holder: nothing irreversible has begun. */
export const isWithdrawable = ({ state, op_id }: ApplicationRow): boolean => isOpen(state) && op_id === null;

/** Lapses what was left lying, at most one in each transaction. False when nothing was due. */
export async function lapseNext(tx: Tx, nowMs: number): Promise<boolean> {
  const [due] = await tx.find("application_due", {}, { upTo: nowMs, limit: 1 });
  if (due === undefined) return false;
  await tx.remove("application_due", due);
  const application = await tx.get("application", { number: due.number });
  if (application === undefined) throw new Error(`a date of no application: ${due.number}`);
  const waitMs = application.op_id === null ? lapsesAfterMs[application.state] : undefined;
  // A date of an earlier state says nothing of a later one.
  if (waitMs === undefined || application.changed_at_ms + waitMs > nowMs) return true;
  await move(tx, application, { nowMs, state: "lapsed", by: { kind: "centre" }, why: "not-in-time" });
  return true;
}
