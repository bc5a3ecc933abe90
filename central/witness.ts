import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { isCopy, markRestored } from "./restore.ts";
import type { Store, Tx } from "./store.ts";

/**
 * How a centre knows that its database was put back: a file beside it keeps the newest audit entry that was seen.
 * A database that does not have that entry any more is older, or another one. A missing file says nothing good
 * either: the database may have come here alone. Being wrong costs a minute, in which the terminals are asked.
 */

const place = z.object({ seq: z.number().int().nonnegative(), hash: z.string() });
type Witness = z.infer<typeof place>;

/**
 * To be asked before anybody is answered. A store that was put back, or that a backup command made, is marked as
 * restored. `keep` writes down what is newest now: each second, and at the end. Without a file only a backup that
 * says so itself is found out.
 */
export async function witnessed(store: Store, file: string | undefined, nowMs: number) {
  let seen = file === undefined ? undefined : readWitness(file);
  const restored = await store.write(async (tx) => {
    const whole = file === undefined || (await goesOn(tx, seen));
    if (whole && !(await isCopy(tx))) return false;
    await markRestored(tx, nowMs);
    return true;
  });
  return {
    restored,
    async keep(): Promise<void> {
      if (file === undefined) return;
      const newest = await store.write(newestEntry);
      if (newest.seq === seen?.seq) return;
      writeWitness(file, newest);
      seen = newest;
    },
  };
}

/** The newest audit entry; of a store in which nothing happened yet, the place before the first. */
async function newestEntry(tx: Tx): Promise<Witness> {
  const [row] = await tx.find("audit", {}, { newestFirst: true, limit: 1 });
  return { seq: row?.seq ?? 0, hash: row?.hash ?? "" };
}

/** True when the store goes on from what the witness saw. A store in which nothing ever happened needs none. */
async function goesOn(tx: Tx, witness: Witness | undefined): Promise<boolean> {
  if (witness === undefined) return (await newestEntry(tx)).seq === 0;
  if (witness.seq === 0) return true;
  return (await tx.get("audit", { seq: witness.seq }))?.hash === witness.hash;
}

/** Undefined when there is none, or none that can be read. */
function readWitness(file: string): Witness | undefined {
  try {
    return place.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and on the disk before it counts. Throws when the disk does not take it. */
function writeWitness(file: string, witness: Witness): void {
  const next = `${file}.next`;
  writeFileSync(next, `${JSON.stringify(witness)}\n`, { mode: 0o600, flush: true });
  renameSync(next, file);
}
