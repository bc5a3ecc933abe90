import receiptline from "receiptline";
import { glyphDots, isDotDark, type Glyph } from "./glyph.ts";

/** Font A: a column is 12 dots; a Chinese character takes two columns. */
const dotsPerColumn = 12;
const lineDots = 30;
const qrCellDots = 4;
const linesMax = 2_000;
/** Printing over what is printed already has an end, too. */
const cellsMax = 500;

/** Width and height count from 1. */
export type PrintStyle = { readonly scaleX: number; readonly scaleY: number; readonly bold: boolean };
export const plainStyle: PrintStyle = { scaleX: 1, scaleY: 1, bold: false };

type Cell = {
  readonly column: number;
  readonly text: string;
  readonly columns: number;
  readonly style: PrintStyle;
  /** A character that came as a picture: `text` is the replacement character. */
  readonly glyph?: Glyph;
};
type PaperLine =
  | { readonly kind: "text"; readonly cells: readonly Cell[] }
  | { readonly kind: "qr"; readonly column: number; readonly data: string };

/** What lies on the floor of the printer after a cut. */
export type FinishedPaper = { readonly columns: number; readonly lines: readonly PaperLine[] };

/** The strip of paper under the head of a virtual printer: characters go in, finished papers come out. */
interface PaperStrip {
  /** Column counts are single-width ones, before scaling. */
  put(text: string, columns: number, style: PrintStyle): void;
  /** A picture of one character inside a line. */
  putGlyph(glyph: Glyph, style: PrintStyle): void;
  feed(): void;
  putQr(data: string): void;
  /** Absent for blank paper. */
  cut(): FinishedPaper | undefined;
  moveTo(dots: number): void;
  moveBy(dots: number): void;
  /** 0 left, 1 centre, 2 right. */
  align(alignment: number): void;
  area(area: { readonly leftDots?: number; readonly widthDots?: number }): void;
  /** ESC @: what was not yet printed is lost, the paper stays. */
  reset(): void;
}

/** `onLine` is told of each line as it is printed: so much paper is used. */
export function paperStrip(columns: number, onLine: () => void): PaperStrip {
  let lines: PaperLine[] = [];
  let cells: Cell[] = [];
  let dots = 0;
  let alignment = 0;
  let leftDots = 0;
  let widthDots = columns * dotsPerColumn;

  const column = (position: number): number => Math.round(position / dotsPerColumn);
  const areaColumns = (): number => Math.min(column(widthDots), columns - column(leftDots));
  const shift = (used: number): number =>
    column(leftDots) + Math.floor((Math.max(0, areaColumns() - used) * alignment) / 2);

  function print(line: PaperLine): void {
    // Paper that is never cut hangs out of the printer; its beginning is lost.
    lines = [...lines.slice(1 - linesMax), line];
    onLine();
  }
  function feed(): void {
    const used = cells.reduce((end, cell) => Math.max(end, cell.column + cell.columns), 0);
    const by = shift(used);
    print({ kind: "text", cells: cells.map((cell) => ({ ...cell, column: cell.column + by })) });
    cells = [];
    dots = 0;
  }

  function put(text: string, width: number, style: PrintStyle, glyph?: Glyph): void {
    const wide = width * style.scaleX;
    if (column(dots) + wide > areaColumns() || cells.length >= cellsMax) feed();
    cells.push({ column: column(dots), text, columns: wide, style, ...(glyph && { glyph }) });
    dots += wide * dotsPerColumn;
  }

  return {
    feed,
    put,
    putGlyph(glyph, style) {
      put(pictured, glyphDots / dotsPerColumn, style, glyph);
    },
    putQr(data) {
      if (cells.length > 0) feed();
      print({ kind: "qr", column: shift(labelOf(data).length), data });
    },
    cut() {
      if (cells.length > 0) feed();
      const paper = { columns, lines };
      lines = [];
      return paperText(paper) === "" ? undefined : paper;
    },
    moveTo: (to) => (dots = to),
    moveBy: (by) => (dots = Math.max(0, dots + by)),
    align: (to) => (alignment = to),
    area(area) {
      leftDots = area.leftDots ?? leftDots;
      widthDots = area.widthDots ?? widthDots;
    },
    reset() {
      cells = [];
      dots = alignment = leftDots = 0;
      widthDots = columns * dotsPerColumn;
    },
  };
}

