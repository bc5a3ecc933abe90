import type { OperationKind } from "../card/life.ts";
import type { Reason } from "../central/contract.ts";
import type { FaultCode } from "../words/errors.ts";
import type { Bead, CardView, CertificateView, ChoiceView, ResultView } from "./screen.ts";

/** A fault a person can meet, with what is small on the screen and never personal. */
export type VisitFault = {
  readonly code: FaultCode;
  readonly detail?: string;
  readonly operationNo?: string;
  /** The card, where it could be read. */
  readonly card?: CardView;
};

/** What reading the card, asking the centre and looking into the journal gave. */
export type CardRead = {
  readonly card: CardView;
  readonly choices: readonly ChoiceView[];
  /** An operation of this card that has to be finished before anything else is offered. */
  readonly unfinished?: { readonly opId: string; readonly kind: OperationKind };
  /** An operation of this card that is settled and whose paper is still owed. */
  readonly owed?: ResultView;
};

/** Begin a new operation, or carry on one that is journalled. */
export type WriteOrder = { readonly kind: OperationKind } & (
  { readonly reason: Reason } | { readonly opId: string }
);

/** Told by steps while they work. */
export type WriteProgress = (bead: Bead, card?: CardView) => void;
export type PrintProgress = (certificate: CertificateView) => void;
