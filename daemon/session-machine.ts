import { and, assign, fromPromise, setup } from "xstate";
import type { OperationKind } from "../card/life.ts";
import type { Reason } from "../central/contract.ts";
import type { Result } from "../hardware/result.ts";
import type { FaultCode } from "../words/errors.ts";
import type { WriteOutcome } from "./card-write.ts";
import type { Bead, CardView, CertificateView, ChoiceView, FileLine, ResultView } from "./screen.ts";
import type { CardRead, PrintProgress, VisitFault, WriteOrder, WriteProgress } from "./visit.ts";

/** The work a visit orders but never does itself. Faults are answers; only bugs reject. */
export interface SessionSteps {
  readCard(): Promise<Result<CardRead, VisitFault>>;
  readFiles(): Promise<readonly FileLine[]>;
  /** Why a certificate could not be printed now, if so: said before the holder consents. */
  checkPrinter(): Promise<FaultCode | undefined>;
  writeCard(order: WriteOrder, progress: WriteProgress): Promise<WriteOutcome>;
  faultOf(outcome: Exclude<WriteOutcome, { kind: "done" }>): VisitFault;
  /** The card as it is after a write, in words of the screen. */
  printCertificate(result: ResultView, progress: PrintProgress): Promise<CertificateView>;
}

export type SessionEvent =
  | { readonly type: "person.chose"; readonly kind: OperationKind }
  | { readonly type: "person.gaveReason"; readonly reason: Reason }
  | { readonly type: "person.confirmed" }
  | { readonly type: "person.askedFiles" }
  | { readonly type: "person.closedFiles" }
  | { readonly type: "person.wentBack" }
  | { readonly type: "person.left" }
  | { readonly type: "person.continued" }
  | { readonly type: "person.touched" }
  | { readonly type: "card.inserted" }
  | { readonly type: "card.removed" }
  | { readonly type: "write.reached"; readonly bead: Bead; readonly card?: CardView }
  | { readonly type: "print.reached"; readonly certificate: CertificateView };

type Context = {
  readonly card?: CardView;
  readonly choices: readonly ChoiceView[];
  readonly files?: readonly FileLine[];
  readonly kind: OperationKind;
  readonly reason?: Reason;
  readonly opId?: string;
  readonly bead: Bead;
  readonly resumed: boolean;
  readonly wrongCard: boolean;
  /** How often the write had to wait for its card in this visit. */
  readonly returns: number;
  readonly cardInside: boolean;
  readonly overdue: boolean;
  readonly printerFault?: FaultCode | undefined;
  readonly result?: ResultView;
  readonly certificate?: CertificateView;
  readonly fault?: VisitFault;
};

/** A card that leaves its contacts this often in one visit is given to a clerk. */
const returnsMax = 10;

/**
 * One person's visit, from the card in the reader to the card in the hand and the paper taken.
 * A fault is an answer and takes `onDone`; a bug rejects and reaches the terminal machine, which goes out of
 * service. While a card is written nothing but the write itself moves this machine.
 */
