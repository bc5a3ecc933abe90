import type { FindingCode, FindingEntry } from "../../../words/findings.ts";
import type { diagnostics } from "../../../words/diagnostics.ts";

/** What the desk answers, as far as the page shows it. */
type DeskFault = keyof typeof diagnostics.faults;
type Refused = { readonly ok: false; readonly fault: DeskFault; readonly detail?: string };
export type Answer<Facts> = (Facts & { readonly ok: true }) | Refused;

export type Exchanged = {
  readonly atMs: number;
  readonly tookMs: number;
  readonly command: string;
  readonly answer: string;
  readonly fault?: string;
};
export type Look = {
  readonly ours: boolean;
  readonly atMs: number;
  readonly screen: string;
  readonly reader: {
    readonly device: string;
    readonly name: string;
    readonly media: string;
    readonly atr?: string;
  };
  readonly health: { readonly respawns: number; readonly lost?: string };
  readonly printer?: PrinterLook;
  readonly sights: readonly Sight[];
  readonly counters: {
    readonly exchanges: number;
    readonly faults: number;
    readonly forgotten: number;
    readonly deskCalls: number;
    readonly paper: { readonly printed: number; readonly unconfirmed: number; readonly rollMm: number };
  };
  readonly trace: readonly Exchanged[];
};
export type DeviceWord = keyof typeof diagnostics.deviceNames;
export type Sight = {
  readonly name: DeviceWord;
  readonly device: string;
  readonly model: string;
  readonly losses: number;
};
export type TryAnswer = {
  readonly tried:
    | {
        readonly kind: "works";
        readonly seen: { readonly what?: string; readonly length?: number };
        readonly tookMs: number;
      }
    | { readonly kind: "fails"; readonly fault: string };
};
export type PrinterLook = {
  readonly device: string;
  readonly paper: string;
  readonly coverOpen: string;
  readonly cutterFault: string;
};
type FoundView = FindingEntry & { readonly code: FindingCode; readonly detail?: string };
export type ReportView = {
  readonly ok: boolean;
  readonly findings: readonly FoundView[];
  readonly facts: {
    readonly setUp: { readonly node: string; readonly cardhall: string; readonly openssl: string };
    readonly disk: {
      readonly freeMb?: number;
      readonly fsyncMs?: { readonly p50: number; readonly max: number };
    };
    readonly devices: { readonly notFitted: readonly DeviceWord[] } | null;
    readonly surroundings: {
      readonly system: string;
      readonly pcscd: string;
      readonly touch: readonly string[];
      readonly sound: readonly string[];
      readonly network: readonly string[];
      readonly certificate?: { readonly validToMs: number; readonly trusted: boolean };
    };
    readonly journal: { readonly entries: number; readonly open: number } | null;
    readonly centre: {
      readonly url: string;
      readonly answer: string;
      readonly roundTripMs?: number;
      readonly skewMs?: number;
    } | null;
  };
};
export type ApduAnswer = {
  readonly atr: string;
  readonly exchanges: readonly {
    readonly command: string;
    readonly tookMs: number;
    readonly data?: string;
    readonly statusWord?: string;
    readonly meaning?: { readonly zh: string; readonly en: string } | null;
    readonly fault?: string;
  }[];
};
export type LoopAnswer = {
  readonly rounds: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly bars: readonly number[];
};
export type TreeAnswer = {
  readonly profile: string;
  readonly lines: readonly {
    readonly depth: number;
    readonly path: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly access: string;
    readonly records: readonly {
      readonly tag: string;
      readonly nameZh: string;
      readonly nameEn: string;
      readonly value: string;
    }[];
  }[];
};
export type PrintAnswer = {
  readonly outcome: {
    readonly kind: string;
    readonly proof?: string;
    readonly fault?: { readonly kind: string };
  };
};

/** One question to the desk; silence is an answer too. */
export type Ask = <Facts>(message: object) => Promise<Answer<Facts>>;
