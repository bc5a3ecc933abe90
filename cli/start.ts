import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Option, type Command } from "commander";
import { systemClock } from "../hardware/clock.ts";
import { daemonNode, program, startChild, stopChild, type ReadyChild } from "./child.ts";
import { forgetHall, writeHall } from "./hall-file.ts";
import {
  demonstrationHall,
  demonstrationOffice,
  kioskShell,
  putUpStand,
  type RealDevices,
  type Stand,
} from "./hall.ts";
import { keepAlive } from "./keep-alive.ts";
import { say } from "./output.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

type Options = {
  readonly state: string;
  readonly port?: string;
  readonly reader?: string | true;
  readonly printer?: string;
  readonly psam?: string | true;
  readonly face: string;
  readonly screen: boolean;
  readonly json?: boolean;
};

/** `cardhall start`: the whole hall on one machine, kept alive until it is told to stop. */
export function startCommand(parent: Command): void {
  parent
    .command("start")
    .description("the whole hall on this machine: virtual devices unless real ones are named")
    .option("--state <folder>", "where the hall keeps its state", ".cardhall")
    .option("--port <number>", "of the screen's address")
    .option("--reader [name]", "a real PC/SC reader whose name contains this (alone: the first one)")
    .option("--printer <device>", "a real ESC/POS printer on this serial device")
    .option(
      "--psam [name]",
      "seal with a PSAM, not by the centre's HSM: a real reader's name contains this (alone: a virtual one)",
    )
    .addOption(
      new Option("--face <which>", "a kiosk in a hall, or a terminal on a clerk's desk")
        .choices(["kiosk", "desk"])
        .default("kiosk"),
    )
    .option("--no-screen", "open no window, only say the address")
    .option("--json", "one JSON object on stdout once the hall is ready")
    .action(start);
}

async function start(options: Options): Promise<void> {
  const stateDir = resolve(options.state);
  const real: RealDevices = {
    ...(options.reader === undefined ? {} : { reader: options.reader === true ? "" : options.reader }),
    ...(options.printer === undefined ? {} : { printer: options.printer }),
  };
  const kioskFile = join(stateDir, "kiosk.json");
  // The page finds its way back after a restart of the daemon, so the port stays the same.
  const screenPort = options.port === undefined ? await freePort() : Number.parseInt(options.port, 10);
  const psam = options.psam ?? false;
  const desk = options.face === "desk" ? { deskOf: demonstrationOffice } : {};
  const stand = await putUpStand({ stateDir, real, screenPort, kioskFile, psam, quiet: true, ...desk });
  const configFile = join(stateDir, "daemon.json");
  writeFileSync(configFile, JSON.stringify(stand.daemonConfig, undefined, 1), { mode: 0o600 });

  let stopping = false;
  let window: ChildProcess | undefined;
  const daemonCommand = [...daemonNode, program, "daemon", "--config", configFile];
  const startDaemon = (): Promise<ReadyChild> =>
    startChild(daemonCommand, { name: "daemon", readyMs: 20_000, quiet: true });
  let first: ReadyChild;
  try {
    first = await startDaemon();
  } catch (error) {
    await stand.stop();
    throw error;
  }

  // A daemon that was killed comes back, and finds in its journal what was open.
  const daemon = keepAlive(first, { name: "daemon", start: startDaemon, clock: systemClock, say });

  const { url, address } = first.ready as { url: string; address: string };
  writeHall(stateDir, {
    pid: process.pid,
    url,
    socket: stand.socket ?? "",
    cardControl: stand.cardControl,
    printerControl: stand.printerControl,
    counterControl: stand.counterControl,
  });
  announce(options, stand, url, address, real);
  const shell = options.screen ? kioskShell(root) : undefined;
  if (shell !== undefined) {
    // The shell spends the code in the kiosk's file; the address said above stays good for one more screen.
    const kiosk = JSON.parse(readFileSync(kioskFile, "utf8")) as { url: string };
    const [file = "", ...args] = shell.command(kiosk.url, join(stateDir, "chromium"));
    window = spawn(file, args, { stdio: "ignore", env: { ...process.env, CARDHALL_KIOSK_FILE: kioskFile } });
    window.on("error", (error) => {
      say(`${shell.name} did not open: ${error.message}`);
    });
  }

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    daemon.letGo();
    say("closing the hall");
    forgetHall(stateDir);
    window?.kill("SIGTERM");
    await stopChild(daemon.child().process, 4_000);
    await stand.stop();
    process.exit(0);
  }
  process.on("SIGINT", () => void stop());
  process.on("SIGTERM", () => void stop());
  for (const [name, part] of Object.entries(stand.children()))
    part.once("exit", () => {
      if (stopping) return;
      say(`the ${name} ended by itself; the hall closes`);
      process.exitCode = 1;
      void stop();
    });
}

function announce(options: Options, stand: Stand, url: string, address: string, real: RealDevices): void {
  const facts = {
    url: address,
    readers: [real.reader ?? "Virtual PCD 00 00"],
    printer: stand.daemonConfig.printer?.path ?? "",
    centre: stand.centreUrl,
    socket: stand.socket ?? "",
    ...(options.face === "desk" && {
      desk: `${stand.centreUrl}/desk/?desk=${demonstrationHall.terminalId}`,
    }),
  };
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(facts)}\n`);
    return;
  }
  process.stdout.write(
    [
      "",
      "  Cardhall is open.",
      "",
      `  Screen   ${address}`,
      `           (the code opens one session; the page itself is ${url})`,
      `  Reader   ${facts.readers.join(", ")}`,
      `  Printer  ${facts.printer}`,
      `  Centre   ${facts.centre}`,
      ...(facts.desk === undefined ? [] : [`  Desk     ${facts.desk}`]),
      ...(stand.socket === undefined
        ? []
        : [`  PC/SC    PCSCLITE_CSOCK_NAME=${stand.socket}   (for opensc-tool and other clients)`]),
      "",
      "  Put a card in:  npx cardhall virtual-card insert card-1     Stop: Ctrl-C",
      ...(stand.daemonConfig.idReader === undefined
        ? []
        : ["  An ID card too: npx cardhall virtual-id-reader place card-1"]),
      "",
    ].join("\n"),
  );
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        found(port);
      });
    });
  });
}
