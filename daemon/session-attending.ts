import { assign } from "xstate";
import { reasonsFor } from "../central/contract.ts";
import { proofs, type ApplicationView } from "./screen.ts";
import { patience, type SessionContext, type SessionSetup } from "./session-setup.ts";

/**
 * The person decides; the card lies still and may be taken at any time. Questions in the order of a counter: what,
 * who asks, in which form, why, and whether it is really wanted.
 */
export const attendingStates = (session: SessionSetup) => {
  /** After it is known who asks. */
  const onward = [
    { description: "in which form", guard: "temporaryOffered", target: "choosingForm" },
    { target: "choosingReason" },
  ] as const;
  const backToWho = [
    { description: "who asks", guard: "agentsServed", target: "sayingWho" },
    { target: "showingCard" },
  ] as const;

  return session.createStateConfig({
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
          "person.chose": [
            {
              description: "offered for this card; who asks?",
              guard: ({ context, event }) => context.agentsServed && isOffered(context, event.kind),
              target: "sayingWho",
              actions: assign(({ event }) => ({ ...nothingAsked, kind: event.kind })),
            },
            {
              description: "offered for this card, in two forms",
              guard: ({ context, event }) =>
                isOffered(context, event.kind) && isOfferedForATime(context, event.kind),
              target: "choosingForm",
              actions: assign(({ event }) => ({ ...nothingAsked, kind: event.kind })),
            },
            {
              description: "offered for this card",
              guard: ({ context, event }) => isOffered(context, event.kind),
              target: "choosingReason",
              actions: assign(({ event }) => ({ ...nothingAsked, kind: event.kind })),
            },
          ],
          "person.continuedApplication": {
            description: "it waits for this card",
            guard: ({ context, event }) => waitingFor(context, event.number) !== undefined,
            target: "checkingPrinter",
            actions: assign(({ context, event }) => continued(waitingFor(context, event.number))),
          },
          "person.askedFiles": "readingFiles",
          "person.unmasked": "showingPersonal",
          "person.askedCopy": {
            guard: ({ context }) => context.lastCertificateNo !== undefined,
            target: "orderingCopy",
          },
          "person.touched": { target: "showingCard", reenter: true },
        },
        after: patience("#session.stillThere"),
      },
      showingPersonal: {
        // As long as a button is held, and never for long.
        entry: "unmask",
        exit: "mask",
        on: { "person.masked": "showingCard", "person.wentBack": "showingCard" },
        after: { personalShown: "showingCard" },
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
        after: patience("#session.stillThere"),
      },
      orderingCopy: {
        invoke: {
          src: "orderCopy",
          onDone: [
            {
              description: "a fault",
              guard: ({ event }) => !event.output.ok,
              target: "#session.showingFault",
              actions: assign(({ event }) => (event.output.ok ? {} : { fault: event.output.fault })),
            },
            {
              target: "#session.takingCard",
              actions: assign(({ event }) => (event.output.ok ? { result: event.output.value } : {})),
            },
          ],
        },
      },
      sayingWho: {
        on: {
          "person.saidWho": [
            {
              description: "an agent",
              guard: ({ event }) => event.asker === "agent",
              target: "provingIdentity",
              actions: assign({ asker: "agent", proof: "agent-id", proven: [] }),
            },
            ...onward.map((way) => ({ ...way, actions: "askHolder" }) as const),
          ],
          "person.wentBack": "showingCard",
          "person.touched": { target: "sayingWho", reenter: true },
        },
        after: patience("#session.stillThere"),
      },
      provingIdentity: {
        // The device waits for the person, with a deadline of its own.
        invoke: {
          src: "prove",
          input: ({ context }) => ({ proof: context.proof }),
          onDone: [
            {
              description: "it did not come",
              guard: ({ event }) => !event.output.ok,
              target: "proofMissing",
              actions: assign(({ event }) =>
                event.output.ok ? {} : { proofFault: event.output.fault.code },
              ),
            },
            {
              description: "one more is asked for",
              guard: ({ context }) => context.proof !== proofs.at(-1),
              target: "provingIdentity",
              reenter: true,
              actions: assign(({ context, event }) => ({
                proven: event.output.ok ? [...context.proven, event.output.value] : context.proven,
                proof: proofs[proofs.indexOf(context.proof) + 1] ?? context.proof,
              })),
            },
            { description: "a photo of both", guard: "photoWanted", target: "takingPhoto" },
            ...onward,
          ],
        },
        on: { "person.wentBack": "sayingWho" },
      },
      takingPhoto: {
        on: {
          "person.gavePhoto": [...onward],
          "person.wentBack": "sayingWho",
          "person.touched": { target: "takingPhoto", reenter: true },
        },
        after: patience("#session.stillThere"),
      },
      proofMissing: {
        // Not on leaving: a touch, and "are you still there?", come back to the same words.
        on: {
          "person.triedAgain": { target: "provingIdentity", actions: assign({ proofFault: undefined }) },
          "person.wentBack": { target: "sayingWho", actions: assign({ proofFault: undefined }) },
          "person.touched": { target: "proofMissing", reenter: true },
        },
        after: patience("#session.stillThere"),
      },
      choosingForm: {
        on: {
          "person.choseForm": {
            target: "choosingReason",
            actions: assign(({ event }) => ({ freeze: event.form })),
          },
          "person.wentBack": [...backToWho],
          "person.touched": { target: "choosingForm", reenter: true },
        },
        after: patience("#session.stillThere"),
      },
      choosingReason: {
        on: {
          "person.gaveReason": {
            target: "checkingPrinter",
            actions: assign(({ event }) => ({ reason: event.reason })),
          },
          "person.wentBack": [
            { description: "in which form", guard: "temporaryOffered", target: "choosingForm" },
            ...backToWho,
          ],
          "person.touched": { target: "choosingReason", reenter: true },
        },
        after: patience("#session.stillThere"),
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
          "person.wentBack": [
            { description: "of an application", guard: "ofApplication", target: "showingCard" },
            { target: "choosingReason" },
          ],
          "person.touched": { target: "confirming", reenter: true },
        },
        after: patience("#session.stillThere"),
      },
      asBefore: { type: "history" },
    },
  });
};

/** What an earlier question of this visit left behind. */
const nothingAsked = {
  asker: "holder",
  proof: "agent-id",
  proven: [],
  freeze: undefined,
  application: undefined,
} as const;

const waitingFor = ({ applications }: SessionContext, number: string): ApplicationView | undefined =>
  applications.find((each) => each.number === number && each.state === "awaiting-card");

/** With the reason that was given there; where none was asked for, the kind's own first one. */
function continued(application: ApplicationView | undefined): Partial<SessionContext> {
  if (application === undefined) return {};
  const { kind, number } = application;
  const [usual = "other"] = reasonsFor[kind];
  return { ...nothingAsked, kind, application: number, reason: application.reason ?? usual };
}

const isOffered = ({ choices }: SessionContext, kind: SessionContext["kind"]): boolean =>
  choices.some((choice) => choice.kind === kind && choice.refusedBecause === undefined);

const isOfferedForATime = ({ choices }: SessionContext, kind: SessionContext["kind"]): boolean =>
  choices.some((choice) => choice.kind === kind && choice.temporaryUntil !== undefined);
