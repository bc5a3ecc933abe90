import { copiesOf } from "./copies.ts";
import type { SimCard } from "./cards.ts";
import type { Hall } from "./hall.ts";
import { personOf } from "./person.ts";
import type { Plan } from "./plan.ts";
import type { Scene } from "./scene.ts";
import type { Terminal } from "./terminal.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** What one presentation may take when nothing fails. */
const visitMs = 10 * minuteMs;
const reconcileRounds = 2;
/** One visit prints one paper. */
const papersOwedMax = 6;

/** Who comes and what happens to the hall, as the plan and the faults of the run have it. */
export function crowdOf(scene: Scene, plan: Plan, hall: Hall) {
  const { world, faults } = scene;
  const { centre, cards, terminals, checks, office, books } = hall;
  const copies = copiesOf(scene, (copy) => {
    const { record } = copy.state();
    const row = books().cards.get(copy.cardRef);
    return typeof record === "object" && row !== undefined && record.epoch < row.seen_epoch;
  });
  const person = personOf(scene, cards, copies);
  const nature = scene.chanceFor("holders");
  const ids = terminals.map(({ id }) => id);
  const terminalAt = (index: number): Terminal => {
    const terminal = terminals[index % terminals.length];
    if (terminal === undefined) throw new Error("simulation: no terminals");
    return terminal;
  };

  function begin(): void {
    const restoring = faults.strikes("centre-restored");
    const keepsDisks = restoring && !faults.strikes("restored-and-lost");
    for (const terminal of terminals) terminal.boot();
    for (const visit of plan.visits) world.after(visit.atMs, () => void come(visit, 0));
    for (const notice of plan.notices) {
      const card = cards[notice.card];
      if (card !== undefined) world.after(notice.atMs, () => void office.take(notice, card));
    }
    for (const { atMs, terminal } of plan.stops) {
      world.after(atMs, () => {
        const how = faults.strikes("power-cut")
          ? "power"
          : faults.strikes("kill-anytime")
            ? "kill"
            : undefined;
        if (how !== undefined) terminalAt(terminal).stop(how);
      });
      world.after(atMs + 5 * minuteMs, () => {
        const { disk, changeDisk } = terminalAt(terminal);
        // What a restored centre forgot, only the terminals know: with both lost, a clerk has the card alone to go by.
        if (keepsDisks) return;
        const replaced = faults.strikes("disk-replaced");
        if (!replaced && !faults.strikes("disk-rolled-back")) return;
        changeDisk(replaced ? 0 : faults.detail.below(disk().entries.length + 1));
        hall.diskLost();
      });
    }
    const [first, last] = [plan.visits[0]?.atMs ?? 0, plan.visits.at(-1)?.atMs ?? 0];
    world.after(first + faults.detail.below(last - first + 1), () => {
      const restore = restoring ? centre.backup() : undefined;
      if (restore !== undefined) world.after(faults.detail.below(dayMs), () => void restored(restore));
    });
  }

  async function restored(restore: (terminalIds: readonly string[]) => Promise<void>): Promise<void> {
    await restore(ids);
    for (const terminal of terminals) terminal.call();
    office.restored();
  }

  /** A holder comes when the terminal is free and the card is at hand, or tries again, or gives up. */
  async function come(visit: Plan["visits"][number], tries: number): Promise<void> {
    const terminal = terminalAt(visit.terminal);
    const card = cards[visit.card];
    if (card === undefined) return;
    if (terminal.taken || card.facts.heldBy !== undefined) {
      if (tries < 4) world.after(5 * minuteMs, () => void come(visit, tries + 1));
      return;
    }
    const served = await person(terminal, { card, wanted: visit.wanted, wish: visit.name });
    // The terminal went dark and stayed it: some take the card to the next hall.
    if (served === "served" || tries >= 4 || faults.stopped() || !nature.hit(0.7)) return;
    scene.reached.state("went elsewhere");
    const elsewhere = { ...visit, terminal: visit.terminal + 1, name: `${visit.name}, elsewhere` };
    world.after(faults.detail.below(30 * minuteMs), () => void come(elsewhere, tries + 1));
  }

  async function present(card: SimCard, terminal: number): Promise<void> {
    const visit = person(terminalAt(terminal), { card, wanted: "show", wish: `shown ${card.id}` });
    const shown = { over: false };
    void visit.then(() => {
      shown.over = true;
    });
    await world.run(world.nowMs() + visitMs, () => shown.over);
    if (!shown.over) scene.violate("I19", `showing ${card.id} at T-${String(terminal + 1)} does not end`);
  }

  return {
    begin,
    present,
    async mend(): Promise<void> {
      await office.tidy(ids);
      for (const terminal of terminals) {
        terminal.printer.mend();
        terminal.boot();
        terminal.call();
      }
    },
    /** Who brings a card that nothing known explains has it looked at by a clerk, and shows it once more. */
    async reconcile(): Promise<void> {
      for (let round = 0; round < reconcileRounds; round++)
        for (const [index, card] of cards.entries())
          if (await office.reconcile(card)) await present(card, index);
    },
    /** Clerks do what waits for them, and every terminal asks once more whether it may serve. */
    async tidy(): Promise<void> {
      await office.tidy(ids);
      for (const terminal of terminals) terminal.call();
    },
    /** Paper that is owed is had where it is owed: the holder goes there once more, then all terminals settle. */
    async presentWhereOwed(): Promise<void> {
      for (const [index, terminal] of terminals.entries())
        for (let round = 0; round < papersOwedMax; round++)
          for (const card of cards)
            if (terminal.open().some(({ cardRef }) => cardRef === card.cardRef)) await present(card, index);
      await world.run(world.nowMs() + dayMs);
    },
    /** All terminals stop and recover once more: with nothing to do, nothing is done (A7, 18). */
    async recoverAgain(): Promise<void> {
      // What waits for a card that is a clerk's stays open, and is asked about again.
      if (scene.seed % 8 !== 0 || terminals.some((terminal) => terminal.open().length > 0)) return;
      // Begun again after all others, a temporary freeze may lapse on just this day.
      if ([...books().cards.values()].some(({ legal }) => legal === "frozen-temporary")) return;
      const before = checks.standing();
      for (const terminal of terminals) terminal.stop("kill");
      await world.run(world.nowMs() + dayMs);
      if (checks.standing() !== before) scene.violate("I18", "a recovery with nothing to do did something");
    },
  };
}
