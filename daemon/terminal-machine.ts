import { assign, enqueueActions, fromPromise, sendTo, setup } from "xstate";
import type { ReaderStatus } from "../hardware/ports.ts";
import type { FaultCode } from "../words/errors.ts";
import { sessionMachine } from "./session-machine.ts";
import type { SessionEvent, SessionSteps } from "./session-setup.ts";

/** `shut-out`: the centre does not listen to this terminal until a person has looked at it (protocol A5 row 24). */
export type Settled = "shut-out" | undefined;

/** The work between visits. */
export interface TerminalSteps extends SessionSteps {
  /** Opens what must be open before anybody is served, and settles what an earlier life left behind. */
  start(): Promise<Settled>;
  /** Settles with the centre what needs neither card nor person. */
  settle(): Promise<Settled>;
  /** The person is gone: nothing personal of the visit stays in memory. */
  forgetVisit(): void;
}

export type TerminalEvent =
  | SessionEvent
  | { readonly type: "reader.changed"; readonly status: ReaderStatus }
  | { readonly type: "person.began" }
  /** Nobody began for a while: what was chosen between visits was somebody's who has gone. */
  | { readonly type: "choice.ended" }
  /** A technician was let in: the visit ends first, then the terminal is theirs alone. */
  | { readonly type: "staff.entered" }
  | { readonly type: "staff.acted" }
  | { readonly type: "staff.left" };

type Context = {
  readonly reader: ReaderStatus;
  readonly fault: FaultCode;
  /** A technician waits for the visit to end. */
  readonly staffWaits: boolean;
  /** Whoever stands here now asked for more time; ends with their visit, or when they do not begin one. */
  readonly unhurried: boolean;
};

/**
 * The terminal between and around visits. Snapshots are never restored: after any stop it begins at `starting`,
 * and what must survive is in the journal.
 */
