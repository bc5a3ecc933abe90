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
export type PrintJob = {
  readonly jobId: string;
  readonly bytes: Uint8Array;
  /** How much paper it takes, for the counters; absent where nobody knows. */
  readonly lengthMm?: number;
};

export interface ReceiptPrinter {
  readonly name: string;
  /** Asks the printer now (DLE EOT 1, 2, 3, 4). Never throws; silence is `unknown`. */
  status(): Promise<PrinterStatus>;
  /** Prints once or says what is unknown. Never sends a job twice. */
  print(job: PrintJob): Promise<PrintOutcome>;
  /**
   * For a job that an earlier run of this program sent: has the printer said by now that it is out? Never sends
   * the job. Absent for printers that cannot say it late.
   */
  recall?(jobId: string): Promise<PrintOutcome>;
  close(): Promise<void>;
}

// ------------------------------------------------------- devices that only come and go

/** What a face may say of a device that has no supplies of its own. `name` is empty while none is known. */
export type DeviceStatus = { readonly device: DeviceState; readonly name: string };

/** Hot-plug as every device has it: told now and at each change; what it returns stops the telling. */
export interface Watched<Status> {
  status(): Status;
  watch(listener: (status: Status) => void): () => void;
  close(): Promise<void>;
}

// -------------------------------------------------------------- ID-card reader

type IdCardCommon = {
  readonly name: string;
  /** GB/T 2261.1: "1" male, "2" female, "0" unknown, "9" unspecified. */
  readonly sex: string;
  /** YYYYMMDD. */
  readonly birth: string;
  readonly idNumber: string;
  readonly validFrom: string;
  /** YYYYMMDD, or `long-term` for a card without an end. */
  readonly validTo: string;
  /** WLT, whose decoder is proprietary: kept as it came, for whoever may decode it. */
  readonly photo: Uint8Array;
};

/** The four layouts of the identity cards that a GA 467 reader reads. */
export type IdCard =
  | (IdCardCommon & {
      readonly kind: "resident";
      /** GB/T 3304, two digits. */
      readonly ethnicGroup: string;
      readonly address: string;
      readonly issuer: string;
    })
  | (IdCardCommon & {
      readonly kind: "hong-kong-macao-taiwan";
      readonly address: string;
      readonly issuer: string;
      readonly passNumber: string;
      readonly issueCount: string;
    })
  /** Foreigner's permanent residence card of 2017; `name` is the Latin one. */
  | (IdCardCommon & {
      readonly kind: "foreigner-2017";
      readonly chineseName: string;
      readonly nationality: string;
      readonly version: string;
      readonly authority: string;
    })
  /** Foreigner's permanent residence card of 2023; `name` is the Latin one. */
  | (IdCardCommon & {
      readonly kind: "foreigner-2023";
      readonly chineseName: string;
      readonly nationality: string;
      readonly replacements: string;
    });

/** `during` is the reader's command as GA 467 names it; `status` is SW3. */
export type IdReaderFault =
  | { readonly kind: "no-id-card" }
  /** It lies there and did not let itself be read: moved, damaged or not genuine. */
  | { readonly kind: "id-card-unreadable"; readonly during: string; readonly status: number }
  /** Read, and what came is not an identity card's data. Never carries the data. */
  | { readonly kind: "id-card-garbled"; readonly expected: string }
  | { readonly kind: "id-reader-refused"; readonly during: string; readonly status: number }
  | { readonly kind: "id-reader-no-answer"; readonly during: string; readonly timeoutMs: number }
  | { readonly kind: "id-reader-busy" }
  | { readonly kind: "id-reader-lost"; readonly detail: string };

export interface IdCardReader {
  readonly name: string;
  /** Asks the reader now, or says what it last was while it reads; silence is `unknown`, a lost line `offline`. */
  status(): Promise<DeviceStatus>;
  /**
   * Waits for a card until the deadline, then reads it once. Fingerprints are never asked for. `signal` ends the
   * waiting early, as `no-id-card`.
   */
  read(options: {
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
  }): Promise<Result<IdCard, IdReaderFault>>;
  close(): Promise<void>;
}

// ------------------------------------------------------------------- PIN pad

/**
 * Digits that nobody can print by mistake: shown, logged or sent as JSON they are `[PIN]`.
 * `use` lends them once as ASCII and overwrites them afterwards, whatever happened.
 */
export interface Pin {
  readonly length: number;
  use<Answer>(work: (digits: Uint8Array) => Promise<Answer>): Promise<Answer>;
  /** Overwrites without use. Harmless when done twice. */
  wipe(): void;
  toJSON(): string;
  toString(): string;
}

export type PinFault =
  | { readonly kind: "pin-cancelled" }
  | { readonly kind: "pin-timeout"; readonly timeoutMs: number }
  /** An entry is under way already. */
  | { readonly kind: "pin-pad-busy" }
  /** Lost before or under the entry: what was typed so far is gone. */
  | { readonly kind: "pin-pad-lost"; readonly detail: string };

export interface PinPad extends Watched<DeviceStatus> {
  /** `onCount` hears how many digits lie there, and nothing else ever does. */
  enter(options: {
    readonly minDigits: number;
    readonly maxDigits: number;
    readonly timeoutMs: number;
    readonly onCount: (count: number) => void;
  }): Promise<Result<Pin, PinFault>>;
  /** Ends an entry under way as `pin-cancelled`: the screen's own button, or the visit's end. */
  cancel(): void;
}

// ------------------------------------------------ bar-code and QR scanner, badge

/** What a scanner read is a stranger's text: bounded here, judged by whoever asked for it. */
export type Scan = {
  readonly text: string;
  /** AIM identifier, as `]Q1` for a QR code; absent where the scanner types like a keyboard. */
  readonly symbology?: string;
};

export type ScanFault =
  | { readonly kind: "scan-too-long"; readonly most: number }
  /** A report or a key that this scanner's kind does not have, or text that is not UTF-8. */
  | { readonly kind: "scan-garbled" }
  /** It began and did not end in time. */
  | { readonly kind: "scan-unfinished" };

export interface Scanner extends Watched<DeviceStatus> {
  onScan(listener: (scan: Result<Scan, ScanFault>) => void): () => void;
}

/** A clerk's badge: a number, never a person's right by itself (the centre knows whose it is). */
export interface ClerkBadge extends Watched<DeviceStatus> {
  onBadge(listener: (badge: { readonly number: string }) => void): () => void;
}

// -------------------------------------------------------------- status lights

/** XFS4IoT Lights: where it is, how it flashes, its colour. */
export const lightPositions = [
  "card-reader",
  "receipt",
  "id-reader",
  "pin-pad",
  "scanner",
  "attention",
] as const;
export type LightPosition = (typeof lightPositions)[number];
export type Light = {
  readonly flash: "off" | "slow" | "medium" | "quick" | "continuous";
  readonly colour: "white" | "green" | "yellow" | "red";
};

/** Guidance only: a light that fails never stops a visit, so `set` answers nothing and throws nothing. */
export interface StatusLights extends Watched<DeviceStatus> {
  set(position: LightPosition, light: Light): void;
}
