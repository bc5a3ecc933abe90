import { ok } from "../hardware/result.ts";
import { encode } from "./answers.ts";
import { command, commandsAnswer, type CommandsAnswer, type CommandsRequest } from "./contract-terminal.ts";
import type { Answered } from "./problems.ts";
import type { Tx } from "./store.ts";

/** Rows looked at in one answer; the rest comes with the next question. */
const pageSize = 200;

/** M8. What this terminal has not followed yet, oldest first. Losing an answer costs time and nothing else. */
export async function commandsAfter(tx: Tx, request: CommandsRequest): Promise<Answered<CommandsAnswer>> {
  const { after, header } = request;
  const rows = await tx.find("command", {}, { after, limit: pageSize });
  const mine = rows.filter((row) => row.terminal_id === null || row.terminal_id === header.terminalId);
  return ok(
    encode(commandsAnswer, {
      result: "commands",
      commands: mine.map((row) => ({ seq: row.seq, command: command.parse(JSON.parse(row.body)) })),
      after: rows.at(-1)?.seq ?? after,
    }),
  );
}
