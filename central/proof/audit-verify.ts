import { fail, ok, type Result } from "../../hardware/result.ts";
import { hashOf, origin } from "../audit.ts";
import type { Store } from "../store.ts";
import { headHolds, treeFromRows } from "./audit-tree.ts";
import type { Ed25519Jwk } from "../ed25519.ts";

type AuditFault =
  | { readonly kind: "broken-chain"; readonly seq: number; readonly because: string }
  /** The trail is not what a signed head of it said: it was written anew from before that entry on. */
  | { readonly kind: "head-contradicted"; readonly seq: number; readonly because: string };

/** Rows read at once while verifying. */
const pageSize = 500;

/**
 * Walks the whole chain: edited, removed, reordered and inserted entries are found. Whoever can write the
 * database can write the whole chain anew, and that is found by the signed heads (proof/audit-tree.ts), held
 * against `keys`. A cut at the end is found by a head that covered more; whoever kept one compares it.
 */
export const verifyAudit = (
  store: Store,
  keys: readonly Ed25519Jwk[] = [],
): Promise<Result<{ readonly entries: number; readonly head: string; readonly heads: number }, AuditFault>> =>
  store.write(async (tx) => {
    const signed = await tx.find("tree_head", {});
    const tree = treeFromRows();
    let head = origin;
    let entries = 0;
    let held = 0;
    const contradicted = async (): Promise<string | undefined> => {
      const next = signed[held];
      if (next === undefined || next.size !== entries) return undefined;
      held += 1;
      if (keys.length > 0 && !headHolds(next, keys)) return "its head is not signed by the centre";
      return (await tree.root()) === next.root ? undefined : "it or an entry before it was replaced";
    };
    for (;;) {
      const page = await tx.find("audit", {}, { after: entries, limit: pageSize });
      for (const row of page) {
        const { hash, ...rest } = row;
        const broken = (because: string) => fail({ kind: "broken-chain" as const, seq: row.seq, because });
        if (row.seq !== entries + 1) return broken("an entry is missing before this one");
        if (row.previous !== head) return broken("does not follow the entry before it");
        if (hash !== hashOf(rest)) return broken("was changed after it was written");
        head = hash;
        entries += 1;
        tree.add(row);
        const because = await contradicted();
        if (because !== undefined) return fail({ kind: "head-contradicted", seq: row.seq, because });
      }
      // Each page begins past the one before, so this ends after entries / pageSize rounds.
      if (page.length < pageSize) break;
    }
    const beyond = signed[held];
    if (beyond !== undefined)
      return fail({ kind: "broken-chain", seq: beyond.size, because: "entries were cut off the end" });
    return ok({ entries, head, heads: held });
  });
