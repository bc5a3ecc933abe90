import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { openProof } from "../central/proof/open-proof.ts";
import { openSqlite } from "../central/store-sqlite.ts";
import type { Tx } from "../central/store.ts";

/** Reads or changes a centre's books beside it, in one transaction, with its own keys: personal columns lie sealed. */
export async function centreBooks<Value>(dir: string, work: (tx: Tx) => Promise<Value>): Promise<Value> {
  const database = join(dir, "centre.db");
  const opened = openSqlite({ file: database });
  if (!opened.ok) throw new Error(`centre's books: ${opened.fault.kind}`);
  const proof = openProof(
    { database },
    { random: (bytes) => randomBytes(bytes), after: () => ({ cancel: () => undefined }) },
  );
  const store = proof.sealed(opened.value);
  try {
    return await store.write(work);
  } finally {
    await store.close();
    proof.close();
  }
}
