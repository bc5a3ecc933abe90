/** One interface byte: its number `i`, its letter, and the protocol that the TD before it named. */
export type InterfaceByte = {
  readonly index: number;
  readonly letter: "A" | "B" | "C" | "D";
  readonly value: number;
  readonly protocol: number;
};

/** What the interface bytes say of clock, bit rate and waiting (ISO/IEC 7816-3, 8.3). Absent: not said. */
export type AtrTiming = {
  /** Clock rate conversion, 372 where TA1 is absent; undefined where TA1 is reserved. */
  readonly fi: number | undefined;
  /** Baud rate adjustment, 1 where TA1 is absent; undefined where TA1 is reserved. */
  readonly di: number | undefined;
  readonly maxClockMhz: number | undefined;
  /** TC1, in ETU; 255 is special: as short as the protocol allows. */
  readonly extraGuardTimeEtu: number;
  /** TA2: the card has chosen already. */
  readonly specificMode?: {
    readonly protocol: number;
    readonly canChange: boolean;
    readonly implicit: boolean;
  };
  /** TC2, T=0: the card may take 960 times this times Fi clock cycles for a byte. */
  readonly waitingIntegerT0?: number;
  /** Of the first bytes for T=1. */
  readonly t1?: {
    readonly ifsc?: number;
    readonly bwi?: number;
    readonly cwi?: number;
    readonly errorDetection?: "LRC" | "CRC";
  };
  /** Of the first TA after T=15. */
  readonly clockStop?: "not-supported" | "state-l" | "state-h" | "no-preference";
  /** Supply voltages accepted: A 5 V, B 3 V, C 1.8 V. */
  readonly classes?: readonly ("A" | "B" | "C")[];
};

/** ISO/IEC 7816-3 table 7; undefined is reserved. */
const fis = [372, 372, 558, 744, 1116, 1488, 1860, undefined, undefined, 512, 768, 1024, 1536, 2048];
const maxClocks = [4, 5, 6, 8, 12, 16, 20, undefined, undefined, 5, 7.5, 10, 15, 20];
/** ISO/IEC 7816-3 table 8. */
const dis = [undefined, 1, 2, 4, 8, 16, 32, 64, 12, 20];
const clockStops = ["not-supported", "state-l", "state-h", "no-preference"] as const;
const defaultFiDi = 0x11;

export function timingOf(given: readonly InterfaceByte[]): AtrTiming {
  const at = (letter: string, index: number): number | undefined =>
    given.find((byte) => byte.letter === letter && byte.index === index)?.value;
  /** The first of its letter after a TD for this protocol; TA1 to TC2 are not the protocol's. */
  const first = (letter: string, protocol: number): number | undefined =>
    given.find((byte) => byte.letter === letter && byte.index > 2 && byte.protocol === protocol)?.value;

  const ta1 = at("A", 1) ?? defaultFiDi;
  const ta2 = at("A", 2);
  const tc2 = at("C", 2);
  const [ifsc, waiting, detection] = [first("A", 1), first("B", 1), first("C", 1)];
  const global = first("A", 15);
  return {
    fi: fis[ta1 >> 4],
    di: dis[ta1 & 0x0f],
    maxClockMhz: maxClocks[ta1 >> 4],
    extraGuardTimeEtu: at("C", 1) ?? 0,
    ...(ta2 === undefined
      ? {}
      : {
          specificMode: {
            protocol: ta2 & 0x0f,
            canChange: (ta2 & 0x80) === 0,
            implicit: (ta2 & 0x10) !== 0,
          },
        }),
    ...(tc2 === undefined ? {} : { waitingIntegerT0: tc2 }),
    ...(ifsc === undefined && waiting === undefined && detection === undefined
      ? {}
      : {
          t1: {
            ...(ifsc === undefined ? {} : { ifsc }),
            ...(waiting === undefined ? {} : { bwi: waiting >> 4, cwi: waiting & 0x0f }),
            ...(detection === undefined
              ? {}
              : { errorDetection: (detection & 1) === 1 ? ("CRC" as const) : ("LRC" as const) }),
          },
        }),
    ...(global === undefined
      ? {}
      : {
          clockStop: clockStops[(global >> 6) as 0 | 1 | 2 | 3],
          classes: (["A", "B", "C"] as const).filter((_, bit) => (global & (1 << bit)) !== 0),
        }),
  };
}
