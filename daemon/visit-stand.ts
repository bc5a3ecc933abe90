import { createActor, SimulatedClock } from "xstate";
import type { OperationKind } from "../card/life.ts";
import type { Reason } from "../central/contract.ts";
import { fakeSteps, outcomes, readOk } from "./machine-stand.ts";
import { sessionMachine } from "./session-machine.ts";
import type { SessionEvent } from "./session-setup.ts";

/** One visit on a clock that only the test moves. */
export function visit() {
  const work = fakeSteps();
  const clock = new SimulatedClock();
  const actor = createActor(sessionMachine(work.steps), { clock });
  const bugs: unknown[] = [];
  actor.subscribe({ error: (error) => bugs.push(error) });
  actor.start();
  const value = () => actor.getSnapshot().value;
  const context = () => actor.getSnapshot().context;
  return {
    ...work,
    bugs,
    value,
    context,
    send: (...events: readonly (SessionEvent | SessionEvent["type"])[]) => {
      for (const event of events)
        actor.send(typeof event === "string" ? ({ type: event } as SessionEvent) : event);
    },
    /** Nothing happens for so long: in small steps, as time passes for a person. */
    pass: (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) clock.increment(1_000);
    },
    /** The clock's own step, for what is shorter than a second. */
    tick: (ms: number) => clock.increment(ms),
  };
}
export type Visit = ReturnType<typeof visit>;

export const attending = (state: string) => ({ attending: state });

export async function read() {
  const at = visit();
  await at.answer("readCard", readOk);
  return at;
}
export async function askedWhy(kind: OperationKind = "cancel") {
  const at = await read();
  at.send({ type: "person.chose", kind });
  return at;
}
export async function confirming(kind: OperationKind = "cancel", reason: Reason = "moved-away") {
  const at = await askedWhy(kind);
  at.send({ type: "person.gaveReason", reason });
  await at.answer("checkPrinter", undefined);
  return at;
}
export async function writing() {
  const at = await confirming();
  at.send("person.confirmed");
  return at;
}
export async function torn() {
  const at = await writing();
  at.send("card.removed");
  await at.answer("writeCard", outcomes.torn);
  return at;
}
export async function settled() {
  const at = await writing();
  await at.answer("writeCard", outcomes.done);
  return at;
}
export async function printing() {
  const at = await settled();
  at.send("person.continued", "card.removed");
  return at;
}

/** States in which only the person is waited for, and how a visit comes there. */
export const waiting: readonly [string, () => Promise<Visit>][] = [
  ["showingCard", read],
  [
    "showingFiles",
    async () => {
      const at = await read();
      at.send("person.askedFiles");
      await at.answer("readFiles", []);
      return at;
    },
  ],
  ["choosingReason", () => askedWhy()],
  ["confirming", () => confirming()],
];
/** States of the same screens in which a device is asked something short. */
export const busy: readonly [string, () => Promise<Visit>][] = [
  [
    "readingFiles",
    async () => {
      const at = await read();
      at.send("person.askedFiles");
      return at;
    },
  ],
  [
    "checkingPrinter",
    async () => {
      const at = await askedWhy();
      at.send({ type: "person.gaveReason", reason: "moved-away" });
      return at;
    },
  ],
];
