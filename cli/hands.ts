import type { Command } from "commander";
import { askControl } from "../hardware/control-line.ts";
import { findHall, type HallFile } from "./hall-file.ts";
import { faultResult, finish } from "./output.ts";

const answerMs = 2_000;

/** One order to a virtual device of the running hall; `words` may hold one argument (`insert [id]`). */
export function handCommand(
  parent: Command,
  words: string,
  description: string,
  socketOf: (hall: HallFile) => string,
  messageOf: (argument: string | undefined, options: Readonly<Record<string, unknown>>) => object,
): Command {
  return parent
    .command(words)
    .description(description)
    .option("--state <folder>", "where the hall keeps its state", ".cardhall")
    .option("--json")
    .action(async (...given: unknown[]) => {
      // Commander hands over the arguments, then the options, then the command itself.
      const options = given.at(-2) as { state: string; json?: boolean };
      const argument = given.length > 2 ? (given[0] as string | undefined) : undefined;
      const hall = findHall(options.state);
      const answer =
        hall === undefined
          ? undefined
          : await askControl(socketOf(hall), messageOf(argument, options), answerMs);
      finish(
        answer === undefined
          ? faultResult("no-hall", "no hall with virtual devices is running on this state folder")
          : {
              json: answer as object,
              lines: [JSON.stringify(answer, undefined, 1)],
              ok: (answer as { ok?: boolean }).ok === true,
            },
        options.json === true,
      );
    });
}
