import type { OperationKind } from "../card/life.ts";
import type { FreezeForm, Reason } from "../central/contract.ts";
import type { FaultCode } from "../words/errors.ts";
import type {
  ApplicationView,
  Asker,
  Bead,
  CardView,
  CertificateView,
  ChoiceView,
  ResultView,
} from "./screen.ts";

/** A fault a person can meet, with what is small on the screen and never personal. */
export type VisitFault = {
  readonly code: FaultCode;
  readonly detail?: string;
  readonly operationNo?: string;
  /** The card, where it could be read. */
  readonly card?: CardView;
};

/** `undoable`: nothing of it is on the card, so its holder may have it undone instead. */
type Unfinished = {
  readonly opId: string;
  readonly kind: OperationKind;
  readonly undoable?: boolean;
};

/** What reading the card, asking the centre and looking into the journal gave. */
export type CardRead = {
  readonly card: CardView;
  readonly choices: readonly ChoiceView[];
  /** An operation of this card that has to be finished before anything else is offered. */
  readonly unfinished?: Unfinished;
  /** An operation of this card that is settled and whose paper is still owed. */
  readonly owed?: ResultView;
  /** This terminal has what it takes to let somebody act for the holder. */
  readonly agentsServed?: boolean;
  /** Asked for at other channels, of this card. */
  readonly applications?: readonly ApplicationView[];
  /** Of the newest finished operation: it can be printed again. */
  readonly lastCertificateNo?: string | undefined;
};

/**
 * Begin a new operation, or carry on one that is journalled. The holder asks unless an agent does; a freeze is a formal
 * one unless it is said otherwise.
 */
export type WriteOrder = { readonly kind: OperationKind } & (
  | { readonly reason: Reason; readonly asker?: Asker; readonly freeze?: FreezeForm }
  | { readonly opId: string }
);

/** Told by steps while they work. `ReadProgress`: the card has been read, the centre is still being asked. */
export type ReadProgress = (card: CardView) => void;
export type WriteProgress = (bead: Bead, card?: CardView) => void;
export type PrintProgress = (certificate: CertificateView) => void;
