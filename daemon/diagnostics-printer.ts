import type { PrinterStatus } from "../hardware/ports.ts";
import { faultOf } from "../hardware/printer/escpos-status.ts";
import type { Found } from "./diagnostics-finding.ts";

/** What is wrong with a printer that was asked; `undefined` when none is configured. Unknown is never fine. */
export function judgePrinter(status: PrinterStatus | undefined): Found[] {
  if (status === undefined) return [{ code: "printer-not-configured" }];
  const fault = faultOf(status);
  if (fault === undefined) return status.paper === "low" ? [{ code: "paper-low" }] : [];
  switch (fault.kind) {
    case "paper-out":
    case "cover-open":
    case "cutter-fault":
      return [{ code: fault.kind }];
    case "printer-offline":
      return [{ code: "printer-offline", detail: fault.detail }];
    case "printer-unknown":
      return [{ code: "printer-silent", detail: fault.detail }];
  }
}
