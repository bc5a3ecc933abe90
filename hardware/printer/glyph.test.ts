import { expect, test } from "vitest";
import { glyphBytes, glyphCommand, glyphDots, glyphOf, isDotDark } from "./glyph.ts";
import { harfbuzzGlyphs } from "./glyph-source.ts";
import { setPaper, unprintableIn, escapeText } from "./paper.ts";
import { paperSvg, paperText, pictured, type FinishedPaper } from "./virtual-paper.ts";
import { virtualPrinter } from "./virtual-printer.ts";

/** A corner, so that a picture that is turned or mirrored is seen. */
const corner = glyphOf((x, y) => x === 0 || y === 0 || (x > 15 && y > 19));
const drawing = (glyph: Uint8Array): string[] =>
  Array.from({ length: glyphDots }, (_, y) =>
    Array.from({ length: glyphDots }, (_, x) => (isDotDark(glyph, x, y) ? "#" : ".")).join(""),
  );

function printed(bytes: Uint8Array) {
  const printer = virtualPrinter();
  printer.receive(bytes);
  const [paper] = printer.takePapers();
  if (paper === undefined) throw new Error("no paper came out");
  return { paper, text: paperText(paper), report: printer.report() };
}
const glyphsOn = (paper: FinishedPaper): Uint8Array[] =>
  paper.lines.flatMap((line) =>
    line.kind === "text" ? line.cells.flatMap((cell) => (cell.glyph ? [cell.glyph] : [])) : [],
  );

test("a rare name prints as a picture inside its line, and the columns after it stay in place", () => {
  const markup = [`{width:8,10,*}`, `|姓名 |${escapeText("𠮷㙍明")} |后 |`].join("\n");
  expect(unprintableIn(markup)).toEqual(["𠮷", "㙍"]);
  const glyphs = new Map([
    ["𠮷", corner],
    ["㙍", glyphOf((x, y) => x === y)],
  ]);
  const paper = setPaper(markup, 48, glyphs);
  expect(paper).toMatchObject({ drawn: ["𠮷", "㙍"], unprintable: [] });
  expect(paper.text).toContain("姓名     𠮷㙍明");
  const { paper: out, text, report } = printed(paper.bytes);
  expect(report.unknown).toEqual({});
  expect(text).toBe(paper.text.replace(/[𠮷㙍]/gu, pictured));
  expect(glyphsOn(out).map(drawing)).toEqual([...glyphs.values()].map(drawing));
  expect(paperSvg(out)).toContain("M0,-21h1v1h-1z");
});

test("a rare character of double width is drawn twice as wide", () => {
  const paper = setPaper(`^${escapeText("𠮷")}^ |`, 48, new Map([["𠮷", corner]]));
  const { paper: out, report } = printed(paper.bytes);
  expect(report.unknown).toEqual({});
  const cells = out.lines.flatMap((line) => (line.kind === "text" ? line.cells : []));
  expect(cells.find((cell) => cell.glyph)).toMatchObject({ columns: 4, glyph: corner });
});

test("no picture of any kind holds a real-time command", () => {
  const orders = [
    [0x10, 0x04],
    [0x10, 0x05],
    [0x10, 0x14],
  ];
  for (const order of orders)
    for (let at = 0; at + 1 < glyphBytes; at++) {
      const glyph = new Uint8Array(glyphBytes);
      glyph.set(order, at);
      const data = Buffer.from(glyphCommand(glyph, 1)).subarray(5);
      expect(data.includes(Buffer.from(order))).toBe(false);
    }
  const last = new Uint8Array(glyphBytes);
  last[glyphBytes - 1] = 0x10;
  expect(glyphCommand(last, 1).at(-1)).not.toBe(0x10);
});

test("without a picture the mark stands for it, and the paper ends with its number", () => {
  const paper = setPaper(`|${escapeText("𠮷田㙍")} |`);
  expect(paper).toMatchObject({ drawn: [], unprintable: ["𠮷", "㙍"] });
  expect(paper.text).toBe("〓田〓\n缺字 U+20BB7 U+364D");
  expect(printed(paper.bytes).text).toBe(paper.text);
});

test("the font of the house draws rare hanzi and no empty boxes", async () => {
  const draw = harfbuzzGlyphs();
  const glyphs = await draw(["𠮷", "㙍", "\u{30ede}", "\ue000", "\u{2a6d7}", "😀"]);
  // The private character, one of Extension B that the font lacks and the emoji are not drawn.
  expect([...glyphs.keys()]).toEqual(["𠮷", "㙍", "\u{30ede}"]);
  for (const glyph of glyphs.values()) {
    const dark = drawing(glyph).join("").replaceAll(".", "").length;
    expect(dark).toBeGreaterThan(80);
    expect(dark).toBeLessThan(350);
  }
  // 𠮷 is 土 over 口: of its two level strokes the lower one is the longer, which tells it from 吉.
  const rows = drawing(glyphs.get("𠮷") ?? corner);
  const [upper, lower] = [rows.indexOf("...##################..."), rows.indexOf(".######################.")];
  expect(upper).toBeGreaterThan(0);
  expect(lower).toBeGreaterThan(upper);
});

test("without the font nothing is drawn, and nothing breaks", async () => {
  expect((await harfbuzzGlyphs({ file: "/nowhere/font.ttc", face: 0 })(["𠮷"])).size).toBe(0);
});
