/**
 * The process that owns `node-hid`, and its only home: one device, chosen by the words in its arguments. Measured
 * on this stack: the binding has no hot-plug events, so the list is asked again and again; after a replug the
 * device has another path, so no path is kept; its loss is an error event that carries a string; getDeviceInfo
 * fails under test, so everything is taken from the list. Only HIDAsync: the other class stops the event loop.
 */
import { devicesAsync, HIDAsync, type Device } from "node-hid";
import { systemClock } from "../clock.ts";
import { fail, ok, type Result } from "../result.ts";
import { serveHost } from "./channel.ts";

/** Which device; what is not said does not matter. The first that fits is taken. */
export type HidSelector = {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string;
  readonly usagePage?: number;
};
/** `down` proves that nothing was sent. */
export type HidFault = { readonly kind: "hid-down" | "hid-lost"; readonly detail: string };
/** The first byte is the report's number, 0 for devices that have one report. */
export type HidRequest = { readonly op: "write"; readonly report: Uint8Array };
export type HidAnswer = Result<void, HidFault>;
export type HidEvent =
  | { readonly kind: "opened"; readonly name: string }
  | { readonly kind: "closed"; readonly detail: string }
  | { readonly kind: "report"; readonly report: Uint8Array };

const lookEveryMs = 250;
const clock = systemClock;
const selector = JSON.parse(process.argv[2] ?? "{}") as HidSelector;
let open: HIDAsync | undefined;
let why = "not found yet";
let ending = false;
let stopLook = (): void => undefined;

const host = serveHost<HidRequest, HidAnswer, HidEvent>(write, async () => {
  ending = true;
  stopLook();
  const last = open;
  open = undefined;
  await last?.close();
});
void look();

function fits(device: Device): boolean {
  return (
    device.path !== undefined &&
    device.vendorId === selector.vendorId &&
    device.productId === selector.productId &&
    (selector.serialNumber === undefined || device.serialNumber === selector.serialNumber) &&
    (selector.usagePage === undefined || device.usagePage === selector.usagePage)
  );
}

async function look(): Promise<void> {
  try {
    const device = (await devicesAsync()).find(fits);
    if (device?.path === undefined) why = "not found";
    else {
      take(await HIDAsync.open(device.path), `${device.manufacturer ?? ""} ${device.product ?? ""}`.trim());
      return;
    }
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  lookAgain();
}

function lookAgain(): void {
  if (!ending) stopLook = clock.after(lookEveryMs, () => void look());
}

function take(born: HIDAsync, name: string): void {
  open = born;
  born.on("error", (error: unknown) => {
    lose(born, error instanceof Error ? error.message : String(error));
  });
  born.on("data", (report: Buffer) => {
    host.emit({ kind: "report", report: Uint8Array.from(report) });
    // It may be a key of a PIN: this copy of it ends here, the message is on its way.
    report.fill(0);
  });
  host.emit({ kind: "opened", name });
}

function lose(lost: HIDAsync, detail: string): void {
  if (open !== lost) return;
  open = undefined;
  why = detail;
  host.emit({ kind: "closed", detail });
  // The reading has ended by itself with the error: a close during a read ends the process (node-hid 559).
  void lost.close().catch(() => undefined);
  lookAgain();
}

async function write({ report }: HidRequest): Promise<HidAnswer> {
  const to = open;
  if (to === undefined) return fail({ kind: "hid-down", detail: why });
  try {
    await to.write(Buffer.from(report));
    return ok(undefined);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    lose(to, detail);
    return fail({ kind: "hid-lost", detail });
  }
}
