import { z } from "zod";
import { askControl } from "../hardware/control-line.ts";
import type { DemoAction, DemoTray } from "./screen.ts";

/** Where the virtual devices take hands' orders; only a stand with virtual devices has them. */
export type DemoSockets = {
  readonly card: string;
  readonly printer: string;
  /** ID-card reader and scanner; absent where they are real or not there. */
  readonly counter?: string;
};

const cardsAnswer = z.object({
  cards: z.array(z.object({ id: z.string(), label: z.string(), life: z.string(), inserted: z.boolean() })),
});
const printerAnswer = z.object({ paperOut: z.boolean() });

const counterAnswer = z.object({
  idCards: z.array(z.object({ id: z.string(), label: z.string(), placed: z.boolean() })),
});

const answerMs = 1_000;
const papersShown = 3;

/** The tray on the page's edge: hands at the virtual card, the paper, the identity cards and the scanner. */
export function demoTray(sockets: DemoSockets, readPapers: (count: number) => readonly string[]) {
  const atCounter = (order: object): Promise<unknown> =>
    sockets.counter === undefined ? Promise.resolve(undefined) : askControl(sockets.counter, order, answerMs);
  return {
    async look(): Promise<DemoTray | undefined> {
      const [cards, printer, counter] = await Promise.all([
        askControl(sockets.card, { op: "list" }, answerMs),
        askControl(sockets.printer, { op: "status" }, answerMs),
        atCounter({ op: "list" }),
      ]);
      const known = cardsAnswer.safeParse(cards);
      if (!known.success) return undefined;
      const paper = printerAnswer.safeParse(printer);
      const idCards = counterAnswer.safeParse(counter);
      return {
        cards: known.data.cards,
        paperOut: paper.success && paper.data.paperOut,
        ...(idCards.success ? { idCards: idCards.data.idCards } : {}),
        papers: readPapers(papersShown),
      };
    },
    async act(action: DemoAction): Promise<void> {
      switch (action.type) {
        case "demo.insert":
          await askControl(sockets.card, { op: "insert", id: action.cardId }, answerMs);
          return;
        case "demo.pull":
          await askControl(sockets.card, { op: "pull" }, answerMs);
          return;
        case "demo.paper":
          await askControl(sockets.printer, { op: "paper", out: action.out }, answerMs);
          return;
        case "demo.place-id":
          await atCounter({ op: "place-id", card: action.cardId });
          return;
        case "demo.lift-id":
          await atCounter({ op: "lift-id" });
          return;
        case "demo.scan":
          await atCounter({ op: "scan", text: action.text });
          return;
      }
    },
  };
}
