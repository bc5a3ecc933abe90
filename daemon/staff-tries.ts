import { sleep, type Clock } from "../hardware/clock.ts";
import { lightPositions } from "../hardware/ports.ts";
import type { Devices } from "./devices.ts";

/** Devices that a technician can try by hand from the diagnostics page. */
export const triedDevices = ["id-reader", "scanner", "pin-pad", "badge", "lights", "sound"] as const;
export type TriedDevice = (typeof triedDevices)[number];

/** Of a card its kind, of a code its symbology, of lights their number; and how much of it there was. */
type Seen = { readonly what?: string; readonly length?: number };

/**
 * What came of it. What a person's card, code or PIN says stays in here: kind, length and time are enough to see
 * that a device works.
 */
export type Tried =
  | { readonly kind: "works"; readonly seen: Seen; readonly tookMs: number }
  | { readonly kind: "fails"; readonly fault: string };

const waitMs = 15_000;
const lightMs = 600;

export function tryDevice(
  devices: Pick<Devices, "identity" | "badge" | "lights">,
  parts: { readonly clock: Clock; readonly beep?: () => Promise<string | undefined> },
): (device: TriedDevice) => Promise<Tried> {
  const { identity, badge, lights } = devices;
  const { clock, beep } = parts;

  async function idReader(): Promise<Seen | Failed> {
    const read = await identity.readIdCard({ timeoutMs: waitMs });
    if (!read.ok) return { failed: read.fault.kind };
    const { kind, photo } = read.value;
    const photoBytes = photo.length;
    photo.fill(0);
    return { what: kind, length: photoBytes };
  }
  async function scan(): Promise<Seen | Failed> {
    const scanned = await identity.scanCode({ timeoutMs: waitMs });
    if (!scanned.ok) return { failed: scanned.fault.kind };
    const { symbology, text } = scanned.value;
    return { ...(symbology === undefined ? {} : { what: symbology }), length: [...text].length };
  }
  async function pinPad(): Promise<Seen | Failed> {
    const entered = await identity.enterPin({
      timeoutMs: waitMs,
      minDigits: 1,
      maxDigits: 12,
      onCount: () => undefined,
    });
    if (!entered.ok) return { failed: entered.fault.kind };
    const { length } = entered.value;
    entered.value.wipe();
    return { length };
  }
  function readBadge(): Promise<Seen | Failed> {
    if (badge === undefined) return Promise.resolve({ failed: "not-fitted" });
    return new Promise((settle) => {
      const end = (seen: Seen | Failed): void => {
        stopHearing();
        stopWaiting();
        settle(seen);
      };
      const stopWaiting = clock.after(waitMs, () => end({ failed: "no-badge" }));
      const stopHearing = badge.onBadge(({ number }) => end({ length: number.length }));
    });
  }
  /** One after another, so that whoever stands there can tell which is dark. */
  async function allLights(): Promise<Seen | Failed> {
    for (const position of lightPositions) {
      lights.set(position, { flash: "continuous", colour: "green" });
      await sleep(clock, lightMs);
      lights.set(position, { flash: "off", colour: "green" });
    }
    const { device, name } = lights.status();
    return device === "online" ? { what: name } : { failed: device };
  }
  async function sound(): Promise<Seen | Failed> {
    if (beep === undefined) return { failed: "not-fitted" };
    const why = await beep();
    return why === undefined ? {} : { failed: why };
  }
  const tries: Readonly<Record<TriedDevice, () => Promise<Seen | Failed>>> = {
    "id-reader": idReader,
    scanner: scan,
    "pin-pad": pinPad,
    badge: readBadge,
    lights: allLights,
    sound,
  };

  return async (device) => {
    const startMs = clock.nowMs();
    const seen = await tries[device]();
    const tookMs = Math.round(clock.nowMs() - startMs);
    return isFailed(seen) ? { kind: "fails", fault: seen.failed } : { kind: "works", seen, tookMs };
  };
}

type Failed = { readonly failed: string };
const isFailed = (came: Seen | Failed): came is Failed => "failed" in came;
