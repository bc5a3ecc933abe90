import type { Clock } from "../clock.ts";
import type { SerialAnswer, SerialEvent, SerialRequest } from "../host/serial-host.ts";
import { superviseHost } from "../host/supervisor.ts";
import type { DeviceState, DeviceStatus, Watched } from "../ports.ts";
import { fail } from "../result.ts";
import type { ByteLink } from "./byte-link.ts";
import { escposPrinter, type EscposPrinter, type EscposPrinterOptions } from "./escpos-printer.ts";

export type SerialLine = {
  /** A device file; in production the one under /dev/serial/by-id, which stays the same. */
  readonly path: string;
  readonly baudRate?: number;
  readonly clock: Clock;
  /** 0 <= chance() < 1; spreads respawns of the device host. */
  readonly chance: () => number;
};

const writeSlackMs = 3_000;
/** The host answers a write within its deadline; only a hung binding makes it miss that by so much. */
const hostSlackMs = 2_000;
const openingMs = 3_000;

/** A line that can also say whether it is there: `online` is an open line, and no word about what lies beyond it. */
type SerialLink = ByteLink & Pick<Watched<DeviceStatus>, "status" | "watch">;

/** A serial line in a process of its own. It opens itself, and again after each loss. */
export function serialLink({ path, baudRate = 115_200, clock, chance }: SerialLine): SerialLink {
  const host = superviseHost<SerialRequest, SerialAnswer, SerialEvent>({
    module: new URL("../host/serial-host.ts", import.meta.url),
    args: [path, String(baudRate)],
    clock,
    chance,
  });
  const byteListeners: ((bytes: Uint8Array) => void)[] = [];
  const closedListeners: (() => void)[] = [];
  const watchers = new Set<(status: DeviceStatus) => void>();
  let status: DeviceStatus = { device: "starting", name: path };
  let open = false;
  let closing = false;
  let why = "not open yet";
  let wakeFirst = (): void => undefined;
  /** The first opening is waited for, so that a caller who comes at once is not told that the line is down. */
  const firstTry = new Promise<void>((done) => {
    const stop = clock.after(openingMs, done);
    wakeFirst = () => {
      stop();
      done();
    };
  });

  function become(device: DeviceState): void {
    if (status.device === device) return;
    status = { device, name: path };
    for (const watcher of [...watchers]) watcher(status);
  }
  function lost(detail: string): void {
    why = detail;
    become("offline");
    if (!open) return;
    open = false;
    for (const listener of closedListeners) listener();
  }
  host.onEvent((event) => {
    switch (event.kind) {
      case "opened":
        open = true;
        become("online");
        wakeFirst();
        break;
      case "closed":
        lost(event.detail);
        break;
      case "bytes":
        for (const listener of byteListeners) listener(event.bytes);
    }
  });
  host.onState((state) => {
    if (state !== "online") lost("device host ended");
  });

  return {
    async write(bytes) {
      await firstTry;
      if (closing) return fail({ kind: "link-down", detail: "closed" });
      if (!open) return fail({ kind: "link-down", detail: why });
      // Ten bits a byte; twice that, because the printer holds the line while it cuts.
      const timeoutMs = Math.ceil((bytes.length * 10 * 2_000) / baudRate) + writeSlackMs;
      const answered = await host.ask({ op: "write", bytes, timeoutMs }, timeoutMs + hostSlackMs);
      if (answered.ok) return answered.value;
      return fail({ kind: "link-lost", detail: answered.fault.kind });
    },
    status: () => status,
    watch(listener) {
      watchers.add(listener);
      listener(status);
      return () => watchers.delete(listener);
    },
    onBytes: (listener) => byteListeners.push(listener),
    onClosed: (listener) => closedListeners.push(listener),
    close() {
      closing = true;
      wakeFirst();
      return host.close();
    },
  };
}

/** For the composition root: a receipt printer on a serial line or a USB converter. */
export function openSerialPrinter(
  options: SerialLine & Omit<EscposPrinterOptions, "link" | "name"> & { readonly name?: string },
): EscposPrinter {
  return escposPrinter({ name: options.path, ...options, link: serialLink(options) });
}
