import type { Scanner } from "../ports.ts";
import { serialLink, type SerialLine } from "../printer/serial-link.ts";
import { scanner } from "./scanner.ts";

/** A scanner on a serial line or a USB converter, set to end each text with CR or LF (most are delivered so). */
export function serialScanner(line: SerialLine): Scanner {
  const link = serialLink(line);
  return scanner(
    {
      status: () => link.status(),
      watch: (listener) => link.watch(listener),
      onReport: (listener) => link.onBytes(listener),
      close: () => link.close(),
    },
    line.clock,
    "serial",
  );
}
