import { and, assign } from "xstate";
import type { Result } from "../hardware/result.ts";
import type { WriteOutcome } from "./write-outcome.ts";
import type { ResultView } from "./screen.ts";
import { attendingStates } from "./session-attending.ts";
import { undoStates } from "./session-undo.ts";
import { returnsMax, sessionSetup, type SessionContext, type SessionSteps } from "./session-setup.ts";
import type { CardRead, VisitFault, WriteOrder } from "./visit.ts";

/**
 * One person's visit, from the card in the reader to the card in the hand and the paper taken.
 * A fault is an answer and takes `onDone`; a bug rejects and reaches the terminal machine, which goes out of
 * service. While a card is written nothing but the write itself moves this machine.
 */
export const sessionMachine = (steps: SessionSteps) => {
  const session = sessionSetup(steps);
  return session.createMachine({
    id: "session",
    context: ({ input }) => ({
      choices: [],
      agentsServed: false,
      applications: [],
      kind: "freeze",
      asker: "holder",
      proof: "agent-id",
      proven: [],
      bead: "ask-centre",
      resumed: false,
      wrongCard: false,
      returns: 0,
      cardInside: true,
      replaced: false,
      overdue: false,
      unhurried: input?.unhurried ?? false,
    }),
    on: {
      "card.inserted": { actions: "noteInserted" },
      "card.removed": { actions: "noteRemoved" },
      "person.chosePace": { actions: assign(({ event }) => ({ unhurried: event.unhurried })) },
    },
    initial: "readingCard",
    states: {
      readingCard: {
        entry: assign({ replaced: false }),
        invoke: {
          src: "readCard",
          input: ({ self }) => ({
            progress: (card) => {
              self.send({ type: "read.reached", card });
            },
          }),
          onDone: [
            {
              description: "of a card that is gone",
              guard: and(["replaced", "cardGone"]),
              target: "finished",
            },
            { description: "another card?", guard: "replaced", target: "readingCard", reenter: true },
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
              description: "an unfinished operation that may be undone",
              guard: ({ event }) => event.output.ok && event.output.value.unfinished?.undoable === true,
              target: "offeringUndo",
              actions: assign(({ event }) => unfinishedIn(event.output)),
            },
            {
              description: "an unfinished operation",
              guard: ({ event }) => event.output.ok && event.output.value.unfinished !== undefined,
              target: "writingCard",
              actions: assign(({ event }) => unfinishedIn(event.output)),
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
              actions: assign(({ event }) => {
                if (!event.output.ok) return {};
                const {
                  card,
                  choices,
                  agentsServed = false,
                  applications = [],
                  lastCertificateNo,
                } = event.output.value;
                return { card, choices, agentsServed, applications, lastCertificateNo };
              }),
            },
          ],
        },
        on: {
          "read.reached": {
            guard: ({ context }) => context.cardInside && !context.replaced,
            actions: assign(({ event }) => ({ firstFacts: event.card })),
          },
          "card.inserted": { actions: ["noteInserted", assign({ replaced: true })] },
          // Nobody is shown a card that is gone, however long the centre takes.
          "card.removed": { actions: ["noteRemoved", assign({ firstFacts: undefined })] },
        },
      },
      attending: attendingStates(session),
      ...undoStates(session),
      stillThere: {
        on: {
          "person.continued": "attending.asBefore",
          "person.touched": "attending.asBefore",
          "person.left": "takingCard",
          "card.removed": { target: "finished", actions: "noteRemoved" },
        },
        after: {
          stillTherePatience: { guard: "hurried", target: "takingCard" },
          unhurriedStillThere: "takingCard",
        },
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
        after: { resultShown: { guard: "hurried", target: "takingCard" }, unhurriedShown: "takingCard" },
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
        after: { certificateShown: { guard: "hurried", target: "finished" }, unhurriedShown: "finished" },
      },
      showingFault: {
        on: {
          "person.continued": "takingCard",
          "person.left": "takingCard",
          "card.removed": { target: "finished", actions: "noteRemoved" },
          // What most of these screens ask for: the next visit reads it, and finishes what is open.
          "card.inserted": { target: "finished", actions: "noteInserted" },
        },
        after: { faultShown: { guard: "hurried", target: "takingCard" }, unhurriedShown: "takingCard" },
      },
      finished: { type: "final" },
    },
  });
};

const unfinishedIn = (read: Result<CardRead, VisitFault>): Partial<SessionContext> => {
  if (!read.ok || read.value.unfinished === undefined) return {};
  const { card, choices, unfinished } = read.value;
  return { card, choices, opId: unfinished.opId, kind: unfinished.kind, resumed: true };
};

function orderOf(context: SessionContext): WriteOrder {
  if (context.opId !== undefined) return { kind: context.kind, opId: context.opId };
  const { kind, reason, asker, freeze } = context;
  if (reason === undefined) throw new Error("session: writing without a reason");
  return {
    kind,
    reason,
    ...(asker === "agent" ? { asker } : {}),
    ...(kind === "freeze" && freeze !== undefined ? { freeze } : {}),
  };
}

const resultOf = (done: Extract<WriteOutcome, { kind: "done" }>): ResultView => ({
  kind: done.operation,
  opId: done.opId,
  certificateNo: done.certificateNo,
  life: done.life,
  legal: done.legal,
});
