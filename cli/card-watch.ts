import { maskCardNumber } from "../card/masking.ts";
import { readCard } from "../card/read-card.ts";
import type { ReaderStatus } from "../hardware/ports.ts";
import { inSession, openReader, type CardOptions } from "./card-session.ts";

export type WatchOptions = CardOptions & { readonly count?: string };

/**
 * `cardhall card watch`: each insertion and removal as one JSON object on a line, until Ctrl-C or after `count`
 * events. The card is read at once, so that the line says what it is; of the holder it says nothing.
 */
export async function cardWatch(options: WatchOptions): Promise<void> {
  const most = options.count === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(options.count, 10);
  const reader = openReader(options);
  let said = 0;
  let last: Promise<void> = Promise.resolve();
  let lying = "";
  await new Promise<void>((done) => {
    const stop = (): void => {
      unwatch();
      done();
    };
    const tell = (event: object): void => {
      if (said >= most) return;
      said += 1;
      process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
      if (said >= most) stop();
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    const unwatch = reader.watch((status) => {
      const now = mediaOf(status);
      if (now === undefined || now === lying) return;
      const before = lying;
      lying = now;
      // One after the other: a card that is gone before it was read still has its two lines in order.
      last = last.then(async () => {
        const { name } = status;
        if (before.startsWith("present")) tell({ event: "removed", reader: name });
        if (now.startsWith("present")) tell({ event: "inserted", reader: name, ...(await read()) });
        if (now === "reader-lost") tell({ event: now, reader: name });
      });
    });
  });
  await reader.close();

  async function read(): Promise<object> {
    const facts = await inSession(reader, readCard);
    if (!facts.ok) return { fault: facts.fault.kind };
    const { evidence, issuer, cardNumber, version } = facts.value;
    return {
      atr: evidence.atr,
      profile: evidence.profile,
      issuer: issuer.number,
      cardNumber: maskCardNumber(cardNumber),
      version,
      life: evidence.life,
    };
  }
}

/** What lies in the reader; another ATR is another card. `undefined`: it is not known yet. */
function mediaOf({ device, media, atr }: ReaderStatus): string | undefined {
  if (device === "offline") return "reader-lost";
  if (device !== "online" || media === "unknown") return undefined;
  return media === "present" ? `present ${atr ?? ""}` : media;
}
