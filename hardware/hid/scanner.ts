import type { Clock } from "../clock.ts";
import type { Scan, ScanFault, Scanner } from "../ports.ts";
import { fail, type Result } from "../result.ts";
import type { HidDevice } from "./hid-device.ts";
import { scanAssembler, type ScannerDialect } from "./scan-reports.ts";

/** Reports of one text follow each other within milliseconds; after such a pause the rest will not come. */
const pauseMs = 1_000;

/** A bar-code and QR scanner. What it hears while nobody listens is forgotten: no scan waits for the next person. */
export function scanner(
  device: Pick<HidDevice, "status" | "watch" | "onReport" | "close">,
  clock: Clock,
  dialect: ScannerDialect,
): Scanner {
  const assembler = scanAssembler(dialect);
  const listeners = new Set<(scan: Result<Scan, ScanFault>) => void>();
  let stopWaiting = (): void => undefined;

  function tell(scan: Result<Scan, ScanFault>): void {
    for (const listener of [...listeners]) listener(scan);
  }
  function giveUp(): void {
    stopWaiting();
    if (!assembler.unfinished()) return;
    assembler.reset();
    tell(fail({ kind: "scan-unfinished" }));
  }
  device.onReport((report) => {
    stopWaiting();
    const scans = assembler.feed(report);
    report.fill(0);
    for (const scan of scans) tell(scan);
    if (assembler.unfinished()) stopWaiting = clock.after(pauseMs, giveUp);
  });
  device.watch(({ device: state }) => {
    if (state !== "online") giveUp();
  });

  return {
    status: () => device.status(),
    watch: (listener) => device.watch(listener),
    onScan(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stopWaiting();
      assembler.reset();
      return device.close();
    },
  };
}