/** Stands in the text of a decoded paper where a picture of a character is: a printer cannot know which. */
export const pictured = "\ufffc";
const labelOf = (data: string): string => `[QR ${data}]`;

/** Words of double width stay words: the columns they cover follow the whole run as spaces. */
function lineText(line: PaperLine): string {
  if (line.kind === "qr") return " ".repeat(line.column) + labelOf(line.data);
  let text = "";
  let end = 0;
  let covered = 0;
  let run: PrintStyle | undefined;
  for (const cell of [...line.cells].sort((one, other) => one.column - other.column)) {
    if (cell.style !== run || cell.column !== end) {
      text += " ".repeat(covered);
      covered = 0;
    }
    text += " ".repeat(Math.max(0, cell.column - end)) + cell.text;
    covered += cell.columns - cell.columns / cell.style.scaleX;
    end = cell.column + cell.columns;
    run = cell.style;
  }
  return text.trimEnd();
}

export const paperText = (paper: FinishedPaper): string => paper.lines.map(lineText).join("\n").trimEnd();

/** A picture of what was decoded: from the printer's side, not from the document's. */
export function paperSvg(paper: FinishedPaper): string {
  const width = paper.columns * dotsPerColumn;
  let y = lineDots;
  let drawn = "";
  for (const line of paper.lines) {
    if (line.kind === "qr") {
      const { path, dots } = qrPath(line.data);
      drawn += `<path transform="translate(${String(Math.floor((width - dots) / 2))},${String(y)})" d="${path}"/>`;
      y += dots;
      continue;
    }
    const height = lineDots * line.cells.reduce((most, cell) => Math.max(most, cell.style.scaleY), 1);
    y += height;
    for (const cell of line.cells) drawn += cellSvg(cell, y);
  }
  const size = `${String(width)} ${String(y + lineDots)}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${String(width)}">` +
    `<rect width="100%" height="100%" fill="#fff"/>` +
    `<g font-family="monospace" font-size="22" fill="#000" lang="zh-Hans">${drawn}</g></svg>\n`
  );
}

function cellSvg(cell: Cell, y: number): string {
  const { scaleX, scaleY, bold } = cell.style;
  const place = `translate(${String(cell.column * dotsPerColumn)},${String(y)}) scale(${String(scaleX)},${String(scaleY)})`;
  const weight = bold ? ' font-weight="bold"' : "";
  if (cell.glyph !== undefined) return `<path transform="${place}" d="${glyphPath(cell.glyph)}"/>`;
  return cell.text === " " ? "" : `<text transform="${place}"${weight}>${xml(cell.text)}</text>`;
}

/** The text's baseline lies three dots above the lower edge of its square. */
function glyphPath(glyph: Glyph): string {
  let path = "";
  for (let x = 0; x < glyphDots; x++)
    for (let y = 0; y < glyphDots; y++)
      if (isDotDark(glyph, x, y)) path += `M${String(x)},${String(y - glyphDots + 3)}h1v1h-1z`;
  return path;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const xml = (text: string): string => text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign);

function qrPath(data: string): { path: string; dots: number } {
  const rows = receiptline.qrcode.generate({ data, type: "qrcode", cell: qrCellDots, level: "m" });
  const cell = String(qrCellDots);
  let path = "";
  rows.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark === 1)
        path += `M${String(x * qrCellDots)},${String(y * qrCellDots)}h${cell}v${cell}h-${cell}z`;
    });
  });
  return { path, dots: rows.length * qrCellDots };
}
