import type { Command } from "commander";
import { readCard } from "../card/read-card.ts";
import { ok } from "../hardware/result.ts";
import { lifeNames } from "../words/operations.ts";
import { cardApdu } from "./card-apdu.ts";
import { cardDiff, cardDump, cardTree, type DumpOptions } from "./card-files.ts";
import { cardInfo, type InfoOptions } from "./card-info.ts";
import { showCard, withCardOptions, type CardOptions } from "./card-session.ts";
import { cardWatch, type WatchOptions } from "./card-watch.ts";

/** `cardhall card`: what the card in the reader says, masked; only `apdu` can write, and no PIN is tried. */
export function cardCommand(parent: Command): void {
  const command = parent.command("card").description("read the card in the reader");
  const add = (usage: string, description: string): Command =>
    withCardOptions(command.command(usage).description(description));

  add("info", "issuer, number, version, validity, holder (masked), life")
    .option(
      "--format <name>",
      "ireadcard: the line that vendors' libraries give, unmasked, for hall software",
    )
    .option("--terminal-number <digits>", "of the line: the terminal's number (of its PSAM)", "")
    .option("--device-number <text>", "of the line: the device's number", "")
    .action(async (options: InfoOptions) => {
      if (options.format === undefined || options.format === "ireadcard") return cardInfo(options);
      command.error(`no format ${options.format}; there is ireadcard`);
    });
  add("status", "what the card is now: life and status record").action((options: CardOptions) =>
    showCard(options, async (connection) => {
      const facts = await readCard(connection);
      if (!facts.ok) return facts;
      const { life, record, selectStatusWord, cardRef } = facts.value.evidence;
      const json = { cardRef, life, selectStatusWord, record };
      return ok({ json, lines: [`${lifeNames[life].en} (${selectStatusWord})`], ok: true });
    }),
  );
  add("tree", "the file structure, decoded and masked, with what each file asks for").action(cardTree);
  add("dump", "all that can be read without keys, as JSON")
    .option("--out <file>", "write it there")
    .option("--unmask", "with names and numbers; only at a terminal")
    .action((options: DumpOptions) => cardDump(options));
  command
    .command("diff <before> <after>")
    .description("what differs between two dumps; exit 1 when something does")
    .option("--json")
    .action(cardDiff);
  add("apdu <hex...>", "send commands as they are and explain the status words: this can write").action(
    (given: readonly string[], options: CardOptions) => cardApdu(given, options),
  );
  add("watch", "each insertion and removal as a line of JSON")
    .option("--count <number>", "end after so many events")
    .action((options: WatchOptions) => cardWatch(options));
}
