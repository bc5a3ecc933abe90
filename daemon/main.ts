import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { createActor } from "xstate";
import type { Header } from "../central/contract.ts";
import { systemClock } from "../hardware/clock.ts";
import type { CardReader, ReceiptPrinter } from "../hardware/ports.ts";
import { absentPrinter } from "../hardware/printer/absent-printer.ts";
import { openSerialPrinter } from "../hardware/printer/serial-link.ts";
import { pcscReader } from "../hardware/reader/pcsc-reader.ts";
import { centreClient, type CentreClient } from "./central-client.ts";
import { demoTray, type DemoSockets } from "./demo-tray.ts";
import { openSqliteJournal } from "./journal-sqlite.ts";
import type { Journal } from "./journal.ts";
import { readPageFiles } from "./page-files.ts";
import { screenOf } from "./screen-of.ts";
import { serveScreen } from "./screen-server.ts";
import type { Action, DemoTray, Frame, Screen } from "./screen.ts";
import { terminalSteps } from "./session-steps.ts";
import { terminalMachine, type TerminalEvent } from "./terminal-machine.ts";

/** How a terminal is put together; what `cardhall daemon --config FILE` reads. */
export type DaemonConfig = {
  /** Journal and screen sessions live here, readable by this user only. */
  readonly stateDir: string;
  /** Of the screen's address on loopback; 0 takes any free port. */
  readonly port: number;
  readonly hall: Frame["hall"];
  readonly centre: { readonly url: string; readonly tokenFile: string };
  /** `name`: part of the PC/SC reader's name, empty for the first; `socket`: another pcscd's than the system's. */
  readonly reader: { readonly name: string; readonly socket?: string };
  /** A serial device file; absent: certificates are shown, not printed. */
  readonly printer?: { readonly path: string };
  /** Only beside virtual devices. */
  readonly demo?: DemoSockets & { readonly paperDir: string };
  /** Where the address with a one-time code is left for the kiosk's shell (0600). */
  readonly kioskFile?: string;
};

/** What tests and the simulator may put in the place of the real parts, at this one place. */
export type DaemonPorts = {
  readonly journal?: (real: Journal) => Journal;
  readonly reader?: (real: CardReader) => CardReader;
  readonly printer?: (real: ReceiptPrinter) => ReceiptPrinter;
  readonly centre?: (real: CentreClient) => CentreClient;
};

export type Daemon = {
  readonly url: string;
  /** A fresh address that opens one session. */
  addressWithCode(): string;
  screen(): Screen;
  /** Calls `listener` now and at each change of the screen; returns what stops it. */
  watch(listener: (screen: Screen) => void): () => void;
  act(action: Action): void;
  close(): Promise<void>;
};

const demoLookMs = 500;
/** Between jobs the printer is asked how it is, so that the header does not tell yesterday's news. */
const printerLookMs = 10_000;
const outOfServiceMs = 3_000;
const page = new URL("../kiosk-ui/dist/app/", import.meta.url).pathname;

