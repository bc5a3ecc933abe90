import { describe, expect, test } from "vitest";
import { createActor, fromPromise, SimulatedClock, type AnyMachineSnapshot, type EventObject } from "xstate";
import type { ReaderStatus } from "../hardware/ports.ts";
import { fail, ok } from "../hardware/result.ts";
import {
  edgesOf,
  keyOf,
  leafOf,
  leavesOf,
  pathsOf,
  reachable,
  wholePaths,
  type Model,
} from "./machine-model.ts";
import {
  card,
  certificate,
  fakeSteps,
  opId,
  outcomes,
  quiet,
  readOk,
  readWithAgents,
  result,
  type Answers,
} from "./machine-stand.ts";
import { screenOf } from "./screen-of.ts";
import type { ScreenName } from "./screen.ts";
import { sessionMachine } from "./session-machine.ts";
import type { SessionEvent } from "./session-setup.ts";
import { offline, online, terminal } from "./terminal-stand.ts";
import { terminalMachine, type TerminalEvent } from "./terminal-machine.ts";

/**
 * Every state the machines can be in, found by walking them, and the shortest way to each of them, walked again
 * by the real machines on a simulated clock. Written by nobody, these paths hold what nobody thought of.
 */

const person: readonly SessionEvent[] = [
  { type: "person.chose", kind: "cancel" },
  { type: "person.chose", kind: "freeze" },
  { type: "person.continuedApplication", number: "SQ-1" },
  { type: "person.saidWho", asker: "holder" },
  { type: "person.saidWho", asker: "agent" },
  { type: "person.gavePhoto" },
  { type: "person.choseForm", form: "temporary" },
  { type: "person.unmasked" },
  { type: "person.masked" },
  { type: "person.askedCopy" },
  { type: "person.triedAgain" },
  { type: "person.gaveReason", reason: "moved-away" },
  { type: "person.confirmed" },
  { type: "person.undid" },
  { type: "person.askedFiles" },
  { type: "person.closedFiles" },
  { type: "person.wentBack" },
  { type: "person.left" },
  { type: "person.continued" },
  { type: "person.touched" },
];

/** Clocks that ring for nobody who asked for more time: another one does. */
const hurriedOnly = ["personPatience", "stillTherePatience", "resultShown", "faultShown", "certificateShown"];

const session: Model = {
  machine: sessionMachine(fakeSteps().steps),
  // A card is put in where there is none, and taken where there is one.
  outside: (at) => [
    ...person,
    { type: "person.chosePace", unhurried: !at.context.unhurried },
    { type: at.context.cardInside ? "card.removed" : "card.inserted" },
  ],
  answers: {
    readCard: [
      readOk,
      readWithAgents,
      fail({ code: "mute-card" }),
      fail({ code: "card-expired", card }),
      ok({ card, choices: [], unfinished: { opId, kind: "freeze" } }),
      ok({ card, choices: [], unfinished: { opId, kind: "freeze", undoable: true } }),
      ok({ card, choices: [], owed: result }),
    ],
    readFiles: [[]],
    prove: [ok({ proof: "agent-id", name: "李*", number: "3717" }), fail({ code: "no-id-card" })],
    orderCopy: [ok(result), fail({ code: "centre-unreachable" })],
    checkPrinter: [undefined],
    undo: [ok(undefined), fail({ code: "undo-not-possible" })],
    writeCard: [outcomes.done, outcomes.torn, outcomes.otherCard, outcomes.centreAway],
    printCertificate: [certificate],
  },
  runs: ({ context }, delay) =>
    (delay !== "cardOverdue" || !context.overdue) &&
    (delay.startsWith("unhurried") ? context.unhurried : !hurriedOnly.includes(delay) || !context.unhurried),
  abstract: (at) => {
    const { cardInside, wrongCard, returns, overdue, result, opId, card } = at.context;
    const { unhurried, agentsServed, kind, asker, proof, proofFault, freeze, personal, application } =
      at.context;
    const before = at.matches("stillThere") ? Object.values(at.historyValue).flat() : [];
    return {
      value: at.value,
      ...{ cardInside, wrongCard, returns, overdue },
      ...{ result: result !== undefined, opId: opId !== undefined, card: card !== undefined },
      // What decides the way of the questions counts while they are asked.
      ...(at.matches("attending") || at.matches("stillThere")
        ? { unhurried, agentsServed, kind, asker, proof, proofFault, freeze, personal, application }
        : { unhurried }),
      before: before.map((node) => node.id),
    };
  },
};

