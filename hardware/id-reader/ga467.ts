/**
 * The frames of a resident ID-card reader (GA 467, serial 115200 8N1). Pure.
 * AA AA AA 96 69 | length, two bytes | payload | check byte. The length counts payload and check byte; the check
 * byte is the exclusive or of the length and the payload. A question's payload begins with two command bytes, an
 * answer's with 00 00 and SW3.
 */
const head = [0xaa, 0xaa, 0xaa, 0x96, 0x69] as const;
const lengthEnd = head.length + 2;
/** Two payload bytes and the check byte. */
const lengthLeast = 3;
/** The longest answer (read with fingerprints) has 090Ah; what claims more is no frame. */
const lengthMost = 0x0a00;

export type Ga467Piece =
  | { readonly kind: "frame"; readonly payload: Uint8Array }
  /** A head with a length or a check byte that cannot be; the search went on inside it. */
  | { readonly kind: "broken"; readonly why: "length" | "check-byte" };

interface Ga467Framer {
  /** Gives what became complete; keeps at most one unfinished frame. */
  feed(bytes: Uint8Array): Ga467Piece[];
  /** Forgets an unfinished frame and overwrites it: it may hold half a person. */
  reset(): void;
}

export function ga467Frame(payload: readonly number[] | Uint8Array): Uint8Array {
  const length = payload.length + 1;
  if (length < lengthLeast || length > lengthMost) throw new Error("a frame has bounds");
  const body = [length >> 8, length & 0xff, ...payload];
  return Uint8Array.from([...head, ...body, body.reduce((sum, byte) => sum ^ byte, 0)]);
}

/** Resynchronises at the next byte that may begin a head, so that rubbish never costs a whole frame after it. */
export function ga467Framer(): Ga467Framer {
  const open = new Uint8Array(lengthEnd + lengthMost);
  let filled = 0;

  function drop(count: number): void {
    open.copyWithin(0, count, filled);
    open.fill(0, filled - count, filled);
    filled -= count;
  }
  /** Bytes that cannot be part of a head go; a head cut off at the end may become one. */
  function seek(): void {
    let start = 0;
    const fits = (): boolean => head.every((byte, at) => start + at >= filled || open[start + at] === byte);
    while (start < filled && !fits()) start++;
    if (start > 0) drop(start);
  }
  function take(): Ga467Piece | undefined {
    seek();
    if (filled < lengthEnd) return undefined;
    const length = ((open[head.length] ?? 0) << 8) | (open[head.length + 1] ?? 0);
    if (length < lengthLeast || length > lengthMost) {
      drop(1);
      return { kind: "broken", why: "length" };
    }
    const end = lengthEnd + length;
    if (filled < end) return undefined;
    let sum = 0;
    for (let at = head.length; at < end; at++) sum ^= open[at] ?? 0;
    if (sum !== 0) {
      drop(1);
      return { kind: "broken", why: "check-byte" };
    }
    const payload = open.slice(lengthEnd, end - 1);
    drop(end);
    return { kind: "frame", payload };
  }

  return {
    feed(bytes) {
      const pieces: Ga467Piece[] = [];
      let fed = 0;
      while (fed < bytes.length) {
        const chunk = bytes.subarray(fed, fed + open.length - filled);
        open.set(chunk, filled);
        filled += chunk.length;
        fed += chunk.length;
        for (let piece = take(); piece !== undefined; piece = take()) pieces.push(piece);
      }
      return pieces;
    },
    reset() {
      open.fill(0);
      filled = 0;
    },
  };
}
