import type { Clock } from "../clock.ts";
import { superviseHost, type HostFault } from "../host/supervisor.ts";
import type { CardConnection, CardReader, ListAnswer, ReaderFault, ReaderStatus } from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";
import { pcscClients, sayCulprits } from "./culprit.ts";
import type { LostCause, PcscAnswer, PcscEvent, PcscRequest } from "./pcsc-host.ts";

/** A card may ask for more time, and a permanent block writes for long: well above what cards need. */
const apduLastMs = 8_000;
/** The host keeps each APDU's deadline; only a hung binding makes it miss that by so much. */
const hostSlackMs = 2_000;
/** A cold reset that fails is tried for 600 ms by the host; a mute card keeps pcscd busy for about 3 s. */
const connectMs = 10_000;
const disconnectMs = 3_000;

/** What a technician wants to know of a reader beyond its status. */
export type ReaderHealth = {
  /** Why there is no reader, when there is none. */
  readonly lost?: LostCause | "host-ended";
  /** pcscd has answered this process at least once. */
  readonly answered?: boolean;
  /** Process of the binding; absent between two. */
  readonly hostPid?: number;
  /** How often that process had to be started again. */
  readonly respawns: number;
};

export type PcscReader = CardReader & { health(): ReaderHealth };

/**
 * A real PC/SC reader, kept in a process of its own. `reader` is part of its name, its serial number for one (empty:
 * the first one); `others` what other roles are promised; `socket` another pcscd's socket than the system's.
 */
export function pcscReader(options: {
  readonly reader: string;
  readonly others?: readonly string[];
  readonly socket?: string;
  readonly clock: Clock;
  readonly chance: () => number;
  /** Deadline for each APDU. */
  readonly apduMs?: number;
}): PcscReader {
  const { apduMs = apduLastMs } = options;
  const host = superviseHost<PcscRequest, PcscAnswer, PcscEvent>({
    module: new URL("./pcsc-host.ts", import.meta.url),
    args: [options.reader, ...(options.others ?? [])],
    env: options.socket === undefined ? {} : { PCSCLITE_CSOCK_NAME: options.socket },
    clock: options.clock,
    chance: options.chance,
  });
  const watchers = new Set<(status: ReaderStatus) => void>();
  let status: ReaderStatus = { device: "starting", name: "", media: "unknown" };
  /** Counts connections, so that an old one can never speak for a new one. */
  let connection = 0;
  let lost: ReaderHealth["lost"];
  let answered = false;

  function become(next: ReaderStatus): void {
    status = next;
    for (const watcher of watchers) watcher(next);
  }
  host.onEvent((event) => {
    if ("status" in event) {
      lost = undefined;
      become(event.status);
      return;
    }
    if ("pcscd" in event) {
      answered = true;
      return;
    }
    lost = event.lost;
    become({ device: "offline", name: status.name, media: "unknown" });
  });
  host.onState((state) => {
    if (state === "offline") answered = false;
    if (state === "offline") lost ??= "host-ended";
    // Online comes with the first status of a reader, not with the process that looks for one.
    if (state !== "online") become({ device: state, name: status.name, media: "unknown" });
  });

  async function list(commands: Extract<PcscRequest, { op: "transmit" }>["commands"]): Promise<ListAnswer> {
    const patienceMs = apduMs * Math.max(1, commands.length) + hostSlackMs;
    const answered = await host.ask({ op: "transmit", commands, apduMs }, patienceMs);
    if (!answered.ok) return { answers: [], fault: afterSending(answered.fault) };
    return answered.value.op === "answered" ? answered.value.list : { answers: [], fault: confused };
  }
  async function connected(request: PcscRequest): Promise<Result<string, ReaderFault>> {
    const answered = await host.ask(request, connectMs);
    if (!answered.ok) return fail(afterSending(answered.fault));
    if (answered.value.op !== "connected") return fail(confused);
    const { result } = answered.value;
    return !result.ok && result.fault.kind === "reader-busy" ? fail(named(result.fault)) : result;
  }
  /** A clerk is told which program to close, not a number. */
  function named(busy: Extract<ReaderFault, { kind: "reader-busy" }>): ReaderFault {
    const ours = [process.pid, ...(host.pid() === undefined ? [] : [host.pid() ?? 0])];
    try {
      return { kind: "reader-busy", detail: sayCulprits(pcscClients(options.socket, ours)) };
    } catch {
      return busy;
    }
  }

  function connectionOf(id: number, firstAtr: string): CardConnection {
    let atr = firstAtr;
    const live = (): boolean => id === connection;
    return {
      get atr() {
        return atr;
      },
      async transmit(apdu) {
        if (!live()) return fail({ kind: "reader-lost", detail: "connection ended" });
        const { answers, fault } = await list([{ apdu }]);
        const [answer] = answers;
        return answer === undefined ? fail(fault ?? confused) : ok(answer);
      },
      async transmitList(commands) {
        if (!live()) return { answers: [], fault: { kind: "reader-lost", detail: "connection ended" } };
        return list(commands);
      },
      async powerCycle() {
        if (!live()) return fail({ kind: "reader-lost", detail: "connection ended" });
        const result = await connected({ op: "power-cycle" });
        if (result.ok) atr = result.value;
        return result;
      },
      async end() {
        if (!live()) return;
        connection++;
        await host.ask({ op: "disconnect" }, disconnectMs);
      },
    };
  }

  return {
    status: () => status,
    watch(listener) {
      watchers.add(listener);
      listener(status);
      return () => watchers.delete(listener);
    },
    async connect({ exclusive }) {
      const id = ++connection;
      const result = await connected({ op: "connect", exclusive });
      return result.ok ? ok(connectionOf(id, result.value)) : result;
    },
    health: () => ({
      ...(lost === undefined ? {} : { lost }),
      ...(host.pid() === undefined ? {} : { hostPid: host.pid() ?? 0 }),
      answered,
      respawns: Math.max(0, host.starts() - 1),
    }),
    close: () => host.close(),
  };
}

const confused: ReaderFault = { kind: "reader-lost", detail: "reader host answered something else" };

function afterSending(fault: HostFault): ReaderFault {
  switch (fault.kind) {
    case "host-lost":
      return { kind: "reader-lost", detail: fault.detail };
    case "host-timeout":
      return { kind: "no-answer", timeoutMs: fault.timeoutMs };
  }
}
