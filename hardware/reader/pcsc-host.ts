/**
 * The process that owns `pcsclite`, and its only home. It serves one reader: the first one that its arguments let it
 * have (see reader-choice.ts). When the binding loses pcscd it never recovers (measured), so this process ends
 * itself and the supervisor starts another. A pcscd that is not there yet is waited for.
 */
import pcsclite from "pcsclite";
import type { ListAnswer, ReaderFault, ReaderStatus } from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";
import { serveHost } from "../host/channel.ts";
import { mayServe } from "./reader-choice.ts";
import { slotStateOf, swapped, type SlotState } from "./slot-events.ts";

export type PcscRequest =
  | { readonly op: "connect"; readonly exclusive: boolean }
  | {
      readonly op: "transmit";
      readonly commands: readonly { readonly apdu: Uint8Array; readonly allowed?: readonly string[] }[];
      /** For each command. A card that misses it hangs: the process ends, and the handle with it. */
      readonly apduMs: number;
    }
  | { readonly op: "power-cycle" }
  | { readonly op: "disconnect" };

export type PcscAnswer =
  | { readonly op: "connected"; readonly result: Result<string, ReaderFault> }
  | { readonly op: "answered"; readonly list: ListAnswer }
  | { readonly op: "disconnected" };

/** `lost`: why this process is about to end, or cannot serve yet. */
export type PcscEvent =
  | { readonly status: ReaderStatus }
  | { readonly lost: LostCause }
  /** pcscd has answered; whether it has a reader for us is another matter. */
  | { readonly pcscd: "answers" };
export type LostCause =
  "no-pcscd" | "denied" | "pcscd-ended" | "reader-unplugged" | "card-hangs" | "status-stale";

type Reader = Parameters<Parameters<ReturnType<typeof pcsclite>["on"]>[1]>[0] & { name: string };

/** An extended answer is 65,536 data bytes at most; short APDUs are all this house sends. */
const answerBytesMax = 258;
/** Waits out pcscd's poll (about 400 ms) after a card came back, before a reset is called failed. */
const connectTries = 6;
const connectPauseMs = 100;
/** Long enough for what was said last to leave this process. */
const dieMs = 30;

/** How often a pcscd that is not there is looked for. */
const pcscdPauseMs = 100;

const [wanted = "", ...others] = process.argv.slice(2);
let reader: Reader | undefined;
let slot: SlotState | undefined;
let atr: string | undefined;
let muteSeen = false;
let protocol: number | undefined;
let exclusive = false;

const host = serveHost<PcscRequest, PcscAnswer, PcscEvent>(
  (request) => inTurn(() => answer(request)),
  async () => {
    await disconnect(leaveCard());
  },
);
openContext(false);

function openContext(told: boolean): void {
  try {
    follow(pcsclite());
    host.emit({ pcscd: "answers" });
  } catch (error) {
    // pcscd is not running: the constructor throws. Nothing native is held yet, so this process may wait for it.
    // SCARD_W_SECURITY_VIOLATION is polkit's no.
    if (!told) host.emit({ lost: /0x8010006a/i.test(String(error)) ? "denied" : "no-pcscd" });
    setTimeout(openContext, pcscdPauseMs, true);
  }
}

let ending = false;
/** A hung worker of the binding keeps `exit` waiting for ever; a kill waits for nobody. */
function die(why: LostCause): void {
  if (ending) return;
  ending = true;
  host.emit({ lost: why });
  setTimeout(() => process.kill(process.pid, "SIGKILL"), dieMs);
}

function follow(context: ReturnType<typeof pcsclite>): void {
  context.on("error", () => die("pcscd-ended"));
  context.on("reader", (found: Reader) => {
    // Every reader's errors need a listener: without one, somebody else's reader would end this process as a bug.
    found.on("error", () => die("pcscd-ended"));
    if (reader === undefined && mayServe(found.name, wanted, others)) serve(found);
  });
}

function serve(found: Reader): void {
  reader = found;
  host.emit({ status: { device: "online", name: found.name, media: "unknown" } });
  found.on("end", () => die("reader-unplugged"));
  found.on("status", (status) => {
    // Runs under the binding's lock: note and leave, call nothing of the binding from here.
    const before = slot;
    slot = slotStateOf(status.state, found.SCARD_STATE_PRESENT);
    const { present } = slot;
    // Events that come close together reach us as one, the last: what happened in between is told by pcscd's counter.
    if (swapped(before, slot))
      host.emit({ status: { device: "online", name: found.name, media: "not-present" } });
    atr = present ? answerToReset(status.atr) : undefined;
    muteSeen = present && atr === undefined;
    if (!present) setImmediate(() => void inTurn(() => disconnect(found.SCARD_LEAVE_CARD)));
    host.emit({
      status: {
        device: "online",
        name: found.name,
        media: present ? "present" : "not-present",
        ...(atr === undefined ? {} : { atr }),
      },
    });
  });
}

/** ISO/IEC 7816-3, 8.1: an answer to reset begins with TS 3B or 3F, then T0. Anything else is no answer. */
function answerToReset(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined || bytes.length < 2 || (bytes[0] !== 0x3b && bytes[0] !== 0x3f)) return undefined;
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

let last: Promise<unknown> = Promise.resolve();
/** The binding must never meet two calls at once. */
function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  const next = last.then(work, work);
  last = next;
  return next;
}

