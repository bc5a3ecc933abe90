import type { Scan, ScanFault } from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";
import { keyboard } from "./keyboard-keys.ts";

/** The longest text that we print as a QR code is 700 characters; what is longer is not for us. */
export const scanBytesMost = 2_048;

/** Reports of a scanner become whole texts. Pure: the time that a text may take belongs to the caller. */
interface ScanAssembler {
  feed(report: Uint8Array): Result<Scan, ScanFault>[];
  /** A text has begun and not ended. */
  unfinished(): boolean;
  reset(): void;
}

/**
 * How a scanner speaks. `hid-pos` (usage page 8Ch): report 2 with a length, an AIM identifier, 56 bytes of
 * text and, in the last byte, whether more follows. `keyboard`: it types the text and enter. `serial`: the text's
 * bytes as they are, then CR, LF or both; a report is whatever came at once.
 */
export type ScannerDialect = "hid-pos" | "keyboard" | "serial";

const posReport = {
  id: 0x02,
  bytes: 64,
  lengthAt: 1,
  aimAt: 2,
  aimEnd: 5,
  dataMost: 56,
  flagsAt: 63,
} as const;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const utf8 = new TextDecoder("utf-8", { fatal: true });

export function scanAssembler(dialect: ScannerDialect): ScanAssembler {
  const text = new Uint8Array(scanBytesMost);
  let filled = 0;
  /** A text that has gone wrong is told of once, and the rest of it is swallowed. */
  let wrong: ScanFault | undefined;
  const keys = keyboard();

  function add(bytes: Uint8Array): void {
    if (filled + bytes.length > scanBytesMost) wrong ??= { kind: "scan-too-long", most: scanBytesMost };
    if (wrong !== undefined) return;
    text.set(bytes, filled);
    filled += bytes.length;
  }
  function end(symbology?: string): Result<Scan, ScanFault>[] {
    const fault = wrong;
    const bytes = text.slice(0, filled);
    reset();
    if (fault !== undefined) return [fail(fault)];
    if (bytes.length === 0) return [];
    try {
      return [ok({ text: utf8.decode(bytes), ...(symbology !== undefined && { symbology }) })];
    } catch {
      return [fail({ kind: "scan-garbled" })];
    }
  }
  function reset(): void {
    text.fill(0, 0, filled);
    filled = 0;
    wrong = undefined;
  }

  function feedPos(report: Uint8Array): Result<Scan, ScanFault>[] {
    const length = report[posReport.lengthAt] ?? 0;
    if (report.length !== posReport.bytes || report[0] !== posReport.id || length > posReport.dataMost) {
      reset();
      return [fail({ kind: "scan-garbled" })];
    }
    add(report.subarray(posReport.aimEnd, posReport.aimEnd + length));
    if (((report[posReport.flagsAt] ?? 0) & 1) === 1) return [];
    const aim = String.fromCharCode(...report.subarray(posReport.aimAt, posReport.aimEnd));
    return end(/^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? aim : undefined);
  }
  function feedKeyboard(report: Uint8Array): Result<Scan, ScanFault>[] {
    const pressed = keys.feed(report);
    if (pressed === undefined) {
      reset();
      return [fail({ kind: "scan-garbled" })];
    }
    const scans: Result<Scan, ScanFault>[] = [];
    for (const key of pressed) {
      if (key.kind === "character") add(Uint8Array.of(key.code));
      else if (key.kind === "enter") scans.push(...end());
      else wrong ??= { kind: "scan-garbled" };
    }
    return scans;
  }

  function feedSerial(report: Uint8Array): Result<Scan, ScanFault>[] {
    const scans: Result<Scan, ScanFault>[] = [];
    let from = 0;
    report.forEach((byte, at) => {
      if (byte !== carriageReturn && byte !== lineFeed) return;
      add(report.subarray(from, at));
      from = at + 1;
      scans.push(...end());
    });
    add(report.subarray(from));
    return scans;
  }

  return {
    feed: { "hid-pos": feedPos, keyboard: feedKeyboard, serial: feedSerial }[dialect],
    unfinished: () => filled > 0 || wrong !== undefined,
    reset,
  };
}
