import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { centreClient } from "../daemon/central-client.ts";
import { centreLine } from "../daemon/centre-line.ts";
import { bundleOf } from "../daemon/diagnostics-bundle.ts";
import type { Found } from "../daemon/diagnostics-finding.ts";
import { examine, type Report } from "../daemon/diagnostics.ts";
import type { DeviceSight } from "../daemon/device-board.ts";
import { openIdReader, openReaders, type Readers } from "../daemon/devices.ts";
import type { DaemonConfig } from "../daemon/daemon-config.ts";
import type { TerminalStatus } from "../daemon/staff-main.ts";
import { sleep, systemClock } from "../hardware/clock.ts";
import { askControl } from "../hardware/control-line.ts";
import type { PrinterStatus } from "../hardware/ports.ts";
import { openSerialPrinter } from "../hardware/printer/serial-link.ts";
import type { TraceEntry } from "../hardware/reader/trace.ts";
import { finish } from "./output.ts";
import { daemonConfig } from "./parts.ts";

type Options = {
  readonly state: string;
  readonly config?: string;
  readonly reader?: string;
  readonly socket?: string;
  readonly bundle?: string;
  readonly lang: string;
  readonly json?: boolean;
};

const root = fileURLToPath(new URL("..", import.meta.url));
/** A reader's process finds pcscd and its readers well within this; longer, and something is wrong. */
const readerMs = 3_000;
const lookMs = 50;
const terminalMs = 3_000;

/** `cardhall doctor`: what is wrong with this terminal, why, and who does what about it. */
export function doctorCommand(parent: Command): void {
  parent
    .command("doctor")
    .description("what is wrong here, why, and who does what about it")
    .option("--state <folder>", "where the hall keeps its state", ".cardhall")
    .option("--config <file>", "the daemon's configuration, instead of the hall's")
    .option("--reader <name>", "part of the PC/SC reader's name or its serial number")
    .option("--socket <path>", "another pcscd's socket than the system's")
    .option("--bundle <file>", "write all of it into one file for support; no personal data is in it")
    .option("--lang <zh|en>", "the words' language", "en")
    .option("--json")
    .action(async (options: Options) => {
      const { report, terminal, stateDir } = await examineHere(options);
      if (options.bundle !== undefined) {
        const bundle = bundleOf({ report, stateDir, trace: terminal?.trace ?? [], madeMs: Date.now() });
        writeFileSync(options.bundle, `${JSON.stringify(bundle, undefined, 1)}\n`, { mode: 0o600 });
      }
      finish(
        { json: report, lines: linesOf(report, options.lang === "zh" ? "zh" : "en"), ok: report.ok },
        options.json === true,
      );
      // Whatever still holds a handle has been told to end; a command does not wait for it.
      setTimeout(() => process.exit(), 2_000).unref();
    });
}

/** What a running terminal says of the devices it holds. */
type Terminal = TerminalStatus & {
  readonly trace: readonly TraceEntry[];
  readonly pids: readonly number[];
};

async function examineHere(
  options: Options,
): Promise<{ report: Report; terminal?: Terminal; stateDir: string }> {
  const clock = systemClock;
  const config = configOf(options);
  const stateDir = config?.stateDir ?? join(resolve(options.state), "terminal");
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const answer = await askControl(join(stateDir, "daemon.sock"), { op: "status" }, terminalMs);
  const terminal = (answer as { ok?: boolean } | undefined)?.ok === true ? (answer as Terminal) : undefined;
  const already: readonly Found[] =
    config === undefined
      ? [{ code: "no-configuration" }]
      : (terminal?.already ?? [{ code: "terminal-not-running" }]);
  const socket = options.socket ?? config?.reader.socket;
  const readers = openReaders(
    {
      ...config,
      reader: {
        ...config?.reader,
        name: options.reader ?? config?.reader.name ?? "",
        ...(socket === undefined ? {} : { socket }),
      },
    },
    { clock, chance: Math.random },
  );
  const reader = readers.holder;
  try {
    // A missing pcscd says so at once; a reader says next whether a card lies there.
    for (let waited = 0; waited < readerMs; waited += lookMs) {
      if (reader.status().media !== "unknown" || reader.health().lost !== undefined) break;
      await sleep(clock, lookMs);
    }
    const report = await examine({
      root,
      stateDir,
      socket,
      reader,
      printer: config?.printer === undefined ? undefined : printerOf(config.printer.path, terminal),
      devices:
        config === undefined
          ? undefined
          : { config, sights: terminal?.sights ?? (await lookAt(config, readers)) },
      counters: terminal?.counters,
      centre: config === undefined ? undefined : await centreOf(config),
      centreAddress: config?.centre,
      ours: [
        process.pid,
        ...Object.values(readers).map((each) => each.health().hostPid ?? 0),
        ...(terminal?.pids ?? []),
      ],
      already,
      clock,
      wallMs: () => Date.now(),
    });
    return { report, stateDir, ...(terminal === undefined ? {} : { terminal }) };
  } finally {
    await Promise.all(Object.values(readers).map((each) => each.close()));
  }
}

