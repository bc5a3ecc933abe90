import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { DaemonConfig } from "../daemon/daemon-config.ts";
import { askControl } from "../hardware/control-line.ts";
import { program, startChild, stopChild, type ReadyChild } from "./child.ts";

/** Real devices, where there are some; what is absent is virtual. */
export type RealDevices = { readonly reader?: string; readonly printer?: string };

/** The parts of a hall that a daemon needs around it: reader, printer, counter (ID-card reader, scanner), centre. */
export type Stand = {
  readonly daemonConfig: DaemonConfig;
  /** The PC/SC socket for other clients; absent beside a real reader. */
  readonly socket?: string;
  readonly cardControl: string;
  readonly printerControl: string;
  readonly counterControl: string;
  readonly centreUrl: string;
  readonly paperDir: string;
  /** Hands at the virtual card; `undefined` when nobody answers. */
  card(message: object): Promise<unknown>;
  printer(message: object): Promise<unknown>;
  /** Hands at the virtual ID-card reader and the virtual scanner. */
  counter(message: object): Promise<unknown>;
  children(): Readonly<Record<string, ReadyChild["process"]>>;
  stop(): Promise<void>;
};

const standScript = fileURLToPath(new URL("../packaging/virtual-stand.sh", import.meta.url));
const readyMs = 20_000;
const handsMs = 3_000;
const startPort = 0;

/** How pcscd calls the second slot of the vpcd driver. */
const psamReaderName = "Virtual PCD 00 01";

/** Whose clerks and cards the demonstration has most of. */
export const demonstrationOffice = "371700";

export const demonstrationHall = {
  nameZh: "社会保障服务大厅",
  nameEn: "Social Security Service Hall",
  terminalId: "T-0001",
} as const;

/**
 * Puts a hall's parts up on this machine: a private pcscd with a virtual card, a virtual printer on a pty, and a
 * centre with demonstration data; or the real devices that are named. All state is in `stateDir`, the sockets in a
 * short folder of their own (a Unix socket's path holds about 100 bytes).
 */
