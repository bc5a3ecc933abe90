import { judge, lifeBefore } from "../card/evidence.ts";
import type { Evidence } from "../card/life.ts";
import type { ScriptPlan } from "../card/script.ts";
import type { OperationView } from "./journal.ts";

/**
 * From what the journal says and what a fresh look proves to the next thing to do. Pure: a visit that runs
 * undisturbed and one that continues after a crash take the same steps, so there is no second, rarely run path.
 * Repeating it with the same facts gives the same step, and each step leaves a new journal entry or new evidence.
 */
export type NextStep =
  /** Ask the centre (M1), with the same operation id however often. */
  | { readonly kind: "authorise" }
  /** Power-cycle the card and look: nothing is believed of an earlier session. */
  | { readonly kind: "look" }
  /** Fresh challenge, script (M2), journal, APDUs. */
  | { readonly kind: "write"; readonly plan: ScriptPlan; readonly epoch: number }
  /** The look proves the target: journal it. */
  | { readonly kind: "note-readback"; readonly evidence: Evidence }
  /** Tell the centre what was seen (M3). */
  | { readonly kind: "report"; readonly epoch: number; readonly evidence: Evidence }
  /** The card shows what no authorised operation can have made: the centre hears it, a clerk decides. */
  | { readonly kind: "contradiction"; readonly because: string }
  | { readonly kind: "settled" }
  | { readonly kind: "over" };

/** `fresh`: a look that began with a power cycle, no command having gone to the card since. */
export function nextStep(view: OperationView, fresh: Evidence | undefined): NextStep {
  switch (view.phase) {
    case "intent":
      return { kind: "authorise" };
    case "adopted":
    case "authorised":
    case "challenged":
    case "writing":
      return fresh?.resetBeforeRead === true ? afterLook(view, fresh) : { kind: "look" };
    case "readback": {
      if (view.readback === undefined) throw new Error("journal: readback without evidence");
      // The centre did not accept it, so the card was looked at once more: a bit may have turned over on its way
      // (simulator, seed 30570).
      const isNews = fresh?.resetBeforeRead === true && !sameLook(fresh, view.readback);
      if (isNews) return afterLook(view, fresh);
      return { kind: "report", epoch: authorisedPart(view).epoch, evidence: view.readback };
    }
    case "settled":
    case "print-armed":
    case "print-disarmed":
    case "printed":
    case "copy-owed":
      return { kind: "settled" };
    case "abandoned":
    case "ended":
    case "closed":
      return { kind: "over" };
  }
}

/** A card goes back to no older record: this is a copy of it, which tells nothing of its life (simulator, seed 52185). */
const isOfThePast = ({ record }: Evidence, { seenEpoch }: OperationView): boolean =>
  typeof record === "object" && seenEpoch !== undefined && record.epoch < seenEpoch;

function afterLook(view: OperationView, fresh: Evidence): NextStep {
  const { epoch, target } = authorisedPart(view);
  const from = isOfThePast(fresh, view) ? view.before?.life : lifeBefore(fresh, epoch, view.before?.life);
  const opTag = opTagOf(view.opId);
  const verdict = judge(fresh, { epoch, target, opTag, ...(from === undefined ? {} : { from }) });
  switch (verdict.kind) {
    case "applied":
      return { kind: "note-readback", evidence: fresh };
    case "unfinished":
      return { kind: "write", plan: verdict.plan, epoch };
    case "contradicts":
      return { kind: "contradiction", because: verdict.because };
  }
}

/** Both were made by card/look.ts, in one order of fields; the journal keeps it. */
const sameLook = (one: Evidence, other: Evidence): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is still to be done about paper; only ever one original (protocol A5, rows 16-20). */
type NextPrint =
  | { readonly kind: "print-original" }
  | { readonly kind: "print-copy"; readonly n: number }
  /** Sent, and nobody knows what became of it: whatever comes next is a copy. */
  | { readonly kind: "note-copy-owed" }
  /** Printed: tell the centre (M6) and close. */
  | { readonly kind: "tell-printed" }
  | { readonly kind: "nothing" };

export function nextPrint(view: OperationView): NextPrint {
  switch (view.phase) {
    case "print-disarmed":
      // The right to a copy is its order, and nothing of it was printed.
      if (view.lastPrint?.kind === "copy") return { kind: "print-copy", n: view.copies + 1 };
      return ofSettled(view);
    case "settled":
      return ofSettled(view);
    case "print-armed":
      return { kind: "note-copy-owed" };
    case "copy-owed":
      return { kind: "print-copy", n: view.copies + 1 };
    case "printed":
      return { kind: "tell-printed" };
    case "intent":
    case "adopted":
    case "authorised":
    case "challenged":
    case "writing":
    case "readback":
    case "abandoned":
    case "ended":
    case "closed":
      return { kind: "nothing" };
  }
}

function ofSettled(view: OperationView): NextPrint {
  // Settled twice: a lost card's record, and the card itself. There is one paper for both.
  if (!view.printGrant || (view.originalSpent && view.lastProof !== undefined)) return { kind: "nothing" };
  return view.originalSpent ? { kind: "print-copy", n: view.copies + 1 } : { kind: "print-original" };
}

/** Last 8 bytes of the operation id, as the status record carries them. */
export const opTagOf = (opId: string): string => opId.replaceAll("-", "").slice(-16).toUpperCase();

function authorisedPart(view: OperationView): {
  epoch: number;
  target: NonNullable<OperationView["target"]>;
} {
  if (view.epoch === undefined || view.target === undefined)
    throw new Error(`journal: ${view.phase} without authorisation`);
  return { epoch: view.epoch, target: view.target };
}
