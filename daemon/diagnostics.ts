import type { Clock } from "../hardware/clock.ts";
import type { PrinterStatus, ReaderStatus } from "../hardware/ports.ts";
import type { PrinterCounters } from "../hardware/printer/counted-printer.ts";
import type { ReaderHealth } from "../hardware/reader/pcsc-reader.ts";
import type { CentreClient } from "./central-client.ts";
import type { CentreAddress } from "./centre-line.ts";
import { examineCentre, type CentreFacts } from "./diagnostics-centre.ts";
import type { DeviceSight } from "./device-board.ts";
import type { DeviceConfig } from "./device-config.ts";
import { examineDevices, type DeviceFacts } from "./diagnostics-devices.ts";
import { finding, inOrder, type Finding, type Found } from "./diagnostics-finding.ts";
import {
  examineDisk,
  examineJournal,
  examineSetUp,
  type DiskFacts,
  type JournalFacts,
  type SetUpFacts,
} from "./diagnostics-machine.ts";
import { examinePcsc, type PcscFacts } from "./diagnostics-pcsc.ts";
import { judgePrinter } from "./diagnostics-printer.ts";
import { examineSurroundings, type SurroundingFacts } from "./diagnostics-surroundings.ts";

/** What a report is made of. No personal data is in any of it. */
export type Report = {
  /** Nothing of severity `error` was found. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly facts: {
    readonly setUp: SetUpFacts;
    readonly pcsc: PcscFacts;
    readonly reader: ReaderHealth;
    readonly printer: PrinterStatus | null;
    /** The other devices; null where no configuration names any. */
    readonly devices: DeviceFacts | null;
    readonly surroundings: SurroundingFacts;
    /** Since the terminal's start, the paper's since it was first counted; null while no terminal runs. */
    readonly counters: Counters | null;
    readonly disk: DiskFacts;
    readonly journal: JournalFacts | null;
    readonly centre: CentreFacts | null;
  };
};

export type Counters = {
  readonly exchanges: number;
  readonly faults: number;
  readonly losses: number;
  readonly restarts: number;
  readonly forgotten: number;
  readonly deskCalls: number;
  readonly paper: PrinterCounters;
};

type Examined = {
  /** The folder with package.json. */
  readonly root: string;
  readonly stateDir: string;
  readonly socket: string | undefined;
  readonly reader: { status(): ReaderStatus; health(): ReaderHealth };
  /** `undefined`: none is configured. */
  readonly printer: (() => Promise<PrinterStatus>) | undefined;
  /** `undefined`: no configuration names any. `sights` is empty while no terminal runs. */
  readonly devices: { readonly config: DeviceConfig; readonly sights: readonly DeviceSight[] } | undefined;
  /** Of the running terminal. */
  readonly counters: Counters | undefined;
  /** `undefined`: no configuration names one. */
  readonly centre: { readonly url: string; readonly client: Pick<CentreClient, "health"> } | undefined;
  /** How the terminal proves itself there; `undefined` where no configuration says. */
  readonly centreAddress: CentreAddress | undefined;
  /** Our own processes. */
  readonly ours: readonly number[];
  /** What whoever asks has found already. */
  readonly already: readonly Found[];
  readonly clock: Clock;
  readonly wallMs: () => number;
};

/** Looks at everything once, and says what is wrong, worst first. Nothing here changes anything but a probe file. */
export async function examine(parts: Examined): Promise<Report> {
  const { clock, wallMs } = parts;
  const health = parts.reader.health();
  const [setUp, pcsc, printer, centre, surroundings] = await Promise.all([
    examineSetUp(parts.root),
    examinePcsc({ socket: parts.socket, reader: parts.reader.status(), health, ours: parts.ours, clock }),
    parts.printer?.(),
    parts.centre === undefined
      ? undefined
      : examineCentre(parts.centre.client, { url: parts.centre.url, clock, wallMs }),
    examineSurroundings({
      expects: parts.devices?.config.expects ?? [],
      centre: parts.centreAddress,
      clock,
      wallMs,
    }),
  ]);
  const devices =
    parts.devices === undefined
      ? undefined
      : examineDevices(parts.devices.config, parts.devices.sights, parts.ours);
  const disk = examineDisk(parts.stateDir, clock);
  const journal = examineJournal(parts.stateDir);
  const findings = inOrder(
    [
      ...pcsc.found,
      ...judgePrinter(printer),
      ...(devices?.found ?? []),
      ...surroundings.found,
      ...(centre?.found ?? []),
      ...disk.found,
      ...journal.found,
      ...parts.already,
      ...setUp.found,
    ].map(finding),
  );
  return {
    ok: findings.every(({ severity }) => severity !== "error"),
    findings,
    facts: {
      setUp: setUp.facts,
      pcsc: pcsc.facts,
      reader: health,
      printer: printer ?? null,
      devices: devices?.facts ?? null,
      surroundings: surroundings.facts,
      counters: parts.counters ?? null,
      disk: disk.facts,
      journal: journal.facts ?? null,
      centre: centre?.facts ?? null,
    },
  };
}
