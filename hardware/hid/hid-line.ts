import type { ByteLink } from "../printer/byte-link.ts";
import { fail, ok } from "../result.ts";
import type { HidDevice } from "./hid-device.ts";

/**
 * A line of bytes over reports of one size: what does not fill a report is followed by zeros, which no frame of
 * ours begins with. Write gives each report the number 0.
 */
export function hidLine(device: HidDevice, reportBytes = 64): ByteLink {
  const closedListeners: (() => void)[] = [];
  let open = false;
  device.watch(({ device: state }) => {
    const was = open;
    open = state === "online";
    if (was && !open) for (const listener of closedListeners) listener();
  });
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; at += reportBytes) {
        const report = new Uint8Array(1 + reportBytes);
        report.set(bytes.subarray(at, at + reportBytes), 1);
        const written = await device.write(report);
        if (written.ok) continue;
        const { kind, detail } = written.fault;
        return fail({ kind: kind === "hid-down" && at === 0 ? "link-down" : "link-lost", detail });
      }
      return ok(undefined);
    },
    onBytes: (listener) => device.onReport(listener),
    onClosed: (listener) => closedListeners.push(listener),
    close: () => device.close(),
  };
}
