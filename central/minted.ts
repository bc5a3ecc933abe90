import { sha256 } from "./answers.ts";

/**
 * The id of an operation that the centre begins by itself: a UUIDv7 made of the time and of what it follows
 * from, so that the same cause never begins two.
 */
export function mintedOpId(nowMs: number, cause: string): string {
  const time = nowMs.toString(16).padStart(12, "0");
  const hash = sha256(`${time} ${cause}`);
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${hash.slice(0, 3)}`,
    `${variant}${hash.slice(4, 7)}`,
    hash.slice(7, 19),
  ].join("-");
}
