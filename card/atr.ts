import { hex } from "./bytes.ts";

/** What an ATR says (ISO/IEC 7816-3 section 8). Tolerant: what is odd is a warning, never a failure. */
export type Atr = {
  /** Upper-case hex, whole. */
  readonly atr: string;
  /** Transmission protocols offered, e.g. [0]. */
  readonly protocols: readonly number[];
  /** `TA1`, `TB1`, ... in their order; upper-case hex. */
  readonly interfaceBytes: readonly (readonly [name: string, value: string])[];
  /** Upper-case hex. */
  readonly historicalBytes: string;
  readonly tck: "absent" | "right" | "wrong" | "missing";
  readonly warnings: readonly AtrWarning[];
  /** Present when the historical bytes are laid out as a social security card's. */
  readonly socialSecurity?: SocialSecurityAtr;
};

export type AtrWarning = "empty" | "bad-ts" | "too-long" | "truncated" | "trailing-bytes" | "tck-wrong";

/** Default card section 1: 13 historical bytes `vendor 2 | COS 3 | maker 2 | city 2 | serial 4`; upper-case hex. */
export type SocialSecurityAtr = {
  readonly vendor: string;
  readonly cos: string;
  readonly maker: string;
  /** First four digits of the issuer number. */
  readonly city: string;
  readonly serial: string;
};

const maxAtrLength = 33;

/** Reads any ATR; an empty one is that of a mute card. */
export function readAtr(bytes: Uint8Array): Atr {
  const warnings: AtrWarning[] = [];
  if (bytes.length === 0) warnings.push("empty");
  else if (bytes[0] !== 0x3b && bytes[0] !== 0x3f) warnings.push("bad-ts");
  if (bytes.length > maxAtrLength) warnings.push("too-long");

  const { interfaceBytes, protocols, end, truncated } = readInterfaceBytes(bytes);
  const count = (bytes[1] ?? 0) & 0x0f;
  const historical = bytes.slice(end, end + count);
  if (bytes.length > 0 && (truncated || historical.length < count)) warnings.push("truncated");

  const after = end + historical.length;
  const tck = checkTck(bytes, after, protocols);
  if (tck === "wrong") warnings.push("tck-wrong");
  if (tck === "missing" && !warnings.includes("truncated")) warnings.push("truncated");
  if (bytes.length > after + (tck === "absent" ? 0 : 1)) warnings.push("trailing-bytes");

  const layout = socialSecurityLayout(bytes, historical);
  return {
    atr: hex(bytes),
    protocols,
    interfaceBytes,
    historicalBytes: hex(historical),
    tck,
    warnings,
    ...(layout === undefined ? {} : { socialSecurity: layout }),
  };
}

function readInterfaceBytes(bytes: Uint8Array) {
  const interfaceBytes: (readonly [string, string])[] = [];
  const protocols: number[] = [];
  let present = (bytes[1] ?? 0) >> 4;
  let at = 2;
  let truncated = bytes.length < 2;
  // Each round reads at least one byte or is the last, and an ATR is short.
  for (let round = 1; present !== 0 && round <= maxAtrLength; round += 1) {
    let next = 0;
    for (const [bit, letter] of ["A", "B", "C", "D"].entries()) {
      if ((present & (1 << bit)) === 0) continue;
      const value = bytes[at];
      if (value === undefined) {
        truncated = true;
        continue;
      }
      at += 1;
      interfaceBytes.push([`T${letter}${String(round)}`, hex(Uint8Array.of(value))]);
      if (letter === "D") {
        next = value >> 4;
        if (!protocols.includes(value & 0x0f)) protocols.push(value & 0x0f);
      }
    }
    present = next;
  }
  // Without TD1 the card speaks T=0.
  return { interfaceBytes, protocols: protocols.length > 0 ? protocols : [0], end: at, truncated };
}

/** TCK makes the XOR of all bytes after TS zero; it is absent when only T=0 is offered. */
function checkTck(bytes: Uint8Array, at: number, protocols: readonly number[]): Atr["tck"] {
  if (protocols.every((protocol) => protocol === 0)) return "absent";
  if (bytes[at] === undefined) return "missing";
  return bytes.slice(1, at + 1).reduce((sum, byte) => sum ^ byte, 0) === 0 ? "right" : "wrong";
}

function socialSecurityLayout(bytes: Uint8Array, historical: Uint8Array): SocialSecurityAtr | undefined {
  const city = hex(historical.slice(7, 9));
  if (!hex(bytes).startsWith("3B6D0000") || historical.length !== 13 || !/^\d{4}$/.test(city))
    return undefined;
  return {
    vendor: hex(historical.slice(0, 2)),
    cos: hex(historical.slice(2, 5)),
    maker: hex(historical.slice(5, 7)),
    city,
    serial: hex(historical.slice(9, 13)),
  };
}
