import { readCard } from "../card/read-card.ts";
import type { Store } from "../central/store.ts";
import { memoryStore } from "../central/store-memory.ts";
import { verifyAudit } from "../central/audit.ts";
import { virtualReader } from "../hardware/reader/virtual-reader.ts";
import { virtualCard } from "../card/virtual/card.ts";
import { cardBox, simCard, type SimCard } from "./cards.ts";
import { openCentre, type CentreHost } from "./centre.ts";
import { chanceOf } from "./chance.ts";
import { crashRowsOf } from "./crash-rows.ts";
import { swarm, type FaultKind } from "./faults.ts";
import { fillRegister } from "./register.ts";
import { judgeHistory, type Asked } from "./history.ts";
import { invariantsOf } from "./invariants.ts";
import { faithful, type Mutant } from "./mutant.ts";
import { simLine } from "./net.ts";
import { officeOf } from "./office.ts";
import { personOf } from "./person.ts";
import { planOf, type Plan } from "./plan.ts";
import { simPrinter } from "./printer.ts";
import { simReader } from "./reader.ts";
import { countReached, type Counts } from "./reached.ts";
import type { Scene } from "./scene.ts";
import { knowFacts, simTerminal, type Terminal } from "./terminal.ts";
import { openWorld } from "./world.ts";

export type Violation = { readonly invariant: string; readonly detail: string; readonly atMs: number };

export type Outcome = {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly traceHash: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly terminals: number;
  readonly faultsOn: readonly FaultKind[];
  readonly struck: readonly string[];
  readonly trace: readonly string[];
};

