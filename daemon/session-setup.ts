import { assign, fromPromise, setup } from "xstate";
import type { OperationKind } from "../card/life.ts";
import type { FreezeForm, Reason } from "../central/contract.ts";
import type { Result } from "../hardware/result.ts";
import type { FaultCode } from "../words/errors.ts";
import type { WriteOutcome } from "./write-outcome.ts";
import type {
  ApplicationView,
  Asker,
  Bead,
  CardView,
  CertificateView,
  ChoiceView,
  FileLine,
  PersonalView,
  Proof,
  ProvenView,
  ResultView,
} from "./screen.ts";
import type {
  CardRead,
  PrintProgress,
  ReadProgress,
  VisitFault,
  WriteOrder,
  WriteProgress,
} from "./visit.ts";

/** The work a visit orders but never does itself. Faults are answers; only bugs reject. */
export interface SessionSteps {
  readCard(progress?: ReadProgress): Promise<Result<CardRead, VisitFault>>;
  readFiles(): Promise<readonly FileLine[]>;
  /** The card's personal words as they are, for as long as their holder asks to see them. */
  personal(): PersonalView | undefined;
  /** Waits for what an agent has to show. `signal`: the visit went on without it. */
  prove(proof: Proof, signal: AbortSignal): Promise<Result<ProvenView, VisitFault>>;
  /** Why a certificate could not be printed now, if so: said before the holder consents. */
  checkPrinter(): Promise<FaultCode | undefined>;
  writeCard(order: WriteOrder, progress: WriteProgress): Promise<WriteOutcome>;
  faultOf(outcome: Exclude<WriteOutcome, { kind: "done" }>): VisitFault;
  /** Takes back an operation of which nothing is on the card; the card is looked at anew for it. */
  undo(opId: string): Promise<Result<undefined, VisitFault>>;
  /** Makes the newest certificate ready to be printed once more, as a marked copy. */
  orderCopy(): Promise<Result<ResultView, VisitFault>>;
  /** The card as it is after a write, in words of the screen. */
  printCertificate(result: ResultView, progress: PrintProgress): Promise<CertificateView>;
}

export type SessionEvent =
  | { readonly type: "person.chose"; readonly kind: OperationKind }
  | { readonly type: "person.continuedApplication"; readonly number: string }
  | { readonly type: "person.saidWho"; readonly asker: Asker }
  /** Of holder and agent; the picture itself is kept apart. */
  | { readonly type: "person.gavePhoto" }
  | { readonly type: "person.choseForm"; readonly form: FreezeForm }
  | { readonly type: "person.gaveReason"; readonly reason: Reason }
  | { readonly type: "person.confirmed" }
  | { readonly type: "person.undid" }
  | { readonly type: "person.askedFiles" }
  | { readonly type: "person.closedFiles" }
  | { readonly type: "person.unmasked" }
  | { readonly type: "person.masked" }
  | { readonly type: "person.askedCopy" }
  | { readonly type: "person.triedAgain" }
  | { readonly type: "person.wentBack" }
  | { readonly type: "person.left" }
  | { readonly type: "person.continued" }
  | { readonly type: "person.touched" }
  | { readonly type: "person.chosePace"; readonly unhurried: boolean }
  | { readonly type: "card.inserted" }
  | { readonly type: "card.removed" }
  | { readonly type: "read.reached"; readonly card: CardView }
  | { readonly type: "write.reached"; readonly bead: Bead; readonly card?: CardView }
  | { readonly type: "print.reached"; readonly certificate: CertificateView };

/** What the terminal knows of a person before the card is read. */
type SessionInput = { readonly unhurried: boolean };

export type SessionContext = {
  readonly card?: CardView;
  /** What the card says of itself, while the centre is asked; gone with the card. */
  readonly firstFacts?: CardView | undefined;
  readonly choices: readonly ChoiceView[];
  readonly agentsServed: boolean;
  /** Of this card, from other channels. */
  readonly applications: readonly ApplicationView[];
  /** The number of the one that is being finished. */
  readonly application?: string | undefined;
  readonly lastCertificateNo?: string | undefined;
  readonly files?: readonly FileLine[];
  readonly personal?: PersonalView | undefined;
  readonly kind: OperationKind;
  readonly asker: Asker;
  readonly proof: Proof;
  readonly proven: readonly ProvenView[];
  readonly proofFault?: FaultCode | undefined;
  readonly freeze?: FreezeForm | undefined;
  readonly reason?: Reason;
  readonly opId?: string | undefined;
  readonly bead: Bead;
  readonly resumed: boolean;
  readonly wrongCard: boolean;
  /** How often the write had to wait for its card in this visit. */
  readonly returns: number;
  readonly cardInside: boolean;
  /** A card was put in while one was read: what was found out may be of the one before. */
  readonly replaced: boolean;
  readonly overdue: boolean;
  /** Somebody who reads large letters, hears the screen or works a switch: everything waits longer. */
  readonly unhurried: boolean;
  readonly printerFault?: FaultCode | undefined;
  readonly result?: ResultView;
  readonly certificate?: CertificateView;
  readonly fault?: VisitFault;
};

