import { z } from "zod";
import { askControl } from "../hardware/control-line.ts";
import type { DemoAction, DemoTray } from "./screen.ts";

/** Where the virtual devices take hands' orders; only a stand with virtual devices has them. */
export type DemoSockets = { readonly card: string; readonly printer: string };

const cardsAnswer = z.object({
  cards: z.array(z.object({ id: z.string(), label: z.string(), life: z.string(), inserted: z.boolean() })),
});
const printerAnswer = z.object({ paperOut: z.boolean() });

const answerMs = 1_000;
const papersShown = 3;

/** The tray on the page's edge: hands that insert, pull and swap the virtual card and empty the paper. */
export function demoTray(sockets: DemoSockets, readPapers: (count: number) => readonly string[]) {
  return {
    async look(): Promise<DemoTray | undefined> {
      const [cards, printer] = await Promise.all([
        askControl(sockets.card, { op: "list" }, answerMs),
        askControl(sockets.printer, { op: "status" }, answerMs),
      ]);
      const known = cardsAnswer.safeParse(cards);
      if (!known.success) return undefined;
      const paper = printerAnswer.safeParse(printer);
      return {
        cards: known.data.cards,
        paperOut: paper.success && paper.data.paperOut,
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
      }
    },
  };
}
