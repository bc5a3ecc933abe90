import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { over } from "./central-operator.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";

export const authorityFile = "terminal-authority.pem";
export const authorityWords = "key and certificate of the built-in authority, made when absent";

type Options = {
  readonly database: string;
  readonly authorityFile: string;
  readonly clerk: string;
  readonly json?: boolean;
};

/** `cardhall central enrol-token TERMINAL`: a token with which that terminal may enrol, once, within a day. */
export function enrolTokenCommand(central: Command): void {
  central
    .command("enrol-token <terminal>")
    .description("a token with which this terminal may enrol, once, within a day")
    .option("--database <place>", "SQLite file, or postgresql://...", "central.db")
    .option("--authority-file <file>", authorityWords, authorityFile)
    .requiredOption("--clerk <name>", "who hands it over; stands in the audit trail")
    .option("--json")
    .action(async (terminalId: string, options: Options) =>
      finish(await enrolToken(terminalId, options), options.json === true),
    );
}

async function enrolToken(terminalId: string, options: Options): Promise<CommandResult> {
  const { terminalName, tokenText } = await import("../central/contract-enrolment.ts");
  if (!terminalName.safeParse(terminalId).success)
    return faultResult("terminal-name", "letters, digits, dots and hyphens, 64 at most");
  const { sha256 } = await import("../central/answers.ts");
  const { offer } = await import("../central/access/enrolment.ts");
  const { openTerminalAuthority } = await import("../central/access/terminal-authority.ts");
  return over(options.database, async (store, nowMs) => {
    const { fingerprint } = await openTerminalAuthority(options.authorityFile, nowMs);
    const secret = randomBytes(32).toString("base64url");
    const offered = { terminalId, tokenHash: sha256(secret) };
    const { expiresMs } = await store.write((tx) => offer(tx, nowMs, offered, { subject: options.clerk }));
    const token = tokenText(secret, fingerprint);
    return { ok: true, json: { ok: true, terminalId, token, expiresMs }, lines: [token] };
  });
}