export async function putUpStand(options: {
  readonly stateDir: string;
  readonly real?: RealDevices;
  readonly screenPort?: number;
  readonly kioskFile?: string;
  /** The terminal seals with a PSAM, and the centre lets it: a virtual one, or what lies in the reader named. */
  readonly psam?: string | boolean;
  /** The terminal stands on the desk of this office's clerks, and not in the hall. */
  readonly deskOf?: string;
  /** Regions' own rules at the centre, and the keys that may sign them. */
  readonly rules?: { readonly folder: string; readonly keyFiles: readonly string[] };
  /** Keeps the parts' logs back; they are shown when a part does not start. */
  readonly quiet: boolean;
}): Promise<Stand> {
  const stateDir = resolve(options.stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const sockets = mkdtempSync(join(tmpdir(), "cardhall-"));
  const paperDir = join(stateDir, "papers");
  const cardControl = join(sockets, "card.sock");
  const printerControl = join(sockets, "paper.sock");
  const counterControl = join(sockets, "counter.sock");
  const tty = join(sockets, "tty");
  const idTty = join(sockets, "id-tty");
  const scanTty = join(sockets, "scan-tty");
  const centreToken = join(stateDir, "centre-token");
  const real = options.real ?? {};
  const psam = options.psam === true ? psamReaderName : options.psam === false ? undefined : options.psam;
  const node = process.execPath;
  const child = { readyMs, quiet: options.quiet };
  const started: Record<string, ReadyChild> = {};

  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(started).map((part) => stopChild(part.process, 4_000)));
    rmSync(sockets, { recursive: true, force: true });
  };
  const reader = async (): Promise<void> => {
    if (real.reader !== undefined) return;
    const cards = [
      "virtual-card",
      "serve",
      "--cards",
      join(stateDir, "cards"),
      "--control",
      cardControl,
      ...(options.psam === true ? ["--psam"] : []),
    ];
    started["reader"] = await startChild([standScript, sockets, node, program, ...cards], {
      name: "virtual reader",
      ...child,
    });
  };
  const printer = async (): Promise<void> => {
    if (real.printer !== undefined) return;
    const line = ["--tty", tty, "--line", join(sockets, "line.sock")];
    const rest = ["--control", printerControl, "--papers", paperDir];
    started["printer"] = await startChild([node, program, "virtual-printer", "serve", ...line, ...rest], {
      name: "virtual printer",
      ...child,
    });
  };
  /** Beside a real reader there is a real counter: its devices are those of the configuration. */
  const counter = async (): Promise<void> => {
    if (real.reader !== undefined) return;
    started["counter"] = await startChild(
      [
        ...[node, program, "virtual-counter", "--control", counterControl],
        ...["--id-tty", idTty, "--scan-tty", scanTty],
      ],
      { name: "virtual counter", ...child },
    );
  };
  let centreUrl = "";
  const centre = async (): Promise<void> => {
    const where = ["--database", join(stateDir, "centre.db"), "--token-file", centreToken];
    // The demonstration's hands are quicker than people's; who signs in to it is invented.
    where.push("--scripts-per-hour", "0", "--development-sign-in");
    if (options.deskOf !== undefined)
      where.push("--desk-terminal", `${demonstrationHall.terminalId}:${options.deskOf}`);
    if (options.rules !== undefined)
      where.push("--rules", options.rules.folder, "--rules-key", ...options.rules.keyFiles);
    if (psam !== undefined) where.push("--psam-terminal", demonstrationHall.terminalId);
    const part = await startChild(
      [node, program, "central", "serve", "--seed", "--port", String(startPort), ...where],
      { name: "centre", ...child },
    );
    started["centre"] = part;
    centreUrl = (part.ready as { url: string }).url;
  };

  try {
    await Promise.all([reader(), printer(), counter(), centre()]);
  } catch (error) {
    await stop();
    throw error;
  }
  const socket = real.reader === undefined ? join(sockets, "pcscd.comm") : undefined;
  const daemonConfig: DaemonConfig = {
    stateDir: join(stateDir, "terminal"),
    port: options.screenPort ?? 0,
    hall: demonstrationHall,
    centre: { url: centreUrl, tokenFile: centreToken },
    reader: { name: real.reader ?? "", ...(socket === undefined ? {} : { socket }) },
    ...(psam === undefined ? {} : { psam: { name: psam } }),
    printer: { path: real.printer ?? tty },
    ...(socket === undefined
      ? {}
      : {
          idReader: { serial: idTty },
          scanner: { serial: scanTty },
          lights: { kind: "virtual" },
        }),
    ...(socket === undefined || real.printer !== undefined
      ? {}
      : { demo: { card: cardControl, printer: printerControl, counter: counterControl, paperDir } }),
    ...(options.deskOf === undefined ? {} : { desk: { page: centreUrl } }),
    ...(options.kioskFile === undefined ? {} : { kioskFile: options.kioskFile }),
  };
  return {
    daemonConfig,
    ...(socket === undefined ? {} : { socket }),
    cardControl,
    printerControl,
    counterControl,
    centreUrl,
    paperDir,
    card: (message) => askControl(cardControl, message, handsMs),
    printer: (message) => askControl(printerControl, message, handsMs),
    counter: (message) => askControl(counterControl, message, handsMs),
    children: () => Object.fromEntries(Object.entries(started).map(([name, part]) => [name, part.process])),
    stop,
  };
}

/** Where our own Debian package of the shell puts it. */
const packaged = "/opt/Cardhall/cardhall-kiosk";

/** A Chromium or Electron that can show the page, and how to start it; nothing where there is no display. */
export function kioskShell(
  root: string,
): { readonly name: string; command(url: string, profileDir: string): string[] } | undefined {
  if (process.env["DISPLAY"] === undefined && process.env["WAYLAND_DISPLAY"] === undefined) return undefined;
  if (existsSync(packaged)) return { name: "Electron", command: () => [packaged] };
  const electron = join(root, "node_modules", "electron");
  if (existsSync(join(electron, "path.txt")) && existsSync(join(electron, "dist")))
    return {
      name: "Electron",
      command: () => [join(electron, "dist", "electron"), join(root, "kiosk-ui/dist/electron/main.mjs")],
    };
  const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => existsSync(file));
  if (chromium === undefined) return undefined;
  return {
    name: "Chromium",
    command: (url, profileDir) => [
      chromium,
      `--app=${url}`,
      `--user-data-dir=${profileDir}`,
      "--window-size=720,1280",
      "--no-first-run",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-pinch",
      "--overscroll-history-navigation=0",
      "--noerrdialogs",
      "--disable-features=Translate",
      // Chromium refuses to be root with its sandbox on; a hall runs it as a user of its own.
      ...(process.getuid?.() === 0 ? ["--no-sandbox", "--test-type"] : []),
    ],
  };
}