export const terminalMachine = (steps: TerminalSteps) =>
  setup({
    types: {} as { context: Context; events: TerminalEvent },
    actors: {
      start: fromPromise(() => steps.start()),
      settle: fromPromise(() => steps.settle()),
      session: sessionMachine(steps),
    },
    guards: {
      cardLies: ({ context }) => context.reader.media === "present",
      readerGone: ({ context }) => !watches(context.reader),
      staffWaits: ({ context }) => context.staffWaits,
    },
    actions: {
      noteReader: assign(({ context, event }) =>
        event.type === "reader.changed" ? { reader: event.status } : context,
      ),
      notePace: assign(({ context, event }) =>
        event.type === "person.chosePace" ? { unhurried: event.unhurried } : context,
      ),
      forgetPace: assign({ unhurried: false }),
      // Somebody who asked for more time is waited for as long as anybody is, and no longer.
      awaitChoiceEnd: enqueueActions(({ enqueue }) => {
        enqueue.cancel("choice-end");
        enqueue.raise({ type: "choice.ended" }, { id: "choice-end", delay: "insertPatience" });
      }),
    },
    delays: {
      /** A reader's host needs a moment after the terminal's own start, or after it was restarted. */
      readerPatience: 5_000,
      goodbyeShown: 4_000,
      insertPatience: 60_000,
      settlePause: 5_000,
      /** A technician who walked away leaves the terminal to the public again. */
      staffPatience: 600_000,
    },
  }).createMachine({
    id: "terminal",
    context: {
      reader: { device: "starting", name: "", media: "unknown" },
      fault: "terminal-fault",
      staffWaits: false,
      unhurried: false,
    },
    on: {
      "reader.changed": { actions: "noteReader" },
      "staff.entered": { actions: assign({ staffWaits: true }) },
      "staff.left": { actions: assign({ staffWaits: false }) },
      // The page forgets a choice too, but one that was loaded anew since knows nothing of it.
      "person.chosePace": { actions: ["notePace", "awaitChoiceEnd"] },
      "choice.ended": { actions: "forgetPace" },
    },
    initial: "starting",
    states: {
      starting: {
        invoke: {
          src: "start",
          onDone: [shutOut, { target: "idle" }],
          onError: { target: "outOfService", actions: assign({ fault: "terminal-disk" }) },
        },
      },
      idle: {
        always: [
          { guard: "staffWaits", target: "diagnostics" },
          { guard: "cardLies", target: "serving" },
        ],
        initial: "welcoming",
        on: {
          "reader.changed": [
            {
              description: "a card lies there",
              guard: ({ event }) => event.status.media === "present",
              target: "serving",
              actions: "noteReader",
            },
            { actions: "noteReader" },
          ],
        },
        states: {
          welcoming: {
            always: { guard: "readerGone", target: "awaitingReader" },
            on: { "person.began": "inviting" },
            after: { settlePause: "settling" },
          },
          settling: {
            // Quiet work for the outbox; whoever comes meanwhile is served at once, the work is repeatable.
            invoke: { src: "settle", onDone: [shutOut, { target: "welcoming" }], onError: bug },
            on: { "person.began": "inviting" },
          },
          inviting: {
            entry: "awaitChoiceEnd",
            always: { guard: "readerGone", target: "awaitingReader" },
            on: {
              "person.left": welcomeNext,
              "person.wentBack": welcomeNext,
              "person.touched": { target: "inviting", reenter: true },
            },
            after: { insertPatience: welcomeNext },
          },
          awaitingReader: {
            initial: "patient",
            on: {
              "reader.changed": [
                {
                  description: "a card lies there",
                  guard: ({ event }) => event.status.media === "present",
                  target: "#terminal.serving",
                  actions: "noteReader",
                },
                {
                  description: "online and empty",
                  guard: ({ event }) => watches(event.status),
                  target: "welcoming",
                  actions: "noteReader",
                },
                { actions: "noteReader" },
              ],
            },
            states: {
              patient: { after: { readerPatience: "missing" } },
              missing: {
                // A broken reader must not keep the centre from hearing what this terminal still owes it.
                initial: "waiting",
                states: {
                  waiting: { after: { settlePause: "settlingMeanwhile" } },
                  settlingMeanwhile: {
                    invoke: { src: "settle", onDone: [shutOut, { target: "waiting" }], onError: bug },
                  },
                },
              },
            },
          },
        },
      },
      serving: {
        exit: () => {
          steps.forgetVisit();
        },
        invoke: {
          id: "session",
          src: "session",
          input: ({ context }) => ({ unhurried: context.unhurried }),
          onDone: "farewell",
          onError: bug,
        },
        on: {
          "reader.changed": [
            {
              guard: ({ context, event }) => lies(event.status) && !lies(context.reader),
              actions: ["noteReader", sendTo("session", { type: "card.inserted" })],
            },
            {
              guard: ({ context, event }) => !lies(event.status) && lies(context.reader),
              actions: ["noteReader", sendTo("session", { type: "card.removed" })],
            },
            { actions: "noteReader" },
          ],
          "person.chosePace": {
            actions: ["notePace", sendTo("session", ({ event }) => event)],
          },
          "person.*": { actions: sendTo("session", ({ event }) => event as SessionEvent) },
          // The visit is asked to end, as its own person would: a write is never cut short.
          "staff.entered": {
            actions: [assign({ staffWaits: true }), sendTo("session", { type: "person.left" })],
          },
        },
      },
      diagnostics: {
        // The devices belong to the technician alone; a card that lies there is served when they leave.
        entry: [assign({ staffWaits: false }), "forgetPace"],
        on: {
          "staff.entered": {},
          "staff.acted": { target: "diagnostics", reenter: true },
          "staff.left": "idle",
        },
        after: { staffPatience: "idle" },
      },
      farewell: {
        exit: "forgetPace",
        always: [
          { guard: "staffWaits", target: "diagnostics" },
          { guard: "cardLies", target: "serving" },
        ],
        on: {
          "person.began": "idle",
          "person.continued": "idle",
          "reader.changed": [
            {
              description: "a card lies there",
              guard: ({ event }) => lies(event.status),
              target: "serving",
              actions: "noteReader",
            },
            { actions: "noteReader" },
          ],
        },
        after: { goodbyeShown: "idle" },
      },
      shutOut: {
        // Asked again and again, so that nobody has to come twice: once a person has let it in, it serves.
        entry: "forgetPace",
        always: { guard: "staffWaits", target: "diagnostics" },
        initial: "pausing",
        states: {
          pausing: { after: { settlePause: "askingAgain" } },
          askingAgain: {
            invoke: {
              src: "settle",
              onDone: [{ ...shutOut, target: "pausing" }, { target: "#terminal.idle" }],
              onError: bug,
            },
          },
        },
      },
      outOfService: {
        // A bug or a disk that cannot be trusted: the process is ended and begun anew by whoever keeps it.
      },
    },
  });

const welcomeNext = { target: "welcoming", actions: "forgetPace" } as const;

const shutOut = {
  description: "shut out",
  guard: ({ event }: { readonly event: { readonly output: Settled } }) => event.output === "shut-out",
  target: "#terminal.shutOut",
} as const;

/** `terminal-fault` is the fault the machine begins with. */
const bug = "#terminal.outOfService";

/** A reader that has not yet said whether a card lies there is not one to welcome people at. */
const watches = (status: ReaderStatus): boolean => status.device === "online" && status.media !== "unknown";

const lies = (status: ReaderStatus): boolean => status.media === "present";
