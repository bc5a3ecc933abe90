import { canonical, sha256 } from "../answers.ts";
import { note } from "../audit.ts";
import type { RuleVersionRow } from "../registry/tables.ts";
import type { Tx } from "../store.ts";
import type { RuleBook } from "./rule-book.ts";

/**
 * To be called when the centre starts: writes into the audit trail which rules are in force from now on. Throws
 * where a region's rules are older than those that were in force: somebody put an old file back, and holders were
 * told otherwise meanwhile.
 */
export async function putInForce(tx: Tx, nowMs: number, { everywhere, regions }: RuleBook): Promise<void> {
  const changed: Record<string, number> = {};
  for (const rules of [everywhere, ...regions.values()]) {
    const { region, version } = rules;
    const row: RuleVersionRow = { region, version, hash: sha256(canonical(rules)), since_ms: nowMs };
    const before = await tx.get("rule_version", { region });
    if (before !== undefined && before.version > version)
      throw new Error(
        `rules of ${region}: version ${String(version)} is older than ${String(before.version)}, which was in force`,
      );
    if (before?.hash === row.hash) continue;
    if (before === undefined) await tx.add("rule_version", row);
    else await tx.change("rule_version", { region }, row);
    changed[region] = version;
  }
  if (Object.keys(changed).length > 0)
    await note(tx, { event: "rules-in-force", nowMs, detail: { versions: changed } });
}
