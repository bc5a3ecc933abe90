import { assign } from "xstate";
import type { SessionSetup } from "./session-setup.ts";

/**
 * An operation of this card waits, and nothing of it is on the card: its holder may have it undone instead of
 * finished (protocol A4, M4). Who says nothing wanted what was begun: it is finished.
 */
export const undoStates = (session: SessionSetup) => ({
  offeringUndo: session.createStateConfig({
    // Pulled while it was still being read: nobody is asked about a card that is gone.
    always: { guard: "cardGone", target: "finished" },
    on: {
      "person.confirmed": "writingCard",
      "person.undid": "undoing",
      "person.left": "takingCard",
      "person.touched": { target: "offeringUndo", reenter: true },
      "card.removed": { target: "finished", actions: "noteRemoved" },
    },
    after: { undoPatience: { guard: "hurried", target: "writingCard" }, unhurriedUndo: "writingCard" },
  }),
  undoing: session.createStateConfig({
    invoke: {
      src: "undo",
      input: ({ context }) => ({ opId: context.opId }),
      onDone: [
        {
          description: "undone",
          guard: ({ event }) => event.output.ok,
          target: "showingUndone",
          actions: assign({ opId: undefined, resumed: false }),
        },
        {
          description: "a fault",
          target: "showingFault",
          actions: assign(({ event }) => (event.output.ok ? {} : { fault: event.output.fault })),
        },
      ],
    },
  }),
  showingUndone: session.createStateConfig({
    on: {
      // The card is as it was before: what may be done with it is read anew.
      "person.continued": "readingCard",
      "person.left": "takingCard",
      "card.removed": { target: "finished", actions: "noteRemoved" },
    },
    always: { guard: "cardGone", target: "finished" },
    after: { resultShown: { guard: "hurried", target: "takingCard" }, unhurriedShown: "takingCard" },
  }),
});