/** Without a running terminal the devices that answer questions are asked from here. */
async function lookAt(config: DaemonConfig, readers: Readers): Promise<DeviceSight[]> {
  const sights: DeviceSight[] = (["psam", "clerk"] as const).flatMap((role) => {
    const status = readers[role]?.status();
    return status === undefined
      ? []
      : [{ name: `${role}-reader` as const, device: status.device, model: status.name, losses: 0 }];
  });
  const idReader = openIdReader(config, { clock: systemClock, chance: Math.random });
  if (idReader === undefined) return sights;
  try {
    const { device, name } = await idReader.status();
    return [...sights, { name: "id-reader", device, model: name, losses: 0 }];
  } finally {
    await idReader.close();
  }
}

function configOf(options: Options): DaemonConfig | undefined {
  const file = options.config ?? join(options.state, "daemon.json");
  if (options.config === undefined && !existsSync(file)) return undefined;
  return daemonConfig.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The terminal holds its printer's line, so it is asked; without one the printer is asked directly. */
function printerOf(path: string, terminal: Terminal | undefined): () => Promise<PrinterStatus> {
  const said = terminal?.printer;
  if (said !== undefined) return () => Promise.resolve(said);
  return async () => {
    const printer = openSerialPrinter({ path, clock: systemClock, chance: Math.random });
    try {
      return await printer.status();
    } finally {
      await printer.close();
    }
  };
}

async function centreOf(
  config: DaemonConfig,
): Promise<{ url: string; client: ReturnType<typeof centreClient> }> {
  const { url } = config.centre;
  const { terminalId } = config.hall;
  const header = () => ({
    v: 1 as const,
    terminalId,
    bootId: "00000000-0000-4000-8000-000000000000",
    journal: { seq: 0, head: "" },
  });
  const proof = { terminalId, header, nowMs: () => Date.now(), mintNonce: () => randomUUID() };
  // Who has nothing to show is refused by the centre, and the report says so.
  const line = await centreLine(config.centre, proof).catch(() => ({ url, token: "", fetch }));
  const client = centreClient({ ...line, header, clock: systemClock, onReach: () => undefined });
  return { url, client };
}

const marks = { error: "✗", warning: "!", info: "i" } as const;

function linesOf(report: Report, language: "zh" | "en"): string[] {
  const { pcsc, setUp, disk, centre, devices, surroundings } = report.facts;
  const facts = [
    `Cardhall ${setUp.cardhall}, Node ${setUp.node}, pcscd ${surroundings.pcscd}, ${surroundings.system}`,
    `reader  ${pcsc.reader === "" ? "-" : pcsc.reader}  ${pcsc.atr ?? ""}`,
    `devices ${devices?.sights.map(({ name, device }) => `${name} ${device}`).join(", ") ?? "-"}`,
    `disk    ${String(disk.freeMb ?? "?")} MB free, fsync p50 ${String(disk.fsyncMs?.p50 ?? "?")} ms, worst ${String(disk.fsyncMs?.max ?? "?")} ms`,
    `centre  ${centre === null ? "-" : `${centre.url} ${centre.answer}${centre.skewMs === undefined ? "" : `, clock ${String(centre.skewMs)} ms`}`}`,
    "",
  ];
  if (report.findings.length === 0)
    return [...facts, language === "zh" ? "没有发现问题。" : "Nothing is wrong."];
  return [
    ...facts,
    ...report.findings.flatMap(({ severity, code, who, what, why, next, detail }) => [
      `${marks[severity]} ${what[language]}  [${code}]`,
      ...(detail === undefined ? [] : [`    ${detail}`]),
      `    ${why[language]}`,
      `    ${who}: ${next[language]}`,
    ]),
  ];
}
