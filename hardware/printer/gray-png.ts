import { inflateSync } from "node:zlib";

/** Eight-bit grayscale, not interlaced: what hb-view draws. Everything else is refused. */
type GrayPicture = { readonly width: number; readonly height: number; readonly levels: Uint8Array };

const signature = Buffer.from("89504e470d0a1a0a", "hex");
const sideMost = 256;

export function readGrayPng(png: Buffer): GrayPicture | undefined {
  if (!png.subarray(0, 8).equals(signature) || png.length < 33) return undefined;
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (width > sideMost || height > sideMost) return undefined;
  // Bit depth 8, colour type 0, deflate, adaptive filters, no interlace.
  if (png.subarray(24, 29).toString("hex") !== "0800000000") return undefined;
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const stride = width + 1;
  const rows = inflateSync(Buffer.concat(parts), { maxOutputLength: sideMost * (sideMost + 1) });
  if (rows.length !== stride * height) return undefined;
  const levels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? (levels[y * width + x - 1] ?? 0) : 0;
      const up = y > 0 ? (levels[(y - 1) * width + x] ?? 0) : 0;
      const upLeft = x > 0 && y > 0 ? (levels[(y - 1) * width + x - 1] ?? 0) : 0;
      const guess = guessed(rows[y * stride] ?? 0, left, up, upLeft);
      if (guess === undefined) return undefined;
      levels[y * width + x] = ((rows[y * stride + 1 + x] ?? 0) + guess) & 0xff;
    }
  return { width, height, levels };
}

/** PNG's filters 0 to 4: none, left, up, average, Paeth. */
function guessed(filter: number, left: number, up: number, upLeft: number): number | undefined {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const estimate = left + up - upLeft;
      const [byLeft, byUp, byUpLeft] = [left, up, upLeft].map((level) => Math.abs(estimate - level));
      if ((byLeft ?? 0) <= (byUp ?? 0) && (byLeft ?? 0) <= (byUpLeft ?? 0)) return left;
      return (byUp ?? 0) <= (byUpLeft ?? 0) ? up : upLeft;
    }
    default:
      return undefined;
  }
}