async function answer(request: PcscRequest): Promise<PcscAnswer> {
  switch (request.op) {
    case "connect":
      exclusive = request.exclusive;
      await disconnect(leaveCard());
      return { op: "connected", result: await connect() };
    case "power-cycle":
      await disconnect(reader?.SCARD_UNPOWER_CARD ?? 0);
      return { op: "connected", result: await connect() };
    case "transmit":
      return { op: "answered", list: await transmitAll(request.commands, request.apduMs) };
    case "disconnect":
      await disconnect(leaveCard());
      return { op: "disconnected" };
  }
}

async function connect(): Promise<Result<string, ReaderFault>> {
  let fault: ReaderFault = { kind: "reader-lost", detail: "no reader" };
  for (let tries = 0; tries < connectTries; tries++) {
    if (tries > 0)
      await new Promise((wake) => {
        setTimeout(wake, connectPauseMs);
      });
    const active = reader;
    if (active === undefined) continue;
    const mode = exclusive ? active.SCARD_SHARE_EXCLUSIVE : active.SCARD_SHARE_SHARED;
    const connected = await new Promise<Result<number, ReaderFault>>((wake) => {
      active.connect({ share_mode: mode }, (error: unknown, given: number | undefined) => {
        if (error !== null && error !== undefined) wake(fail(faultOf(error, "connecting")));
        // The binding believes an old connection is alive: no error, no protocol, no connection.
        else if (given === undefined) wake(fail({ kind: "reader-lost", detail: "connect without protocol" }));
        else wake(ok(given));
      });
    });
    if (connected.ok) {
      protocol = connected.value;
      if (atr !== undefined) return ok(atr);
      // Connected before the status event told the ATR: a moment, and the next try finds both.
      fault = { kind: "no-card" };
      await disconnect(active.SCARD_LEAVE_CARD);
      continue;
    }
    fault = connected.fault;
    if (fault.kind === "mute-card") break;
    await disconnect(active.SCARD_LEAVE_CARD);
    if (fault.kind === "no-card" && atr === undefined && !muteSeen) break;
  }
  // pcscd says no card, the last status says one: events are lost when a card is swapped fast. A new process asks anew.
  if (fault.kind === "no-card" && atr !== undefined) die("status-stale");
  return fail(muteSeen && fault.kind === "no-card" ? { kind: "mute-card" } : fault);
}

/** Never fails: what cannot be disconnected is gone already. */
async function disconnect(disposition: number): Promise<void> {
  protocol = undefined;
  const active = reader;
  if (active?.connected !== true) return;
  await new Promise<void>((wake) => {
    active.disconnect(disposition, () => {
      wake();
    });
  });
}

const leaveCard = (): number => reader?.SCARD_LEAVE_CARD ?? 0;

async function transmitAll(
  commands: readonly { readonly apdu: Uint8Array; readonly allowed?: readonly string[] }[],
  apduMs: number,
): Promise<ListAnswer> {
  const answers: Uint8Array[] = [];
  for (const command of commands) {
    const answered = await transmit(command.apdu, apduMs);
    if (!answered.ok) return { answers, fault: answered.fault };
    answers.push(answered.value);
    const statusWord = Buffer.from(answered.value.subarray(-2)).toString("hex").toUpperCase();
    if (command.allowed !== undefined && !command.allowed.includes(statusWord)) break;
  }
  return { answers };
}

function transmit(apdu: Uint8Array, apduMs: number): Promise<Result<Uint8Array, ReaderFault>> {
  const active = reader;
  const using = protocol;
  if (active === undefined || using === undefined)
    return Promise.resolve(fail(atr === undefined ? { kind: "no-card" } : { kind: "torn" }));
  return new Promise((wake) => {
    // The binding cannot cancel, and its handle is of no use until the card is pulled: answer, and end.
    const deadline = setTimeout(() => {
      wake(fail({ kind: "no-answer", timeoutMs: apduMs }));
      die("card-hangs");
    }, apduMs);
    active.transmit(
      Buffer.from(apdu),
      answerBytesMax,
      using,
      (error: unknown, response: Buffer | undefined) => {
        clearTimeout(deadline);
        if (error !== null && error !== undefined) wake(fail(faultOf(error, "transmitting")));
        // A card pulled mid-command shows as success without bytes (measured).
        else if (response === undefined || response.length < 2) wake(fail({ kind: "torn" }));
        else wake(ok(new Uint8Array(response)));
      },
    );
  });
}

/** The binding's errors are sentences; PC/SC's own code stands in them as (0x8010....). */
function faultOf(error: unknown, during: "connecting" | "transmitting"): ReaderFault {
  const message = error instanceof Error ? error.message : String(error);
  const code = /\(0x([0-9a-f]{8})\)/i.exec(message)?.[1]?.toLowerCase();
  const gone: ReaderFault = during === "connecting" ? { kind: "no-card" } : { kind: "torn" };
  switch (code) {
    case "8010000b": // SCARD_E_SHARING_VIOLATION
      return { kind: "reader-busy", detail: message };
    case "8010000f": // SCARD_E_PROTO_MISMATCH: an ATR that names no protocol we speak
    case "80100066": // SCARD_W_UNRESPONSIVE_CARD
      return during === "connecting" ? { kind: "mute-card" } : gone;
    case "8010000c": // SCARD_E_NO_SMARTCARD
    case "80100016": // SCARD_E_NOT_TRANSACTED
    case "80100067": // SCARD_W_UNPOWERED_CARD
    case "80100068": // SCARD_W_RESET_CARD
    case "80100069": // SCARD_W_REMOVED_CARD
      return gone;
    default:
      return { kind: "reader-lost", detail: message };
  }
}
