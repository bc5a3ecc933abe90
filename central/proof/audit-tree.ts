import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { canonical } from "../answers.ts";
import type { Tx } from "../store.ts";
import type { AuditRow } from "../tables.ts";
import type { TreeHeadRow } from "./tables.ts";
import {
  blockLeaves,
  blockRoot,
  consistencyProof,
  inclusionProof,
  leafHash,
  treeRoot,
  type Hash,
  type Hashes,
} from "./tree.ts";
import { keyIdOf, type Ed25519Jwk } from "../ed25519.ts";

/** The audit trail as a tree: entry n of the trail (from 1) is leaf n - 1, its content the entry's own hash. */

const hex = (hash: Hash): string => Buffer.from(hash).toString("hex");
const bytes = (text: string): Hash => Buffer.from(text, "hex");
export const leafOf = (row: Pick<AuditRow, "hash">): Hash => leafHash(bytes(row.hash));

const hashesOf = (tx: Tx): Hashes => ({
  async leaves(from, to) {
    const rows = await tx.find("audit", {}, { after: from, upTo: to });
    return rows.map(leafOf);
  },
  async block(n) {
    const row = await tx.get("tree_block", { n: n + 1 });
    if (row === undefined) throw new Error(`the tree lacks block ${String(n + 1)}`);
    return bytes(row.root);
  },
});

/** Blocks made at one head at most: a trail that had no heads for long catches up over several. */
const blocksMax = 1_000;

/** What is signed: canonical JSON, so that other programs can make it again. */
const signedText = ({ size, root, at_ms }: Pick<TreeHeadRow, "size" | "root" | "at_ms">): Buffer =>
  Buffer.from(canonical({ atMs: at_ms, root, size, tree: "cardhall-audit" }), "utf8");

/** Signs what has been appended since the newest head; undefined when nothing was. */
export async function signHead(tx: Tx, nowMs: number, key: Ed25519Jwk): Promise<TreeHeadRow | undefined> {
  const [last] = await tx.find("audit", {}, { newestFirst: true, limit: 1 });
  const [newest] = await tx.find("tree_head", {}, { newestFirst: true, limit: 1 });
  if (last === undefined || last.seq === newest?.size) return newest;
  const made = await makeBlocks(tx, last.seq);
  const size = Math.min(last.seq, (made + 1) * blockLeaves - 1);
  const root = hex(await treeRoot(hashesOf(tx), size));
  const head = { size, root, at_ms: nowMs };
  const signature = sign(null, signedText(head), createPrivateKey({ key, format: "jwk" }));
  const row = { ...head, key_id: keyIdOf(key), signature: signature.toString("base64url") };
  await tx.add("tree_head", row);
  return row;
}

/** Keeps the roots of blocks that are full now; answers how many there are. */
async function makeBlocks(tx: Tx, size: number): Promise<number> {
  const [newest] = await tx.find("tree_block", {}, { newestFirst: true, limit: 1 });
  const made = newest?.n ?? 0;
  const full = Math.min(Math.floor(size / blockLeaves), made + blocksMax);
  for (let n = made; n < full; n++) {
    const leaves = await hashesOf(tx).leaves(n * blockLeaves, (n + 1) * blockLeaves);
    await tx.add("tree_block", { n: n + 1, root: hex(blockRoot(leaves)) });
  }
  return Math.max(made, full);
}

export function headHolds(head: TreeHeadRow, keys: readonly Ed25519Jwk[]): boolean {
  const key = keys.find((each) => keyIdOf(each) === head.key_id);
  if (key === undefined) return false;
  const { kty, crv, x } = key;
  const publicKey = createPublicKey({ key: { kty, crv, x }, format: "jwk" });
  return verify(null, signedText(head), publicKey, Buffer.from(head.signature, "base64url"));
}

export const newestHead = async (tx: Tx): Promise<TreeHeadRow | undefined> =>
  (await tx.find("tree_head", {}, { newestFirst: true, limit: 1 }))[0];

/** That entry `seq` is under this head; hashes in lower-case hex, from the leaf upward. */
export const entryProof = async (tx: Tx, seq: number, head: TreeHeadRow): Promise<string[]> =>
  (await inclusionProof(hashesOf(tx), seq - 1, head.size)).map(hex);

/** That the trail under an earlier head is the beginning of the trail under this one. */
export const growthProof = async (tx: Tx, earlier: number, head: TreeHeadRow): Promise<string[]> =>
  (await consistencyProof(hashesOf(tx), earlier, head.size)).map(hex);

/** The tree from the trail alone, block by block, for whoever trusts nothing that was kept. */
export function treeFromRows() {
  const blocks: Hash[] = [];
  let open: Hash[] = [];
  return {
    add(row: AuditRow): void {
      open.push(leafOf(row));
      if (open.length < blockLeaves) return;
      blocks.push(blockRoot(open));
      open = [];
    },
    blocks: (): readonly string[] => blocks.map(hex),
    /** Of all entries so far. */
    async root(): Promise<string> {
      const leaves = open;
      const hashes: Hashes = {
        leaves: (from, to) => Promise.resolve(leaves.slice(from % blockLeaves, ((to - 1) % blockLeaves) + 1)),
        block: (n) => Promise.resolve(blocks[n] ?? blockRoot([])),
      };
      return hex(await treeRoot(hashes, blocks.length * blockLeaves + leaves.length));
    },
  };
}
