import { hex } from "./bytes.ts";

/** What the historical bytes say (ISO/IEC 7816-4, 8.1.1). */
export type Historical = {
  /** The category indicator byte, upper-case hex; absent where there are no historical bytes. */
  readonly category?: string;
  readonly kind: "social-security" | "none" | "compact-tlv" | "dir-reference" | "reserved" | "proprietary";
  /** Compact-TLV data objects in their order. */
  readonly objects: readonly CompactTlv[];
  /** The status indicator: in category 00 the last three bytes, in category 80 an object 8. */
  readonly status?: { readonly life?: string; readonly statusWord?: string };
  /** Category 10: which record of EF.DIR. */
  readonly dirReference?: string;
  /** True where an object runs past the end. */
  readonly malformed: boolean;
};

type CompactTlv = {
  /** One hex digit. */
  readonly tag: string;
  /** Upper-case hex, as much as came. */
  readonly value: string;
  readonly name: string;
};

const names: Readonly<Record<string, string>> = {
  "1": "country code",
  "2": "issuer identification number",
  "3": "card service data",
  "4": "initial access data",
  "5": "card issuer's data",
  "6": "pre-issuing data",
  "7": "card capabilities",
  "8": "status indicator",
  F: "application identifier",
};

export function readHistorical(bytes: Uint8Array): Historical {
  const [first] = bytes;
  if (first === undefined) return { kind: "none", objects: [], malformed: false };
  const category = hex(bytes.subarray(0, 1));
  const rest = bytes.subarray(1);
  if (first === 0x00) {
    const mandatory = rest.length >= 3;
    const read = readCompact(mandatory ? rest.subarray(0, -3) : rest);
    const [life, statusWord] = [hex(rest.subarray(-3, -2)), hex(rest.subarray(-2))];
    return {
      category,
      kind: "compact-tlv",
      ...read,
      ...(mandatory ? { status: { life, statusWord } } : { malformed: true }),
    };
  }
  if (first === 0x80) {
    const read = readCompact(rest);
    const said = read.objects.find(({ tag }) => tag === "8")?.value;
    return { category, kind: "compact-tlv", ...read, ...(said === undefined ? {} : statusOf(said)) };
  }
  if (first === 0x10)
    return {
      category,
      kind: "dir-reference",
      objects: [],
      dirReference: hex(rest.subarray(0, 1)),
      malformed: rest.length < 1,
    };
  const kind = first > 0x80 && first <= 0x8f ? "reserved" : "proprietary";
  return { category, kind, objects: [], malformed: false };
}

/** One byte is the life, two the status word, three both. */
function statusOf(value: string): Pick<Historical, "status"> {
  switch (value.length) {
    case 2:
      return { status: { life: value } };
    case 4:
      return { status: { statusWord: value } };
    case 6:
      return { status: { life: value.slice(0, 2), statusWord: value.slice(2) } };
    default:
      return {};
  }
}

function readCompact(bytes: Uint8Array): {
  readonly objects: readonly CompactTlv[];
  readonly malformed: boolean;
} {
  const objects: CompactTlv[] = [];
  let at = 0;
  // Each round takes one byte at least, of fifteen at most.
  while (at < bytes.length) {
    const head = bytes[at] ?? 0;
    const end = at + 1 + (head & 0x0f);
    const tag = (head >> 4).toString(16).toUpperCase();
    objects.push({ tag, value: hex(bytes.subarray(at + 1, end)), name: names[tag] ?? "unknown" });
    if (end > bytes.length) return { objects, malformed: true };
    at = end;
  }
  return { objects, malformed: false };
}
