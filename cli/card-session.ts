import type { Command } from "commander";
import type { CardFault } from "../card/faults.ts";
import { visitFaultOfRead } from "../daemon/faults.ts";
import { sleep, systemClock } from "../hardware/clock.ts";
import type { CardConnection, CardReader } from "../hardware/ports.ts";
import { pcscReader } from "../hardware/reader/pcsc-reader.ts";
import { fail, type Result } from "../hardware/result.ts";
import { catalogue } from "../words/errors.ts";
import { findHall } from "./hall-file.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";

/* What every `cardhall card ...` shares: which reader, one session with its card, and how a fault is said. */

export type CardOptions = {
  readonly state: string;
  readonly reader: string;
  readonly socket?: string;
  readonly json?: boolean;
};

/** A reader's host needs a moment to find pcscd and its readers. */
const readerMs = 3_000;
const lookMs = 50;

export const withCardOptions = (command: Command): Command =>
  command
    .option("--state <folder>", "a running hall's state folder: its reader is used", ".cardhall")
    .option("--reader <name>", "part of the PC/SC reader's name", "")
    .option("--socket <path>", "another pcscd's socket than the system's")
    .option("--json");

/** One session with the card in the reader, shared with other clients; its result or its fault is shown. */
export async function showCard(
  options: CardOptions,
  work: (connection: CardConnection) => Promise<Result<CommandResult, CardFault>>,
): Promise<void> {
  const result = await withCard(options, work);
  finish(result.ok ? result.value : faultOf(result.fault), options.json === true);
}

function faultOf(fault: CardFault): CommandResult {
  const { code, detail } = visitFaultOfRead(fault);
  const { what, next } = catalogue[code];
  return faultResult(code, `${what.en} ${next.en}${detail === undefined ? "" : ` [${detail}]`}`);
}

export function openReader(options: CardOptions): CardReader {
  const hall = findHall(options.state)?.socket ?? "";
  const socket = options.socket ?? (hall === "" ? undefined : hall);
  return pcscReader({
    reader: options.reader,
    ...(socket === undefined ? {} : { socket }),
    clock: systemClock,
    chance: Math.random,
  });
}

export async function withCard<Value>(
  options: CardOptions,
  work: (connection: CardConnection) => Promise<Result<Value, CardFault>>,
): Promise<Result<Value, CardFault>> {
  const reader = openReader(options);
  try {
    await settled(reader);
    return await inSession(reader, work);
  } finally {
    await reader.close();
  }
}

export async function inSession<Value>(
  reader: CardReader,
  work: (connection: CardConnection) => Promise<Result<Value, CardFault>>,
): Promise<Result<Value, CardFault>> {
  const connected = await reader.connect({ exclusive: false });
  if (!connected.ok) return fail({ ...connected.fault, during: "CONNECT" });
  const result = await work(connected.value);
  await connected.value.end();
  return result;
}

/** Waits until the reader has said whether a card lies there, or for as long as it may take. */
async function settled(reader: CardReader): Promise<void> {
  for (let waited = 0; waited < readerMs && reader.status().media === "unknown"; waited += lookMs)
    await sleep(systemClock, lookMs);
}
