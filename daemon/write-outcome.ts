import type { CardFault } from "../card/faults.ts";
import type { Life, OperationKind } from "../card/life.ts";
import type { Profile } from "../card/profile.ts";
import { lifeOfLegal, type Legal, type RejectionCode } from "../central/contract.ts";
import type { PendingOperation, ReportAnswer, ReverseAnswer } from "../central/contract-operation.ts";
import type { CardReader } from "../hardware/ports.ts";
import type { CentreClient, CentreFault } from "./central-client.ts";
import type { Journal, OperationView } from "./journal.ts";
import type { Psam, SealFault } from "./psam-seal.ts";
import type { nextStep } from "./recovery.ts";

/** What a write needs, and what can come of it. */

/** What came of carrying an operation as far as it would go now. Only `done` is done. */
export type WriteOutcome =
  | {
      readonly kind: "done";
      readonly opId: string;
      readonly operation: OperationKind;
      readonly certificateNo: string;
      readonly life: Life;
      readonly legal: Legal;
    }
  /** The centre said no before anything was done to the card. */
  | {
      readonly kind: "rejected";
      readonly opId: string;
      readonly code: RejectionCode;
      /** What the holder follows it by, where somebody has to agree first. */
      readonly applicationNumber?: string;
    }
  /** The centre could not be told who acts for the holder: nothing was begun, and nothing is journalled. */
  | { readonly kind: "not-begun"; readonly opId: string; readonly fault: CentreFault }
  /** Another operation waits for this card and goes first; this one was not begun. */
  | { readonly kind: "resume"; readonly opId: string; readonly pending: PendingOperation }
  /** The centre ended the operation (superseded, reversed, rejected) while it waited. */
  | { readonly kind: "ended"; readonly opId: string }
  /** The card is gone, silent or another one: the same card finishes it, here or at any terminal. */
  | {
      readonly kind: "card-away";
      readonly opId: string;
      readonly operation: OperationKind;
      readonly fault: CardFault | { readonly kind: "other-card" };
    }
  /** Whatever is true on the card is journalled or found again by a look; the centre hears of it later. */
  | { readonly kind: "centre-away"; readonly opId: string; readonly fault: CentreFault }
  /** Card and centre contradict each other: a clerk decides. */
  | { readonly kind: "contradiction"; readonly opId: string; readonly because: string }
  /** This terminal's PSAM sealed nothing: the card was not written on now, any terminal that can goes on. */
  | { readonly kind: "psam-away"; readonly opId: string; readonly fault: SealFault }
  /** The card refused, and refused again: no key counter is burnt further. */
  | { readonly kind: "card-refuses"; readonly opId: string; readonly statusWord: string };

export type UndoOutcome =
  | { readonly kind: "reversed" }
  | {
      readonly kind: "refused";
      readonly because: Extract<ReverseAnswer, { result: "refused" }>["because"];
    }
  | { readonly kind: "card-away"; readonly fault: CardFault | { readonly kind: "other-card" } }
  | { readonly kind: "centre-away"; readonly fault: CentreFault };

export type WriteParts = {
  readonly journal: Journal;
  readonly centre: CentreClient;
  readonly reader: CardReader;
  readonly profile: Profile;
  /** UUIDv7. */
  readonly mintId: () => string;
  /** Seals what the centre only orders; absent in a terminal without a PSAM. */
  readonly psam?: Psam;
  /** What decides the next step; `nextStep` unless told otherwise. */
  readonly decide?: typeof nextStep;
};

export function doneOf(view: OperationView): Extract<WriteOutcome, { kind: "done" }> {
  const { opId, kind, certificateNo, legal, readback } = view;
  if (certificateNo === undefined || legal === undefined)
    throw new Error("journal: settled without certificate");
  return {
    kind: "done",
    opId,
    operation: kind,
    certificateNo,
    // Settled by another terminal's look: the centre's word stands for the card's.
    life: readback?.life ?? lifeOfLegal[legal],
    legal,
  };
}

/** Over here: whatever becomes of it, this terminal asks about it no more. */
export function endHere(journal: Journal, opId: string, state: string): void {
  journal.append(opId, { phase: "ended", state });
  journal.append(opId, { phase: "closed" });
}

/**
 * The centre ended what was to be done to the card. A lost card's certificate was given before its card was seen, and
 * stays owed while the centre says that its original is ours (simulator, seed 370747).
 */
export function endAsTold(
  journal: Journal,
  { opId, certificateNo, legal, lastProof }: OperationView,
  { state, printGrant }: Extract<ReportAnswer, { result: "ended" }>,
): void {
  const owed = printGrant === true && lastProof === undefined;
  if (owed && certificateNo !== undefined && legal !== undefined)
    journal.append(opId, { phase: "settled", certificateNo, printGrant, legal });
  else endHere(journal, opId, state);
}

export const away = (
  { opId, kind }: OperationView,
  fault: CardFault | { readonly kind: "other-card" },
): WriteOutcome => ({ kind: "card-away", opId, operation: kind, fault });