const statuses: readonly ReaderStatus[] = [
  online("present"),
  online("not-present"),
  online("unknown"),
  offline,
];
const someBug = new Error("a bug");

const house: Model = {
  machine: terminalMachine(fakeSteps().steps),
  outside: () => [
    ...person.filter(({ type }) => ["person.left", "person.wentBack", "person.touched"].includes(type)),
    { type: "person.continued" },
    { type: "person.began" },
    { type: "person.chosePace", unhurried: true },
    { type: "choice.ended" },
    { type: "staff.entered" },
    { type: "staff.acted" },
    { type: "staff.left" },
    ...statuses.map((status) => ({ type: "reader.changed", status })),
  ],
  answers: {
    start: [undefined, "shut-out", someBug],
    settle: [undefined, "shut-out", someBug],
    session: [undefined, someBug],
  },
  abstract: (at) => ({
    value: at.value,
    reader: at.context.reader,
    fault: at.context.fault,
    staffWaits: at.context.staffWaits,
    unhurried: at.context.unhurried,
  }),
};

/** Events that come by themselves when nobody is there: the clock, and answers of devices and centre. */
const byItself = ({ event }: { readonly event: EventObject }): boolean => event.type.startsWith("xstate.");

const screens: Readonly<Record<string, readonly ScreenName[]>> = {
  readingCard: ["reading"],
  "attending.showingCard": ["your-card"],
  "attending.showingPersonal": ["your-card"],
  "attending.readingFiles": ["your-card"],
  "attending.orderingCopy": ["your-card"],
  "attending.sayingWho": ["who-asks"],
  "attending.provingIdentity": ["identity"],
  "attending.proofMissing": ["identity"],
  "attending.choosingForm": ["freeze-form"],
  "attending.takingPhoto": ["agent-photo"],
  "attending.showingFiles": ["your-card"],
  "attending.choosingReason": ["reason"],
  "attending.checkingPrinter": ["reason"],
  "attending.confirming": ["confirm"],
  offeringUndo: ["unfinished"],
  undoing: ["reading"],
  showingUndone: ["undone"],
  stillThere: ["still-there"],
  writingCard: ["writing"],
  writingAgain: ["writing"],
  awaitingCard: ["put-card-back"],
  showingResult: ["result"],
  takingCard: ["take-card", "fault"],
  printing: ["take-certificate"],
  takingCertificate: ["take-certificate"],
  showingFault: ["fault"],
  // With a card that came meanwhile, the next visit has begun.
  finished: ["goodbye", "reading"],
  starting: ["starting"],
  "idle.welcoming": ["welcome"],
  "idle.settling": ["welcome"],
  "idle.inviting": ["insert-card"],
  "idle.awaitingReader.patient": ["starting"],
  "idle.awaitingReader.missing.waiting": ["out-of-service"],
  "idle.awaitingReader.missing.settlingMeanwhile": ["out-of-service"],
  serving: ["reading"],
  farewell: ["goodbye"],
  diagnostics: ["out-of-service"],
  "shutOut.pausing": ["out-of-service"],
  "shutOut.askingAgain": ["out-of-service"],
  outOfService: ["out-of-service"],
};

/** How long the clock named in `xstate.after.NAME.state` runs. */
function delayOf(model: Model, event: EventObject): number {
  const name = event.type.split(".")[2] ?? "";
  const delay: unknown = model.machine.implementations.delays[name] ?? Number(name);
  return typeof delay === "number" && delay > 0 ? delay : expect.fail(`no delay for ${event.type}`);
}

