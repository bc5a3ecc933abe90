import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { entryProof, newestHead } from "../central/proof/audit-tree.ts";
import { verifyAudit } from "../central/proof/audit-verify.ts";
import { openSqlite } from "../central/store-sqlite.ts";
import type { Store } from "../central/store.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";
import { ed25519Jwk, type Ed25519Jwk } from "../central/ed25519.ts";

type Options = { readonly database: string; readonly key?: string; readonly json?: boolean };

/** `cardhall audit`: the centre's trail, held against its own hashes and the heads that were signed over it. */
export function auditCommand(parent: Command): void {
  const command = parent.command("audit").description("the centre's audit trail");
  const over = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .option("--database <file>", "the centre's SQLite file, or a backup of it", "central.db")
      .option("--key <file>", "the centre's certificate key; beside the database unless told otherwise")
      .option("--json");
  over("verify", "recompute the hash chain and the signed heads").action(async (options: Options) => {
    finish(await opened(options, verify), options.json === true);
  });
  over("prove <seq>", "the proof that one entry is under the newest signed head").action(
    async (seq: string, options: Options) => {
      finish(await opened(options, (store) => prove(store, Number(seq))), options.json === true);
    },
  );
}

async function opened(
  options: Options,
  work: (store: Store, keys: readonly Ed25519Jwk[]) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { database, key = `${database}.certificate-key` } = options;
  if (!existsSync(database)) return faultResult("no-database", `there is no database ${database}`);
  const keys = existsSync(key) ? [ed25519Jwk.parse(JSON.parse(readFileSync(key, "utf8")))] : [];
  const store = openSqlite({ file: database });
  if (!store.ok) return faultResult(store.fault.kind, JSON.stringify(store.fault));
  try {
    return await work(store.value, keys);
  } finally {
    await store.value.close();
  }
}

async function verify(store: Store, keys: readonly Ed25519Jwk[]): Promise<CommandResult> {
  const verified = await verifyAudit(store, keys);
  if (!verified.ok) {
    const { kind, seq, because } = verified.fault;
    return {
      json: { ok: false, fault: kind, seq, because },
      lines: [`audit trail BROKEN at entry ${String(seq)}: ${because}`],
      ok: false,
    };
  }
  const { entries, head, heads } = verified.value;
  const held = keys.length === 0 ? "found, their signatures not looked at (no key)" : "held";
  return {
    json: { ok: true, entries, head, heads },
    lines: [`${String(entries)} entries, chain whole, head ${head}; ${String(heads)} signed heads ${held}`],
    ok: true,
  };
}

async function prove(store: Store, seq: number): Promise<CommandResult> {
  return store.write(async (tx) => {
    const entry = await tx.get("audit", { seq });
    const head = await newestHead(tx);
    if (entry === undefined || head === undefined || head.size < seq)
      return faultResult("not-proved", `entry ${String(seq)} is under no signed head yet`);
    const proof = await entryProof(tx, seq, head);
    return {
      json: { ok: true, entry, head, proof },
      lines: [`entry ${entry.hash}`, `head of ${String(head.size)} entries ${head.root}`, ...proof],
      ok: true,
    };
  });
}
