import { join } from "node:path";
import type { Clock } from "../hardware/clock.ts";
import { clerkBadge } from "../hardware/hid/clerk-badge.ts";
import { hidDevice, type HidDevice } from "../hardware/hid/hid-device.ts";
import { hidLine } from "../hardware/hid/hid-line.ts";
import { pinPad } from "../hardware/hid/pin-pad.ts";
import { scanner } from "../hardware/hid/scanner.ts";
import { serialScanner } from "../hardware/hid/serial-scanner.ts";
import type { HidSelector } from "../hardware/host/hid-host.ts";
import { idReader } from "../hardware/id-reader/id-reader.ts";
import { ledLights } from "../hardware/lights/led-lights.ts";
import { virtualLights } from "../hardware/lights/virtual-lights.ts";
import type {
  CardReader,
  ClerkBadge,
  DeviceState,
  IdCardReader,
  PinPad,
  PrinterStatus,
  ReceiptPrinter,
  Scanner,
  StatusLights,
} from "../hardware/ports.ts";
import { absentPrinter } from "../hardware/printer/absent-printer.ts";
import { countedPrinter, counterFile } from "../hardware/printer/counted-printer.ts";
import { openSerialPrinter, serialLink } from "../hardware/printer/serial-link.ts";
import { climbLadder, restartForAll, type Rung } from "../hardware/reader/ladder.ts";
import { pcscReader, type PcscReader } from "../hardware/reader/pcsc-reader.ts";
import type { ReaderRole } from "../hardware/reader/reader-choice.ts";
import type { cardAlarms } from "./card-alarms.ts";
import { deviceBoard, type DeviceBoard, type DeviceName } from "./device-board.ts";
import type { DeviceConfig, HidChoice } from "./device-config.ts";
import { identityOf, type Identity } from "./identity.ts";
import { psamIn, type Psam } from "./psam-seal.ts";
import { runCommand } from "./run-command.ts";

export type Readers = Readonly<Partial<Record<ReaderRole, PcscReader>>> & { readonly holder: PcscReader };

/** The devices of one terminal, opened and watched. Each native binding lives in a process of its own. */
export type Devices = {
  /** The holder's. */
  readonly reader: CardReader;
  readonly readers: Readers;
  readonly psam?: Psam;
  readonly printer: ReturnType<typeof countedPrinter>;
  readonly idReader?: IdCardReader;
  readonly pinPad?: PinPad;
  readonly scanner?: Scanner;
  readonly badge?: ClerkBadge;
  readonly lights: StatusLights;
  /** The three above that a visit asks, behind one door. */
  readonly identity: Identity;
  readonly board: DeviceBoard;
  close(): Promise<void>;
};

type DeviceParts = {
  readonly clock: Clock;
  /** 0 <= chance() < 1. */
  readonly chance: () => number;
  /** Printer counters are kept here. */
  readonly stateDir: string;
  /** Put around the real holder's reader and printer. */
  readonly reader: (real: CardReader) => CardReader;
  readonly printer: (real: ReceiptPrinter) => ReceiptPrinter;
  /** For the HID devices' processes: how a test stand lends them a device. */
  readonly hidEnv?: Readonly<Record<string, string>>;
  readonly onRung: (role: ReaderRole, rung: Rung) => void;
  readonly onChange: (name: DeviceName, device: DeviceState) => void;
};

export function openDevices(config: DeviceConfig, parts: DeviceParts): Devices {
  const { clock, chance } = parts;
  const readers = openReaders(config, parts);
  const stopLadders = watchReaders(config, readers, parts);
  const holder = parts.reader(readers.holder);
  const printer = countedPrinter(
    parts.printer(
      config.printer === undefined
        ? absentPrinter
        : openSerialPrinter({ path: config.printer.path, clock, chance, confirmation: "by-model" }),
    ),
    counterFile(join(parts.stateDir, "printer-counters.json")),
  );
  const idCards = openIdReader(config, parts);
  const pins = config.pinPad === undefined ? undefined : pinPad(openHid(config.pinPad, parts), clock);
  const scans = openScanner(config, parts);
  const badge =
    config.badge === undefined
      ? undefined
      : clerkBadge(scanner(openHid(config.badge, parts), clock, "keyboard"));
  const lights =
    config.lights?.kind === "leds" ? ledLights(config.lights.folders, clock) : virtualLights("virtual");
  const fitted = {
    ...(idCards === undefined ? {} : { idReader: idCards }),
    ...(pins === undefined ? {} : { pinPad: pins }),
    ...(scans === undefined ? {} : { scanner: scans }),
    ...(badge === undefined ? {} : { badge }),
    lights,
  };
  const board = deviceBoard({
    told: {
      "card-reader": holder,
      ...(readers.psam === undefined ? {} : { "psam-reader": readers.psam }),
      ...(readers.clerk === undefined ? {} : { "clerk-reader": readers.clerk }),
      ...(pins === undefined ? {} : { "pin-pad": pins }),
      ...(scans === undefined ? {} : { scanner: scans }),
      ...(badge === undefined ? {} : { badge }),
      ...(config.lights === undefined ? {} : { lights }),
    },
    ...(config.printer === undefined ? {} : { printer }),
    ...(idCards === undefined ? {} : { idReader: idCards }),
    clock,
    onChange: parts.onChange,
  });
  return {
    reader: holder,
    readers,
    ...(readers.psam === undefined ? {} : { psam: psamIn(readers.psam) }),
    printer,
    ...fitted,
    identity: identityOf(fitted, clock),
    board,
    async close() {
      board.close();
      for (const stop of stopLadders) stop();
      await Promise.all([
        holder.close(),
        readers.psam?.close(),
        readers.clerk?.close(),
        printer.close(),
        ...Object.values(fitted).map((device) => device.close()),
      ]);
    },
  };
}

