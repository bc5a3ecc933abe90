import { join } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { defaultCards } from "../card/virtual/default-cards.ts";
import { askControl, serveControl } from "../hardware/control-line.ts";
import { ready } from "./child.ts";
import { findHall } from "./hall-file.ts";
import { faultResult, finish } from "./output.ts";
import { cardBox } from "./virtual-cards.ts";

const order = z.discriminatedUnion("op", [
  z.object({ op: z.literal("list") }),
  z.object({ op: z.literal("insert"), id: z.string() }),
  z.object({ op: z.literal("pull") }),
  z.object({
    op: z.literal("tear"),
    apdu: z.number().int().positive(),
    when: z.enum(["before", "after"]),
  }),
]);

const answerMs = 2_000;
/** Time for a swapped card's gap to be seen: pcscd looks about every 400 ms. */
const swapGapMs = 700;

/** `cardhall virtual-card`: the cards of a running hall, and the process behind them. */
export function virtualCardCommand(parent: Command): void {
  const command = parent.command("virtual-card").description("the virtual cards of a running hall");
  command
    .command("serve", { hidden: true })
    .requiredOption("--cards <folder>")
    .requiredOption("--control <socket>")
    .action(async (options: { cards: string; control: string }) => {
      const box = cardBox(options.cards);
      const server = await serveControl(options.control, async (message) => {
        const wanted = order.parse(message);
        switch (wanted.op) {
          case "list":
            break;
          case "insert": {
            const gap = box.list().some((card) => card.inserted);
            if (gap) {
              box.pull();
              await new Promise((wake) => setTimeout(wake, swapGapMs));
            }
            if (!box.insert(wanted.id)) return { ok: false, error: `no card ${wanted.id}` };
            break;
          }
          case "pull":
            box.pull();
            break;
          case "tear":
            box.tearAt(wanted);
            break;
        }
        return { ok: true, cards: box.list() };
      });
      ready({ ready: true }, () => {
        box.pull();
        server.close();
        return Promise.resolve();
      });
    });
  command
    .command("new <id>")
    .description("put a factory-new copy of a default card into the box (the default cards by id)")
    .option("--state <folder>", "where the hall keeps its state", ".cardhall")
    .option("--json")
    .action((id: string, options: { state: string; json?: boolean }) => {
      const made = defaultCards.find((card) => card.id === id);
      if (made === undefined) {
        const known = defaultCards.map((card) => card.id).join(", ");
        finish(faultResult("no-such-card", `known cards: ${known}`), options.json === true);
        return;
      }
      cardBox(join(options.state, "cards")).keep(id, made.image());
      finish({ json: { ok: true, id }, lines: [`${id} is as issued`], ok: true }, options.json === true);
    });
  for (const [name, description] of [
    ["list", "what is in the box"],
    ["insert [id]", "put a card into the reader (default card-1)"],
    ["pull", "take the card out"],
  ] as const)
    command
      .command(name)
      .description(description)
      .option("--state <folder>", "where the hall keeps its state", ".cardhall")
      .option("--json")
      .action(async (...given: unknown[]) => {
        const [op] = name.split(" ");
        const id = name.startsWith("insert") ? (given[0] as string | undefined) : undefined;
        const options = given.at(-2) as { state: string; json?: boolean };
        const hall = findHall(options.state);
        const answer =
          hall === undefined
            ? undefined
            : await askControl(
                hall.cardControl,
                { op, ...(op === "insert" ? { id: id ?? "card-1" } : {}) },
                answerMs,
              );
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
