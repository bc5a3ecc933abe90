import { createActor, SimulatedClock, type SnapshotFrom } from "xstate";
import type { Media, ReaderStatus } from "../hardware/ports.ts";
import { certificate, fakeSteps, outcomes, readOk } from "./machine-stand.ts";
import { screenOf } from "./screen-of.ts";
import type { sessionMachine } from "./session-machine.ts";
import { terminalMachine, type TerminalEvent } from "./terminal-machine.ts";

export const online = (media: Media): ReaderStatus => ({ device: "online", name: "virtual", media });
export const offline: ReaderStatus = { device: "offline", name: "virtual", media: "unknown" };

/** A terminal on a clock that only the test moves; what it shows is all that is asked of it. */
export function terminal() {
  const work = fakeSteps();
  const clock = new SimulatedClock();
  const actor = createActor(terminalMachine(work.steps), { clock });
  const bugs: unknown[] = [];
  actor.subscribe({ error: (error) => bugs.push(error) });
  actor.start();
  return {
    ...work,
    bugs,
    value: () => actor.getSnapshot().value,
    screen: () => screenOf(actor.getSnapshot()),
    name: () => screenOf(actor.getSnapshot()).name,
    visit: () =>
      actor.getSnapshot().children["session"]?.getSnapshot() as
        SnapshotFrom<ReturnType<typeof sessionMachine>> | undefined,
    send: (...events: readonly TerminalEvent["type"][]) => {
      for (const type of events) actor.send({ type } as TerminalEvent);
    },
    person: (event: TerminalEvent) => actor.send(event),
    reader: (status: ReaderStatus) => actor.send({ type: "reader.changed", status }),
    insert: () => actor.send({ type: "reader.changed", status: online("present") }),
    take: () => actor.send({ type: "reader.changed", status: online("not-present") }),
    pass: (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) clock.increment(1_000);
    },
    tick: (ms: number) => clock.increment(ms),
  };
}

export async function welcoming() {
  const at = terminal();
  at.reader(online("not-present"));
  await at.answer("start", undefined);
  return at;
}
export async function attending() {
  const at = await welcoming();
  at.insert();
  await at.answer("readCard", readOk);
  return at;
}
export async function writing() {
  const at = await attending();
  at.person({ type: "person.chose", kind: "cancel" });
  at.person({ type: "person.gaveReason", reason: "moved-away" });
  await at.answer("checkPrinter", undefined);
  at.send("person.confirmed");
  return at;
}
/** A visit that ended well: the paper is in the hand, the goodbye on the screen. */
export async function served() {
  const at = await writing();
  await at.answer("writeCard", outcomes.done);
  at.send("person.continued");
  at.take();
  await at.answer("printCertificate", certificate);
  at.send("person.continued");
  return at;
}