export type RunOptions = {
  readonly seed: number;
  /** Comes back when no promise can go on. */
  readonly quiet: () => Promise<void>;
  readonly counts: Counts;
  readonly mutant?: Mutant;
  /** Visits, stops and faults that are left out: the shrinker's tool. */
  readonly without?: ReadonlySet<string>;
  readonly keepTrace?: boolean;
  /** Memory unless told otherwise. */
  readonly openStore?: () => Store;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Longer than any message is late. */
const lateOverMs = 7 * dayMs;
/** What one presentation may take when nothing fails. */
const visitMs = 10 * minuteMs;
const violationsMax = 8;

/** One schedule, from its first visit to the last thing that must come of it. */
export async function runSchedule(options: RunOptions): Promise<Outcome> {
  const { seed, without = new Set<string>(), mutant = faithful } = options;
  await readBoxOnce();
  const violations: Violation[] = [];
  const trace: string[] = [];
  let afterEvent = (): void => undefined;
  const faults = swarm(seed, without);
  const world = openWorld({
    tieBreak: chanceOf(seed, "ties"),
    quiet: options.quiet,
    afterEvent: () => {
      afterEvent();
    },
    ...(options.keepTrace === true
      ? { onNote: (atMs, text) => void trace.push(`${String(atMs).padStart(11)} ${text}`) }
      : {}),
  });
  const scene: Scene = {
    seed,
    world,
    faults,
    reached: countReached(options.counts),
    chanceFor: (name) => chanceOf(seed, name),
    mutant,
    violate(invariant, detail) {
      world.note(`VIOLATION ${invariant}: ${detail}`);
      if (violations.length < violationsMax) violations.push({ invariant, detail, atMs: world.nowMs() });
    },
  };
  const plan = planOf(seed, without);
  const hall = await openHall(scene, plan, options.openStore?.() ?? memoryStore());
  afterEvent = hall.checks.eachEvent;

  // Safety: visits, stops and faults, in whatever order they fall.
  hall.begin();
  const enough = (): boolean => violations.length > 0;
  await world.run(plan.days * dayMs + dayMs, enough);
  // Liveness: nothing fails any more, what is late arrives, and each card is shown once.
  if (violations.length === 0) {
    faults.stop();
    await hall.mend();
    await world.run(world.nowMs() + lateOverMs, enough);
    await hall.tidy();
    await world.run(world.nowMs() + dayMs, enough);
    await hall.tidy();
  }
  if (violations.length === 0) {
    for (const [index, card] of hall.cards.entries()) await hall.present(card, index);
    hall.checks.quiet();
  }
  if (violations.length === 0) {
    await hall.presentWhereOwed();
    hall.checks.atEnd();
    for (const fault of hall.judge()) scene.violate("history", fault);
  }
  if (seed % 16 === 0 && violations.length === 0) await hall.audit();
  const virtualMs = world.nowMs();
  await hall.centre.close();
  return {
    seed,
    violations,
    traceHash: world.traceHash(),
    events: world.events(),
    virtualMs,
    terminals: plan.terminals,
    faultsOn: faults.on(),
    struck: faults.struck(),
    trace,
  };
}

let boxRead = false;
/** Reads each card of the box once, as terminals do, for what never changes on it. */
async function readBoxOnce(): Promise<void> {
  if (boxRead) return;
  for (const card of cardBox) {
    const reader = virtualReader();
    reader.insert(virtualCard(card.image(), (length) => new Uint8Array(length)));
    const connected = await reader.connect({ exclusive: false });
    if (!connected.ok) throw new Error(`simulation: ${card.id} does not connect`);
    const facts = await readCard(connected.value);
    if (!facts.ok) throw new Error(`simulation: ${card.id} cannot be read: ${JSON.stringify(facts.fault)}`);
    knowFacts(card.person.atr, facts.value);
  }
  boxRead = true;
}

async function openHall(scene: Scene, plan: Plan, store: Store) {
  const { world, faults } = scene;
  const cards: SimCard[] = cardBox.slice(0, plan.cards).map((card) => simCard(scene, card));
  const terminals: Terminal[] = [];
  const history: Asked[] = [];
  const asked = new Map<object, number>();
  const known = new Set<string>();
  const cardOf = (cardRef: string): SimCard | undefined => cards.find((card) => card.cardRef === cardRef);
  const late: { centre?: CentreHost } = {};
  const books = () => {
    if (late.centre === undefined) throw new Error("simulation: no centre yet");
    return late.centre.books;
  };
  const behind = (): boolean => (late.centre?.restores() ?? 0) > 0;
  const checks = invariantsOf({ scene, cards, books, terminals: () => terminals, behind });
  const rows = crashRowsOf(scene, books, cardOf);

  const host = await openCentre({
    scene,
    store,
    fill: (tx, nowMs) => fillRegister(tx, nowMs, cardBox.slice(0, plan.cards)),
    onCommit(changes) {
      checks.committed(changes);
      for (const change of changes) {
        if (change.table === "terminal" && change.after.state === "quarantined")
          office.quarantined(change.after.terminal_id);
        if (change.table === "operation" && change.after.state === "done" && change.before?.state !== "done")
          rows.settledElsewhere(
            terminals.find(({ id }) => id === change.after.terminal_id),
            change.after.settled_by,
          );
      }
    },
    onAsk: (message) => void asked.set(message, world.nowMs()),
    onAnswer(message, told) {
      checks.answered(message, told);
      rows.answered(message, told);
      if (!told.ok || behind()) return;
      const value = told.value as { result?: string; epoch?: number };
      const began = message.name === "authorise" && value.result === "authorised";
      const looked = message.name === "observe" && value.result === "known";
      if (!began && !looked) return;
      const { evidence } = message.body as { evidence: { cardRef: string } };
      const askedMs = asked.get(message) ?? world.nowMs();
      const answeredMs = world.nowMs();
      if (began && known.has(message.opId)) return;
      if (began) known.add(message.opId);
      history.push({ cardRef: evidence.cardRef, askedMs, answeredMs, epoch: value.epoch ?? 0, began });
    },
  });
  late.centre = host;

  let opIds = 0;
  let bootIds = 0;
  for (let index = 0; index < plan.terminals; index++) {
    const id = `T-${String(index + 1)}`;
    const self = (): Terminal => {
      const terminal = terminals[index];
      if (terminal === undefined) throw new Error(`simulation: no terminal ${id}`);
      return terminal;
    };
    terminals.push(
      simTerminal({
        scene,
        id,
        mintOpId: () => `019cac61-c368-7c41-8a1b-2c3d4e5f${(++opIds).toString(16).padStart(4, "0")}`,
        mintBootId: () => `0b6f4d8e-58a4-4c93-9d4c-${(++bootIds).toString(16).padStart(12, "0")}`,
        reader: simReader({
          scene,
          terminalId: id,
          onScriptCommand: (card) => {
            checks.promised("script", self(), card.cardRef);
          },
          onTorn: (card, inScript) => {
            if (inScript) rows.torn(self(), card);
          },
        }),
        printer: simPrinter({
          scene,
          terminalId: id,
          onPaper: checks.paper,
          onJob: (opId) => {
            checks.promised("print", self(), opId);
          },
        }),
        line: simLine({
          scene,
          terminalId: id,
          centre: host,
          wishOf: () => self().wish,
          onAsk: (message) => {
            checks.asked(message, self());
          },
          onAnswerLost: rows.answerLost,
        }),
        onEntry: (terminal, { opId, body }) => {
          world.note(`${terminal} journal ${opId.slice(-4)} ${body.phase}`);
        },
        onStop: rows.stopped,
      }),
    );
  }
  const mintOfficeId = (): string =>
    `019cac61-c368-7c41-8a1b-0ff1ce00${(++opIds).toString(16).padStart(4, "0")}`;
  const office = officeOf(scene, host, mintOfficeId);
  const person = personOf(scene, cards);
  const terminalAt = (index: number): Terminal => {
    const terminal = terminals[index % terminals.length];
    if (terminal === undefined) throw new Error("simulation: no terminals");
    return terminal;
  };

  function begin(): void {
    const restoring = faults.strikes("centre-restored");
    for (const terminal of terminals) terminal.boot();
    for (const visit of plan.visits) world.after(visit.atMs, () => void come(visit, 0));
    for (const notice of plan.notices) {
      const card = cards[notice.card];
      const take = (): void => {
        if (card === undefined) return;
        if (closed) world.after(30 * minuteMs, take);
        else void office.take(notice, card);
      };
      world.after(notice.atMs, take);
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
        const { entries } = terminalAt(terminal).disk();
        // What a restored centre forgot, only the terminals know: with both lost, a clerk has the card alone to go by.
        if (restoring) return;
        if (faults.strikes("disk-replaced")) terminalAt(terminal).changeDisk(0);
        else if (faults.strikes("disk-rolled-back"))
          terminalAt(terminal).changeDisk(faults.detail.below(entries.length + 1));
      });
    }
    const [first, last] = [plan.visits[0]?.atMs ?? 0, plan.visits.at(-1)?.atMs ?? 0];
    world.after(first + faults.detail.below(last - first + 1), () => {
      const restore = restoring ? host.backup() : undefined;
      if (restore !== undefined) world.after(faults.detail.below(dayMs), () => void restored(restore));
    });
  }

  /** Between a restore and its review the halls are closed: whatever began then could take a number given before. */
  let closed = false;
  async function restored(restore: () => Promise<void>): Promise<void> {
    if (terminals.some(({ taken }) => taken)) {
      world.after(10 * minuteMs, () => void restored(restore));
      return;
    }
    closed = true;
    await restore();
    await reopen();
  }

  /** Every terminal tells what it knows, however often it has to be asked; then a clerk takes it up. */
  async function reopen(): Promise<void> {
    for (const terminal of terminals) {
      terminal.boot();
      terminal.call();
    }
    const heard = terminals.every(({ id, disk }) => {
      const row = books().terminals.get(id);
      return row === undefined ? disk().entries.length <= 1 : row.resend_after === null && row.boot_id !== "";
    });
    if (!heard) {
      world.after(30 * minuteMs, () => void reopen());
      return;
    }
    await office.review();
    await host.resume();
    closed = false;
  }

  /** A holder comes when the terminal is free and the card is at hand, or tries again, or gives up. */
  async function come(visit: Plan["visits"][number], tries: number): Promise<void> {
    const terminal = terminalAt(visit.terminal);
    const card = cards[visit.card];
    if (card === undefined) return;
    if (closed) {
      world.after(30 * minuteMs, () => void come(visit, tries));
      return;
    }
    if (terminal.taken || card.facts.heldBy !== undefined) {
      if (tries < 4) world.after(5 * minuteMs, () => void come(visit, tries + 1));
      return;
    }
    await person(terminal, { card, wanted: visit.wanted, wish: visit.name });
  }

  async function present(card: SimCard, terminal: number): Promise<void> {
    const visit = person(terminalAt(terminal), { card, wanted: undefined, wish: `shown ${card.id}` });
    const shown = { over: false };
    void visit.then(() => {
      shown.over = true;
    });
    await world.run(world.nowMs() + visitMs, () => shown.over);
    if (!shown.over) scene.violate("I19", `showing ${card.id} at T-${String(terminal + 1)} does not end`);
  }

  return {
    centre: host,
    cards,
    checks,
    begin,
    present,
    async mend(): Promise<void> {
      await office.releaseAll(terminals.map(({ id }) => id));
      for (const terminal of terminals) {
        terminal.printer.mend();
        terminal.boot();
        terminal.call();
      }
    },
    /** Paper that is owed is had where it is owed: the holder goes there once more, then all terminals settle. */
    /** Quarantined terminals are let in, and what a restored centre was told is taken up. */
    async tidy(): Promise<void> {
      await office.releaseAll(terminals.map(({ id }) => id));
      await office.review();
    },
    async presentWhereOwed(): Promise<void> {
      for (const [index, terminal] of terminals.entries())
        for (let round = 0; round < 3; round++)
          for (const card of cards)
            if (terminal.open().some(({ cardRef }) => cardRef === card.cardRef)) await present(card, index);
      await world.run(world.nowMs() + dayMs);
    },
    judge: (): string[] => (behind() ? [] : judgeHistory(history, [...books().operations.values()])),
    async audit(): Promise<void> {
      const verified = await verifyAudit(store);
      if (!verified.ok)
        scene.violate("I16", `the centre's audit trail is broken at ${String(verified.fault.seq)}`);
    },
  };
}
