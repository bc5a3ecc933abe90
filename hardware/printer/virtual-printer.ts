import { glyphBytes, glyphDots, type Glyph } from "./glyph.ts";
import { paperStrip, plainStyle, type FinishedPaper, type PrintStyle } from "./virtual-paper.ts";

/**
 * A receipt printer that lives on bytes alone: ESC/POS in, answers and finished papers out. Pure: no clock, no I/O.
 * It always takes its bytes, as a printer does whose real-time status works with a full buffer. What it was never
 * taught it counts and reports. Its font is GBK: a four-byte GB18030 character prints as rubbish, as it would.
 */
interface VirtualPrinter {
  /** The answers are what the printer sends back at once. */
  receive(bytes: Uint8Array): Uint8Array;
  /** Hands at the printer. */
  set(change: Partial<Switches>): Uint8Array;
  /** The roll ends after so many more lines. */
  endRollAfter(lines: number): void;
  /** Switched off it forgets its buffer and never sends the ids of what it held. */
  power(on: boolean): Uint8Array;
  /** Papers cut since the last call. */
  takePapers(): FinishedPaper[];
  report(): VirtualPrinterReport;
}

export type Switches = {
  readonly paperOut: boolean;
  readonly paperLow: boolean;
  readonly coverOpen: boolean;
  /** Seen at the next cut. */
  readonly cutterJammed: boolean;
};

export type VirtualPrinterReport = Switches & {
  readonly powered: boolean;
  /** Cut since this printer was made. */
  readonly papers: number;
  readonly bufferedBytes: number;
  /** Came while the buffer was full. */
  readonly lostBytes: number;
  /** Commands it was never taught, as hex, with how often they came. */
  readonly unknown: Readonly<Record<string, number>>;
};

const bufferBytesMax = 16_384;
const unknownKindsMax = 64;
const papersKeptMax = 100;
/** DLE DC4 8 carries this so that print data does not clear the buffer by chance. */
const clearBuffer = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];
const any = -1;
const gb18030 = new TextDecoder("gb18030");
const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

