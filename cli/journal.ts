import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { readSqliteJournal } from "../daemon/journal-sqlite.ts";
import { faultResult, finish } from "./output.ts";

/** `cardhall journal`: what the terminal promised, in order; no personal data is in it. */
export function journalCommand(parent: Command): void {
  const command = parent.command("journal").description("the terminal's journal");
  for (const [name, description] of [
    ["show", "every entry"],
    ["verify", "recompute the hash chain"],
  ] as const)
    command
      .command(name)
      .description(description)
      .option("--state <folder>", "where the hall keeps its state", ".cardhall")
      .option("--json")
      .action((options: { state: string; json?: boolean }) => {
        const file = join(options.state, "terminal", "journal.db");
        if (!existsSync(file)) {
          finish(faultResult("no-journal", `there is no journal in ${options.state}`), options.json === true);
          return;
        }
        const journal = readSqliteJournal(file);
        const { entries, head, brokenAt } = journal.verify();
        const ok = brokenAt === undefined;
        const verdict = ok ? `chain whole, head ${head}` : `chain BROKEN at entry ${String(brokenAt)}`;
        const shown = name === "show" ? journal.all() : [];
        journal.close();
        const lines = shown.map(
          ({ seq, opId, atMs, body }) =>
            `${String(seq).padStart(5)}  ${new Date(atMs).toISOString()}  ${opId}  ${body.phase}`,
        );
        finish(
          {
            json: {
              ok,
              entries: name === "show" ? shown : entries,
              head,
              ...(ok ? {} : { fault: "journal-broken", brokenAt }),
            },
            lines: [...lines, `${String(entries)} entries, ${verdict}`],
            ok,
          },
          options.json === true,
        );
      });
}
