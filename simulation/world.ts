import type { Clock } from "../hardware/clock.ts";
import { rollingHash, type Chance } from "./chance.ts";

/** One thing that happens at one instant of virtual time. */
type Event = { readonly atMs: number; readonly tie: number; readonly then: () => void; cancelled: boolean };

/**
 * Calls back when no promise can go on; the host's, since only a turn of its loop can tell. A call and no promise:
 * it is asked after each event of each run.
 */
export type Quiet = (then: () => void) => void;

/** Virtual time, and everything that is going to happen in it. */
export type World = Clock & {
  sleep(delayMs: number): Promise<void>;
  /** Runs what is due until `untilMs`, or until `enough` says so after an event; time then stands there. */
  run(untilMs: number, enough?: () => boolean): Promise<void>;
  /** A line of the run's trace; in parts where putting them together costs more than their hash. */
  note(...parts: readonly string[]): void;
  traceHash(): string;
  events(): number;
};

/** More events than this in one run mean that something repeats itself for ever. */
const eventsMax = 200_000;

/**
 * The only clock of a run. Events come from one heap by time and then by a seeded tie-break; after each one
 * every promise that can go on does (`quiet`), so that between two events the whole world stands still.
 */
export function openWorld(options: {
  readonly tieBreak: Chance;
  readonly quiet: Quiet;
  /** Called in the stillness after each event. */
  readonly afterEvent: () => void;
  /** Keeps the trace itself, for people. */
  readonly onNote?: (atMs: number, text: string) => void;
}): World {
  const { tieBreak, quiet, afterEvent, onNote } = options;
  const heap: Event[] = [];
  const hash = rollingHash();
  let nowMs = 0;
  let events = 0;

  const before = (left: Event, right: Event): boolean =>
    left.atMs < right.atMs || (left.atMs === right.atMs && left.tie < right.tie);

  function push(event: Event): void {
    let place = heap.length;
    heap.push(event);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(event, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
  }

  function pop(): Event | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const right = heap[child + 1];
      const left = heap[child];
      if (left === undefined) break;
      if (right !== undefined && before(right, left)) child += 1;
      const smaller = heap[child];
      if (smaller === undefined || !before(smaller, last)) break;
      heap[place] = smaller;
      place = child;
    }
    heap[place] = last;
    return first;
  }

  function after(delayMs: number, then: () => void): () => void {
    const event: Event = {
      atMs: nowMs + Math.max(0, delayMs),
      tie: tieBreak.next(),
      then,
      cancelled: false,
    };
    push(event);
    return () => {
      event.cancelled = true;
    };
  }

  function note(...parts: readonly string[]): void {
    hash.add(...parts);
    onNote?.(nowMs, parts.join(""));
  }

  return {
    nowMs: () => nowMs,
    after,
    sleep: (delayMs) => new Promise((wake) => void after(delayMs, wake)),
    run: (untilMs, enough) =>
      new Promise((over, failed) => {
        /** The next event that is due; time goes to the end when there is none. */
        function begin(): void {
          let next = heap[0];
          while (next?.cancelled === true) {
            pop();
            next = heap[0];
          }
          if (next === undefined || next.atMs > untilMs) {
            nowMs = Math.max(nowMs, untilMs);
            over();
            return;
          }
          pop();
          if (++events > eventsMax) throw new Error(`world: more than ${String(eventsMax)} events`);
          nowMs = next.atMs;
          next.then();
          quiet(turned);
        }
        function end(): void {
          afterEvent();
          if (enough?.() === true) over();
          else begin();
        }
        const guarded = (step: () => void) => (): void => {
          try {
            step();
          } catch (error) {
            failed(error instanceof Error ? error : new Error("world: thrown"));
          }
        };
        const turned = guarded(end);
        quiet(guarded(begin));
      }),
    note,
    traceHash: () => hash.value(),
    events: () => events,
  };
}
