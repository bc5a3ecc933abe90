import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { hashStaffCode } from "../daemon/staff-code.ts";
import { faultResult, finish } from "./output.ts";

const charactersLeast = 8;

/** `cardhall staff-code ID < CODE`: the line for the daemon's configuration. The code is read, never an argument. */
export function staffCodeCommand(parent: Command): void {
  parent
    .command("staff-code <id>")
    .description("make a configuration entry from a staff code on standard input")
    .option("--json")
    .action(async (id: string, options: { json?: boolean }) => {
      const code = (await text(process.stdin)).trim();
      if (code.length < charactersLeast) {
        finish(
          faultResult("code-too-short", `at least ${String(charactersLeast)} characters`),
          options.json === true,
        );
        return;
      }
      const entry = { id, codeHash: await hashStaffCode(code, randomBytes(16).toString("hex")) };
      finish({ json: entry, lines: [JSON.stringify(entry)], ok: true }, options.json === true);
    });
}
