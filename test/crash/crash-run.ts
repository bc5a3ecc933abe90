import { join } from "node:path";
import { person, type CardHand, type Visit } from "../../cli/person.ts";
import { readSqliteJournal } from "../../daemon/journal-sqlite.ts";
import { until } from "../stand.ts";
import type { CrashHall, RunningDaemon } from "./crash-hall.ts";
import { nameOf, type CrashPoint, type Operation } from "./crash-points.ts";
import { truthOf, type CrashedCard, type Truth } from "./truth.ts";

/** How long a visit may take until its crash, or its end. */
const visitMs = 30_000;

export type CrashResult = Truth & {
  readonly name: string;
  /** False when the visit ended before it came to the point. */
  readonly reached: boolean;
};

/** Visits one after the other on one hall: each is disturbed at its point, and then carried on to its end. */
export function crashRun(hall: CrashHall) {
  let daemon = hall.startDaemon();
  let card: CrashedCard = hall.takeCard();
  let been = 0;

  const visitFor = ({ kind }: Operation, hand?: CardHand): Promise<Visit> =>
    visit(hall, daemon, card, kind, hand);

  /** The card that such an operation can begin with. */
  async function ready({ from }: Operation): Promise<void> {
    if (been > 0 && hall.imageOf(card.id).life !== from) {
      card = hall.takeCard();
      been = 0;
    }
    if (from === "frozen" && been === 0) {
      await visit(hall, daemon, card, "freeze");
      been = 1;
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
    await allClosed(hall);
    const truth = await truthOf(hall, card, operation, been);
    // What contradicts itself must not spoil what comes after it.
    if (truth.wrong.length > 0) {
      card = hall.takeCard();
      been = 0;
    }
    return { name: `${operation.name}, ${name}`, reached, ...truth };
  }

  return {
    visitFor,
    through,
    /** An undisturbed visit; answers how many APDUs it took. */
    async count(operation: Operation): Promise<number> {
      await ready(operation);
      await daemon.apdus();
      await visitFor(operation);
      been++;
      return daemon.apdus();
    },
    /** The daemon is killed at the point; a new one finds what it left, and the same card comes again. */
    crash: (operation: Operation, point: CrashPoint): Promise<CrashResult> =>
      through(operation, `killed ${nameOf(point)}`, async () => {
        daemon.crashAt(point);
        const visited = visitFor(operation).then(() => "visited");
        visited.catch(() => undefined);
        const ended = await Promise.race([daemon.gone, visited, patience(visitMs)]);
        // The last entries come when the person has gone already.
        const how = ended === "visited" ? await Promise.race([daemon.gone, patience(1_500)]) : ended;
        if (how !== "SIGKILL") {
          daemon.crashAt(null);
          return false;
        }
        await hall.stand.card({ op: "pull" });
        daemon = hall.startDaemon();
        await visitFor(operation);
        return true;
      }),
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

/** Nobody waits for the goodbye to fade. */
const welcomed = (daemon: RunningDaemon): Promise<void> =>
  until(
    "the kiosk's welcome",
    () => {
      const { name } = daemon.screen();
      if (name === "goodbye" || name === "fault") daemon.act({ type: "continue" });
      return name === "welcome";
    },
    20_000,
  ).catch(() => {
    throw new Error(`no welcome within 20 s, but ${JSON.stringify(daemon.screen()).slice(0, 200)}`);
  });

const patience = (ms: number): Promise<"late"> =>
  new Promise((late) => setTimeout(() => late("late"), ms).unref());

/** What needs no card any more is settled by the terminal itself; what it does not settle is found by the truth. */
async function allClosed(hall: CrashHall): Promise<void> {
  await until("the journal has nothing open", () => {
    const journal = readSqliteJournal(join(hall.stateDir, "terminal", "journal.db"));
    const open = new Set<string>();
    for (const { opId, body } of journal.all()) {
      if (body.phase === "closed") open.delete(opId);
      else open.add(opId);
    }
    journal.close();
    return open.size === 0;
  }).catch(() => undefined);
}