/** The step that an answer belongs to, from the machine's own words: `xstate.done.actor.ID`. */
function stepOf(model: Model, from: AnyMachineSnapshot, event: EventObject): keyof Answers {
  const id = event.type.replace(/^xstate\.(done|error)\.actor\./, "");
  const nodes = from._nodes as { invoke: { id: string; src: string }[] }[];
  const invoked = nodes.flatMap((node) => node.invoke).find((one) => one.id === id);
  return (
    (invoked?.src as keyof Answers | undefined) ?? expect.fail(`nobody invoked ${id} of ${model.machine.id}`)
  );
}

describe("a visit", () => {
  const paths = pathsOf(session);
  const edges = edgesOf(session);

  test("reaches every state there is", () => {
    expect([...new Set(paths.map(({ state }) => leafOf(state)))].sort()).toEqual(leavesOf(session.machine));
    expect(paths.length).toBeGreaterThan(100);
  });

  test("every shortest path, walked inside a real terminal, ends where it should and shows its screen", async () => {
    const shown = new Map<string, Set<ScreenName>>();
    for (const path of wholePaths(paths)) {
      const at = terminal();
      at.insert();
      await at.answer("start", undefined);
      let from = path.steps.length === 0 ? path.state : undefined;
      for (const { event, to } of path.steps) {
        const before = from ?? at.visit()!;
        if (event.type.startsWith("xstate.after.")) at.tick(delayOf(session, event));
        else if (event.type.startsWith("xstate.done."))
          await at.answer(stepOf(session, before, event), (event as { output?: never }).output);
        else if (event.type === "card.inserted") at.insert();
        else if (event.type === "card.removed") at.take();
        else at.person(event as TerminalEvent);
        from = to;
        const leaf = leafOf(to);
        shown.set(leaf, (shown.get(leaf) ?? new Set()).add(at.name()));
        if (to.status === "done") {
          // A visit that is over is followed by the goodbye, or by the visit of a card put in meanwhile.
          expect(at.value()).toBe(to.context.cardInside ? "serving" : "farewell");
          break;
        }
        expect(keyOf(session, at.visit()!)).toBe(keyOf(session, to));
      }
    }
    for (const [leaf, names] of shown)
      expect(screens[leaf], leaf).toEqual(expect.arrayContaining([...names]));
    for (const leaf of leavesOf(session.machine).filter((one) => one !== "readingCard"))
      expect([...(shown.get(leaf) ?? [])].sort(), leaf).toEqual([...screens[leaf]!].sort());
  }, 60_000);

  test("is stuck nowhere: from every state the clock, an answer and a hand that takes the card end it", () => {
    const helpful = edges.filter((edge) => byItself(edge) || edge.event.type === "card.removed");
    const stuck = paths
      .map(({ state }) => keyOf(session, state))
      .filter((key) => ![...reachable(helpful, key)].some((to) => to.includes('"value":"finished"')));
    expect(stuck).toEqual([]);
  }, 60_000);

  test("comes to rest when nobody is there, whatever is answered: over, or asking for the card", () => {
    const alone = edges.filter((edge) => byItself(edge) && edge.from !== edge.to);
    const next = Map.groupBy(alone, (edge) => edge.from);
    const resting = new Set(paths.map(({ state }) => keyOf(session, state)).filter((key) => !next.has(key)));
    const rest = [...resting].map((key) => JSON.parse(key) as { value: unknown; cardInside: boolean });
    expect(rest.length).toBeGreaterThan(0);
    for (const { value, cardInside } of rest)
      expect([value, cardInside]).toEqual(
        value === "finished" ? ["finished", cardInside] : ["takingCard", true],
      );

    // No circle: every state's height above rest is finite.
    const heights = new Map<string, number>();
    const heightOf = (key: string, above: ReadonlySet<string>): number => {
      if (above.has(key)) return expect.fail(`for ever around ${key}`);
      const known = heights.get(key);
      if (known !== undefined) return known;
      const below = (next.get(key) ?? []).map((edge) => heightOf(edge.to, new Set([...above, key])));
      const height = below.length === 0 ? 0 : 1 + Math.max(...below);
      heights.set(key, height);
      return height;
    };
    for (const { state } of paths) heightOf(keyOf(session, state), new Set());
    expect(Math.max(...heights.values())).toBeLessThan(60);
  });

  test("is not moved by a person or a card while it writes", () => {
    const moved = edges.filter(
      (edge) =>
        edge.from.includes('"value":"writingCard"') &&
        !edge.to.includes('"value":"writingCard"') &&
        !edge.event.type.startsWith("xstate.done.actor."),
    );
    expect(moved).toEqual([]);
    expect(edges.some((edge) => edge.from.includes('"value":"writingCard"'))).toBe(true);
  });

  test("ends with a card inside only after that card was put in during this visit", () => {
    const over = paths.filter(({ state }) => state.status === "done" && state.context.cardInside);
    expect(over.length).toBeGreaterThan(0);
    for (const { steps } of over)
      expect(steps.map(({ event }) => event.type)).toEqual(
        expect.arrayContaining(["card.removed", "card.inserted"]),
      );
  });
});

