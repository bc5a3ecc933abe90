import type { Server } from "node:net";
import { join } from "node:path";
import type { Clock } from "../hardware/clock.ts";
import { serveControl } from "../hardware/control-line.ts";
import type { CardReader, PrinterStatus, ReceiptPrinter } from "../hardware/ports.ts";
import type { ReaderHealth } from "../hardware/reader/pcsc-reader.ts";
import type { CentreClient } from "./central-client.ts";
import { examine } from "./diagnostics.ts";
import type { ScreenName } from "./screen.ts";
import { staffDesk, type StaffDesk } from "./staff-desk.ts";
import type { StaffMember } from "./staff-code.ts";
import { openStaffLog } from "./staff-log.ts";
import type { TraceRing } from "./trace-ring.ts";

/** A Unix socket's path holds 107 bytes. */
const socketPathMost = 107;
/** An answer is one line of 64 KiB at most, and an exchange takes up to 250 bytes of it. */
const traceSent = 120;

/**
 * Everything for whoever keeps the terminal, put together: the desk behind the diagnostics page, and a socket in the
 * state folder (this user's only) where `cardhall doctor` asks the running terminal for what it alone can know.
 */
export function putUpStaffDesk(parts: {
  readonly config: {
    readonly stateDir: string;
    readonly staff?: readonly StaffMember[];
    readonly reader: { readonly socket?: string };
    readonly centre: { readonly url: string };
    readonly printer?: object;
  };
  readonly root: string;
  readonly reader: CardReader;
  readonly readerHealth: () => ReaderHealth;
  readonly printer: ReceiptPrinter;
  readonly centre: CentreClient;
  readonly trace: TraceRing;
  readonly clock: Clock;
  readonly wallMs: () => number;
  readonly mintToken: () => string;
  readonly ours: () => boolean;
  readonly tell: (event: "staff.entered" | "staff.acted" | "staff.left") => void;
  readonly screen: () => ScreenName;
}): { readonly desk: StaffDesk; close(): Promise<void> } {
  const { config, reader, readerHealth, printer, trace, clock, wallMs } = parts;
  const hasPrinter = config.printer !== undefined;
  const pids = (): number[] => [process.pid, readerHealth().hostPid ?? process.pid];

  const status = async (): Promise<{ printer?: PrinterStatus }> => ({
    ...(hasPrinter ? { printer: await printer.status() } : {}),
  });
  const desk = staffDesk({
    staff: config.staff ?? [],
    log: openStaffLog(join(config.stateDir, "staff.log")),
    reader,
    printer,
    terminal: { ours: parts.ours, tell: parts.tell },
    async look() {
      return {
        ...(await status()),
        reader: reader.status(),
        health: readerHealth(),
        counters: trace.counters(),
        trace: trace.entries().slice(-60),
        screen: parts.screen(),
        atMs: wallMs(),
      };
    },
    report: () =>
      examine({
        root: parts.root,
        stateDir: config.stateDir,
        socket: config.reader.socket,
        reader: { status: () => reader.status(), health: readerHealth },
        printer: hasPrinter ? () => printer.status() : undefined,
        centre: { url: config.centre.url, client: parts.centre },
        ours: pids(),
        already: [],
        clock,
        wallMs,
      }),
    mintToken: parts.mintToken,
    clock,
    wallMs,
  });

  const path = join(config.stateDir, "daemon.sock");
  const serving: Promise<Server | undefined> =
    Buffer.byteLength(path) > socketPathMost
      ? Promise.resolve(undefined)
      : serveControl(path, async () => ({
          ok: true,
          pids: pids(),
          screen: parts.screen(),
          health: readerHealth(),
          counters: trace.counters(),
          trace: trace.entries().slice(-traceSent),
          ...(await status()),
        })).catch(() => undefined);
  return {
    desk,
    async close() {
      (await serving)?.close();
    },
  };
}
