import type { OperationView } from "../daemon/journal.ts";
import type { Books } from "./books.ts";
import type { SimCard } from "./cards.ts";
import type { Message, Told } from "./centre.ts";
import type { Scene } from "./scene.ts";
import type { Terminal } from "./terminal.ts";

/** Tells which rows of protocol A5 a run came to; the other rows are told where they happen. */
export function crashRowsOf(
  scene: Scene,
  books: () => Books,
  cardOf: (cardRef: string) => SimCard | undefined,
) {
  const { reached } = scene;

  /** How far the script of an operation got on the card when it was stopped. */
  function ofWriting(view: OperationView): 7 | 8 | 9 {
    const state = cardOf(view.cardRef)?.state();
    if (state === undefined || view.target === undefined) return 7;
    const recorded = typeof state.record === "object" && state.record.epoch === view.epoch;
    const lived = state.life === view.target;
    const wasThere = view.before?.life === view.target;
    if (lived && (recorded || view.target === "cancelled")) return 9;
    return recorded || (lived && !wasThere) ? 8 : 7;
  }

  function ofPhase(view: OperationView): number | undefined {
    switch (view.phase) {
      case "intent":
        return books().operations.has(view.opId) ? 3 : 2;
      case "adopted":
      case "authorised":
      case "challenged":
        return 5;
      case "writing":
        return ofWriting(view);
      case "readback":
        return books().operations.get(view.opId)?.state === "done" ? 14 : 13;
      case "settled":
      case "print-disarmed":
        return view.printGrant ? 16 : undefined;
      case "print-armed":
        return 18;
      case "printed":
        return 20;
      case "copy-owed":
      case "abandoned":
      case "ended":
      case "closed":
        return undefined;
    }
  }

  return {
    stopped(terminal: Terminal): void {
      const open = terminal.open();
      const held = terminal.reader.held()?.cardRef;
      if (terminal.taken && !open.some(({ cardRef }) => cardRef === held)) reached.row(1);
      for (const view of open) {
        const row = ofPhase(view);
        if (row !== undefined) reached.row(row);
      }
    },
    torn(terminal: Terminal, card: SimCard): void {
      for (const view of terminal.open())
        if (view.cardRef === card.cardRef && view.phase === "writing") reached.row(ofWriting(view));
    },
    answerLost({ name }: Message, told: Told): void {
      if (!told.ok) return;
      if (name === "authorise") reached.row(3);
      if (name === "script") reached.row(6);
      if (name === "report") reached.row(14);
    },
    answered({ name }: Message, told: Told): void {
      if (!told.ok) return;
      const value = told.value as { result?: string; code?: string; printGrant?: boolean; state?: string };
      if (value.result !== undefined)
        reached.state(`${name} ${value.result} ${value.code ?? value.state ?? ""}`.trim());
      if (name === "authorise" && value.code === "operation-abandoned") reached.row(4);
      if (name === "report" && value.printGrant === false) reached.row(15);
    },
    /** Nobody heard of it again: the centre lets it wait for its card by itself. */
    leaseOver(owner: Terminal | undefined): void {
      if (owner !== undefined && owner.serving() === undefined) reached.row(11);
    },
  };
}
