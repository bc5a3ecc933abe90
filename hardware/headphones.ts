import { closeSync, constants, openSync, readSync } from "node:fs";
import type { Clock } from "./clock.ts";

/*
 * The kernel tells of a headphone socket as a switch on an input device: /dev/input/by-path/...-event (Linux
 * Documentation/input/event-codes, EV_SW and SW_HEADPHONE_INSERT). Read without blocking: a read that waits in the
 * kernel would hold one of Node's few threads for ever.
 */
const eventBytes = 24;
const typeAt = 16;
const codeAt = 18;
const valueAt = 20;
const switchEvent = 5;
const headphoneInsert = 2;
const lookMs = 300;
/** Other switches of the same device may speak too; more than this in one look is no headphone socket. */
const eventsMost = 64;

/** The last thing the events in `bytes` say of the headphones: in, out, or nothing. */
export function headphonesIn(bytes: Buffer): boolean | undefined {
  let inserted: boolean | undefined;
  for (let at = 0; at + eventBytes <= bytes.length; at += eventBytes)
    if (
      bytes.readUInt16LE(at + typeAt) === switchEvent &&
      bytes.readUInt16LE(at + codeAt) === headphoneInsert
    )
      inserted = bytes.readInt32LE(at + valueAt) !== 0;
  return inserted;
}

/**
 * Calls `listener` when headphones are put in or taken out. What was in before the start is heard of only when it moves.
 * A device that cannot be opened or read stays silent: speech can be asked for by a button as well.
 */
export function watchHeadphones(
  path: string,
  clock: Clock,
  listener: (inserted: boolean) => void,
): { close(): void } {
  let stop = (): void => undefined;
  let device: number | undefined;
  try {
    device = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return { close: () => undefined };
  }
  const buffer = Buffer.alloc(eventBytes * eventsMost);
  const look = (): void => {
    const inserted =
      device === undefined ? undefined : headphonesIn(buffer.subarray(0, available(device, buffer)));
    if (inserted !== undefined) listener(inserted);
    stop = clock.after(lookMs, look);
  };
  look();
  return {
    close() {
      stop();
      if (device !== undefined) closeSync(device);
      device = undefined;
    },
  };
}

/** Bytes that can be had without waiting; none is said by EAGAIN, and a device that is gone has none either. */
function available(device: number, buffer: Buffer): number {
  try {
    return readSync(device, buffer, 0, buffer.length, null);
  } catch {
    return 0;
  }
}
