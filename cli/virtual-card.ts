import { join } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { defaultCards } from "../card/virtual/default-cards.ts";
import { serveControl } from "../hardware/control-line.ts";
import { ready } from "./child.ts";
import type { HallFile } from "./hall-file.ts";
import { handCommand } from "./hands.ts";
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
  const socketOf = (hall: HallFile): string => hall.cardControl;
  handCommand(command, "list", "what is in the box", socketOf, () => ({ op: "list" }));
  handCommand(command, "insert [id]", "put a card into the reader (card-1 unless told)", socketOf, (id) => ({
    op: "insert",
    id: id ?? "card-1",
  }));
  handCommand(command, "pull", "take the card out", socketOf, () => ({ op: "pull" }));
}
