import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { createActor } from "xstate";
import type { Header } from "../central/contract.ts";
import { systemClock } from "../hardware/clock.ts";
import type { CardReader, ReaderStatus, ReceiptPrinter } from "../hardware/ports.ts";
import { watchHeadphones } from "../hardware/headphones.ts";
import { harfbuzzGlyphs } from "../hardware/printer/glyph-source.ts";
import type { ReaderHealth } from "../hardware/reader/pcsc-reader.ts";
import { recordReader, type TraceEntry } from "../hardware/reader/trace.ts";
import type { FaultCode } from "../words/errors.ts";
import { eventOf } from "./action-events.ts";
import { attentionLight } from "./attention-light.ts";
import { cardAlarms } from "./card-alarms.ts";
import { centreClient, type CentreClient } from "./central-client.ts";
import { centreLine } from "./centre-line.ts";
import { clerkCall } from "./clerk-call.ts";
import type { DaemonConfig } from "./daemon-config.ts";
import { putUpDesk } from "./desk-main.ts";
import { demoTray } from "./demo-tray.ts";
import type { DeviceSight } from "./device-board.ts";
import { callsDesk, commandsOf, openDevices, printerWord } from "./devices.ts";
import { serveHallSoftware } from "./hall-software.ts";
import { kioskFile, type KioskFile } from "./kiosk-file.ts";
import { issuerList } from "./issuer-list.ts";
import { hashAt, type Journal } from "./journal.ts";
import { forgottenCard } from "./forgotten-card.ts";
import { brokenJournal, openJournal } from "./opened-journal.ts";
import { readPageFiles } from "./page-files.ts";
import { personReference } from "./person-reference.ts";
import { newestPapers, readSessions, writePrivate } from "./private-files.ts";
import { runCommand } from "./run-command.ts";
import { screenOf } from "./screen-of.ts";
import { serveScreen } from "./screen-server.ts";
import type { Action, DemoTray, Frame, Screen } from "./screen.ts";
import { terminalSteps } from "./session-steps.ts";
import { putUpStaffDesk } from "./staff-main.ts";
import { terminalMachine } from "./terminal-machine.ts";
import { traceRing } from "./trace-ring.ts";

/** What tests and the simulator may put in the place of the real parts, at this one place. */
export type DaemonPorts = {
  readonly journal?: (real: Journal) => Journal;
  readonly reader?: (real: CardReader) => CardReader;
  readonly printer?: (real: ReceiptPrinter) => ReceiptPrinter;
  readonly centre?: (real: CentreClient) => CentreClient;
  /** For the HID devices' processes: how a test stand lends them a device. */
  readonly hidEnv?: Readonly<Record<string, string>>;
};

export type Daemon = {
  readonly url: string;
  /** A fresh address that opens one session. */
  addressWithCode(): string;
  screen(): Screen;
  /** The newest exchanges with cards, masked. */
  trace(): readonly TraceEntry[];
  /** The holder's reader, as a technician sees it. */
  device(): { readonly reader: ReaderStatus; readonly health: ReaderHealth };
  /** Every device that is configured, as it is now. */
  devices(): readonly DeviceSight[];
  /** Calls `listener` now and at each change of the screen; returns what stops it. */
  watch(listener: (screen: Screen) => void): () => void;
  act(action: Action): void;
  close(): Promise<void>;
};