/** Each role's reader is one that no other role is promised. */
export function openReaders(
  { reader: { name, socket, others = [] }, psam, clerk }: Pick<DeviceConfig, "reader" | "psam" | "clerk">,
  { clock, chance }: Pick<DeviceParts, "clock" | "chance">,
): Readers {
  const wanted = { holder: name, psam: psam?.name, clerk: clerk?.name };
  const open = (role: ReaderRole): PcscReader =>
    pcscReader({
      reader: wanted[role] ?? "",
      others: [...others, ...Object.values({ ...wanted, [role]: undefined })].filter(isNamed),
      ...(socket === undefined ? {} : { socket }),
      clock,
      chance,
    });
  return {
    holder: open("holder"),
    ...(psam === undefined ? {} : { psam: open("psam") }),
    ...(clerk === undefined ? {} : { clerk: open("clerk") }),
  };
}
const isNamed = (name: string | undefined): name is string => name !== undefined && name !== "";

function watchReaders(
  { reader: { restart } }: DeviceConfig,
  readers: Readers,
  { clock, onRung }: DeviceParts,
): (() => void)[] {
  const restartPcscd = restart === undefined ? undefined : restartForAll(() => runCommand(restart), clock);
  return Object.entries(readers).map(([role, reader]) =>
    climbLadder({
      reader,
      clock,
      ...(restartPcscd === undefined ? {} : { restart: restartPcscd }),
      onRung: (rung) => onRung(role as ReaderRole, rung),
    }),
  );
}

export function openIdReader(
  { idReader: choice }: Pick<DeviceConfig, "idReader">,
  parts: Pick<DeviceParts, "clock" | "chance" | "hidEnv">,
): IdCardReader | undefined {
  if (choice === undefined) return undefined;
  const { clock, chance } = parts;
  if ("usb" in choice) return idReader({ name: choice.usb, link: hidLine(openHid(choice, parts)), clock });
  const { serial: path, baudRate } = choice;
  return idReader({
    name: path,
    link: serialLink({ path, ...(baudRate === undefined ? {} : { baudRate }), clock, chance }),
    clock,
  });
}

/** What scanners are delivered with. */
const scannerBaudRate = 9_600;

function openScanner({ scanner: choice }: DeviceConfig, parts: DeviceParts): Scanner | undefined {
  if (choice === undefined) return undefined;
  const { clock, chance } = parts;
  if ("usb" in choice) return scanner(openHid(choice, parts), clock, choice.dialect);
  return serialScanner({ path: choice.serial, baudRate: choice.baudRate ?? scannerBaudRate, clock, chance });
}

const openHid = (
  choice: HidChoice,
  { clock, chance, hidEnv }: Pick<DeviceParts, "clock" | "chance" | "hidEnv">,
): HidDevice =>
  hidDevice({
    selector: hidSelectorOf(choice),
    clock,
    chance,
    ...(hidEnv === undefined ? {} : { env: hidEnv }),
  });

/** `usb` is two groups of four hex digits: the configuration's schema has seen to it. */
function hidSelectorOf({ usb, ...more }: HidChoice): HidSelector {
  const [vendorId = 0, productId = 0] = usb.split(":").map((digits) => Number.parseInt(digits, 16));
  const { serialNumber, usagePage } = more;
  return {
    vendorId,
    productId,
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(usagePage === undefined ? {} : { usagePage }),
  };
}

/** The printer in the screen's header: unknown is neither ready nor at fault. */
export function printerWord(status: PrinterStatus | undefined): "ready" | "low" | "fault" | "unknown" {
  if (status === undefined) return "unknown";
  if (status.device !== "online" || status.paper === "out") return "fault";
  return status.paper === "full" ? "ready" : status.paper;
}

/** What a hall's own commands do: one that is not configured is not there. */
export function commandsOf({
  beep,
  deskAlert,
}: DeviceConfig): Pick<Parameters<typeof cardAlarms>[0], "beep" | "callDesk"> {
  return {
    ...(beep === undefined ? {} : { beep: () => runCommand(beep) }),
    ...(deskAlert === undefined
      ? {}
      : { callDesk: (alert, seconds) => runCommand([...deskAlert, alert, String(seconds)]) }),
  };
}

/** Whether anybody is told of a forgotten card: the screen promises no more than that. */
export const callsDesk = ({ deskAlert, lights }: DeviceConfig): boolean =>
  deskAlert !== undefined || lights !== undefined;
