import type { DeviceState, Paper, PrinterFault, PrinterStatus, Tristate } from "../ports.ts";

/**
 * What an ESC/POS printer says, told apart by the fixed bits of its first byte.
 * Source: Epson ESC/POS reference (DLE EOT, GS a, GS r, GS I, GS ( H); Citizen and Bixolon agree.
 */
export type PrinterAnswer =
  /** Answer to DLE EOT n; it does not say which n, so only one question may be open. */
  | { readonly kind: "real-time"; readonly byte: number }
  /** Automatic status back, four bytes. */
  | { readonly kind: "automatic"; readonly bytes: Uint8Array }
  /** GS r n or a one-byte GS I n. */
  | { readonly kind: "buffered"; readonly byte: number }
  /** GS ( H function 48: everything before this id has been printed. */
  | { readonly kind: "job-id"; readonly id: string }
  /** Any other block 37h ... NUL; `name` is its second byte. */
  | { readonly kind: "block"; readonly name: number; readonly text: string }
  /** A GS I string, 5Fh ... NUL. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "go-on" }
  | { readonly kind: "hold" }
  /** Bytes that belong to nothing, reported so that a bad line is seen. */
  | { readonly kind: "noise"; readonly bytes: Uint8Array };

interface AnswerParser {
  /** Gives what became complete; keeps at most one unfinished answer. */
  feed(bytes: Uint8Array): PrinterAnswer[];
  /** Forgets an unfinished answer. */
  reset(): void;
}

const xon = 0x11;
const xoff = 0x13;
const blockStart = 0x37;
const textStart = 0x5f;
/** Second byte of the block that answers GS ( H function 48. */
const jobIdBlock = 0x22;
/** GS I strings hold 80 characters at most. */
const blockBytesMax = 82;

const isRealTime = (byte: number): boolean => (byte & 0x93) === 0x12;
const isAutomaticStart = (byte: number): boolean => (byte & 0x93) === 0x10;
const hasBit4And7Clear = (byte: number): boolean => (byte & 0x90) === 0;
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

/** Resynchronises at the first byte that cannot belong to the answer it is in. */
export function answerParser(): AnswerParser {
  let open: number[] = [];

  function take(byte: number, found: PrinterAnswer[]): void {
    // XON and XOFF may fall between any two bytes of an answer.
    if (byte === xon || byte === xoff) {
      found.push({ kind: byte === xon ? "go-on" : "hold" });
      return;
    }
    if (open.length > 0) {
      if (goesOn(open, byte)) {
        open.push(byte);
        if (isWhole(open)) {
          found.push(whole(open));
          open = [];
        }
        return;
      }
      found.push({ kind: "noise", bytes: Uint8Array.from(open) });
      open = [];
    }
    if (isAutomaticStart(byte) || byte === blockStart || byte === textStart) open = [byte];
    else if (isRealTime(byte)) found.push({ kind: "real-time", byte });
    else if (hasBit4And7Clear(byte)) found.push({ kind: "buffered", byte });
    else found.push({ kind: "noise", bytes: Uint8Array.of(byte) });
  }

  return {
    feed(bytes) {
      const found: PrinterAnswer[] = [];
      for (const byte of bytes) take(byte, found);
      return found;
    },
    reset() {
      open = [];
    },
  };
}

function goesOn(open: readonly number[], byte: number): boolean {
  if (isAutomaticStart(open[0] ?? 0)) return hasBit4And7Clear(byte);
  if (open.length >= blockBytesMax) return false;
  const afterName = open[0] === textStart || open.length > 1;
  return isPrintable(byte) || (byte === 0 && afterName);
}

function isWhole(open: readonly number[]): boolean {
  if (isAutomaticStart(open[0] ?? 0)) return open.length === 4;
  return open.at(-1) === 0;
}

function whole(open: readonly number[]): PrinterAnswer {
  const bytes = Uint8Array.from(open);
  if (isAutomaticStart(bytes[0] ?? 0)) return { kind: "automatic", bytes };
  const text = String.fromCharCode(...bytes.subarray(bytes[0] === textStart ? 1 : 2, -1));
  if (bytes[0] === textStart) return { kind: "text", text };
  const name = bytes[1] ?? 0;
  return name === jobIdBlock && text.length === 4
    ? { kind: "job-id", id: text }
    : { kind: "block", name, text };
}

/** DLE EOT 1 printer, 2 cause of being offline, 3 cause of an error, 4 paper roll. */
export const realTimeQuestions = [1, 2, 3, 4] as const;
type RealTimeQuestion = (typeof realTimeQuestions)[number];

/** The bytes that came; one that did not come is absent. */
export type RealTimeBytes = Partial<Record<RealTimeQuestion, number>>;

/** A byte that did not come leaves `unknown`, never a guess. Bits: Epson DLE EOT 1-4. */
export function decodeRealTime(bytes: RealTimeBytes): PrinterStatus {
  return {
    device: deviceOf(bytes),
    paper: paperOf(bytes),
    coverOpen: bit(bytes[2], 0x04),
    cutterFault: bit(bytes[3], 0x08),
  };
}

const bit = (byte: number | undefined, mask: number): Tristate =>
  byte === undefined ? "unknown" : (byte & mask) === 0 ? "no" : "yes";

/**
 * XFS4IoT: a device that answers and lacks paper is online. So the offline bit counts only where paper, cover
 * and cutter do not explain it.
 */
function deviceOf(bytes: RealTimeBytes): DeviceState {
  const offline = bit(bytes[1], 0x08);
  const error = bit(bytes[2], 0x40);
  // Mechanical, unrecoverable, self-recovering (hot head): a printer in error takes no certificate.
  if (bit(bytes[3], 0x64) === "yes") return "offline";
  const explained =
    paperOf(bytes) === "out" || bit(bytes[2], 0x04) === "yes" || bit(bytes[3], 0x08) === "yes";
  if (offline === "yes" || error === "yes") return explained ? "online" : "offline";
  return offline === "unknown" ? "unknown" : "online";
}

function paperOf(bytes: RealTimeBytes): Paper {
  if (bit(bytes[2], 0x20) === "yes") return "out";
  const roll = bytes[4];
  if (roll === undefined) return "unknown";
  if ((roll & 0x20) !== 0) return "out";
  // Bit 6 alone is the presenter of some kiosk models, so it says nothing that we can trust about the roll.
  if ((roll & 0x40) !== 0) return "unknown";
  return (roll & 0x0c) === 0 ? "full" : "low";
}

/** What keeps this printer from taking a job; absent when nothing does. The cause comes before the effect. */
export function faultOf(status: PrinterStatus): PrinterFault | undefined {
  if (status.paper === "out") return { kind: "paper-out" };
  if (status.coverOpen === "yes") return { kind: "cover-open" };
  if (status.cutterFault === "yes") return { kind: "cutter-fault" };
  if (status.device === "offline") return { kind: "printer-offline", detail: "says that it is offline" };
  const unknown = Object.entries(status).filter(([, value]) => value === "unknown");
  if (unknown.length > 0 || status.device !== "online")
    return { kind: "printer-unknown", detail: `no answer about ${unknown.map(([name]) => name).join(", ")}` };
  return undefined;
}
