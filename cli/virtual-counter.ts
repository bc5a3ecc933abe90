import type { Command } from "commander";
import { z } from "zod";
import { serveControl } from "../hardware/control-line.ts";
import { virtualIdReader } from "../hardware/id-reader/virtual-id-reader.ts";
import { virtualTty } from "../hardware/virtual-tty.ts";
import { ready } from "./child.ts";
import type { HallFile } from "./hall-file.ts";
import { handCommand } from "./hands.ts";
import { boxedIdCards } from "./virtual-id-cards.ts";

/** What lies on a counter beside the card reader, as virtual devices on ttys: an ID-card reader and a scanner. */

const scanCharactersMost = 2_000;

const order = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("list") }),
  z.strictObject({ op: z.literal("place-id"), card: z.string().max(64) }),
  z.strictObject({ op: z.literal("lift-id") }),
  z.strictObject({ op: z.literal("stick-id"), stuck: z.boolean() }),
  z.strictObject({ op: z.literal("scan"), text: z.string().min(1).max(scanCharactersMost) }),
]);

export function virtualCounterCommand(parent: Command): void {
  parent
    .command("virtual-counter", { hidden: true })
    .requiredOption("--id-tty <link>")
    .requiredOption("--scan-tty <link>")
    .requiredOption("--control <socket>")
    .action(serve);
  const socketOf = (hall: HallFile): string => hall.counterControl;
  const idReader = parent
    .command("virtual-id-reader")
    .description("the virtual ID-card reader of a running hall");
  handCommand(idReader, "list", "the identity cards at hand, and which one lies there", socketOf, () => ({
    op: "list",
  }));
  handCommand(
    idReader,
    "place [card]",
    `lay an identity card on the reader (card-1 unless told): ${boxedIdCards.map(({ id }) => id).join(", ")}`,
    socketOf,
    (card) => ({ op: "place-id", card: card ?? "card-1" }),
  );
  handCommand(idReader, "lift", "take the identity card away", socketOf, () => ({ op: "lift-id" }));
  const scanner = parent.command("virtual-scanner").description("the virtual scanner of a running hall");
  handCommand(scanner, "scan <text>", "hold a code with this text in front of it", socketOf, (text) => ({
    op: "scan",
    text: text ?? "",
  }));
}

async function serve(options: { idTty: string; scanTty: string; control: string }): Promise<void> {
  const twin = virtualIdReader();
  let placed: string | undefined;
  const onGone = (): never => process.exit(1);
  const idLine = await virtualTty({
    socketPath: `${options.idTty}.sock`,
    tty: options.idTty,
    receive: (bytes) => twin.receive(bytes),
    onGone,
  });
  const scanLine = await virtualTty({
    socketPath: `${options.scanTty}.sock`,
    tty: options.scanTty,
    receive: () => new Uint8Array(),
    onGone,
  });
  function carryOut(wanted: z.infer<typeof order>): string | undefined {
    switch (wanted.op) {
      case "list":
        return undefined;
      case "place-id": {
        const found = boxedIdCards.find(({ id }) => id === wanted.card);
        if (found === undefined) return `no identity card ${wanted.card}`;
        twin.place(found.card);
        placed = found.id;
        return undefined;
      }
      case "lift-id":
        twin.lift();
        placed = undefined;
        return undefined;
      case "stick-id":
        twin.stick(wanted.stuck);
        return undefined;
      case "scan":
        scanLine.say(new TextEncoder().encode(`${wanted.text}\r\n`));
        return undefined;
    }
  }
  const server = await serveControl(options.control, (message) => {
    const error = carryOut(order.parse(message));
    const idCards = boxedIdCards.map(({ id, label }) => ({ id, label, placed: id === placed }));
    return Promise.resolve(error === undefined ? { ok: true, idCards } : { ok: false, error });
  });
  ready({ ready: true }, async () => {
    server.close();
    await Promise.all([idLine.close(), scanLine.close()]);
  });
}
