import { fail, ok, type Result } from "../hardware/result.ts";
import { excerpt, hex, sameBytes } from "./bytes.ts";

/*
 * Readers of what a card calls TLV, all bounded, because a card is hostile input. What code relies on is read
 * strictly: every byte must belong to something, nothing runs past the end. The lenient reader is for looking
 * only: it goes on where it can and says what was odd.
 */

/** What was expected where the bytes stopped making sense. */
type TlvFault = { readonly expected: string };

export const maxDepth = 8;
const maxLength = 64 * 1024;
const maxTagBytes = 4;
const maxLengthBytes = 3;
/** A 64 KiB answer of two-byte nodes is 32 768 nodes; no card we read comes near this. */
const maxNodes = 4096;
/** Enough to see that something is wrong. */
const maxOddities = 16;

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

/** What a lenient reading found, and where it had to look away; `oddities` are in the order of the bytes. */
type Lenient = { readonly nodes: readonly TlvNode[]; readonly oddities: readonly string[] };

/**
 * BER-TLV as cards have it in the field: 00 and FF between objects are fill, a value that runs past its parent
 * ends with it, and a constructed value that is none is left as it is. Same limits as the strict reader.
 */
export function readTlvLeniently(bytes: Uint8Array): Lenient {
  const oddities: string[] = [];
  const budget = { nodes: maxNodes };
  const read = (part: Uint8Array, depth: number): readonly TlvNode[] => {
    const nodes: TlvNode[] = [];
    let at = 0;
    while (at < part.length) {
      if (part[at] === 0x00 || part[at] === 0xff) {
        at += 1;
        continue;
      }
      budget.nodes -= 1;
      const head = budget.nodes < 0 ? fail({ expected: "fewer nodes" }) : readHead(part, at, "clipped");
      if (!head.ok) {
        oddities.push(`${head.fault.expected} was expected, ${excerpt(part.subarray(at))} was left unread`);
        return nodes;
      }
      const { tagEnd, valueStart, valueEnd } = head.value;
      const tag = hex(part.subarray(at, tagEnd));
      if (valueEnd > part.length) oddities.push(`${tag} runs past its parent`);
      const value = part.slice(valueStart, valueEnd);
      const constructed = ((part[at] ?? 0) & 0x20) !== 0;
      if (constructed && depth === maxDepth) oddities.push(`${tag} lies too deep`);
      nodes.push(
        constructed && depth < maxDepth ? { tag, value, children: read(value, depth + 1) } : { tag, value },
      );
      at = valueEnd;
    }
    return nodes;
  };
  if (bytes.length > maxLength) oddities.push("more than 64 KiB: the rest was left unread");
  const nodes = read(bytes.subarray(0, maxLength), 1);
  return { nodes, oddities: oddities.slice(0, maxOddities) };
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

function readHead(bytes: Uint8Array, at: number, end: "whole" | "clipped" = "whole"): Result<Head, TlvFault> {
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
  if (valueEnd > bytes.length && end === "whole")
    return fail({ expected: "a value that ends within its parent" });
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
