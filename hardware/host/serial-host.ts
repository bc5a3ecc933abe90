/**
 * The process that owns `serialport`, and its only home. It keeps one line open: the path and speed in its
 * arguments. Measured on this stack: a line that is not read never notices its loss, so there is always a data
 * listener; an error without a listener ends the process, so there is always one; the close event may come twice;
 * a port object that was lost cannot be opened again, so each try makes a new one; a write to a peer that stands
 * still never calls back, so the deadline is ours.
 */
import { SerialPort } from "serialport";
import { systemClock } from "../clock.ts";
import type { LinkFault } from "../printer/byte-link.ts";
import { fail, ok, type Result } from "../result.ts";
import { serveHost } from "./channel.ts";

export type SerialRequest = {
  readonly op: "write";
  readonly bytes: Uint8Array;
  /** From the first byte to the last one taken by the driver. */
  readonly timeoutMs: number;
};
export type SerialAnswer = Result<void, LinkFault>;
export type SerialEvent =
  | { readonly kind: "opened" }
  | { readonly kind: "closed"; readonly detail: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

const openFirstMs = 50;
const openLastMs = 1_000;
const clock = systemClock;
const [path = "", baudText = "9600"] = process.argv.slice(2);
let port: SerialPort | undefined;
let why = "not open yet";
let retryMs = openFirstMs;
let ending = false;
let stopRetry = (): void => undefined;
/** Ends the write under way when its line is lost. */
let lose = (_detail: string): void => undefined;

const host = serveHost<SerialRequest, SerialAnswer, SerialEvent>(
  (request) => write(request.bytes, request.timeoutMs),
  () => {
    ending = true;
    stopRetry();
    return new Promise((done) => {
      if (port?.isOpen !== true) return done();
      port.close(() => done());
    });
  },
);
open();

function open(): void {
  if (ending) return;
  const born = new SerialPort({ path, baudRate: Number(baudText), autoOpen: false });
  let over = false;
  const end = (detail: string): void => {
    if (over) return;
    over = true;
    why = detail;
    if (port === born) {
      port = undefined;
      lose(detail);
      host.emit({ kind: "closed", detail });
    }
    if (born.isOpen) born.close(() => undefined);
    stopRetry = clock.after(retryMs, open);
    retryMs = Math.min(retryMs * 2, openLastMs);
  };
  born.on("data", (bytes: Uint8Array) => {
    host.emit({ kind: "bytes", bytes: Uint8Array.from(bytes) });
  });
  born.on("error", (error) => {
    end(error.message);
  });
  born.on("close", (error?: Error | null) => {
    end(error?.message ?? "closed");
  });
  born.open((error) => {
    if (error !== null) {
      end(error.message);
      return;
    }
    port = born;
    retryMs = openFirstMs;
    host.emit({ kind: "opened" });
  });
}

/** Done when the driver has taken the last byte; the tty and the printer have buffers of their own. */
function write(bytes: Uint8Array, timeoutMs: number): Promise<SerialAnswer> {
  const open = port;
  if (open?.isOpen !== true) return Promise.resolve(fail({ kind: "link-down", detail: why }));
  return new Promise((answer) => {
    const end = (result: SerialAnswer): void => {
      stop();
      lose = () => undefined;
      answer(result);
    };
    const stop = clock.after(timeoutMs, () => {
      end(fail({ kind: "write-timeout", timeoutMs }));
      // What waits in a line that stands still would come out later, under the next job: a new line is empty.
      open.close(() => undefined);
    });
    lose = (detail) => {
      end(fail({ kind: "link-lost", detail }));
    };
    open.write(Buffer.from(bytes), (error) => {
      end(error ? fail({ kind: "link-lost", detail: error.message }) : ok(undefined));
    });
  });
}