/** The composition root: real parts, their wiring, and no decision. */
export async function startDaemon(
  config: DaemonConfig,
  options: { readonly ports?: DaemonPorts; readonly onOutOfService?: () => void } = {},
): Promise<Daemon> {
  const { ports = {} } = options;
  const log = pino({ name: "daemon", level: process.env["CARDHALL_LOG"] ?? "info" }, pino.destination(2));
  const clock = systemClock;
  const chance = Math.random;
  mkdirSync(config.stateDir, { recursive: true, mode: 0o700 });

  const journal = openJournal(join(config.stateDir, "journal.db"), ports);
  const bootId = randomUUID();
  let reached: Frame["devices"]["centre"] = "unknown";
  const header = (): Header => {
    const { seq, hash } = journal.ok ? journal.journal.head() : { seq: 0, hash: "" };
    return { v: 1, terminalId: config.hall.terminalId, bootId, journal: { seq, head: hash } };
  };
  const realCentre = centreClient({
    url: config.centre.url.replace(/\/$/, ""),
    token: readFileSync(config.centre.tokenFile, "utf8").trim(),
    header,
    clock,
    fetch,
    onReach: (now) => {
      reached = now ? "online" : "offline";
    },
  });
  const centre = ports.centre?.(realCentre) ?? realCentre;
  const realReader = pcscReader({
    reader: config.reader.name,
    ...(config.reader.socket === undefined ? {} : { socket: config.reader.socket }),
    clock,
    chance,
  });
  const reader = ports.reader?.(realReader) ?? realReader;
  const realPrinter =
    config.printer === undefined
      ? absentPrinter
      : openSerialPrinter({ path: config.printer.path, clock, chance });
  const printer = ports.printer?.(realPrinter) ?? realPrinter;

  const steps = terminalSteps({
    journal: journal.ok ? journal.journal : brokenJournal(journal.error),
    centre,
    reader,
    printer,
    hall: config.hall,
    mintId: () => uuidv7(),
    prepare() {
      if (!journal.ok) return Promise.reject(journal.error);
      const { brokenAt } = journal.journal.verify();
      return brokenAt === undefined
        ? Promise.resolve()
        : Promise.reject(new Error(`journal: chain broken at entry ${String(brokenAt)}`));
    },
    onCentre: (now) => {
      reached = now ? "online" : "offline";
      update();
    },
  });

  let printerState: Frame["devices"]["printer"] = "unknown";
  let tray: DemoTray | undefined;
  const watchers = new Set<(screen: Screen) => void>();
  let lastScreen = "";
  let started = false;
  let leaving = false;
  const actor = createActor(terminalMachine(steps), {
    inspect: (event) => {
      if (event.type === "@xstate.snapshot") queueMicrotask(update);
    },
  });
  actor.subscribe({
    error(error) {
      log.fatal({ err: error }, "terminal stopped by a bug");
      options.onOutOfService?.();
    },
  });
  const stopReader = reader.watch((status) => {
    if (started) actor.send({ type: "reader.changed", status });
  });

  const demo =
    config.demo === undefined
      ? undefined
      : demoTray(config.demo, (count) => newestPapers(config.demo?.paperDir ?? "", count));
  const sessionsFile = join(config.stateDir, "screen-sessions.json");
  const hashes = new Set(readSessions(sessionsFile));
  const codes = new Set<string>();
  const server = await serveScreen({
    port: config.port,
    files: readPageFiles(page),
    codes,
    sessions: {
      hashes,
      keep: () => {
        writePrivate(sessionsFile, JSON.stringify([...hashes]));
      },
    },
    mintToken: () => randomBytes(32).toString("base64url"),
    clock,
    onAction: act,
    ...(demo === undefined
      ? {}
      : {
          onDemo: (action) => {
            demo.act(action).then(lookAtDemo, (error: unknown) => {
              log.warn({ err: error }, "virtual devices did not follow");
            });
          },
        }),
  });

  function act(action: Action): void {
    actor.send(eventOf(action));
  }
  function update(): void {
    if (!started) return;
    const snapshot = actor.getSnapshot();
    const screen = snapshot.status === "active" ? screenOf(snapshot) : outOfService;
    server.show({
      screen,
      hall: config.hall,
      devices: {
        reader: reader.status().device === "online" ? "online" : "offline",
        printer: printerState,
        centre: reached,
      },
      ...(tray === undefined ? {} : { demo: tray }),
    });
    const text = JSON.stringify(screen);
    if (text === lastScreen) return;
    lastScreen = text;
    log.debug({ screen: screen.name }, "screen");
    if (screen.name === "out-of-service" && screen.fault !== "reader-missing" && !leaving) {
      leaving = true;
      log.fatal({ fault: screen.fault }, "out of service");
      clock.after(outOfServiceMs, () => options.onOutOfService?.());
    }
    for (const watcher of watchers) watcher(screen);
  }
  let stopLooking = (): void => undefined;
  async function lookAtDemo(): Promise<void> {
    stopLooking();
    tray = await demo?.look();
    update();
    if (demo !== undefined && started) stopLooking = clock.after(demoLookMs, () => void lookAtDemo());
  }
  let stopPrinterLook = (): void => undefined;
  async function lookAtPrinter(): Promise<void> {
    const status = await printer.status();
    printerState =
      status.device !== "online" || status.paper === "out"
        ? "fault"
        : status.paper === "low"
          ? "low"
          : status.paper === "full"
            ? "ready"
            : "unknown";
    update();
    if (started) stopPrinterLook = clock.after(printerLookMs, () => void lookAtPrinter());
  }

  const addressWithCode = (): string => {
    const code = randomBytes(18).toString("base64url");
    codes.add(code);
    return `${server.url}#code=${code}`;
  };

  started = true;
  actor.start();
  actor.send({ type: "reader.changed", status: reader.status() });
  void lookAtDemo();
  void lookAtPrinter();
  if (config.kioskFile !== undefined)
    writePrivate(config.kioskFile, JSON.stringify({ url: addressWithCode() }));
  log.info({ url: server.url, bootId }, "terminal ready");

  return {
    url: server.url,
    addressWithCode,
    screen: () => screenOf(actor.getSnapshot()),
    watch(listener) {
      watchers.add(listener);
      listener(screenOf(actor.getSnapshot()));
      return () => watchers.delete(listener);
    },
    act,
    async close() {
      started = false;
      stopLooking();
      stopPrinterLook();
      stopReader();
      actor.stop();
      await Promise.all([server.close(), reader.close(), printer.close()]);
      if (journal.ok) journal.journal.close();
    },
  };
}

const outOfService: Screen = { name: "out-of-service", fault: "terminal-fault" };

function eventOf(action: Action): TerminalEvent {
  switch (action.type) {
    case "begin":
      return { type: "person.began" };
    case "choose":
      return { type: "person.chose", kind: action.kind };
    case "give-reason":
      return { type: "person.gaveReason", reason: action.reason };
    case "confirm":
      return { type: "person.confirmed" };
    case "show-files":
      return { type: "person.askedFiles" };
    case "hide-files":
      return { type: "person.closedFiles" };
    case "back":
      return { type: "person.wentBack" };
    case "exit":
      return { type: "person.left" };
    case "continue":
      return { type: "person.continued" };
    case "touch":
      return { type: "person.touched" };
  }
}

type OpenedJournal =
  { readonly ok: true; readonly journal: Journal } | { readonly ok: false; readonly error: Error };

/** A journal that cannot be trusted does not stop the screen: it stops the service, and says so. */
function openJournal(file: string, ports: DaemonPorts): OpenedJournal {
  try {
    const real = openSqliteJournal({ file, wallMs: () => Date.now() });
    return { ok: true, journal: ports.journal?.(real) ?? real };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function brokenJournal(error: Error): Journal {
  const refuse = (): never => {
    throw error;
  };
  return {
    append: refuse,
    entriesOf: refuse,
    openOperations: refuse,
    all: refuse,
    head: refuse,
    verify: refuse,
    close: () => undefined,
  };
}

function readSessions(file: string): string[] {
  try {
    const known: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(known) ? known.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}

function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function newestPapers(folder: string, count: number): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^paper-\d+\.txt$/.test(name));
    return names
      .sort()
      .slice(-count)
      .reverse()
      .map((name) => readFileSync(join(folder, name), "utf8"));
  } catch {
    return [];
  }
}
