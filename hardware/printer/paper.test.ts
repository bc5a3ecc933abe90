import { expect, test } from "vitest";
import { escapeText, missing, setPaper } from "./paper.ts";
import { paperSvg, paperText } from "./virtual-paper.ts";
import { virtualPrinter } from "./virtual-printer.ts";

/** Holder and card: default card 1, invented. */
const certificate = [
  "^^^社会保障卡业务凭证^^^",
  "Social security card certificate",
  "-",
  "{width:14,*}",
  `|业务 |${escapeText("临时挂失 (freeze)")} |`,
  `|姓名 |${escapeText("赵*禾")} |`,
  `|社会保障号码 |${escapeText("371702********9972")} |`,
  `|金额 |${escapeText("¥12.50")} |`,
  "{width:auto}",
  "{border:line; width:*,16}",
  "|卡片状态 |已冻结|",
  "-",
  "|中心状态 |临时挂失|",
  "{border:space; width:auto}",
  `{code:${escapeText("https://hall.example/c/3717-000001?x=1;y:2")}; option:qrcode,4,m}`,
  "|left |",
  "| right|",
].join("\n");

function printed(bytes: Uint8Array) {
  const printer = virtualPrinter();
  printer.receive(bytes);
  const papers = printer.takePapers();
  return { papers, report: printer.report(), text: papers.map(paperText).join("\n---\n") };
}

test("what a printer decodes from the bytes is the text, line by line", () => {
  const paper = setPaper(certificate);
  const { papers, report, text } = printed(paper.bytes);
  expect(report.unknown).toEqual({});
  expect(papers).toHaveLength(1);
  expect(text).toBe(paper.text);
  expect(paper.unprintable).toEqual([]);
  expect(text).toContain("社会保障卡业务凭证\n");
  expect(text).toContain("姓名           赵*禾");
  expect(text).toContain("金额           ￥12.50");
  expect(text).toContain("[QR https://hall.example/c/3717-000001?x=1;y:2]");
});

test("bytes begin with ESC @, end with one cut, and ask the printer nothing", () => {
  const bytes = Buffer.from(setPaper(certificate).bytes).toString("latin1");
  expect(bytes.startsWith("\x1b@")).toBe(true);
  expect(bytes.endsWith("\x1dVB\x00")).toBe(true);
  expect(bytes.match(/\x1dV/g)).toHaveLength(1);
  expect(bytes).not.toMatch(/\x1da|\x1dr|\x1d8L|\x1dv0|\x10[\x04\x05\x14]/);
  expect(bytes).toContain("\x1d(k");
});

test("the same document gives the same picture, with the same words", () => {
  const { svg } = setPaper(certificate);
  expect(setPaper(certificate).svg).toBe(svg);
  expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
  for (const character of "赵禾冻结") expect(svg).toContain(`>${character}<`);
});

test("the picture of the decoded paper is whole, with the QR code drawn", () => {
  const { papers } = printed(setPaper(certificate).bytes);
  const [paper] = papers;
  const svg = paper === undefined ? "" : paperSvg(paper);
  expect(svg).toMatch(/^<svg .*<path .*<\/svg>\n$/s);
  expect(svg).toContain(">禾<");
});

test.each([
  ["a rare name", "𠮷", ["𠮷"]],
  ["an extension A character", "㙍", ["㙍"]],
  ["an emoji", "😀", ["😀"]],
  ["each character once", "㙍𠮷㙍", ["㙍", "𠮷"]],
  ["a private character", "\ue000", ["\ue000"]],
  ["a name with a middle dot", "阿依丁·买合木提江", []],
  ["a character of GBK that GB2312 lacks", "镕", []],
])("%s: what GBK lacks is reported, not printed as digits", (_name, text, unprintable) => {
  const paper = setPaper(`|${escapeText(text)} |`);
  expect(paper.unprintable).toEqual(unprintable);
  expect(printed(paper.bytes)).toMatchObject({ text: paper.text, report: { unknown: {} } });
  expect([...paper.text].filter((character) => character === missing)).toHaveLength(
    [...text].filter((character) => unprintable.includes(character)).length,
  );
});

test.each([
  "{code:https://evil.example; option:qrcode}",
  "a|b|c",
  "|{i:iVBORw0KGgo=}|",
  "---",
  "===",
  "back\\slash \\x41 \\n \\",
  '_under_ "bold" `inverse` ^^big^^ ~tilde~',
  "'quotes' <tags> &amp; #;:%",
  "{x:\\x1b@}",
  "^",
])("%s stays text in a column and in a property", (text) => {
  const paper = setPaper(`|${escapeText(text)} |`);
  expect(paper.text).toBe(text);
  expect(printed(paper.bytes).text).toBe(text);
  const words = text.replaceAll(" ", "");
  const qr = setPaper(`{code:${escapeText(words)}; option:qrcode}`);
  expect(qr.text.trim()).toBe(`[QR ${words}]`);
});

test.each([
  ["line ends", "one\ntwo\r\u2028three", "one two  three"],
  ["control bytes", "a\x10\x04\x01\x1b@\x00\x7f\x9bb", "a@b"],
  ["direction marks", "a\u202eb\u200bc", "abc"],
  ["a sign that becomes a semicolon", "a\u037eb", "a;b"],
  ["a sign that becomes a grave accent", "a\u1fefb\u1fefc", "a`b`c"],
  ["a mark that would eat an escape", "|\u0301|", `|${missing}|`],
  ["half a character", "a\ud800b", `a${missing}b`],
])("%s cannot get in", (_name, text, shown) => {
  expect(setPaper(`|${escapeText(text)} |`).text).toBe(shown);
});

test("anything at all stays inside its column and inside printable text", () => {
  let seed = 11;
  const next = (below: number): number =>
    ((seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 8) % below;
  for (let round = 0; round < 300; round++) {
    const text = String.fromCharCode(
      ...Array.from({ length: 12 }, () => next([0x80, 0x80, 0x3000, 0x10000][next(4)] ?? 1)),
    );
    const paper = setPaper(`|before |${escapeText(text)} |\n|after |`);
    const { papers, report, text: decoded } = printed(paper.bytes);
    expect(papers).toHaveLength(1);
    expect(report.unknown).toEqual({});
    expect(decoded).toBe(paper.text);
    expect(decoded.startsWith("before")).toBe(true);
    expect(decoded).toMatch(/\nafter(\n缺字( U\+[0-9A-F]{4,6}){1,5})*$/);
    expect(decoded.includes("缺字")).toBe(paper.unprintable.some((character) => character !== missing));
    expect(paper.svg).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  }
});

test.each([
  ["an image", "{image:iVBORw0KGgo=}"],
  ["a bar code", "{code:123456}"],
  ["a raw command", "{command:\\x1bp0}"],
  ["a cut", "a\n=\nb"],
  ["a QR code of Chinese", "{code:中文; option:qrcode}"],
])("%s is a bug in a document", (_name, markup) => {
  expect(() => setPaper(markup)).toThrow();
});
