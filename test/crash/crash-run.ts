import { person, type CardHand, type Visit } from "../../cli/person.ts";
import type { CrashHall, RunningDaemon } from "./crash-hall.ts";
import { freeze, nameOf, type CrashPoint, type Operation } from "./crash-points.ts";
import { atRest } from "./rest.ts";
import { truthOf, type CrashedCard, type Truth } from "./truth.ts";

/** One screen for so long, or none that is the welcome: nothing in a visit lasts longer by itself. */
const stuckMs = 45_000;
const welcomeMs = 180_000;
/** A daemon that neither ends nor answers for so long hangs. */
const answerMs = 30_000;
/** Visits in which a paper that is still owed may come; more than one on end says that the printer is at fault. */
const laterVisitsMax = 3;

export type CrashResult = Truth & {
  readonly name: string;
  /** False when the visit ended before it came to the point. */
  readonly reached: boolean;
  /** How often the card came once more because its paper was owed, and what those before were told. */
  readonly owed: readonly string[];
};

/** Visits one after the other on one hall: each is disturbed at its point, and then carried on to its end. */
export function crashRun(hall: CrashHall) {
  let daemon = hall.startDaemon();
  let card: CrashedCard = hall.takeCard();
  let been = 0;

  /** What the last visit was told at its end; nothing where all went well. */
  let toldLast = "";

  async function visitFor({ kind }: Operation, hand?: CardHand): Promise<Visit> {
    const visited = await visit(hall, daemon, card, kind, hand);
    toldLast = visited.fault ?? "";
    return visited;
  }

  /** What could not be printed is owed to the card's next visit (protocol A5, rows 17 to 19): it comes again. */
  async function settled(operation: Operation): Promise<readonly string[]> {
    const owed: string[] = [];
    while ((await atRest(hall.stateDir)) === "paper-owed" && owed.length < laterVisitsMax) {
      owed.push(toldLast);
      await visitFor(operation);
    }
    return owed;
  }

  /** The card that such an operation can begin with. */
  async function ready({ from }: Operation): Promise<void> {
    if (been > 0 && hall.imageOf(card.id).life !== from) {
      card = hall.takeCard();
      been = 0;
    }
    if (from === "frozen" && been === 0) {
      await visitFor(freeze);
      been = 1;
      await settled(freeze);
    }
  }

  /** `work` disturbs one visit and makes the next; answers whether it came to its point. */
  async function through(
    operation: Operation,
    name: string,
    work: () => Promise<boolean>,
  ): Promise<CrashResult> {
    await ready(operation);
    const reached = await work();
    been++;
    const owed = await settled(operation);
    const truth = await truthOf(hall, card, operation, been);
    // What contradicts itself must not spoil what comes after it.
    if (truth.wrong.length > 0) {
      card = hall.takeCard();
      been = 0;
    }
    return { name: `${operation.name}, ${name}`, reached, owed, ...truth };
  }

  return {
    card: (): CrashedCard => card,
    visitFor,
    through,
    /** An undisturbed visit; answers how many APDUs it took. */
    async count(operation: Operation): Promise<number> {
      await ready(operation);
      await daemon.apdus();
      await visitFor(operation);
      been++;
      const apdus = await daemon.apdus();
      await settled(operation);
      return apdus;
    },
    /** The daemon is killed at the point; a new one finds what it left, and the same card comes again. */
    crash: (operation: Operation, point: CrashPoint): Promise<CrashResult> =>
      through(operation, `killed ${nameOf(point)}`, async () => {
        const { gone } = daemon;
        daemon.crashAt(point);
        const visited = visitFor(operation).then(() => "visited");
        visited.catch(() => undefined);
        let how = await Promise.race([gone, visited]);
        // The last entries come when the person has gone already.
        if (how === "visited") how = await Promise.race([gone, atRest(hall.stateDir)]);
        // Its answer says that it lives and will not die of this any more.
        if (how !== "SIGKILL") how = await Promise.race([gone, daemon.apdus().then(() => "lives"), hangs()]);
        if (how === "lives") return false;
        if (how !== "SIGKILL") throw new Error(`the daemon was to be killed, but: ${how}`);
        await hall.stand.card({ op: "pull" });
        daemon = hall.startDaemon();
        await visitFor(operation);
        return true;
      }),
    /** The terminal is switched off, something is done to its disk, and it comes back. */
    async switchedOff(work: () => void): Promise<void> {
      await daemon.stop();
      work();
      daemon = hall.startDaemon();
    },
    stop: (): Promise<void> => daemon.stop(),
  };
}

/** One visit to its end, the goodbye included. */
async function visit(
  hall: CrashHall,
  daemon: RunningDaemon,
  card: CrashedCard,
  kind: Operation["kind"],
  hand: CardHand = hall.stand.card,
): Promise<Visit> {
  await welcomed(daemon);
  const visited = await Promise.race([
    person(daemon, hand, { kind, card: card.id }),
    daemon.gone.then((how) => Promise.reject(new Error(`the daemon ended by itself: ${how}`))),
  ]);
  await hall.stand.card({ op: "pull" });
  await welcomed(daemon);
  return visited;
}

/** Nobody waits for the goodbye to fade. However slow the machine: what counts is that the screen goes on. */
async function welcomed(daemon: RunningDaemon): Promise<void> {
  let seen = "";
  let sinceMs = performance.now();
  const beganMs = sinceMs;
  for (;;) {
    const screen = daemon.screen();
    if (screen.name === "welcome") return;
    if (screen.name === "goodbye" || screen.name === "fault") daemon.act({ type: "continue" });
    const now = JSON.stringify(screen);
    const nowMs = performance.now();
    if (now !== seen) [seen, sinceMs] = [now, nowMs];
    if (nowMs - sinceMs > stuckMs || nowMs - beganMs > welcomeMs)
      throw new Error(
        `no welcome after ${String(Math.round(nowMs - beganMs))} ms, but ${seen.slice(0, 200)}`,
      );
    const ended = await Promise.race([daemon.gone, patience(50)]);
    if (ended !== "late") throw new Error(`no welcome, the daemon ended: ${ended}`);
  }
}

const patience = (ms: number): Promise<"late"> =>
  new Promise((late) => setTimeout(() => late("late"), ms).unref());

const hangs = (): Promise<string> => patience(answerMs).then(() => "no answer");
