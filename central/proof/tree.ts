import { createHash } from "node:crypto";

/** The Merkle tree of RFC 9162 section 2.1 over entries that are never changed; hashes are 32 bytes. */
export type Hash = Uint8Array;

const hashOf = (...parts: readonly Uint8Array[]): Hash => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The hash of a tree without entries. */
export const emptyRoot: Hash = hashOf();
export const leafHash = (entry: Uint8Array): Hash => hashOf(leafPrefix, entry);
const nodeHash = (left: Hash, right: Hash): Hash => hashOf(nodePrefix, left, right);

/** Leaves of one block, whose root is kept so that a proof need not read what is long past. */
export const blockLeaves = 256;

/** Where the tree's hashes lie. */
export type Hashes = {
  /** Leaf hashes of the entries from `from` (0 is the first) up to before `to`, at most one block. */
  readonly leaves: (from: number, to: number) => Promise<readonly Hash[]>;
  /** The root of a whole block, by its number. */
  readonly block: (n: number) => Promise<Hash>;
};

/** The largest power of two below n (n at least 2). */
function splitOf(n: number): number {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

function rootOf(leaves: readonly Hash[]): Hash {
  const [only] = leaves;
  if (only === undefined) return emptyRoot;
  if (leaves.length === 1) return only;
  const split = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

/** MTH of the entries from `from` up to before `to`, where `from` begins a subtree. */
async function subtree(hashes: Hashes, from: number, to: number): Promise<Hash> {
  const size = to - from;
  if (size === blockLeaves && from % blockLeaves === 0) return hashes.block(from / blockLeaves);
  if (size <= blockLeaves) return rootOf(await hashes.leaves(from, to));
  const split = from + splitOf(size);
  return nodeHash(await subtree(hashes, from, split), await subtree(hashes, split, to));
}

/** The root of a block from its leaves, to be kept. */
export const blockRoot = rootOf;

/** The root of the first `size` entries. */
export const treeRoot = (hashes: Hashes, size: number): Promise<Hash> =>
  size === 0 ? Promise.resolve(emptyRoot) : subtree(hashes, 0, size);

/** PATH(m, D_n) of section 2.1.3.1: that entry `index` is in the tree of `size`; from the leaf upward. */
export async function inclusionProof(hashes: Hashes, index: number, size: number): Promise<Hash[]> {
  const path: Hash[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const split = from + splitOf(to - from);
    if (index < split) {
      path.unshift(await subtree(hashes, split, to));
      to = split;
    } else {
      path.unshift(await subtree(hashes, from, split));
      from = split;
    }
  }
  return path;
}

/** PROOF(m, D_n) of section 2.1.4.1: that the tree of `earlier` is the beginning of the tree of `size`. */
export async function consistencyProof(hashes: Hashes, earlier: number, size: number): Promise<Hash[]> {
  if (earlier === size || earlier === 0) return [];
  const proof: Hash[] = [];
  let [from, to] = [0, size];
  // True while what remains of the earlier tree began at the first entry: its root is known to who asks.
  let isWhole = true;
  while (earlier < to) {
    const split = from + splitOf(to - from);
    if (earlier <= split) {
      proof.unshift(await subtree(hashes, split, to));
      to = split;
    } else {
      proof.unshift(await subtree(hashes, from, split));
      from = split;
      isWhole = false;
    }
  }
  if (!isWhole) proof.unshift(await subtree(hashes, from, to));
  return proof;
}

const same = (a: Hash | undefined, b: Hash): boolean => a !== undefined && Buffer.compare(a, b) === 0;

/** Section 2.1.3.2. */
export function provesInclusion(
  leaf: Hash,
  index: number,
  size: number,
  path: readonly Hash[],
  root: Hash,
): boolean {
  if (index >= size) return false;
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const sibling of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else hash = nodeHash(hash, sibling);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && same(hash, root);
}

/** Section 2.1.4.2. */
export function provesConsistency(
  earlier: { readonly size: number; readonly root: Hash },
  later: { readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
): boolean {
  if (earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && same(earlier.root, later.root);
  if (earlier.size === 0) return proof.length === 0;
  const isPower = Number.isInteger(Math.log2(earlier.size));
  const [first, ...rest] = isPower ? [earlier.root, ...proof] : proof;
  if (first === undefined) return false;
  let [fn, sn] = [earlier.size - 1, later.size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let [old, grown] = [first, first];
  for (const hash of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      old = nodeHash(hash, old);
      grown = nodeHash(hash, grown);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else grown = nodeHash(grown, hash);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && same(old, earlier.root) && same(grown, later.root);
}
