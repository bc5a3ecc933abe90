import type { Command } from "commander";
import { z } from "zod";
import { cardFaultNames, cardFaults } from "../card/virtual/faults.ts";
import { serveControl } from "../hardware/control-line.ts";
import { ready } from "./child.ts";
import type { HallFile } from "./hall-file.ts";
import { handCommand } from "./hands.ts";
import { psamSlot, psamStates } from "./psam-slot.ts";
import { standPcscd } from "./stand-pcscd.ts";
import { newCardCommand } from "./virtual-card-new.ts";
import { cardBox } from "./virtual-cards.ts";

const order = z.discriminatedUnion("op", [
  z.object({ op: z.literal("list") }),
  z.object({ op: z.literal("insert"), id: z.string() }),
  z.object({ op: z.literal("pull") }),
  z.object({
    op: z.literal("tear"),
    apdu: z.number().int().positive(),
    when: z.enum(["before", "after", "hang"]),
  }),
  z.object({
    op: z.literal("fault"),
    name: z.enum(["none", ...cardFaultNames]),
    fromApdu: z.number().int().positive().default(1),
    other: z.string().exactOptional(),
  }),
  z.object({ op: z.literal("psam"), is: z.enum(psamStates) }),
  z.object({ op: z.literal("pcscd"), do: z.enum(["kill", "stop", "start"]) }),
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
    .option("--psam", "a PSAM in the second slot")
    .action(async (options: { cards: string; control: string; psam?: boolean }) => {
      const box = cardBox(options.cards);
      const psam = psamSlot();
      if (options.psam === true) psam.becomes("right");
      // One hand at a slot: an order that came during another's swap would swap a card without a gap.
      let last: Promise<unknown> = Promise.resolve();
      const server = await serveControl(options.control, (message) => {
        const next = last.then(() => carryOut(message));
        last = next.catch(() => undefined);
        return next;
      });
      async function carryOut(message: unknown): Promise<object> {
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
          case "fault":
            box.faultIs(wanted.name === "none" ? undefined : { ...wanted, name: wanted.name });
            break;
          case "psam":
            psam.becomes(wanted.is);
            break;
          case "pcscd":
            standPcscd(wanted.do);
            break;
        }
        return { ok: true, cards: box.list() };
      }
      ready({ ready: true }, () => {
        box.pull();
        psam.becomes("absent");
        server.close();
        return Promise.resolve();
      });
    });
  newCardCommand(command);
  const socketOf = (hall: HallFile): string => hall.cardControl;
  handCommand(command, "list", "what is in the box", socketOf, () => ({ op: "list" }));
  handCommand(command, "insert [id]", "put a card into the reader (card-1 unless told)", socketOf, (id) => ({
    op: "insert",
    id: id ?? "card-1",
  }));
  handCommand(command, "pull", "take the card out", socketOf, () => ({ op: "pull" }));
  handCommand(command, "psam <state>", `the second slot: ${psamStates.join(", ")}`, socketOf, (is) => ({
    op: "psam",
    is,
  }));
  const faults = Object.entries(cardFaults).map(([name, does]) => `${name}: ${does}`);
  handCommand(
    command,
    "fault <name>",
    `make the card do wrong until told \`none\`. ${faults.join("; ")}`,
    socketOf,
    (name, { apdu, other }) => ({
      op: "fault",
      name,
      fromApdu: Number(apdu),
      ...(typeof other === "string" ? { other } : {}),
    }),
  )
    .option("--apdu <n>", "from which APDU on, counted from now", "1")
    .option("--other <id>", "the card that `swapped` turns into (card-2 unless told)");
}
