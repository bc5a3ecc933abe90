import { fail, ok, type Result } from "../hardware/result.ts";
import { hex, sameBytes } from "./bytes.ts";

/*
 * Two readers of what a card calls TLV. Both are strict and bounded, because a card is hostile input:
 * every byte must belong to something, nothing runs past the end.
 */

/** What was expected where the bytes stopped making sense. */
export type TlvFault = { readonly expected: string };

export const maxDepth = 8;
export const maxLength = 64 * 1024;
const maxTagBytes = 4;
const maxLengthBytes = 3;
/** A 64 KiB answer of two-byte nodes is 32 768 nodes; no card we read comes near this. */
const maxNodes = 4096;

/** Takes exactly one record `tag len value` (one byte each for tag and length; default card section 1). */
export function readRecordTlv(bytes: Uint8Array, tag: number): Result<Uint8Array, TlvFault> {
  if (bytes[0] !== tag) return fail({ expected: `tag ${hex(Uint8Array.of(tag))}` });
  if (bytes[1] !== bytes.length - 2) return fail({ expected: "a length that ends with the record" });
  return ok(bytes.slice(2));
}

export type TlvNode = {
  /** Upper-case hex, 1 to 4 bytes. */
  readonly tag: string;
  readonly value: Uint8Array;
  /** Of a constructed tag. */
  readonly children?: readonly TlvNode[];
};

/** BER-TLV (ISO/IEC 7816-4 5.2.2), definite lengths, at most 8 deep, 64 KiB, 4 tag and 3 length bytes. */
export function readTlv(bytes: Uint8Array): Result<readonly TlvNode[], TlvFault> {
  if (bytes.length > maxLength) return fail({ expected: "at most 64 KiB" });
  const budget = { nodes: maxNodes };
  return readNodes(bytes, 1, budget);
}

function readNodes(
  bytes: Uint8Array,
  depth: number,
  budget: { nodes: number },
): Result<readonly TlvNode[], TlvFault> {
  if (depth > maxDepth) return fail({ expected: `at most ${String(maxDepth)} levels` });
  const nodes: TlvNode[] = [];
  let at = 0;
  while (at < bytes.length) {
    budget.nodes -= 1;
    if (budget.nodes < 0) return fail({ expected: `at most ${String(maxNodes)} nodes` });
    const head = readHead(bytes, at);
    if (!head.ok) return head;
    const { tagEnd, valueStart, valueEnd } = head.value;
    const tag = hex(bytes.subarray(at, tagEnd));
    const value = bytes.slice(valueStart, valueEnd);
    if (((bytes[at] ?? 0) & 0x20) === 0) nodes.push({ tag, value });
    else {
      const children = readNodes(value, depth + 1, budget);
      if (!children.ok) return children;
      nodes.push({ tag, value, children: children.value });
    }
    at = valueEnd;
  }
  return ok(nodes);
}

type Head = { readonly tagEnd: number; readonly valueStart: number; readonly valueEnd: number };

function readHead(bytes: Uint8Array, at: number): Result<Head, TlvFault> {
  let tagEnd = at + 1;
  if (((bytes[at] ?? 0) & 0x1f) === 0x1f) {
    while (tagEnd < bytes.length && ((bytes[tagEnd] ?? 0) & 0x80) !== 0 && tagEnd - at < maxTagBytes)
      tagEnd += 1;
    tagEnd += 1;
  }
  if (tagEnd - at > maxTagBytes) return fail({ expected: "a tag of at most 4 bytes" });
  const first = bytes[tagEnd];
  if (first === undefined) return fail({ expected: "a length after the tag" });
  if (first === 0x80) return fail({ expected: "a definite length" });

  const more = first < 0x80 ? 0 : first & 0x7f;
  const valueStart = tagEnd + 1 + more;
  if (more > maxLengthBytes) return fail({ expected: "a length of at most 3 bytes" });
  if (valueStart > bytes.length) return fail({ expected: "all bytes of the length" });
  const length =
    more === 0 ? first : bytes.subarray(tagEnd + 1, valueStart).reduce((sum, byte) => sum * 256 + byte, 0);
  const valueEnd = valueStart + length;
  if (valueEnd > bytes.length) return fail({ expected: "a value that ends within its parent" });
  return ok({ tagEnd, valueStart, valueEnd });
}

/** File control information (ISO/IEC 7816-4 table 8): 6F holding the DF name 84 and whatever A5 holds. */
export type Fci = { readonly name: Uint8Array; readonly proprietary: readonly TlvNode[] };

export function readFci(bytes: Uint8Array): Result<Fci, TlvFault> {
  const nodes = readTlv(bytes);
  if (!nodes.ok) return nodes;
  const [fci, ...rest] = nodes.value;
  if (fci?.tag !== "6F" || rest.length > 0) return fail({ expected: "one FCI template 6F" });
  const name = fci.children?.find(({ tag }) => tag === "84");
  if (name === undefined) return fail({ expected: "a DF name 84" });
  const proprietary = fci.children?.find(({ tag }) => tag === "A5");
  return ok({ name: name.value, proprietary: proprietary?.children ?? [] });
}

/** True when the FCI is that of the DF we asked for: a look-alike that answers to a part of a name is not. */
export const fciNames = (fci: Fci, name: Uint8Array): boolean => sameBytes(fci.name, name);
