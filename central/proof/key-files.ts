import { z } from "zod";
import { madeOnce } from "../made-once.ts";
import type { KeyRing } from "./key-ring.ts";

const ringFile = z.object({
  /** Seals what is written from now on. */
  current: z.string().regex(/^[\w-]{1,16}$/),
  /** 32 bytes each in base64; older ones open what they sealed. */
  keys: z.record(z.string().regex(/^[\w-]{1,16}$/), z.base64()),
});

/** A ring with one new key. `random32`: 32 random bytes. */
export const newRing = (random32: () => Uint8Array): KeyRing => ({
  current: "k1",
  keys: new Map([["k1", random32()]]),
});

/** The ring in this file, made with mode 0600 when absent. Without it nobody reads the personal fields again. */
export function ringIn(file: string, random32: () => Uint8Array): KeyRing {
  const fresh = newRing(random32);
  const keys = Object.fromEntries(
    [...fresh.keys].map(([id, key]) => [id, Buffer.from(key).toString("base64")]),
  );
  const text = madeOnce(file, () => JSON.stringify({ current: fresh.current, keys }));
  const read = ringFile.parse(JSON.parse(text));
  const ring = new Map(
    Object.entries(read.keys).map(([id, key]) => [id, Uint8Array.from(Buffer.from(key, "base64"))]),
  );
  const broken = [...ring].find(([, key]) => key.length !== 32);
  if (broken !== undefined || !ring.has(read.current)) throw new Error(`${file}: not a ring of 32-byte keys`);
  return { current: read.current, keys: ring };
}
