/** A character as a picture, as wide as a Chinese character of the printer's own font: 24 by 24 dots. Pure. */
export const glyphDots = 24;
const bytesPerColumn = glyphDots / 8;

/** Column by column from the left, three bytes each, the highest dot in the highest bit: as ESC * wants them. */
export type Glyph = Uint8Array;
export const glyphBytes = glyphDots * bytesPerColumn;

/** `isDark` is asked for each dot, counted from the upper left. */
export function glyphOf(isDark: (x: number, y: number) => boolean): Glyph {
  const glyph = new Uint8Array(glyphBytes);
  for (let x = 0; x < glyphDots; x++)
    for (let y = 0; y < glyphDots; y++)
      if (isDark(x, y)) {
        const at = x * bytesPerColumn + (y >> 3);
        glyph[at] = (glyph[at] ?? 0) | (0x80 >> (y & 7));
      }
  return glyph;
}

export const isDotDark = (glyph: Glyph, x: number, y: number): boolean =>
  ((glyph[x * bytesPerColumn + (y >> 3)] ?? 0) & (0x80 >> (y & 7))) !== 0;

/**
 * ESC * 33: a band of 24 dots inside a line of text, `wide` columns for each of the glyph's. One character is one
 * band of 77 bytes at most 8 times that, so that an empty roll never stands in the middle of a long picture.
 */
export function glyphCommand(glyph: Glyph, wide: number): Uint8Array {
  const columns: number[] = [];
  for (let x = 0; x < glyphDots; x++)
    for (let copy = 0; copy < wide; copy++)
      columns.push(...glyph.subarray(x * bytesPerColumn, (x + 1) * bytesPerColumn));
  const count = glyphDots * wide;
  return Uint8Array.from([0x1b, 0x2a, 33, count & 0xff, count >> 8, ...withoutRealTime(columns)]);
}

/** A printer obeys DLE EOT, DLE ENQ and DLE DC4 also inside a picture: one more dot makes another byte of the DLE. */
function withoutRealTime(bytes: readonly number[]): number[] {
  return bytes.map((byte, at) => {
    const next = bytes[at + 1];
    // The last byte stands before text that we do not know here.
    const dangerous = next === undefined || next === 0x04 || next === 0x05 || next === 0x14;
    return byte === 0x10 && dangerous ? 0x18 : byte;
  });
}
