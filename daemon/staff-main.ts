import { readFileSync } from "node:fs";
import type { Server } from "node:net";
import { join } from "node:path";
import type { Clock } from "../hardware/clock.ts";
import { serveControl } from "../hardware/control-line.ts";
import type { PrinterStatus } from "../hardware/ports.ts";
import type { ReaderHealth } from "../hardware/reader/pcsc-reader.ts";
import type { CardAlarms } from "./card-alarms.ts";
import type { CentreClient } from "./central-client.ts";
import type { CentreAddress } from "./centre-line.ts";
import type { DeviceSight } from "./device-board.ts";
import type { DeviceConfig } from "./device-config.ts";
import { commandsOf, type Devices } from "./devices.ts";
import type { Found } from "./diagnostics-finding.ts";
import { examine, type Counters } from "./diagnostics.ts";
import type { ScreenName } from "./screen.ts";
import { staffDesk, type StaffDesk } from "./staff-desk.ts";
import type { StaffMember } from "./staff-code.ts";
import { openStaffLog } from "./staff-log.ts";
import { tryDevice } from "./staff-tries.ts";
import type { TraceRing } from "./trace-ring.ts";

/** A Unix socket's path holds 107 bytes. */
const socketPathMost = 107;
/** An answer is one line of 64 KiB at most, and an exchange takes up to 250 bytes of it. */
const traceSent = 120;

/** What the running terminal says of its devices to whoever asks on its socket. */
export type TerminalStatus = {
  readonly printer?: PrinterStatus;
  readonly sights: readonly DeviceSight[];
  readonly counters: Counters;
  readonly already: readonly Found[];
};

/**
 * Everything for whoever keeps the terminal, put together: the desk behind the diagnostics page, and a socket in the
 * state folder (this user's only) where `cardhall doctor` asks the running terminal for what it alone can know.
 */
export function putUpStaffDesk(parts: {
  readonly config: {
    readonly stateDir: string;
    readonly staff?: readonly StaffMember[];
    readonly centre: CentreAddress;
  } & DeviceConfig;
  readonly root: string;
  readonly devices: Devices;
  readonly alarms: Pick<CardAlarms, "counters" | "deskInSeconds">;
  readonly centre: CentreClient;
  readonly trace: TraceRing;
  readonly clock: Clock;
  readonly wallMs: () => number;
  readonly mintToken: () => string;
  readonly ours: () => boolean;
  readonly tell: (event: "staff.entered" | "staff.acted" | "staff.left") => void;
  readonly screen: () => ScreenName;
}): { readonly desk: StaffDesk; close(): Promise<void> } {
  const { config, devices, alarms, trace, clock, wallMs } = parts;
  const { reader, printer } = devices;
  const hasPrinter = config.printer !== undefined;
  const readerHealth = (): ReaderHealth => devices.readers.holder.health();
  const pids = (): number[] => [process.pid, ...hostsOf(process.pid)];
  const counters = (): Counters => ({
    ...trace.counters(),
    ...alarms.counters(),
    paper: printer.counters(),
  });
  const already = (): Found[] => (alarms.deskInSeconds() === 0 ? [{ code: "card-forgotten" }] : []);

  const status = async (): Promise<TerminalStatus> => ({
    ...(hasPrinter ? { printer: await printer.status() } : {}),
    sights: devices.board.sights(),
    counters: counters(),
    already: already(),
  });
  const desk = staffDesk({
    staff: config.staff ?? [],
    log: openStaffLog(join(config.stateDir, "staff.log")),
    reader,
    printer,
    tryDevice: tryDevice(devices, { clock, ...commandsOf(config) }),
    terminal: { ours: parts.ours, tell: parts.tell },
    async look() {
      return {
        ...(await status()),
        reader: reader.status(),
        health: readerHealth(),
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
        centreAddress: config.centre,
        devices: { config, sights: devices.board.sights() },
        counters: counters(),
        ours: pids(),
        already: already(),
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

/** The device hosts: children of the daemon, which hold its lines and its readers. */
function hostsOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8")
      .split(" ")
      .filter((text) => text !== "")
      .map(Number);
  } catch {
    // A machine without /proc: then nobody can name a holder either.
    return [];
  }
}