export const sessionMachine = (steps: SessionSteps) =>
  setup({
    types: {} as { context: Context; events: SessionEvent },
    actors: {
      readCard: fromPromise(() => steps.readCard()),
      readFiles: fromPromise(() => steps.readFiles()),
      checkPrinter: fromPromise(() => steps.checkPrinter()),
      writeCard: fromPromise(({ input }: { input: { order: WriteOrder; progress: WriteProgress } }) =>
        steps.writeCard(input.order, input.progress),
      ),
      printCertificate: fromPromise(({ input }: { input: { result: ResultView; progress: PrintProgress } }) =>
        steps.printCertificate(input.result, input.progress),
      ),
    },
    guards: {
      cardGone: ({ context }) => !context.cardInside,
      certificateWaits: ({ context }) => context.result !== undefined,
    },
    actions: {
      noteInserted: assign({ cardInside: true }),
      noteRemoved: assign({ cardInside: false }),
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
      stillTherePatience: 30_000,
      cardReturnPatience: 60_000,
      resultShown: 12_000,
      faultShown: 30_000,
      cardOverdue: 30_000,
      certificateShown: 45_000,
    },
  }).createMachine({
    id: "session",
    context: {
      choices: [],
      kind: "freeze",
      bead: "ask-centre",
      resumed: false,
      wrongCard: false,
      returns: 0,
      cardInside: true,
      overdue: false,
    },
    on: {
      "card.inserted": { actions: "noteInserted" },
      "card.removed": { actions: "noteRemoved" },
    },
    initial: "readingCard",
    states: {
      readingCard: {
        invoke: {
          src: "readCard",
          onDone: [
            {
              description: "a fault",
              guard: ({ event }) => !event.output.ok,
              target: "showingFault",
              actions: assign(({ event }) => {
                if (event.output.ok) return {};
                const { fault } = event.output;
                return { fault, ...(fault.card === undefined ? {} : { card: fault.card }) };
              }),
            },
            {
              description: "an unfinished operation",
              guard: ({ event }) => event.output.ok && event.output.value.unfinished !== undefined,
              target: "writingCard",
              actions: assign(({ event }) => {
                const read = event.output.ok ? event.output.value : undefined;
                if (read?.unfinished === undefined) return {};
                const { opId, kind } = read.unfinished;
                return { card: read.card, choices: read.choices, opId, kind, resumed: true };
              }),
            },
            {
              description: "a certificate is owed",
              guard: ({ event }) => event.output.ok && event.output.value.owed !== undefined,
              target: "showingResult",
              actions: assign(({ event }) => {
                const read = event.output.ok ? event.output.value : undefined;
                return read?.owed === undefined
                  ? {}
                  : { card: read.card, result: read.owed, kind: read.owed.kind };
              }),
            },
            {
              description: "a card to attend to",
              target: "attending",
              actions: assign(({ event }) =>
                event.output.ok ? { card: event.output.value.card, choices: event.output.value.choices } : {},
              ),
            },
          ],
        },
      },
      attending: {
        // The person decides; the card lies still and may be taken at any time.
        on: {
          "card.removed": { target: "finished", actions: "noteRemoved" },
          "person.left": "#session.takingCard",
        },
        // Pulled while it was still being read: nobody is shown a card that is gone.
        always: { guard: "cardGone", target: "finished" },
        initial: "showingCard",
        states: {
          showingCard: {
            on: {
              "person.chose": {
                description: "offered for this card",
                guard: ({ context, event }) =>
                  context.choices.some(
                    (choice) => choice.kind === event.kind && choice.refusedBecause === undefined,
                  ),
                target: "choosingReason",
                actions: assign(({ event }) => ({ kind: event.kind })),
              },
              "person.askedFiles": "readingFiles",
              "person.touched": { target: "showingCard", reenter: true },
            },
            after: { personPatience: "#session.stillThere" },
          },
          readingFiles: {
            invoke: {
              src: "readFiles",
              onDone: {
                target: "showingFiles",
                actions: assign(({ event }) => ({ files: event.output })),
              },
            },
          },
          showingFiles: {
            on: {
              "person.closedFiles": "showingCard",
              "person.wentBack": "showingCard",
              "person.touched": { target: "showingFiles", reenter: true },
            },
            after: { personPatience: "#session.stillThere" },
          },
          choosingReason: {
            on: {
              "person.gaveReason": {
                target: "checkingPrinter",
                actions: assign(({ event }) => ({ reason: event.reason })),
              },
              "person.wentBack": "showingCard",
              "person.touched": { target: "choosingReason", reenter: true },
            },
            after: { personPatience: "#session.stillThere" },
          },
          checkingPrinter: {
            invoke: {
              src: "checkPrinter",
              onDone: {
                target: "confirming",
                actions: assign(({ event }) => ({ printerFault: event.output })),
              },
            },
          },
          confirming: {
            on: {
              "person.confirmed": "#session.writingCard",
              "person.wentBack": "choosingReason",
              "person.touched": { target: "confirming", reenter: true },
            },
            after: { personPatience: "#session.stillThere" },
          },
          asBefore: { type: "history" },
        },
      },
      stillThere: {
        on: {
          "person.continued": "attending.asBefore",
          "person.touched": "attending.asBefore",
          "person.left": "takingCard",
          "card.removed": { target: "finished", actions: "noteRemoved" },
        },
        after: { stillTherePatience: "takingCard" },
      },
      writingCard: {
        invoke: {
          src: "writeCard",
          input: ({ context, self }) => ({
            order: orderOf(context),
            progress: (bead, card) => {
              self.send({ type: "write.reached", bead, ...(card === undefined ? {} : { card }) });
            },
          }),
          onDone: [
            {
              description: "settled",
              guard: ({ event }) => event.output.kind === "done",
              target: "showingResult",
              actions: assign(({ event }) =>
                event.output.kind === "done" ? { result: resultOf(event.output) } : {},
              ),
            },
            {
              description: "the card is away",
              guard: ({ event }) => event.output.kind === "card-away",
              target: "awaitingCard",
              actions: assign(({ context, event }) => ({
                opId: event.output.opId,
                // It may be an earlier operation that went first.
                kind: event.output.kind === "card-away" ? event.output.operation : context.kind,
                returns: context.returns + 1,
                wrongCard: event.output.kind === "card-away" && event.output.fault.kind === "other-card",
              })),
            },
            {
              description: "a fault",
              target: "showingFault",
              actions: assign(({ event }) =>
                event.output.kind === "done" ? {} : { fault: steps.faultOf(event.output) },
              ),
            },
          ],
        },
        on: {
          "write.reached": {
            actions: assign(({ event }) => ({
              bead: event.bead,
              ...(event.card === undefined ? {} : { card: event.card }),
            })),
          },
        },
      },
      awaitingCard: {
        always: [
          {
            description: "away too often",
            guard: ({ context }) => context.returns > returnsMax,
            target: "showingFault",
            actions: "notePulled",
          },
          // The card may be back before we are here, or may never have left the contacts.
          {
            description: "the card lies there",
            guard: ({ context }) => context.cardInside && !context.wrongCard,
            target: "writingAgain",
          },
        ],
        on: {
          "card.inserted": { target: "writingAgain", actions: "noteInserted" },
          "card.removed": { actions: ["noteRemoved", assign({ wrongCard: false })] },
        },
        after: { cardReturnPatience: { target: "showingFault", actions: "notePulled" } },
      },
      writingAgain: {
        // A breath for the contacts; and a bound on how fast a bad contact can be tried again.
        after: { 300: "writingCard" },
        on: {
          "card.removed": {
            target: "awaitingCard",
            // Counted, or a contact that flutters would wait anew for ever.
            actions: ["noteRemoved", assign(({ context }) => ({ returns: context.returns + 1 }))],
          },
        },
      },
      showingResult: {
        on: {
          "person.continued": "takingCard",
          "card.removed": { target: "printing", actions: "noteRemoved" },
        },
        after: { resultShown: "takingCard" },
      },
      takingCard: {
        entry: assign({ overdue: false }),
        always: [
          { description: "paper waits", guard: and(["cardGone", "certificateWaits"]), target: "printing" },
          { guard: "cardGone", target: "finished" },
        ],
        on: {
          "card.removed": [
            { guard: "certificateWaits", target: "printing", actions: "noteRemoved" },
            { target: "finished", actions: "noteRemoved" },
          ],
        },
        after: { cardOverdue: { actions: assign({ overdue: true }) } },
      },
      printing: {
        invoke: {
          src: "printCertificate",
          input: ({ context, self }) => {
            if (context.result === undefined) throw new Error("session: printing without a result");
            return {
              result: context.result,
              progress: (certificate) => {
                self.send({ type: "print.reached", certificate });
              },
            };
          },
          onDone: {
            target: "takingCertificate",
            actions: assign(({ event }) => ({ certificate: event.output })),
          },
        },
        on: { "print.reached": { actions: assign(({ event }) => ({ certificate: event.certificate })) } },
      },
      takingCertificate: {
        on: { "person.continued": "finished", "person.left": "finished" },
        after: { certificateShown: "finished" },
      },
      showingFault: {
        on: {
          "person.continued": "takingCard",
          "person.left": "takingCard",
          "card.removed": { target: "finished", actions: "noteRemoved" },
          // What most of these screens ask for: the next visit reads it, and finishes what is open.
          "card.inserted": { target: "finished", actions: "noteInserted" },
        },
        after: { faultShown: "takingCard" },
      },
      finished: { type: "final" },
    },
  });

function orderOf(context: Context): WriteOrder {
  if (context.opId !== undefined) return { kind: context.kind, opId: context.opId };
  if (context.reason === undefined) throw new Error("session: writing without a reason");
  return { kind: context.kind, reason: context.reason };
}

const resultOf = (done: Extract<WriteOutcome, { kind: "done" }>): ResultView => ({
  kind: done.operation,
  opId: done.opId,
  certificateNo: done.certificateNo,
  life: done.life,
  legal: done.legal,
});
