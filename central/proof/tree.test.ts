import fc from "fast-check";
import { expect, test } from "vitest";
import {
  blockLeaves,
  blockRoot,
  consistencyProof,
  emptyRoot,
  inclusionProof,
  leafHash,
  provesConsistency,
  provesInclusion,
  treeRoot,
  type Hash,
  type Hashes,
} from "./tree.ts";

const hex = (hash: Hash): string => Buffer.from(hash).toString("hex");

function over(entries: readonly Uint8Array[]): Hashes & { readonly asked: number[] } {
  const leaves = entries.map(leafHash);
  const asked: number[] = [];
  const blocks = new Map<number, Hash>();
  return {
    asked,
    leaves: (from, to) => {
      asked.push(to - from);
      return Promise.resolve(leaves.slice(from, to));
    },
    block(n) {
      const root = blocks.get(n) ?? blockRoot(leaves.slice(n * blockLeaves, (n + 1) * blockLeaves));
      blocks.set(n, root);
      return Promise.resolve(root);
    },
  };
}

/** The entries and roots that implementations of Certificate Transparency test themselves with. */
const known = [
  ["", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
  ["00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
  ["10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"],
  ["2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
  ["3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"],
  ["40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"],
  ["5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"],
  ["606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
] as const;

test("the roots are those that every other implementation finds", async () => {
  expect(hex(emptyRoot)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const entries = known.map(([entry]) => Buffer.from(entry, "hex"));
  for (const [n, [, root]] of known.entries())
    expect(hex(await treeRoot(over(entries), n + 1)), `${String(n + 1)} entries`).toBe(root);
});

const entryOf = (n: number): Uint8Array => Buffer.from(`entry ${String(n)}`);
const entries = Array.from({ length: 1500 }, (_, n) => entryOf(n));
const hashes = over(entries);

test("every entry of every tree is proved, and nothing else is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: entries.length }), fc.nat(), fc.nat(), async (size, a, b) => {
      const hashes = over(entries);
      const root = await treeRoot(hashes, size);
      const index = a % size;
      const path = await inclusionProof(hashes, index, size);
      expect(provesInclusion(leafHash(entryOf(index)), index, size, path, root)).toBe(true);
      expect(provesInclusion(leafHash(entryOf(index + 1)), index, size, path, root)).toBe(false);
      const other = b % size;
      if (other !== index)
        expect(provesInclusion(leafHash(entryOf(index)), other, size, path, root)).toBe(false);
      if (path.length > 0)
        expect(provesInclusion(leafHash(entryOf(index)), index, size, path.slice(1), root)).toBe(false);
    }),
    { numRuns: 60, seed: 9162 },
  );
});

test("every earlier tree is proved to be the beginning; one with another past is not", async () => {
  const lie = over([...entries.slice(0, 3), entryOf(-1), ...entries.slice(4)]);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: entries.length }), fc.nat(), async (size, a) => {
      const earlier = 1 + (a % size);
      const old = { size: earlier, root: await treeRoot(hashes, earlier) };
      const now = { size, root: await treeRoot(hashes, size) };
      const proof = await consistencyProof(hashes, earlier, size);
      expect(provesConsistency(old, now, proof)).toBe(true);
      if (earlier < 4) return;
      const other = { size, root: await treeRoot(lie, size) };
      expect(provesConsistency(old, other, await consistencyProof(lie, earlier, size))).toBe(false);
    }),
    { numRuns: 60, seed: 9162 },
  );
});

test("a proof reads a few blocks' leaves at most, however long the trail is", async () => {
  const fresh = over(entries);
  await inclusionProof(fresh, 700, 1500);
  expect(fresh.asked.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(2 * blockLeaves);
});
