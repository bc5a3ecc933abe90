import type { OperationKind } from "../../card/life.ts";
import type { JournalPhase } from "../../daemon/journal.ts";
import type { Action, Screen } from "../../daemon/screen.ts";

/** Where the daemon is killed: around a journal entry, or once `n` APDUs of the visit have been answered. */
export type CrashPoint =
  | { readonly place: "journal"; readonly phase: JournalPhase; readonly when: "before" | "after" }
  | { readonly place: "apdu"; readonly n: number };

/** What a daemon under test says on its standard output, a line each, written before anything else happens. */
export type Said =
  | { readonly said: "screen"; readonly screen: Screen }
  /** The journal acknowledged this entry: it must be there for ever. */
  | { readonly said: "kept"; readonly seq: number; readonly hash: string; readonly phase: JournalPhase }
  /** The centre said that this operation is done: it must stay so. */
  | { readonly said: "done"; readonly opId: string; readonly certificateNo: string }
  | { readonly said: "apdus"; readonly n: number };

/** What it is told on its standard input, a line each. */
export type Told =
  | { readonly act: Action }
  /** Counts APDUs from here on and dies at the point; without one it only counts. */
  | { readonly crash: CrashPoint | null };

/** The entries of an undisturbed operation, in its order. */
export const phasesOfAVisit = [
  "intent",
  "authorised",
  "challenged",
  "writing",
  "readback",
  "settled",
  "print-armed",
  "printed",
  "closed",
] as const satisfies readonly JournalPhase[];

export const journalPoints: readonly CrashPoint[] = phasesOfAVisit.flatMap((phase) =>
  (["before", "after"] as const).map((when) => ({ place: "journal" as const, phase, when })),
);

export const apduPoints = (apdus: number): readonly CrashPoint[] =>
  Array.from({ length: apdus + 1 }, (_, n) => ({ place: "apdu" as const, n }));

/** What a card goes through, and what it must be before. */
export type Operation = {
  readonly name: string;
  readonly kind: OperationKind;
  readonly from: "active" | "frozen";
};

export const freeze = { name: "freeze", kind: "freeze", from: "active" } as const;

/** In the order of two cards' lives, so that none needs another visit to prepare it. */
export const lives = [
  freeze,
  { name: "unfreeze", kind: "unfreeze", from: "frozen" },
  freeze,
  { name: "cancel from frozen", kind: "cancel", from: "frozen" },
  { name: "cancel from active", kind: "cancel", from: "active" },
] as const satisfies readonly Operation[];

/** The operation that is the nth in turn. */
export const lifeAt = (n: number): Operation => lives[n % lives.length] ?? freeze;

export const nameOf = (point: CrashPoint): string =>
  point.place === "journal" ? `${point.when} ${point.phase}` : `after ${String(point.n)} APDUs`;
