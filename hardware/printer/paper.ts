import assert from "node:assert/strict";
import iconv from "iconv-lite";
import receiptline from "receiptline";
import { glyphCommand, type Glyph } from "./glyph.ts";

/**
 * One document, three faces: bytes for an ESC/POS printer, a picture for the screen, text for the record.
 * Layout and markup: receiptline 4 (its own documentation); columns of 12 dots, Chinese characters take two.
 */
export type PrintedPaper = {
  /** GB18030 in Kanji mode (FS &), ESC @ first, one cut last, QR codes native; asks the printer nothing. */
  readonly bytes: Uint8Array;
  /** A whole SVG document. It shows every character, also those that the printer lacks. */
  readonly svg: string;
  /** Line by line as it prints, QR codes as `[QR ...]`, no spaces at line ends. */
  readonly text: string;
  /** Of 80 mm paper with 8 dots a millimetre, with what the cutter feeds. */
  readonly lengthMm: number;
  /** Characters outside GBK that were drawn, each once. */
  readonly drawn: readonly string[];
  /**
   * Characters outside GBK without a picture, each once: they print as `missing`, and a line at the paper's end
   * gives their Unicode numbers. Empty is the only good answer.
   */
  readonly unprintable: readonly string[];
};

/** 80 mm paper, font A. */
export const paperColumns = 48;
const markupCharactersMax = 20_000;
const qrCharactersMax = 700;
const dotsPerMm = 8;
/** From the head to the knife, fed before each cut. */
const cutterFeedMm = 15;
const notedMost = 15;
const notedInLine = 5;

/** The geta mark stands for a character that could not be set, as printers have it for a century. */
export const missing = "\u3013";

const { commands } = receiptline;
type Commands = typeof commands.base;
type QrCode = Parameters<Commands["qrcode"]>[0];

/** Characters of a document that the printer's font lacks, each once: ask for their pictures before setting it. */
export function unprintableIn(markup: string): string[] {
  return [...new Set(normalised(markup))].filter((character) => !isPrintable(character));
}

/** Sets a document. Markup is ours, text in it comes through `escapeText`; wrong markup is a bug and throws. */
export function setPaper(
  markup: string,
  columns: number = paperColumns,
  glyphs: ReadonlyMap<string, Glyph> = new Map(),
): PrintedPaper {
  assert(markup.length <= markupCharactersMax, "a document has a bound");
  const lacking = unprintableIn(markup);
  const drawn = lacking.filter((character) => glyphs.has(character));
  const unprintable = lacking.filter((character) => !glyphs.has(character));
  const shown = normalised(markup) + noteOf(unprintable);
  const lost = new Set(unprintable);
  const printed = [...shown].map((character) => (lost.has(character) ? missing : character)).join("");
  const options = { cpl: columns, encoding: "gb18030", spacing: true, cutting: true } as const;
  const binary = receiptline.transform(printed, { ...options, command: printerWith(glyphs) });
  const svg = tidySvg(receiptline.transform(shown, { ...options, command: screenCommands }));
  return {
    bytes: Uint8Array.from(Buffer.from(binary, "latin1")),
    svg,
    lengthMm: Math.ceil(svgDotsHigh(svg) / dotsPerMm) + cutterFeedMm,
    text: tidyText(receiptline.transform(printed, { ...options, command: textCommands })),
    drawn,
    unprintable,
  };
}

