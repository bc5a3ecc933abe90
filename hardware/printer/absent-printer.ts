import type { ReceiptPrinter } from "../ports.ts";

/** A terminal without a printer: says so, and certificates are shown as number and code on the screen. */
export const absentPrinter: ReceiptPrinter = {
  name: "",
  status: () =>
    Promise.resolve({ device: "offline", paper: "unknown", coverOpen: "unknown", cutterFault: "unknown" }),
  print: () =>
    Promise.resolve({
      kind: "not-started",
      fault: { kind: "printer-offline", detail: "no printer configured" },
    }),
  close: () => Promise.resolve(),
};
