import type { Clock } from "../clock.ts";
import type { HidAnswer, HidEvent, HidFault, HidRequest, HidSelector } from "../host/hid-host.ts";
import { superviseHost } from "../host/supervisor.ts";
import type { DeviceState, DeviceStatus } from "../ports.ts";
import { fail, type Result } from "../result.ts";

type HidOptions = {
  readonly selector: HidSelector;
  readonly clock: Clock;
  /** 0 <= chance() < 1; spreads respawns of the device host. */
  readonly chance: () => number;
  /** Added to the device host's environment: how a test stand lends it a device. */
  readonly env?: Readonly<Record<string, string>>;
};

/** One HID device in a process of its own. It opens itself, and again after each replug. */
export interface HidDevice {
  status(): DeviceStatus;
  watch(listener: (status: DeviceStatus) => void): () => void;
  /** The listener is lent the report and may overwrite it. */
  onReport(listener: (report: Uint8Array) => void): void;
  write(report: Uint8Array): Promise<Result<void, HidFault>>;
  close(): Promise<void>;
}

const writeTimeoutMs = 2_000;

export function hidDevice({ selector, clock, chance, env }: HidOptions): HidDevice {
  const host = superviseHost<HidRequest, HidAnswer, HidEvent>({
    module: new URL("../host/hid-host.ts", import.meta.url),
    args: [JSON.stringify(selector)],
    clock,
    chance,
    ...(env && { env }),
  });
  const listeners = new Set<(status: DeviceStatus) => void>();
  const reportListeners: ((report: Uint8Array) => void)[] = [];
  let status: DeviceStatus = { device: "starting", name: "" };

  function become(device: DeviceState, name = status.name): void {
    if (status.device === device && status.name === name) return;
    status = { device, name };
    for (const listener of [...listeners]) listener(status);
  }
  host.onEvent((event) => {
    switch (event.kind) {
      case "opened":
        become("online", event.name);
        break;
      case "closed":
        become("offline");
        break;
      case "report":
        for (const listener of reportListeners) listener(event.report);
    }
  });
  host.onState((state) => {
    // A host that runs has not found its device yet; one that does not run has surely lost it.
    become(state === "online" ? "starting" : "offline");
  });

  return {
    status: () => status,
    watch(listener) {
      listeners.add(listener);
      listener(status);
      return () => listeners.delete(listener);
    },
    onReport: (listener) => reportListeners.push(listener),
    async write(report) {
      const answered = await host.ask({ op: "write", report }, writeTimeoutMs);
      return answered.ok ? answered.value : fail({ kind: "hid-lost", detail: answered.fault.kind });
    },
    close: () => host.close(),
  };
}