/** A card that leaves its contacts this often in one visit is given to a clerk. */
export const returnsMax = 10;

/** What states of a visit are made of: work, questions, notes and clocks, by name. */
export const sessionSetup = (steps: SessionSteps) =>
  setup({
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion -- XState reads the types off it
    types: {} as { context: SessionContext; events: SessionEvent; input: SessionInput | undefined },
    actors: {
      readCard: fromPromise(({ input }: { input: { progress: ReadProgress } }) =>
        steps.readCard(input.progress),
      ),
      readFiles: fromPromise(() => steps.readFiles()),
      prove: fromPromise(({ input, signal }: { input: { proof: Proof }; signal: AbortSignal }) =>
        steps.prove(input.proof, signal),
      ),
      checkPrinter: fromPromise(() => steps.checkPrinter()),
      writeCard: fromPromise(({ input }: { input: { order: WriteOrder; progress: WriteProgress } }) =>
        steps.writeCard(input.order, input.progress),
      ),
      undo: fromPromise(({ input }: { input: { opId: string | undefined } }) => {
        if (input.opId === undefined) throw new Error("session: nothing to undo");
        return steps.undo(input.opId);
      }),
      orderCopy: fromPromise(() => steps.orderCopy()),
      printCertificate: fromPromise(({ input }: { input: { result: ResultView; progress: PrintProgress } }) =>
        steps.printCertificate(input.result, input.progress),
      ),
    },
    guards: {
      cardGone: ({ context }) => !context.cardInside,
      replaced: ({ context }) => context.replaced,
      certificateWaits: ({ context }) => context.result !== undefined,
      agentsServed: ({ context }) => context.agentsServed,
      /** What was asked for elsewhere was asked with its reason: here it is only confirmed. */
      ofApplication: ({ context }) => context.application !== undefined,
      /** The region wants to see both before an agent's operation of this kind. */
      photoWanted: ({ context: { choices, kind } }) =>
        choices.some((choice) => choice.kind === kind && choice.agentPhoto === true),
      temporaryOffered: ({ context }) => temporaryUntil(context) !== undefined,
      hurried: ({ context }) => !context.unhurried,
    },
    actions: {
      noteInserted: assign({ cardInside: true }),
      noteRemoved: assign({ cardInside: false }),
      unmask: assign(() => ({ personal: steps.personal() })),
      askHolder: assign({ asker: "holder", proven: [] }),
      mask: assign({ personal: undefined }),
      /** The operation stays open: it is finished when the card is presented again, here or elsewhere. */
      notePulled: assign(({ context }) => ({
        fault: {
          code: context.returns > returnsMax ? ("card-defect" as const) : ("card-pulled" as const),
          ...(context.opId === undefined ? {} : { operationNo: context.opId }),
        },
      })),
    },
    delays: {
      personPatience: 60_000,
      unhurriedPatience: 120_000,
      stillTherePatience: 30_000,
      unhurriedStillThere: 60_000,
      cardReturnPatience: 60_000,
      undoPatience: 20_000,
      unhurriedUndo: 60_000,
      personalShown: 10_000,
      resultShown: 12_000,
      faultShown: 30_000,
      certificateShown: 45_000,
      unhurriedShown: 90_000,
      cardOverdue: 30_000,
    },
  });

export type SessionSetup = ReturnType<typeof sessionSetup>;

/** Waits as long as this person needs: twice as long for whoever is not to be hurried. */
export const patience = <Target extends string>(target: Target) =>
  ({ personPatience: { guard: "hurried", target }, unhurriedPatience: target }) as const;

/** The day on which a temporary form of the chosen operation would lapse, where one may be had. */
export const temporaryUntil = ({ choices, kind }: SessionContext): string | undefined =>
  choices.find((choice) => choice.kind === kind)?.temporaryUntil;
