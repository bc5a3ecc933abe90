import { createHash, generateKeyPairSync, sign, webcrypto } from "node:crypto";
import { expect, test } from "vitest";
import { canonical, sha256 } from "../central/answers.ts";
import { inclusionProof, leafHash, treeRoot, type Hashes } from "../central/proof/tree.ts";
import { checked, type Proof, type PublicKey } from "../kiosk-ui/app/console/inclusion.ts";

/** What the console's browser proves by itself, held against the tree that the centre builds. */

const sizeMax = 70;
const rows = Array.from({ length: sizeMax }, (_, n) => {
  const row = {
    seq: n + 1,
    at_ms: 1_000 + n,
    event: "settled",
    op_id: null,
    card_ref: "AB",
    terminal_id: "T-1",
  };
  const whole = { ...row, detail: '{"k":"挂失"}', previous: "0".repeat(64) };
  return { ...whole, hash: sha256(canonical(whole)) };
});
const hashes: Hashes = {
  leaves: (from, to) =>
    Promise.resolve(rows.slice(from, to).map(({ hash }) => leafHash(Buffer.from(hash, "hex")))),
  block: () => Promise.reject(new Error("no block is full")),
};
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const keys: readonly PublicKey[] = [{ keyId: "k1", key: publicKey.export({ format: "jwk" }) }];
const subtle = webcrypto.subtle as SubtleCrypto;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

async function proofOf(seq: number, size: number): Promise<Proof> {
  const row = rows[seq - 1]!;
  const root = hex(await treeRoot(hashes, size));
  const text = canonical({ atMs: 5, root, size, tree: "cardhall-audit" });
  const signature = sign(null, Buffer.from(text), privateKey).toString("base64url");
  return {
    entry: {
      seq,
      atMs: row.at_ms,
      event: row.event,
      opId: row.op_id,
      cardRef: row.card_ref,
      terminalId: row.terminal_id,
      detail: row.detail,
      previous: row.previous,
      hash: row.hash,
    },
    head: { size, root, atMs: 5, keyId: "k1", signature },
    proof: (await inclusionProof(hashes, seq - 1, size)).map(hex),
  };
}

test("every entry of every tree up to 70 is proved, and a signed head is believed", async () => {
  for (let size = 1; size <= sizeMax; size += 1)
    for (let seq = 1; seq <= size; seq += size > 20 ? 7 : 1)
      expect(await checked(subtle, await proofOf(seq, size), keys), `${seq} of ${size}`).toEqual({
        entryHash: "holds",
        inTree: "holds",
        headSigned: "holds",
      });
});

test("what was changed, moved, cut or signed by a stranger does not hold", async () => {
  const good = await proofOf(5, 13);
  const wrong = async (change: Partial<Proof>) => checked(subtle, { ...good, ...change }, keys);
  const { entry, head, proof } = good;
  expect((await wrong({ entry: { ...entry, event: "nothing" } })).entryHash).toBe("fails");
  const other = createHash("sha256").update("other").digest("hex");
  expect((await wrong({ entry: { ...entry, hash: other } })).inTree).toBe("fails");
  expect((await wrong({ entry: { ...entry, seq: 6 } })).inTree).toBe("fails");
  expect((await wrong({ entry: { ...entry, seq: 14 } })).inTree).toBe("fails");
  expect((await wrong({ proof: proof.slice(1) })).inTree).toBe("fails");
  expect((await wrong({ proof: [...proof, other] })).inTree).toBe("fails");
  expect((await wrong({ proof: ["no hash", ...proof.slice(1)] })).inTree).toBe("fails");
  expect((await wrong({ head: { ...head, atMs: 6 } })).headSigned).toBe("fails");
  expect((await wrong({ head: { ...head, keyId: "k2" } })).headSigned).toBe("fails");
});
