import { fork, type ChildProcess } from "node:child_process";
import type { Clock } from "../clock.ts";
import type { DeviceState } from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";
import type { FromHost, ToHost } from "./channel.ts";

/** `host-lost`: the process ended under the request. `host-timeout`: it did not answer and was killed. */
export type HostFault =
  | { readonly kind: "host-lost"; readonly detail: string }
  | { readonly kind: "host-timeout"; readonly timeoutMs: number };

interface DeviceHost<Request, Answer, Event> {
  /** A host that misses the deadline is killed and started anew: a hung native handle is never used again. */
  ask(request: Request, timeoutMs: number): Promise<Result<Answer, HostFault>>;
  state(): DeviceState;
  /** Of the process that serves now; absent between two. */
  pid(): number | undefined;
  /** Processes started so far: one more than the times it had to be started again. */
  starts(): number;
  close(): Promise<void>;
  onEvent(listener: (event: Event) => void): void;
  onState(listener: (state: DeviceState) => void): void;
}

/** A host passes a few bytes on: V8 is not to let megabytes of them lie, and grow for hundreds of visits. */
const hostHeap = ["--max-semi-space-size=1"];
const heartbeatMs = 1_000;
const heartbeatMissedMs = 5_000;
const respawnFirstMs = 100;
const respawnLastMs = 5_000;
/** A host that lived this long is judged healthy: the next respawn is quick again. */
const healthyAfterMs = 10_000;
/** And so is one that served its device for this long: what ended it came from outside, a restarted pcscd for one. */
const servedMs = 500;

/** Keeps one device host alive: heartbeat, deadline for each request, kill, respawn with jittered back-off. */
export function superviseHost<Request, Answer, Event>(options: {
  readonly module: URL;
  /** Given to the host as its arguments. */
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** 0 <= chance() < 1; spreads respawns. */
  readonly chance: () => number;
}): DeviceHost<Request, Answer, Event> {
  const { clock } = options;
  const events: ((event: Event) => void)[] = [];
  const states: ((state: DeviceState) => void)[] = [];
  const waiting = new Map<number, (answer: Result<Answer, HostFault>) => void>();
  let child: ChildProcess | undefined;
  let state: DeviceState = "starting";
  let lastId = 0;
  let starts = 0;
  let respawnMs = respawnFirstMs;
  let closing = false;
  let stopTimers = (): void => undefined;
  let onGone = (): void => undefined;

  function become(next: DeviceState): void {
    if (state === next) return;
    state = next;
    for (const listener of states) listener(next);
  }

  function spawn(): void {
    if (closing) return;
    const born = fork(options.module, [...options.args], {
      env: { ...process.env, ...options.env },
      serialization: "advanced",
      execArgv: [...process.execArgv, ...hostHeap],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const bornMs = clock.nowMs();
    let heardMs = bornMs;
    let servedSinceMs: number | undefined;
    starts++;
    let pings = 0;
    child = born;

    born.on("message", (message: FromHost<Answer, Event>) => {
      heardMs = clock.nowMs();
      if ("ready" in message) become("online");
      else if ("id" in message) settle(message.id, ok(message.answer));
      else if ("event" in message) {
        servedSinceMs ??= heardMs;
        for (const listener of events) listener(message.event);
      }
    });
    const ended = (detail: string): void => {
      if (child !== born) return;
      child = undefined;
      stopTimers();
      for (const id of [...waiting.keys()]) settle(id, fail({ kind: "host-lost", detail }));
      become("offline");
      onGone();
      if (closing) return;
      const nowMs = clock.nowMs();
      const served = servedSinceMs !== undefined && nowMs - servedSinceMs > servedMs;
      if (served || nowMs - bornMs > healthyAfterMs) respawnMs = respawnFirstMs;
      const stop = clock.after(respawnMs * (0.5 + options.chance()), spawn);
      respawnMs = Math.min(respawnMs * 2, respawnLastMs);
      stopTimers = stop;
    };
    born.on("exit", (code, signal) => ended(`device host ended (${signal ?? String(code)})`));
    born.on("error", () => {
      // One that the machine had no room for never exits, because it never was.
      if (born.pid === undefined) ended("device host could not be started");
      else born.kill("SIGKILL");
    });

    const beat = (): void => {
      if (clock.nowMs() - heardMs > heartbeatMissedMs) {
        born.kill("SIGKILL");
        return;
      }
      if (born.connected) send(born, { ping: ++pings });
      stopTimers = clock.after(heartbeatMs, beat);
    };
    stopTimers = clock.after(heartbeatMs, beat);
  }

  function send(to: ChildProcess, message: ToHost<Request>): void {
    // A failed send means the process is going; its exit settles everything that waits.
    to.send(message, () => undefined);
  }

  function settle(id: number, answer: Result<Answer, HostFault>): void {
    const wake = waiting.get(id);
    waiting.delete(id);
    wake?.(answer);
  }

  spawn();
  return {
    ask(request, timeoutMs) {
      const asked = child;
      if (asked?.connected !== true)
        return Promise.resolve(fail({ kind: "host-lost", detail: "device host is not running" }));
      const id = ++lastId;
      return new Promise((wake) => {
        const stop = clock.after(timeoutMs, () => {
          settle(id, fail({ kind: "host-timeout", timeoutMs }));
          asked.kill("SIGKILL");
        });
        waiting.set(id, (answer) => {
          stop();
          wake(answer);
        });
        send(asked, { id, request });
      });
    },
    state: () => state,
    pid: () => child?.pid,
    starts: () => starts,
    onEvent: (listener) => events.push(listener),
    onState: (listener) => states.push(listener),
    async close() {
      if (closing) return;
      closing = true;
      stopTimers();
      const last = child;
      if (last === undefined) return;
      const gone = new Promise<void>((wake) => {
        onGone = wake;
      });
      if (last.connected) send(last, { end: true });
      const stop = clock.after(1_500, () => last.kill("SIGKILL"));
      await gone;
      stop();
    },
  };
}
