import { execFile } from "node:child_process";
import { glyphDots, glyphOf, type Glyph } from "./glyph.ts";
import { readGrayPng } from "./gray-png.ts";

/** Pictures of characters that the printer's font lacks. What it cannot draw is absent: that is said on the paper. */
export type GlyphSource = (characters: readonly string[]) => Promise<ReadonlyMap<string, Glyph>>;

/** Debian fonts-noto-cjk; the third face of the collection draws the forms of mainland China. */
const notoCjk = { file: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", face: 2 } as const;
const timeoutMs = 3_000;
/** A name has no more rare characters than this; what is beyond is marked as missing. */
const charactersMost = 16;
/** In 256ths: thin strokes survive at 24 dots. */
const darkBelow = 150;
/** Ascent, descent and gap that put the em square into 24 dots exactly. */
const extents = "21,3,0";

/**
 * Draws with HarfBuzz's own tools (Debian libharfbuzz-bin): no browser and no native module. Each character is
 * drawn once in the life of this source. Without tools or font, nothing is drawn.
 */
export function harfbuzzGlyphs(
  font: { readonly file: string; readonly face: number } = notoCjk,
): GlyphSource {
  const drawn = new Map<string, Glyph | undefined>();
  const fontWords = [`--font-file=${font.file}`, `--face-index=${String(font.face)}`];

  /** A font answers glyph 0 for what it lacks and would draw an empty box. */
  async function hasAll(codePoint: string): Promise<boolean> {
    const words = ["--no-clusters", "--no-positions", "--no-glyph-names", codePoint];
    const out = await run("hb-shape", [...fontWords, ...words]);
    return /^\[[1-9]\d*\]\s*$/.test(out?.toString("latin1") ?? "");
  }
  async function draw(character: string): Promise<Glyph | undefined> {
    const codePoint = `--unicodes=${character.codePointAt(0)?.toString(16) ?? ""}`;
    if (!(await hasAll(codePoint))) return undefined;
    const looks = [`--font-size=${String(glyphDots)}`, `--font-extents=${extents}`, "--margin=0"];
    const png = await run("hb-view", [...fontWords, ...looks, "--output-format=png", codePoint]);
    const picture = png === undefined ? undefined : readGrayPng(png);
    if (picture?.height !== glyphDots || picture.width > glyphDots) return undefined;
    const { width, levels } = picture;
    const left = (glyphDots - width) >> 1;
    return glyphOf((x, y) => {
      const column = x - left;
      return column >= 0 && column < width && (levels[y * width + column] ?? 255) < darkBelow;
    });
  }

  return async (characters) => {
    const found = new Map<string, Glyph>();
    for (const character of characters.slice(0, charactersMost)) {
      if (!drawn.has(character)) drawn.set(character, await draw(character));
      const glyph = drawn.get(character);
      if (glyph !== undefined) found.set(character, glyph);
    }
    return found;
  };
}

/** Undefined when the tool is not there, fails or takes too long. */
function run(tool: string, words: readonly string[]): Promise<Buffer | undefined> {
  return new Promise((done) => {
    const options = { encoding: "buffer", timeout: timeoutMs, killSignal: "SIGKILL" } as const;
    execFile(tool, words, options, (error, stdout) => {
      done(error === null ? stdout : undefined);
    });
  });
}
