import { photoBytesMax, photoHeadBytes } from "./screen.ts";

/** A photo as the page sends it: which frame it answers, and a JPEG of its own (`screen.ts`). */
type SentPhoto = { readonly frameNo: number; readonly jpeg: Uint8Array };

/** A start and an end, and something between them. */
const jpegBytesMin = 64;

/** Nothing that is no JPEG from its first marker to its last, or longer than was agreed. */
export function photoIn(message: Buffer): SentPhoto | undefined {
  const body = message.subarray(photoHeadBytes);
  if (body.length < jpegBytesMin || body.length > photoBytesMax) return undefined;
  const whole = body.readUIntBE(0, 3) === 0xffd8ff && body.readUInt16BE(body.length - 2) === 0xffd9;
  if (!whole) return undefined;
  // A copy of our own, that can be overwritten; what the socket read into is overwritten at once.
  const jpeg = Uint8Array.from(body);
  body.fill(0);
  return { frameNo: message.readUInt32BE(0), jpeg };
}
