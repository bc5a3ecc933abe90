import type { OperationKind } from "../card/life.ts";
import { reasonsFor, type FreezeForm, type Reason } from "../central/contract.ts";
import { carryOut } from "../daemon/card-write.ts";
import { journalLost } from "../daemon/operation-begin.ts";
import { undo } from "../daemon/operation-undo.ts";
import type { ResultView } from "../daemon/screen.ts";
import type { WriteOrder } from "../daemon/visit.ts";
import type { SimCard } from "./cards.ts";
import type { Copies } from "./copies.ts";
import type { Wish } from "./plan.ts";
import type { Scene } from "./scene.ts";
import type { Running, Terminal } from "./terminal.ts";

type Visit = {
  readonly card: SimCard;
  /** What the holder came for, if anything: some only present the card. */
  readonly wanted: Wish;
  /** Names the wish wherever it gets to. */
  readonly wish: string;
};

/**
 * What a person in a hall does, as the session machine lets them: one visit, from the door to the door. Answers
 * whether the terminal went dark and they gave up on it.
 */
type Person = (terminal: Terminal, visit: Visit) => Promise<"served" | "gave-up">;

const returnsMax = 3;
const rebootPatienceMs = 120_000;
const lookEveryMs = 10_000;
const forgottenMsMax = 3 * 86_400_000;

const reasonOf = (kind: OperationKind): Reason => reasonsFor[kind][0] ?? "other";