/** Whoever must write a missing character by hand finds it by its number; a mark that came as a mark has none. */
function noteOf(unprintable: readonly string[]): string {
  const numbers = unprintable
    .filter((character) => character !== missing)
    .slice(0, notedMost)
    .map(
      (character) => `U\\x2b${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
    );
  let note = numbers.length === 0 ? "" : "\n{width:auto; border:space}";
  for (let at = 0; at < numbers.length; at += notedInLine)
    note += `\n缺字 ${numbers.slice(at, at + notedInLine).join(" ")} |`;
  return note;
}

/**
 * Makes any text safe inside markup, in a column and in a property alike: what could be markup becomes \xHH.
 * Control and format characters go, line ends and tabs become spaces. Normalised first, because U+037E and
 * U+1FEF only become `;` and a grave accent then; a mark that would still combine cannot be printed anyway.
 */
export function escapeText(text: string): string {
  return normalised(text)
    .replace(/[\n\r\t\u2028\u2029]/gu, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/[\p{M}\p{Cs}]/gu, missing)
    .replace(/[\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]/gu, (sign) => {
      return `\\x${sign.charCodeAt(0).toString(16)}`;
    });
}

/** Signs that GBK has under another number: the yen sign would print as two digits. */
function normalised(text: string): string {
  return text.normalize().replaceAll("\u00a5", "\uffe5").replaceAll("\u00a0", " ");
}

/**
 * True for what every GBK printer has: ASCII, and characters with the same two bytes in GBK and GB18030.
 * The fonts of GB18030 printers hold more, and which more is not known: those characters are drawn.
 */
function isPrintable(character: string): boolean {
  if (character === missing) return false;
  if (character <= "\x7e") return true;
  const same = iconv.encode(character, "gbk").equals(iconv.encode(character, "gb18030"));
  return same && !/\p{Co}/u.test(character);
}

const untaught = (what: string) => (): never => {
  throw new Error(`paper: ${what} is not taught`);
};
/** Raster data can hold DLE EOT by chance and raw commands can hold anything, so neither has a way in. */
const refusals = {
  image: untaught("an image"),
  barcode: untaught("a bar code"),
  command: untaught("a raw command"),
  cut: untaught("a cut inside a document"),
};

/** Box drawing of GBK for whole lines; ASCII where a rule must take one column. */
const ruleText = (width: number): string => "\u2500".repeat(Math.floor(width / 2)) + "-".repeat(width % 2);
const boxText = (widths: number[]): string => `+${widths.map((width) => "-".repeat(width)).join("+")}+`;

/**
 * receiptline's own opening switches automatic status off (GS a 0), its end asks GS r 1, its QR codes are raster
 * and its rules come from a Japanese code page: a Chinese printer wants none of these.
 */
const printerCommands: Commands = {
  ...commands.escpos,
  ...refusals,
  // ESC @, font A, no extra spacing (ESC SP, FS S), default line height (ESC 2), not upside down, Kanji mode off.
  open(printer) {
    commands.escpos.open.call(this, printer);
    return "\x1b@\x1bM\x00\x1b \x00\x1cS\x00\x00\x1b2\x1b{\x00\x1c.";
  },
  // GS V 66 0: feed to the cutter and cut.
  close: () => "\x1dVB\x00",
  ...numericStyles(),
  hr: (width) => kanji(ruleText(width)),
  vr(widths, height) {
    return widths.reduce((line, width) => `${line}${this.relative(width)}|`, `\x1d!${byte(height - 1)}|`);
  },
  vrstart: boxText,
  vrstop: boxText,
  vrhr: (above, below, left, right) => boxBetween(above, below, left, right),
  vrlf: () => "\n",
  qrcode: nativeQr,
};

const textCommands: Commands = {
  ...commands.text,
  ...refusals,
  area(left, width) {
    Object.assign(this, { left, columns: width });
    return "";
  },
  align(align) {
    Object.assign(this, { alignment: align });
    return "";
  },
  // Words of double width stay words: the columns they cover follow as spaces.
  text(text, encoding) {
    const columns = this.measureText(text, encoding);
    const scale = Number(this["scale"]);
    const index = Number(this["position"]);
    const data = text + " ".repeat(columns * (scale - 1));
    (this["buffer"] as object[]).push({ data, index, length: columns * scale });
    Object.assign(this, { position: index + columns * scale });
    return "";
  },
  hr(width) {
    return " ".repeat(Number(this["left"])) + ruleText(width);
  },
  qrcode(symbol) {
    const label = `[QR ${symbol.data}]`;
    const free = Math.max(0, Number(this["columns"]) - label.length);
    return `${" ".repeat(Number(this["left"]) + Math.floor((free * Number(this["alignment"])) / 2))}${label}\n`;
  },
};

const screenCommands: Commands = { ...commands.svg, ...refusals, cut: () => "", qrcode: checkedScreenQr };

/** Draws inside a line what the font lacks. A character of double width is drawn so; its height stays that of a line. */
function printerWith(glyphs: ReadonlyMap<string, Glyph>): Commands {
  let wide = 1;
  return {
    ...printerCommands,
    wh(wh) {
      wide = wh < 3 ? 1 + (wh & 1) : wh - 1;
      return printerCommands.wh.call(this, wh);
    },
    normal() {
      wide = 1;
      return printerCommands.normal.call(this);
    },
    text(text, encoding) {
      let line = "";
      let run = "";
      const endRun = (): void => {
        if (run !== "") line += printerCommands.text.call(this, run, encoding);
        run = "";
      };
      for (const character of text) {
        const glyph = glyphs.get(character);
        if (glyph === undefined) run += character;
        else {
          endRun();
          line += Buffer.from(glyphCommand(glyph, wide)).toString("latin1");
        }
      }
      endRun();
      return line;
    },
  };
}

/** The manuals allow the digits 30h, 31h in place of 0, 1; many Chinese printers know only the numbers. */
function numericStyles(): Pick<Commands, "ul" | "em" | "iv" | "normal"> {
  return {
    ul: () => "\x1b-\x02\x1c-\x02",
    em: () => "\x1bE\x01",
    iv: () => "\x1dB\x01",
    normal: () => "\x1b-\x00\x1c-\x00\x1bE\x00\x1dB\x00\x1d!\x00",
  };
}

function byte(value: number): string {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xff);
  return String.fromCharCode(value);
}
const kanji = (text: string): string => `\x1c&${iconv.encode(text, "gb18030").toString("latin1")}`;

function boxBetween(above: number[], below: number[], left: number, right: number): string {
  const text = commands.text;
  return text.vrhr.call({ ...text, left: 0 }, above, below, left, right);
}

function qrText(symbol: QrCode): string {
  assert(/^[\x21-\x7e]+$/.test(symbol.data), "a QR code holds ASCII without spaces");
  assert(symbol.data.length <= qrCharactersMax, "a QR code has a bound");
  return symbol.data;
}

/** GS ( k functions 65 (model 2), 67 (dot size), 69 (error correction), 80 (store), 81 (print). */
function nativeQr(symbol: QrCode): string {
  const data = qrText(symbol);
  const call = (parameters: string): string =>
    `\x1d(k${byte(parameters.length % 256)}${byte(Math.floor(parameters.length / 256))}${parameters}`;
  const level = 48 + ["l", "m", "q", "h"].indexOf(symbol.level);
  return [
    call("1A2\x00"),
    call(`1C${byte(symbol.cell)}`),
    call(`1E${byte(level)}`),
    call(`1P0${data}`),
    call("1Q0"),
  ].join("");
}

function checkedScreenQr(this: Commands, symbol: QrCode): string {
  qrText(symbol);
  return commands.svg.qrcode.call(this, symbol, "gb18030");
}

/** The picture has a dot for each of the paper's. */
function svgDotsHigh(svg: string): number {
  const height = /^<svg [^>]*\bheight="(\d+)(?:px)?"/.exec(svg)?.[1];
  assert(height !== undefined, "a picture has a height");
  return Number(height);
}

/** receiptline names its filter by chance; the same document gives the same picture here. */
const tidySvg = (svg: string): string =>
  svg.replace(/receipt-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "invert");

const tidyText = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
