import type { Clock } from "../hardware/clock.ts";
import type {
  DeviceState,
  DeviceStatus,
  IdCardReader,
  PrinterStatus,
  ReceiptPrinter,
} from "../hardware/ports.ts";

const deviceNames = [
  "card-reader",
  "psam-reader",
  "clerk-reader",
  "printer",
  "id-reader",
  "pin-pad",
  "scanner",
  "badge",
  "lights",
] as const;
export type DeviceName = (typeof deviceNames)[number];

/** A device that this terminal is configured to have, as it is now. */
export type DeviceSight = {
  readonly name: DeviceName;
  readonly device: DeviceState;
  /** As the device, its driver or its line calls it; empty while nobody knows. */
  readonly model: string;
  /** How often it was there and went away since this process began. */
  readonly losses: number;
};

/** The devices side by side, for the screen's header, the doctor and the diagnostics page. */
export interface DeviceBoard {
  sights(): readonly DeviceSight[];
  /** As it was last asked; absent without a printer and before the first answer. */
  printer(): PrinterStatus | undefined;
  close(): void;
}

/** Devices that only speak when asked are asked so often, so that no face tells yesterday's news. */
const lookMs = 10_000;

/** A device that says by itself what becomes of it. */
type Telling = { watch(listener: (status: DeviceStatus) => void): () => void };

export function deviceBoard(parts: {
  readonly told: Readonly<Partial<Record<DeviceName, Telling>>>;
  readonly printer?: ReceiptPrinter;
  readonly idReader?: IdCardReader;
  readonly clock: Clock;
  readonly onChange: (name: DeviceName, device: DeviceState) => void;
}): DeviceBoard {
  const { clock, printer, idReader } = parts;
  const sights = new Map<DeviceName, DeviceSight>();
  const running = new Map<DeviceName, () => void>();
  let paper: PrinterStatus | undefined;
  let closed = false;

  /** `changed`: something else than its state did, as its paper. */
  function see(name: DeviceName, device: DeviceState, model: string, changed = false): void {
    const before = sights.get(name);
    const lost = before?.device === "online" && device !== "online";
    sights.set(name, { name, device, model, losses: (before?.losses ?? 0) + (lost ? 1 : 0) });
    if (changed || before?.device !== device) parts.onChange(name, device);
  }
  function askAgain(name: DeviceName, ask: () => Promise<void>): void {
    void ask().then(() => {
      if (!closed)
        running.set(
          name,
          clock.after(lookMs, () => askAgain(name, ask)),
        );
    });
  }

  for (const name of deviceNames) {
    const stop = parts.told[name]?.watch((status) => see(name, status.device, status.name));
    if (stop !== undefined) running.set(name, stop);
  }
  if (printer !== undefined)
    askAgain("printer", async () => {
      const status = await printer.status();
      const before = JSON.stringify(paper);
      paper = status;
      // Paper that ends leaves the printer online, and is news all the same.
      see("printer", status.device, printer.name, JSON.stringify(status) !== before);
    });
  if (idReader !== undefined)
    askAgain("id-reader", async () => {
      const { device, name } = await idReader.status();
      see("id-reader", device, name);
    });

  return {
    sights: () => deviceNames.flatMap((name) => sights.get(name) ?? []),
    printer: () => paper,
    close() {
      closed = true;
      for (const stop of running.values()) stop();
    },
  };
}