describe("a terminal", () => {
  const paths = pathsOf(house);
  const edges = edgesOf(house);

  test("reaches every state there is", () => {
    expect([...new Set(paths.map(({ state }) => leafOf(state)))].sort()).toEqual(leavesOf(house.machine));
    expect(paths.length).toBeGreaterThan(20);
  });

  test("every shortest path, walked by a real terminal, ends where it should and shows its screen", async () => {
    const walked = new Set(["starting"]);
    for (const path of wholePaths(paths)) {
      const work = fakeSteps();
      const visits = { end: (_error?: Error): void => undefined };
      // A visit that ends when the path says so: the visits themselves are walked above.
      const visit = fromPromise(
        () =>
          new Promise<void>((end, bug) => {
            visits.end = (error) => (error === undefined ? end() : bug(error));
          }),
      );
      const machine = terminalMachine(work.steps).provide({ actors: { session: visit as never } });
      const clock = new SimulatedClock();
      const actor = createActor(machine, { clock });
      actor.start();
      for (const { event, to } of path.steps) {
        const before = actor.getSnapshot();
        const { error } = event as { error?: Error };
        if (event.type.startsWith("xstate.after.")) clock.increment(delayOf(house, event));
        else if (event.type.endsWith(".actor.session")) {
          visits.end(error);
          await quiet();
        } else if (!event.type.startsWith("xstate.")) actor.send(event as TerminalEvent);
        else if (error === undefined)
          await work.answer(stepOf(house, before, event), (event as { output?: never }).output);
        else await work.bug(stepOf(house, before, event));
        const now = actor.getSnapshot();
        expect(keyOf(house, now)).toBe(keyOf(house, to));
        if (!now.matches("serving")) expect(screens[leafOf(now)], leafOf(now)).toContain(screenOf(now).name);
        walked.add(leafOf(now));
      }
    }
    expect([...walked].sort()).toEqual(leavesOf(house.machine));
  });

  test("is stuck nowhere: whatever state, a reader that works and an empty slot lead to the welcome", () => {
    const helpful = edges.filter(
      ({ event }) =>
        event.type.startsWith("xstate.after.") ||
        event.type.startsWith("xstate.done.") ||
        (event as { status?: ReaderStatus }).status?.media === "not-present",
    );
    const stuck = paths
      .map(({ state }) => keyOf(house, state))
      .filter((key) => ![...reachable(helpful, key)].some((to) => to.includes('"idle":"welcoming"')));
    expect(stuck.filter((key) => !key.includes('"outOfService"'))).toEqual([]);
    // Out of service is meant to stay: the process ends, and whoever keeps it begins a new one.
    expect(stuck.length).toBeGreaterThan(0);
  });

  test("serves whenever it knows of a card, and never sits idle beside one", () => {
    const idle = paths.filter(
      ({ state }) =>
        state.context.reader.media === "present" && (state.matches("idle") || state.matches("farewell")),
    );
    expect(idle).toEqual([]);
  });
});
