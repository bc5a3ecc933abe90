import { readHistorical, type Historical } from "./atr-historical.ts";
import { timingOf, type AtrTiming, type InterfaceByte } from "./atr-timing.ts";
import { hex } from "./bytes.ts";

/** What an ATR says (ISO/IEC 7816-3 section 8). Tolerant: what is odd is a warning, never a failure. */
export type Atr = {
  /** Upper-case hex, whole. */
  readonly atr: string;
  /** By TS: how bits stand for levels on the wire. */
  readonly convention: "direct" | "inverse" | "unknown";
  /** Transmission protocols offered, e.g. [0]; the first is the card's preference. */
  readonly protocols: readonly number[];
  /** `TA1`, `TB1`, ... in their order; upper-case hex. */
  readonly interfaceBytes: readonly (readonly [name: string, value: string])[];
  readonly timing: AtrTiming;
  /** Upper-case hex. */
  readonly historicalBytes: string;
  readonly historical: Historical;
  readonly tck: "absent" | "right" | "wrong" | "missing";
  readonly warnings: readonly AtrWarning[];
  /** Present when the historical bytes are laid out as a social security card's. */
  readonly socialSecurity?: SocialSecurityAtr;
};

type AtrWarning =
  | "empty"
  | "bad-ts"
  | "too-long"
  | "truncated"
  | "trailing-bytes"
  | "tck-wrong"
  /** TA1 names a clock or bit rate that the standard keeps for later. */
  | "fi-di-reserved"
  /** T=15 stands for global bytes and cannot be the first protocol offered. */
  | "t15-first"
  /** Compact-TLV in the historical bytes that does not end where they end. */
  | "historical-malformed";

/** Default card section 1: 13 historical bytes `vendor 2 | COS 3 | maker 2 | city 2 | serial 4`; upper-case hex. */
type SocialSecurityAtr = {
  readonly vendor: string;
  readonly cos: string;
  readonly maker: string;
  /** First four digits of the issuer number. */
  readonly city: string;
  readonly serial: string;
};

const maxAtrLength = 33;
const globalBytes = 15;

/** Reads any ATR; an empty one is that of a mute card. */
export function readAtr(bytes: Uint8Array): Atr {
  const warnings: AtrWarning[] = [];
  if (bytes.length === 0) warnings.push("empty");
  else if (bytes[0] !== 0x3b && bytes[0] !== 0x3f) warnings.push("bad-ts");
  if (bytes.length > maxAtrLength) warnings.push("too-long");

  const { given, offered, end, truncated } = readInterfaceBytes(bytes);
  const count = (bytes[1] ?? 0) & 0x0f;
  const historicalBytes = bytes.slice(end, end + count);
  if (bytes.length > 0 && (truncated || historicalBytes.length < count)) warnings.push("truncated");

  const after = end + historicalBytes.length;
  const tck = checkTck(bytes, after, offered);
  if (tck === "wrong") warnings.push("tck-wrong");
  if (tck === "missing" && !warnings.includes("truncated")) warnings.push("truncated");
  if (bytes.length > after + (tck === "absent" ? 0 : 1)) warnings.push("trailing-bytes");

  const timing = timingOf(given);
  if (timing.fi === undefined || timing.di === undefined) warnings.push("fi-di-reserved");
  if (offered[0] === globalBytes) warnings.push("t15-first");
  const layout = socialSecurityLayout(bytes, historicalBytes);
  // The chip vendor's number begins with 00, which only looks like the category of a compact-TLV.
  const historical: Historical =
    layout === undefined
      ? readHistorical(historicalBytes)
      : { kind: "social-security", objects: [], malformed: false };
  if (historical.malformed) warnings.push("historical-malformed");
  const protocols = [...new Set(offered)].filter((protocol) => protocol !== globalBytes);

  return {
    atr: hex(bytes),
    convention: bytes[0] === 0x3b ? "direct" : bytes[0] === 0x3f ? "inverse" : "unknown",
    // Without TD1 the card speaks T=0.
    protocols: protocols.length > 0 ? protocols : [0],
    interfaceBytes: given.map(({ letter, index, value }) => [
      `T${letter}${String(index)}`,
      hex(Uint8Array.of(value)),
    ]),
    timing,
    historicalBytes: hex(historicalBytes),
    historical,
    tck,
    warnings,
    ...(layout === undefined ? {} : { socialSecurity: layout }),
  };
}

function readInterfaceBytes(bytes: Uint8Array) {
  const given: InterfaceByte[] = [];
  /** What each TD names, T=15 and repetitions included. */
  const offered: number[] = [];
  let present = (bytes[1] ?? 0) >> 4;
  let at = 2;
  let truncated = bytes.length < 2;
  // Each round reads at least one byte or is the last, and an ATR is short.
  for (let index = 1; present !== 0 && index <= maxAtrLength; index += 1) {
    let next = 0;
    const protocol = offered.at(-1) ?? 0;
    for (const [bit, letter] of (["A", "B", "C", "D"] as const).entries()) {
      if ((present & (1 << bit)) === 0) continue;
      const value = bytes[at];
      if (value === undefined) {
        truncated = true;
        continue;
      }
      at += 1;
      given.push({ index, letter, value, protocol });
      if (letter === "D") {
        next = value >> 4;
        offered.push(value & 0x0f);
      }
    }
    present = next;
  }
  return { given, offered, end: at, truncated };
}

/** TCK makes the XOR of all bytes after TS zero; it is absent when only T=0 is offered. */
function checkTck(bytes: Uint8Array, at: number, offered: readonly number[]): Atr["tck"] {
  if (offered.every((protocol) => protocol === 0)) return "absent";
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