/** Out of service for a while, and by itself in service again: no reason to end the process. */
const staysUp: readonly FaultCode[] = ["reader-missing", "in-maintenance", "terminal-quarantined"];
const demoLookMs = 500;
const outOfServiceMs = 3_000;
const projectFolder = new URL("..", import.meta.url).pathname;
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

  const journal = openJournal(
    { file: join(config.stateDir, "journal.db"), wallMs: () => Date.now() },
    (real) => ports.journal?.(real) ?? real,
  );
  const bootId = randomUUID();
  let reached: Frame["devices"]["centre"] = "unknown";
  const header = (): Header => {
    const { seq, hash } = journal.ok ? journal.journal.head() : { seq: 0, hash: "" };
    return { v: 1, terminalId: config.hall.terminalId, bootId, journal: { seq, head: hash } };
  };
  const line = await centreLine(config.centre, {
    terminalId: config.hall.terminalId,
    header,
    nowMs: () => Date.now(),
    mintNonce: () => randomUUID(),
    onRenewed: (result) => log.info({ result }, "certificate"),
  });
  const realCentre = centreClient({
    ...line,
    header,
    hashAt: (seq) => (journal.ok ? hashAt(journal.journal, seq) : undefined),
    clock,
    onReach: (now) => {
      reached = now ? "online" : "offline";
    },
  });
  const centre = ports.centre?.(realCentre) ?? realCentre;
  const trace = traceRing();
  let started = false;
  const devices = openDevices(config, {
    clock,
    chance,
    stateDir: config.stateDir,
    reader: (real) => recordReader(ports.reader?.(real) ?? real, clock, trace.keep),
    printer: (real) => ports.printer?.(real) ?? real,
    ...(ports.hidEnv === undefined ? {} : { hidEnv: ports.hidEnv }),
    onRung: (role, rung) => {
      trace.rung(rung);
      log.warn({ role, rung }, "reader");
    },
    onChange: (name, device) => {
      log.info({ part: name, state: device }, "device");
      update();
    },
  });
  const { reader, printer } = devices;
  const readerHealth = (): ReaderHealth => devices.readers.holder.health();

  const issuers = issuerList({
    file: join(config.stateDir, "issuers.json"),
    centre,
    clock,
    warn: (because) => log.warn({ because }, "the list of issuers was not taken"),
  });
  const steps = terminalSteps({
    journal: journal.ok ? journal.journal : brokenJournal(journal.error),
    centre,
    reader,
    ...(devices.psam === undefined ? {} : { psam: devices.psam }),
    printer,
    glyphs: harfbuzzGlyphs(),
    hall: config.hall,
    agents: {
      identity: devices.identity,
      refOf: personReference(join(config.stateDir, "reference-key"), () => randomBytes(32).toString("hex")),
    },
    mintId: () => uuidv7(),
    prepare() {
      if (!journal.ok) return Promise.reject(journal.error);
      const { brokenAt } = journal.journal.verify();
      return brokenAt === undefined
        ? Promise.resolve()
        : Promise.reject(new Error(`journal: chain broken at entry ${String(brokenAt)}`));
    },
    issuers,
    onCentre: (now) => {
      reached = now ? "online" : "offline";
      if (now) void issuers.refresh();
      if (now && started) void desk?.announce();
      update();
    },
  });

  let tray: DemoTray | undefined;
  const watchers = new Set<(screen: Screen) => void>();
  let lastScreen = "";
  let lastName: Screen["name"] = "starting";
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
  const attention = attentionLight(devices.lights);
  const alarms = cardAlarms({
    lights: attention.of("forgotten-card"),
    ...commandsOf(config),
    log: (what) => log.info(what, "card"),
    onChange: () => update(),
  });
  const forgotten = forgottenCard({
    clock,
    mechanism: config.reader.mechanism ?? "dip",
    alarm: (alarm) => alarms.hear(alarm),
  });
  const clerk = clerkCall({
    lights: attention.of("help"),
    lit: config.lights !== undefined,
    ...commandsOf(config),
    clock,
    log: (what) => log.info(what, "clerk"),
    onChange: () => update(),
  });
  let headphones: boolean | undefined;
  const headphoneSocket =
    config.headphones === undefined
      ? undefined
      : watchHeadphones(config.headphones, clock, (inserted) => {
          headphones = inserted;
          update();
        });
  const stopReader = reader.watch((status) => {
    if (started) actor.send({ type: "reader.changed", status });
  });

  const staff = putUpStaffDesk({
    config,
    root: projectFolder,
    devices,
    alarms,
    centre,
    trace,
    clock,
    wallMs: () => Date.now(),
    mintToken: () => randomBytes(32).toString("base64url"),
    ours: () => actor.getSnapshot().matches("diagnostics"),
    tell: (type) => actor.send({ type }),
    screen: () => lastName,
  });
  const demo =
    config.demo === undefined
      ? undefined
      : demoTray(config.demo, (count) => newestPapers(config.demo?.paperDir ?? "", count));
  const sessionsFile = join(config.stateDir, "screen-sessions.json");
  const hashes = new Set(readSessions(sessionsFile));
  const codes = new Set<string>();
  let shell: KioskFile | undefined;
  const desk =
    config.desk &&
    putUpDesk({
      config: config.desk,
      centre,
      clock,
      onAction: act,
      cardRef: () => steps.facts()?.evidence.cardRef,
      screenPort: () => Number(new URL(server.url).port),
      log: (what) => log.info(what, "desk"),
    });
  const server = await serveScreen({
    ...(desk && { desk: desk.door }),
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
    onPhoto(jpeg) {
      steps.keepPhoto(jpeg);
      actor.send({ type: "person.gavePhoto" });
    },
    onStaff: (message) => staff.desk.answer(message),
    onSpent: (code) => shell?.spent(code),
    onHung() {
      log.warn("the page hangs; it is loaded again");
      shell?.loadAgain();
    },
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
    // A person wants a person: no matter of the visit's own.
    if (action.type === "call-clerk") {
      clerk.call();
      return;
    }
    actor.send(eventOf(action));
  }
  function update(): void {
    if (!started) return;
    const snapshot = actor.getSnapshot();
    const screen = snapshot.status === "active" ? screenOf(snapshot) : outOfService;
    const forgottenIn = alarms.deskInSeconds();
    server.show({
      screen,
      hall: config.hall,
      devices: {
        reader: reader.status().device === "online" ? "online" : "offline",
        printer: printerWord(devices.board.printer()),
        centre: reached,
        ...(headphones === undefined ? {} : { headphones }),
      },
      ...(clerk.state() === undefined ? {} : { clerk: clerk.state() }),
      ...(config.display === undefined ? {} : { display: config.display }),
      ...(forgottenIn === undefined || !callsDesk(config)
        ? {}
        : { forgotten: { deskInSeconds: forgottenIn } }),
      ...(tray === undefined ? {} : { demo: tray }),
    });
    const text = JSON.stringify(screen);
    if (text === lastScreen) return;
    lastScreen = text;
    lastName = screen.name;
    log.debug({ screen: screen.name }, "screen");
    const stays = screen.name !== "out-of-service" || staysUp.includes(screen.fault);
    if (screen.name === "out-of-service" && !stays && !leaving) {
      leaving = true;
      log.fatal({ fault: screen.fault }, "out of service");
      clock.after(outOfServiceMs, () => options.onOutOfService?.());
    }
    forgotten.see(screen);
    for (const watcher of watchers) watcher(screen);
  }
  let stopLooking = (): void => undefined;
  async function lookAtDemo(): Promise<void> {
    stopLooking();
    tray = await demo?.look();
    update();
    if (demo !== undefined && started) stopLooking = clock.after(demoLookMs, () => void lookAtDemo());
  }
  async function restartScreen(command: readonly string[]): Promise<void> {
    const because = await runCommand(command);
    if (because !== undefined) log.warn({ because }, "the screen could not be started anew");
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
  const door =
    config.hallSoftware === undefined
      ? undefined
      : await serveHallSoftware(config.hallSoftware.socket, steps.facts, config.hall.terminalId);
  const { screenRestart } = config;
  if (config.kioskFile !== undefined)
    shell = kioskFile({
      file: config.kioskFile,
      addressWithCode,
      clock,
      ...(screenRestart === undefined ? {} : { restart: () => void restartScreen(screenRestart) }),
    });
  log.info({ url: server.url, bootId }, "terminal ready");

  return {
    url: server.url,
    addressWithCode,
    screen: () => screenOf(actor.getSnapshot()),
    trace: () => trace.entries(),
    device: () => ({ reader: reader.status(), health: readerHealth() }),
    devices: () => devices.board.sights(),
    watch(listener) {
      watchers.add(listener);
      listener(screenOf(actor.getSnapshot()));
      return () => watchers.delete(listener);
    },
    act,
    async close() {
      started = false;
      stopLooking();
      stopReader();
      headphoneSocket?.close();
      clerk.close();
      forgotten.close();
      actor.stop();
      door?.close();
      await Promise.all([staff.close(), server.close(), devices.close()]);
      line.close();
      if (journal.ok) journal.journal.close();
    },
  };
}

const outOfService: Screen = { name: "out-of-service", fault: "terminal-fault" };