export function virtualPrinter(
  options: { readonly columns?: number; readonly knowsJobIds?: boolean } = {},
): VirtualPrinter {
  const { columns = 48, knowsJobIds = true } = options;
  let switches: Switches = { paperOut: false, paperLow: false, coverOpen: false, cutterJammed: false };
  let powered = true;
  let cutterFault = false;
  let linesLeft = Infinity;
  let automaticMask = 0;
  let replies: number[] = [];
  let papers: FinishedPaper[] = [];
  let paperCount = 0;
  let lostBytes = 0;
  const unknown = new Map<string, number>();
  /** Bytes that may still become a real-time command. */
  let hanging: number[] = [];
  let buffer: number[] = [];
  let style: PrintStyle = plainStyle;
  let kanjiMode = false;
  let qrData = "";

  const strip = paperStrip(columns, () => {
    if (--linesLeft <= 0) change({ paperOut: true });
  });
  const stopped = (): boolean => !powered || switches.paperOut || switches.coverOpen || cutterFault;

  function change(to: Partial<Switches>): void {
    switches = { ...switches, ...to };
    tellChange();
  }
  function tellChange(): void {
    if (automaticMask !== 0) replies.push(...automaticStatus());
  }
  const flag = (on: boolean, mask: number): number => (on ? mask : 0);
  const automaticStatus = (): number[] => [
    0x10 | flag(stopped(), 0x08) | flag(switches.coverOpen, 0x20),
    flag(cutterFault, 0x08),
    flag(switches.paperLow, 0x03) | flag(switches.paperOut, 0x0c),
    0x00,
  ];
  function realTimeStatus(question: number): number {
    if (question === 1) return 0x12 | flag(stopped(), 0x08);
    if (question === 2)
      return 0x12 | flag(switches.coverOpen, 0x04) | flag(switches.paperOut, 0x20) | flag(cutterFault, 0x40);
    if (question === 3) return 0x12 | flag(cutterFault, 0x08);
    return 0x12 | flag(switches.paperLow, 0x0c) | flag(switches.paperOut, 0x60);
  }

  function learn(bytes: readonly number[]): void {
    const name = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    if (unknown.size < unknownKindsMax || unknown.has(name)) unknown.set(name, (unknown.get(name) ?? 0) + 1);
  }

  function reset(): void {
    strip.reset();
    style = plainStyle;
    kanjiMode = false;
    qrData = "";
  }
  function cut(): void {
    if (switches.cutterJammed) {
      cutterFault = true;
      tellChange();
      return;
    }
    const paper = strip.cut();
    if (paper === undefined) return;
    papers = [...papers, paper].slice(-papersKeptMax);
    paperCount++;
  }
  /** DLE ENQ: `again` goes on where it stopped, otherwise what waits is forgotten. */
  function recover(again: boolean): void {
    if (!cutterFault || switches.cutterJammed) return;
    cutterFault = false;
    if (again) cut();
    else buffer = [];
    tellChange();
  }

  /** Obeyed on arrival, wherever they stand: also inside the data of another command, as the manuals warn. */
  const realTime: readonly (readonly [pattern: readonly number[], act: (last: number) => void])[] = [
    ...[1, 2, 3, 4].map(
      (question) => [[0x10, 0x04, question], () => replies.push(realTimeStatus(question))] as const,
    ),
    [[0x10, 0x05, 0x01], () => recover(true)],
    [[0x10, 0x05, 0x02], () => recover(false)],
    [
      clearBuffer,
      () => {
        buffer = [];
        reset();
        replies.push(0x37, 0x25, 0x00);
      },
    ],
  ];

  function arrive(byte: number): void {
    hanging.push(byte);
    const open = realTime.filter(([pattern]) => hanging.every((got, at) => pattern[at] === got));
    const whole = open.find(([pattern]) => pattern.length === hanging.length);
    if (whole !== undefined) {
      hanging = [];
      whole[1](byte);
    } else if (open.length === 0) {
      const [first = byte, ...rest] = hanging;
      hanging = [];
      if (buffer.length < bufferBytesMax) buffer.push(first);
      else lostBytes++;
      for (const next of rest) arrive(next);
    }
  }

  const commands: readonly Command[] = [
    { code: [0x1b, 0x40], act: reset },
    {
      code: [0x1b, 0x21, any],
      act: ([n = 0]) => styled({ scaleX: 1 + ((n >> 5) & 1), scaleY: 1 + ((n >> 4) & 1) }),
    },
    { code: [0x1b, 0x45, any], act: ([n = 0]) => styled({ bold: (n & 1) === 1 }) },
    {
      code: [0x1d, 0x21, any],
      act: ([n = 0]) => styled({ scaleX: 1 + ((n >> 4) & 7), scaleY: 1 + (n & 7) }),
    },
    { code: [0x1b, 0x61, any], act: ([n = 0]) => strip.align(n % 48) },
    { code: [0x1b, 0x24, any, any], act: ([low = 0, high = 0]) => strip.moveTo(low + 256 * high) },
    {
      code: [0x1b, 0x5c, any, any],
      act: ([low = 0, high = 0]) => strip.moveBy(low + 256 * high - (high > 127 ? 65_536 : 0)),
    },
    {
      code: [0x1d, 0x4c, any, any],
      act: ([low = 0, high = 0]) => strip.area({ leftDots: low + 256 * high }),
    },
    {
      code: [0x1d, 0x57, any, any],
      act: ([low = 0, high = 0]) => strip.area({ widthDots: low + 256 * high }),
    },
    { code: [0x1b, 0x64, any], act: ([n = 0]) => feed(n) },
    { code: [0x1c, 0x26], act: () => (kanjiMode = true) },
    { code: [0x1c, 0x2e], act: () => (kanjiMode = false) },
    // Looks that the decoded paper does not show: spacing, font, underline, inversion, code page, upside down.
    ...[0x20, 0x33, 0x4d, 0x2d, 0x74, 0x52, 0x7b].map((code) => ({ code: [0x1b, code, any], act: nothing })),
    { code: [0x1b, 0x32], act: nothing },
    { code: [0x1d, 0x42, any], act: nothing },
    { code: [0x1c, 0x2d, any], act: nothing },
    { code: [0x1c, 0x53, any, any], act: nothing },
    // GS V: 65 and 66 feed first, so they carry one number more.
    ...[0, 1, 48, 49].map((mode) => ({ code: [0x1d, 0x56, mode], act: cut })),
    ...[65, 66].map((mode) => ({ code: [0x1d, 0x56, mode, any], act: cut })),
    {
      code: [0x1d, 0x61, any],
      act: ([n = 0]) => {
        automaticMask = n;
        tellChange();
      },
    },
    // Executed in order and never while stopped: its silence says that the job did not get so far.
    ...[1, 49].map((sensor) => ({
      code: [0x1d, 0x72, sensor],
      act: () => replies.push(flag(switches.paperLow, 0x03) | flag(switches.paperOut, 0x0c)),
    })),
    // GS I: model, type (2: has a cutter), version; firmware, maker, model name, serial number.
    ...[1, 2, 3].map((which) => ({
      code: [0x1d, 0x49, which],
      act: () => replies.push(which === 2 ? 2 : which),
    })),
    ...Object.entries({
      65: "1.0",
      66: knowsJobIds ? "CARDHALL" : "GENERIC",
      67: "VIRTUAL PRINTER",
      68: "1",
    }).map(([which, text]) => ({
      code: [0x1d, 0x49, Number(which)],
      act: () => replies.push(0x5f, ...ascii(text), 0),
    })),
  ];

  function styled(to: Partial<PrintStyle>): void {
    style = { ...style, ...to };
  }
  function feed(lines: number): void {
    for (let line = 0; line < lines && !stopped(); line++) strip.feed();
  }

  /** GS ( X pL pH ...: the only commands whose length is known without knowing the command. */
  function long(name: number, data: readonly number[]): void {
    const [group, use] = data;
    if (name === 0x48 && knowsJobIds && group === 0x30 && use === 0x30 && data.length === 6)
      replies.push(0x37, 0x22, ...data.slice(2), 0x00);
    else if (name === 0x6b && group === 0x31 && use === 0x50) qrData = String.fromCharCode(...data.slice(3));
    else if (name === 0x6b && group === 0x31 && use === 0x51) strip.putQr(qrData);
    else if (!(name === 0x6b && group === 0x31 && [0x41, 0x43, 0x45].includes(use ?? 0)))
      learn([0x1d, 0x28, name, ...data.slice(0, 2)]);
  }

  /** Takes one command or character off the buffer; false when it is not whole yet. */
  function step(): boolean {
    const [first = 0, second, third] = buffer;
    if (first === 0x0a) strip.feed();
    else if (first === 0x1b || first === 0x1c || first === 0x1d) return command(second, third);
    else if (first < 0x20 || first === 0x7f) {
      if (first !== 0x0d) learn([first]);
    } else if (first < 0x7f) strip.put(String.fromCharCode(first), 1, style);
    else if (!kanjiMode || first < 0x81 || first === 0xff) rubbish(first);
    else return kanji(first, second);
    buffer.splice(0, 1);
    return true;
  }
  function rubbish(byte: number): void {
    learn([byte]);
    strip.put("\ufffd", 1, style);
  }
  function kanji(lead: number, trail: number | undefined): boolean {
    if (trail === undefined) return false;
    if (trail < 0x40 || trail === 0x7f || trail === 0xff) {
      rubbish(lead);
      buffer.splice(0, 1);
    } else {
      strip.put(gb18030.decode(Uint8Array.of(lead, trail)), 2, style);
      buffer.splice(0, 2);
    }
    return true;
  }
  function command(second: number | undefined, third: number | undefined): boolean {
    const [first = 0] = buffer;
    if (second === undefined) return false;
    if (first === 0x1d && second === 0x28) {
      const [, , name, low, high] = buffer;
      if (name === undefined || low === undefined || high === undefined) return false;
      const length = low + 256 * high;
      if (length > bufferBytesMax - 5) {
        learn(buffer.splice(0, 5));
        return true;
      }
      if (buffer.length < 5 + length) return false;
      long(name, buffer.splice(0, 5 + length).slice(5));
      return true;
    }
    if (first === 0x1b && second === 0x2a) return picture();
    const like = commands.filter(({ code }) => code[0] === first && code[1] === second);
    // What follows an unknown command prints as text, as on any printer: its length cannot be known.
    if (like.length === 0) learn(buffer.splice(0, 2));
    else if (third === undefined && like.some(({ code }) => code.length > 2)) return false;
    else {
      const known = like.find(({ code }) => code.length < 3 || code[2] === any || code[2] === third);
      if (known === undefined) learn(buffer.splice(0, 3));
      else if (buffer.length < known.code.length) return false;
      else known.act(buffer.splice(0, known.code.length).slice(2));
    }
    return true;
  }

  /** ESC * 33 with the width of one character, or of several scaled columns each: other pictures it was not taught. */
  function picture(): boolean {
    const [, , mode, low, high] = buffer;
    if (mode === undefined || low === undefined || high === undefined) return false;
    const count = low + 256 * high;
    const wide = count / glyphDots;
    if (mode !== 33 || !Number.isInteger(wide) || wide < 1 || wide > 8) {
      learn(buffer.splice(0, 3));
      return true;
    }
    if (buffer.length < 5 + wide * glyphBytes) return false;
    const data = buffer.splice(0, 5 + wide * glyphBytes).slice(5);
    const glyph: Glyph = Uint8Array.from(data.filter((_, at) => Math.floor(at / 3) % wide === 0));
    strip.putGlyph(glyph, { ...style, scaleX: wide, scaleY: 1 });
    return true;
  }

  function work(): void {
    while (!stopped() && buffer.length > 0 && step());
  }
  function run(): Uint8Array {
    work();
    const bytes = Uint8Array.from(replies);
    replies = [];
    return bytes;
  }

  return {
    receive(bytes) {
      if (powered)
        for (const byte of bytes) {
          arrive(byte);
          // A byte may be the last one of what fills the buffer, so it is worked off as it comes.
          if (buffer.length === bufferBytesMax) work();
        }
      return run();
    },
    set(to) {
      if (to.paperOut === false) linesLeft = Infinity;
      change(to);
      if (to.cutterJammed === false) recover(true);
      return run();
    },
    endRollAfter(lines) {
      linesLeft = lines;
    },
    power(on) {
      powered = on;
      buffer = [];
      hanging = [];
      cutterFault = false;
      automaticMask = 0;
      reset();
      return run();
    },
    takePapers() {
      const taken = papers;
      papers = [];
      return taken;
    },
    report: () => ({
      ...switches,
      powered,
      papers: paperCount,
      bufferedBytes: buffer.length,
      lostBytes,
      unknown: Object.fromEntries(unknown),
    }),
  };
}

/** Code bytes with `any` for each parameter; parameters are handed over without the first two bytes. */
type Command = { readonly code: readonly number[]; readonly act: (parameters: readonly number[]) => unknown };
const nothing = (): void => undefined;
