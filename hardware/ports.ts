import type { Result } from "./result.ts";

/** Device state in XFS4IoT's words. `unknown` is never treated as `online`. */
export type DeviceState = "starting" | "online" | "offline" | "unknown";

// ---------------------------------------------------------------- card reader

/** Whether a card lies in the reader (XFS4IoT CardReader media). `unknown` is never treated as either. */
export type Media = "present" | "not-present" | "unknown";

export type ReaderStatus = {
  readonly device: DeviceState;
  /** As PC/SC names it; empty while no reader is known. */
  readonly name: string;
  readonly media: Media;
  /** Answer to reset in upper-case hex while a card answers; absent for a mute card. */
  readonly atr?: string;
};

/** All that can go wrong between us and the reader. */
export type ReaderFault =
  | { readonly kind: "no-card" }
  /** A card lies there and does not answer its reset. */
  | { readonly kind: "mute-card" }
  /** The card left mid-exchange: its last command may or may not have taken effect. */
  | { readonly kind: "torn" }
  /** Sent, and no answer within the deadline: may or may not have taken effect. */
  | { readonly kind: "no-answer"; readonly timeoutMs: number }
  /** Another program holds the card (PC/SC sharing violation). Nothing was sent. */
  | { readonly kind: "reader-busy"; readonly detail: string }
  /** pcscd, the reader or its host process is gone; a command under way may or may not have taken effect. */
  | { readonly kind: "reader-lost"; readonly detail: string };

/** One command of a list sent in one request. The list stops at the first answer not allowed here. */
export type ListedCommand = {
  readonly apdu: Uint8Array;
  /** Status words that let the list go on, as four upper-case hex digits. */
  readonly allowed: readonly string[];
};

/** The answers up to and including the last one that came; a fault tells why no more did. */
export type ListAnswer = { readonly answers: readonly Uint8Array[]; readonly fault?: ReaderFault };

/**
 * A powered card. Callers never overlap two calls.
 * After a fault of kind `torn`, `no-answer` or `reader-lost` the connection is dead: end it.
 */
export interface CardConnection {
  /** Upper-case hex. */
  readonly atr: string;
  /** Sends one command APDU. Answers with response data followed by SW1 SW2, always two bytes at least. */
  transmit(apdu: Uint8Array): Promise<Result<Uint8Array, ReaderFault>>;
  /** Sends a whole list in one request to the reader's process. */
  transmitList(commands: readonly ListedCommand[]): Promise<ListAnswer>;
  /** Power off, power on (cold reset), same exclusivity. Answers with the new ATR. */
  powerCycle(): Promise<Result<string, ReaderFault>>;
  /** Lets go of the card. Never fails; calling it twice is harmless. */
  end(): Promise<void>;
}

/** A reader holding at most one card. */
export interface CardReader {
  status(): ReaderStatus;
  /** Calls `listener` now and at each change; returns what stops it. */
  watch(listener: (status: ReaderStatus) => void): () => void;
  /** `exclusive` keeps every other PC/SC client out until `end()`. */
  connect(options: { readonly exclusive: boolean }): Promise<Result<CardConnection, ReaderFault>>;
  close(): Promise<void>;
}

// ------------------------------------------------------------- receipt printer

/** A status bit that did not come is `unknown`, and unknown is never good news. */
export type Tristate = "yes" | "no" | "unknown";

/** XFS4IoT Printer paper supply. */
export type Paper = "full" | "low" | "out" | "unknown";

export type PrinterStatus = {
  readonly device: DeviceState;
  readonly paper: Paper;
  readonly coverOpen: Tristate;
  readonly cutterFault: Tristate;
};

export type PrinterFault =
  | { readonly kind: "printer-offline"; readonly detail: string }
  | { readonly kind: "paper-out" }
  | { readonly kind: "cover-open" }
  | { readonly kind: "cutter-fault" }
  /** Asked and not answered: cannot be trusted with a certificate. */
  | { readonly kind: "printer-unknown"; readonly detail: string };

/**
 * What is known after a job was sent.
 * `printed`: the printer confirmed the job's id. `not-started`: nothing was sent, `fault` tells why.
 * `unconfirmed`: bytes were sent and no confirmation came; the paper may or may not exist.
 */
export type PrintOutcome =
  | { readonly kind: "printed"; readonly proof: string }
  | { readonly kind: "not-started"; readonly fault: PrinterFault }
  | { readonly kind: "unconfirmed"; readonly fault: PrinterFault };

/** Bytes for the printer and four characters (20h..7Eh) that it sends back when the paper is out: GS ( H. */
export type PrintJob = { readonly jobId: string; readonly bytes: Uint8Array };

export interface ReceiptPrinter {
  readonly name: string;
  /** Asks the printer now (DLE EOT 1, 2, 3, 4). Never throws; silence is `unknown`. */
  status(): Promise<PrinterStatus>;
  /** Prints once or says what is unknown. Never sends a job twice. */
  print(job: PrintJob): Promise<PrintOutcome>;
  close(): Promise<void>;
}
