import { crc32, deflateSync } from "node:zlib";

/** A picture as a canvas gives it: four bytes a pixel. */
type Picture = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

const coloursMost = 256;

/** The picture as a PNG of 256 colours (ISO/IEC 15948, colour type 3): a third of the size, and as good to look at. */
export function smallPng({ width, height, rgba }: Picture): Buffer {
  const { palette, indexOf } = paletteOf(rgba);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = indexOf(binAt(rgba, (y * width + x) * 4));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

type Colour = readonly [red: number, green: number, blue: number];

/** Colours that differ in their last three bits only are one. */
const binAt = (rgba: Uint8Array, at: number): number =>
  (((rgba[at] ?? 0) >> 3) << 10) | (((rgba[at + 1] ?? 0) >> 3) << 5) | ((rgba[at + 2] ?? 0) >> 3);

/** The most frequent colours, each the mean of its bin; what is rarer takes the nearest of them. */
function paletteOf(rgba: Uint8Array): { palette: Colour[]; indexOf(bin: number): number } {
  const sums = new Map<number, [number, number, number, number]>();
  for (let at = 0; at < rgba.length; at += 4) {
    const sum = sums.get(binAt(rgba, at)) ?? [0, 0, 0, 0];
    sums.set(binAt(rgba, at), sum);
    for (const channel of [0, 1, 2] as const) sum[channel] += rgba[at + channel] ?? 0;
    sum[3] += 1;
  }
  const meanOf = ([red, green, blue, count]: [number, number, number, number]): Colour => [
    Math.round(red / count),
    Math.round(green / count),
    Math.round(blue / count),
  ];
  const frequent = [...sums].sort(([, one], [, other]) => other[3] - one[3]).slice(0, coloursMost);
  const palette = frequent.map(([, sum]) => meanOf(sum));
  const known = new Map(frequent.map(([bin], index) => [bin, index]));
  const nearest = (colour: Colour): number => {
    const distances = palette.map((each) =>
      each.reduce((sum, part, channel) => sum + (part - (colour[channel] ?? 0)) ** 2, 0),
    );
    return distances.indexOf(Math.min(...distances));
  };
  return {
    palette,
    indexOf(bin) {
      const found = known.get(bin) ?? nearest(meanOf(sums.get(bin) ?? [0, 0, 0, 1]));
      known.set(bin, found);
      return found;
    },
  };
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}
