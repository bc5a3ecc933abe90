import type { CardConnection, CardReader, ListAnswer, ReaderFault, ReaderStatus } from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";

/**
 * What went between a reader and a card, masked: enough to see what happened and when, and to play it again, without
 * what the card says of its holder, without challenges, keys' cryptograms and PINs.
 */
export type TraceEntry = {
  readonly atMs: number;
  readonly tookMs: number;
  /** Upper-case hex, masked; `CONNECT`, `RESET` and `END` for what is no APDU. */
  readonly command: string;
  /** Upper-case hex, masked, with its status word; empty when a fault came instead. */
  readonly answer: string;
  readonly fault?: ReaderFault["kind"];
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();
const star = "2A";
const select = 0xa4;
const readRecord = 0xb2;

/** A command's header tells what was asked; only a selection's data (names and numbers of files) may be seen. */
function maskCommand(apdu: Uint8Array): string {
  if (apdu[1] === select || apdu.length <= 5) return hex(apdu);
  return hex(apdu.subarray(0, 5)) + star.repeat(apdu.length - 5);
}

/** Status word, a selection's answer (file control information), and a record's tag and length may be seen. */
function maskAnswer(command: Uint8Array, answer: Uint8Array): string {
  if (answer.length <= 2 || command[1] === select) return hex(answer);
  const shown = command[1] === readRecord ? Math.min(2, answer.length - 2) : 0;
  return hex(answer.subarray(0, shown)) + star.repeat(answer.length - 2 - shown) + hex(answer.subarray(-2));
}

/** An answer to reset ends with the card's own serial number. */
export const maskAtr = (atr: string): string =>
  atr.length <= 8 ? atr : `${atr.slice(0, -8)}${star.repeat(4)}`;

/** The same reader; `keep` is told of each exchange, already masked. */
export function recordReader(
  reader: CardReader,
  clock: { nowMs(): number },
  keep: (entry: TraceEntry) => void,
): CardReader {
  function record(connection: CardConnection): CardConnection {
    return {
      get atr() {
        return connection.atr;
      },
      async transmit(apdu) {
        const atMs = clock.nowMs();
        const answered = await connection.transmit(apdu);
        keepOne(apdu, answered, atMs, clock.nowMs() - atMs);
        return answered;
      },
      async transmitList(commands) {
        const atMs = clock.nowMs();
        const list = await connection.transmitList(commands);
        // One request carried them all: each gets its share of the time.
        const sent = commands.slice(0, list.answers.length + (list.fault === undefined ? 0 : 1));
        const eachMs = (clock.nowMs() - atMs) / Math.max(1, sent.length);
        sent.forEach(({ apdu }, index) => {
          const answer = list.answers[index];
          if (answer !== undefined) keepOne(apdu, ok(answer), atMs + eachMs * index, eachMs);
          else if (list.fault !== undefined) keepOne(apdu, fail(list.fault), atMs + eachMs * index, eachMs);
        });
        return list;
      },
      async powerCycle() {
        const atMs = clock.nowMs();
        const result = await connection.powerCycle();
        keepReset("RESET", result, atMs);
        return result;
      },
      end: () => connection.end(),
    };
  }
  function keepOne(
    apdu: Uint8Array,
    answered: Result<Uint8Array, ReaderFault>,
    atMs: number,
    tookMs: number,
  ): void {
    const command = maskCommand(apdu);
    keep(
      answered.ok
        ? { atMs, tookMs, command, answer: maskAnswer(apdu, answered.value) }
        : { atMs, tookMs, command, answer: "", fault: answered.fault.kind },
    );
  }
  function keepReset(command: string, result: Result<string, ReaderFault>, atMs: number): void {
    const tookMs = clock.nowMs() - atMs;
    keep(
      result.ok
        ? { atMs, tookMs, command, answer: maskAtr(result.value) }
        : { atMs, tookMs, command, answer: "", fault: result.fault.kind },
    );
  }
  return {
    status: () => reader.status(),
    watch: (listener) => reader.watch(listener),
    close: () => reader.close(),
    async connect(options) {
      const atMs = clock.nowMs();
      const result = await reader.connect(options);
      keepReset("CONNECT", result.ok ? ok(result.value.atr) : result, atMs);
      return result.ok ? ok(record(result.value)) : result;
    },
  };
}

/**
 * A reader that answers as a trace says: the next entry whose command is the one asked, in the trace's order. What
 * the trace does not know ends as `reader-lost`, so that a replay that went astray says so.
 */
export function replayReader(trace: readonly TraceEntry[]): CardReader & { readonly left: () => number } {
  let at = 0;
  let atr = "";
  const status = (): ReaderStatus => ({
    device: "online",
    name: "Replay",
    media: "present",
    ...(atr === "" ? {} : { atr }),
  });
  function next(command: string): Result<Uint8Array, ReaderFault> {
    const found = trace.findIndex((entry, index) => index >= at && entry.command === command);
    const entry = trace[found];
    if (entry === undefined)
      return fail({ kind: "reader-lost", detail: `trace: no ${command} from entry ${String(at)}` });
    at = found + 1;
    return entry.fault === undefined
      ? ok(new Uint8Array(Buffer.from(entry.answer, "hex")))
      : fail(faultOf(entry.fault));
  }
  const reset = (command: "CONNECT" | "RESET"): Result<string, ReaderFault> => {
    const answered = next(command);
    if (!answered.ok) return answered;
    atr = hex(answered.value);
    return ok(atr);
  };
  const transmit = (apdu: Uint8Array): Result<Uint8Array, ReaderFault> => next(maskCommand(apdu));
  const connection: CardConnection = {
    get atr() {
      return atr;
    },
    transmit: (apdu) => Promise.resolve(transmit(apdu)),
    transmitList(commands) {
      const answers: Uint8Array[] = [];
      for (const { apdu, allowed } of commands) {
        const answered = transmit(apdu);
        if (!answered.ok) return Promise.resolve<ListAnswer>({ answers, fault: answered.fault });
        answers.push(answered.value);
        if (!allowed.includes(hex(answered.value.slice(-2)))) break;
      }
      return Promise.resolve({ answers });
    },
    powerCycle: () => Promise.resolve(reset("RESET")),
    end: () => Promise.resolve(),
  };
  return {
    status,
    watch(listener) {
      listener(status());
      return () => undefined;
    },
    connect() {
      const result = reset("CONNECT");
      return Promise.resolve(result.ok ? ok(connection) : result);
    },
    close: () => Promise.resolve(),
    left: () => trace.length - at,
  };
}

function faultOf(kind: ReaderFault["kind"]): ReaderFault {
  switch (kind) {
    case "no-answer":
      return { kind, timeoutMs: 0 };
    case "reader-busy":
    case "reader-lost":
      return { kind, detail: "as traced" };
    case "no-card":
    case "mute-card":
    case "torn":
      return { kind };
  }
}