export function personOf(scene: Scene, strangers: readonly SimCard[], copies: Copies): Person {
  const { world, faults, reached } = scene;

  async function served(terminal: Terminal): Promise<Running | undefined> {
    for (let waitedMs = 0; waitedMs <= rebootPatienceMs; waitedMs += lookEveryMs) {
      const running = terminal.serving();
      if (running !== undefined) return running;
      await world.sleep(lookEveryMs);
    }
    return undefined;
  }

  /** The card is lost, and its holder known without it: the record is frozen, and paper comes at once. */
  async function freezeLost(
    terminal: Terminal,
    { card }: Visit,
    running: Running,
    freeze: FreezeForm,
  ): Promise<"gone" | "left"> {
    const parts = running.partsFor(card.profile);
    const work = async () => {
      const lost = { holderProof: "seen by a clerk", freeze };
      const opId = journalLost(parts, { cardRef: card.cardRef, reason: reasonOf("freeze"), lost });
      return carryOut(parts, opId, () => undefined);
    };
    const outcome = await terminal.guard(running, work());
    if (outcome === "gone") return "gone";
    reached.state(`lost ${outcome.kind}`);
    if (outcome.kind !== "done") return "left";
    const { opId, operation: kind, certificateNo, life, legal } = outcome;
    return print(terminal, running, { kind, opId, certificateNo, life, legal });
  }

  /** Begins, or finishes what the terminal says has to be finished first. */
  async function serve(terminal: Terminal, visit: Visit, running: Running): Promise<"gone" | "left"> {
    const { steps } = running;
    const { wanted } = visit;
    if (wanted === "lost") return freezeLost(terminal, visit, running, "formal");
    if (wanted === "lost-temporary") return freezeLost(terminal, visit, running, "temporary");
    const read = await terminal.guard(running, steps.readCard());
    if (read === "gone") return "gone";
    if (!read.ok) {
      reached.state(`fault ${read.fault.code}`);
      return "left";
    }
    const { unfinished, owed, choices } = read.value;
    if (unfinished !== undefined) return write(terminal, visit, running, unfinished);
    if (owed !== undefined) return print(terminal, running, owed);
    if (wanted === "show") return "left";
    const refused = choices.find(({ kind }) => kind === wanted)?.refusedBecause;
    if (refused !== undefined) {
      reached.state(`refused ${refused}`);
      return "left";
    }
    return write(terminal, visit, running, { kind: wanted, reason: reasonOf(wanted) });
  }

  async function write(
    terminal: Terminal,
    visit: Visit,
    running: Running,
    first: WriteOrder,
  ): Promise<"gone" | "left"> {
    let order = first;
    for (let returns = 0; returns <= returnsMax; returns++) {
      const outcome = await terminal.guard(
        running,
        running.steps.writeCard(order, () => undefined),
      );
      if (outcome === "gone") return "gone";
      reached.state(`outcome ${outcome.kind}`);
      if (outcome.kind === "card-away") {
        if (outcome.fault.kind === "other-card") reached.row(12);
        if (faults.strikes("walk-away")) {
          reached.row(10);
          return "left";
        }
        order = { kind: order.kind, opId: outcome.opId };
        await world.sleep(3_000);
        const other = wrongCard(visit.card);
        if (other === undefined && isElsewhere(visit.card, terminal)) return "left";
        if (terminal.reader.held() === undefined || other !== undefined)
          terminal.reader.insert(other ?? visit.card);
        if (other === undefined && faults.strikes("changes-mind")) {
          const parts = running.partsFor(visit.card.profile);
          const undone = await terminal.guard(running, undo(parts, outcome.opId));
          if (undone === "gone") return "gone";
          reached.state(`undo ${undone.kind}${undone.kind === "refused" ? ` ${undone.because}` : ""}`);
          if (undone.kind === "reversed") return "left";
        }
        continue;
      }
      if (outcome.kind !== "done") return "left";
      const { opId, operation: kind, certificateNo, life, legal } = outcome;
      terminal.reader.pull();
      return print(terminal, running, { kind, opId, certificateNo, life, legal });
    }
    return "left";
  }

  /** One card lies in one reader: its holder has gone on to another terminal meanwhile (seeds 44723 and 45454). */
  const isElsewhere = (card: SimCard, { id }: Terminal): boolean =>
    card.facts.heldBy !== undefined && card.facts.heldBy !== id;

  /** What is put in by mistake, or on purpose, when the card is asked for again. */
  function wrongCard(card: SimCard): SimCard | undefined {
    const copy = copies.shownFor(card);
    if (copy !== undefined) return copy;
    const [stranger] = strangers.filter((each) => each !== card && each.facts.heldBy === undefined);
    return stranger !== undefined && faults.strikes("wrong-card") ? stranger : undefined;
  }

  async function print(terminal: Terminal, running: Running, result: ResultView): Promise<"gone" | "left"> {
    const { steps } = running;
    for (let tries = 0; tries < 2; tries++) {
      const printed = await terminal.guard(
        running,
        steps.printCertificate(result, () => undefined),
      );
      if (printed === "gone") return "gone";
      reached.state(`print ${printed.print}`);
      if (printed.printerFault === "paper-out" || printed.printerFault === "cover-open") {
        const phase = terminal.open().find(({ opId }) => opId === result.opId)?.phase;
        if (phase === "settled" || phase === "print-disarmed") reached.row(17);
      }
      if (printed.print === "printed") return "left";
      if (faults.strikes("walk-away")) return "left";
      await world.sleep(30_000);
      terminal.printer.mend();
    }
    return "left";
  }

  return async (terminal, planned) => {
    const isLost = planned.wanted === "lost" || planned.wanted === "lost-temporary";
    const card = isLost ? planned.card : (copies.shownFor(planned.card) ?? planned.card);
    const visit = { ...planned, card };
    terminal.taken = true;
    terminal.wish = visit.wish;
    world.note(`visit ${terminal.id} ${card.id} ${visit.wanted} ${visit.wish}`);
    let end: "gone" | "left" = "left";
    let running = await served(terminal);
    if (running !== undefined && (isLost || !isElsewhere(card, terminal))) {
      if (!isLost) terminal.reader.insert(card);
      end = await serve(terminal, visit, running);
      for (let tries = 0; end === "gone" && tries < 2 && !faults.strikes("walk-away"); tries++) {
        // The terminal went dark under the holder, who waits for it and begins again.
        running = await served(terminal);
        if (running === undefined || (!isLost && isElsewhere(card, terminal))) break;
        if (!isLost && terminal.reader.held() !== card) terminal.reader.insert(card);
        end = await serve(terminal, visit, running);
      }
    }
    if (terminal.reader.held() !== undefined && faults.strikes("walk-away") && faults.detail.hit(0.2)) {
      reached.state("card forgotten in the reader");
      await world.sleep(faults.detail.below(forgottenMsMax));
    }
    if (terminal.reader.held() !== undefined) terminal.reader.pull();
    copies.maybeMade(card);
    terminal.wish = undefined;
    terminal.taken = false;
    terminal.rest();
    return end === "gone" ? "gave-up" : "served";
  };
}
