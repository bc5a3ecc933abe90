import { lifeOfLegal, type Legal } from "../central/contract.ts";
import type { CardRow, OperationRow } from "../central/tables.ts";
import { opTagOf, nextPrint } from "../daemon/recovery.ts";
import type { StatusRecord } from "../card/life.ts";
import { methodOf } from "../card/operation-method.ts";
import type { Books, Change } from "./books.ts";
import type { SimCard } from "./cards.ts";
import type { Message, Told } from "./centre.ts";
import type { Paper } from "./printer.ts";
import type { Scene } from "./scene.ts";
import type { Terminal } from "./terminal.ts";

const open = new Set<OperationRow["state"]>(["authorised", "awaiting-card", "lifted-awaiting-card"]);

const strictness: Readonly<Record<Legal, number>> = {
  active: 0,
  "frozen-temporary": 1,
  frozen: 2,
  cancelled: 3,
};

/** The rules of protocol A7, held against the world itself: chips, books, journals and papers, not reports of them. */
export function invariantsOf(parts: {
  readonly scene: Scene;
  readonly cards: readonly SimCard[];
  readonly books: () => Books;
  readonly terminals: () => readonly Terminal[];
  /** After a restore the centre knows less than the cards do, until its terminals have told it (row 25). */
  readonly behind: () => boolean;
}) {
  const { scene, cards, books, terminals, behind } = parts;
  const { violate } = scene;
  const answers = new Map<string, string>();
  const wishes = new Map<string, Set<string>>();
  const originals = new Map<string, number>();
  const papers: Paper[] = [];
  const cardOf = new Map(cards.map((card) => [card.cardRef, card]));
  const checked = new Map<SimCard, { row: CardRow | undefined; changes: number }>();
  const name = (card: SimCard): string => card.id;

  // ---------------------------------------------------------------- chip and register, after every event

  function eachEvent(): void {
    if (behind()) return;
    for (const card of cards) {
      const row = books().cards.get(card.cardRef);
      const last = checked.get(card);
      if (last !== undefined && last.row === row && last.changes === card.facts.changes) continue;
      checked.set(card, { row, changes: card.facts.changes });
      if (row !== undefined) checkCard(card, row);
    }
  }

  function checkCard(card: SimCard, row: CardRow): void {
    const { life, record } = card.state();
    const lost = life === "cancelled" || life === "card-blocked";
    const current = row.current_op === null ? undefined : books().operations.get(row.current_op);
    if (lost && row.legal !== "cancelled")
      violate("I1", `${name(card)} is ${life}, the centre says ${row.legal}`);
    if (life === "frozen" && row.legal === "active" && current?.state !== "lifted-awaiting-card")
      violate("I2", `${name(card)} is frozen, the centre says active`);
    if (typeof record !== "object") {
      if (record === "garbled") violate("I3", `${name(card)}: its record is garbled`);
      return;
    }
    if (record.epoch > row.epoch)
      violate(
        "I3",
        `${name(card)}: record epoch ${String(record.epoch)}, the centre's is ${String(row.epoch)}`,
      );
    if (record.epoch === 0) return;
    const author = operationsOf(card).find(({ op_id }) => opTagOf(op_id) === record.opTag);
    if (author?.epoch !== record.epoch || author.target !== record.target)
      violate("I3", `${name(card)}: a record that no operation authorised`);
  }

  const operationsOf = (card: SimCard): OperationRow[] =>
    [...books().operations.values()].filter(({ card_ref }) => card_ref === card.cardRef);

  // ---------------------------------------------------------------- what the centre commits

  function committed(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.table === "card") checkMove(change.before, change.after);
      if (change.table === "operation") checkOperation(change.before, change.after);
    }
    const touched = changes.flatMap(({ table, after }) =>
      table === "print" || table === "terminal" ? [] : [after.card_ref],
    );
    for (const cardRef of new Set(touched)) checkWaiting(cardRef);
  }

  /** One operation at most waits for a card, and the card knows it. */
  function checkWaiting(cardRef: string): void {
    const row = books().cards.get(cardRef);
    if (row === undefined) return;
    const opened = [...books().operations.values()].filter(
      ({ card_ref, state, epoch }) => card_ref === cardRef && open.has(state) && epoch > 0,
    );
    if (opened.length > 1) violate("I4", `${String(opened.length)} operations wait for one card`);
    if (row.current_op === null && opened.length > 0)
      violate("I11", "an operation waits for a card that does not wait for it");
  }

  function checkMove(before: CardRow | undefined, after: CardRow): void {
    if (before === undefined) return;
    if (after.epoch < before.epoch) violate("I4", `epoch went back from ${String(before.epoch)}`);
    if (before.no_unfreeze === 1 && after.no_unfreeze === 0) violate("I13", "no-unfreeze was taken back");
    if (strictness[after.legal] < strictness[before.legal]) {
      if (before.legal === "cancelled") violate("I4", `cancelled went back to ${after.legal}`);
      if (after.legal === "active" && after.no_unfreeze === 1)
        violate("I13", "active again after a replacement");
    }
  }

  function checkOperation(before: OperationRow | undefined, after: OperationRow): void {
    if (before?.state === "done" && after.state !== "done") violate("I4", `done became ${after.state}`);
    const card = cardOf.get(after.card_ref);
    if (card === undefined || behind() || before?.state === after.state) return;
    if (after.state === "done") checkDone(card, after);
    if (after.state === "reversed") checkReversed(card, after);
  }

  function checkDone(card: SimCard, row: OperationRow): void {
    // Epoch 0 is the centre's alone: a temporary freeze became a formal one, and the card is blocked already.
    if (row.epoch === 0 || methodOf(card.profile, row.target) === "centre-only") return;
    const { life, record } = card.state();
    const blocked = row.target === "cancelled" && (life === "cancelled" || life === "card-blocked");
    const recorded = typeof record !== "object" || record.epoch === row.epoch || frozenAlready(record, row);
    if (!blocked && (life !== row.target || !recorded))
      violate("I6", `${name(card)}: ${row.kind} is done, the card is ${life} with ${recordText(record)}`);
    if (card.facts.lastReset < card.facts.lastScript)
      violate("I6", `${name(card)}: ${row.kind} is done on a look without a reset after the script`);
  }

  function checkReversed(card: SimCard, row: OperationRow): void {
    const { life, record } = card.state();
    if (typeof record === "object" && record.epoch >= row.epoch)
      violate("I7", `${name(card)}: ${row.kind} is reversed, and its record stands on the card`);
    if (row.from_life !== "unknown" && life !== row.from_life)
      violate("I7", `${name(card)}: ${row.kind} is reversed, and the card is ${life}`);
    if (card.facts.lastReset < card.facts.lastScript)
      violate("I7", `${name(card)}: ${row.kind} is reversed while its script may still land`);
  }

  // ---------------------------------------------------------------- answers, papers, promises

  function answered(message: Message, told: Told): void {
    if (!told.ok || behind()) return;
    const { name: kind, opId, body, terminalId } = message;
    const key = keyOf(kind, opId, terminalId, body, told.value);
    if (key === undefined) return;
    const known = answers.get(key);
    if (known === undefined) answers.set(key, told.text);
    else if (known !== told.text) violate("I5", `${key} was answered with other bytes`);
  }

  /** Message, operation and whoever counts: what must be answered alike each time. */
  function keyOf(kind: string, opId: string, terminalId: string, body: unknown, value: unknown) {
    if (kind === "authorise") return `authorise ${opId}`;
    if (kind === "script") {
      const { header, attempt, segment } = body as {
        header: { bootId: string };
        attempt: number;
        segment?: number;
      };
      return `script ${opId} ${header.bootId} ${String(attempt)} ${String(segment ?? 0)}`;
    }
    const { result } = value as { result?: string };
    // A terminal that was let in again on another disk is another one: the right to print stayed with the old.
    const lineage = books().terminals.get(terminalId)?.lineage ?? 1;
    return kind === "report" && result === "done"
      ? `report ${opId} ${terminalId} ${String(lineage)}`
      : undefined;
  }

  function paper(sheet: Paper): void {
    papers.push(sheet);
    const row = books().operations.get(sheet.opId);
    if (!behind() && (row === undefined || row.certificate_no !== sheet.certificateNo))
      violate("I8", `a certificate ${sheet.certificateNo} of what the centre knows nothing of`);
    else if (!behind() && row?.state !== "done" && row?.record_only !== 1)
      violate("I8", `a certificate of an operation that is ${row?.state ?? "unknown"}`);
    if (sheet.copy > 0) return;
    const count = (originals.get(sheet.opId) ?? 0) + 1;
    originals.set(sheet.opId, count);
    if (count > 1) violate("I8", `${sheet.certificateNo}: ${String(count)} originals`);
  }

  /** One wish has one operation id, however often it is asked for: another one only when that was given up. */
  function asked({ name: kind, opId, wish }: Message, terminal: Terminal): void {
    if (kind !== "authorise") return;
    promised("authorise", terminal, opId);
    if (wish === undefined) return;
    const others = wishes.get(wish) ?? new Set();
    wishes.set(wish, others.add(opId));
    const open = terminal.open().filter((view) => view.opId !== opId && others.has(view.opId));
    if (open.length > 0) violate("I5", "one wish was asked for under a second operation id");
  }

  /** Journal before effect. */
  function promised(what: "script" | "authorise" | "print", terminal: Terminal, of: string): void {
    const phases = terminal.disk().entries.filter(({ opId, body }) => {
      if (opId === of) return true;
      return (body.phase === "intent" || body.phase === "adopted") && body.cardRef === of;
    });
    const last = phases.at(-1)?.body.phase;
    if (what === "authorise" && last === undefined)
      violate("I10", "the centre was asked for what no journal holds");
    if (what === "print" && last !== "print-armed") violate("I10", "paper moved before the journal said so");
    if (
      what === "script" &&
      !terminal.open().some(({ cardRef, phase }) => cardRef === of && phase === "writing")
    )
      violate("I10", "a script went to a card before the journal said so");
  }

  // ---------------------------------------------------------------- when all is quiet

  /** Faults have stopped and each card was presented once. */
  function quiet(): void {
    for (const card of cards) {
      const row = books().cards.get(card.cardRef);
      if (row === undefined) continue;
      const { life, record } = card.state();
      const done = operationsOf(card).filter(({ state, epoch }) => state === "done" && epoch > 0);
      const last = done.reduce((most, { epoch }) => Math.max(most, epoch), 0);
      const newest = done.find(({ epoch }) => epoch === last);
      const wanted = lifeOfLegal[row.legal];
      if (row.current_op !== null) violate("I12", `${name(card)}: an operation still waits for it`);
      if (life !== wanted) violate("I12", `${name(card)} is ${life}, the centre says ${row.legal}`);
      // Cancelling a frozen card writes no record: the permanent state is the proof (rulings, 4).
      if (
        typeof record === "object" &&
        record.epoch !== last &&
        newest?.target !== "cancelled" &&
        (newest === undefined || !frozenAlready(record, newest))
      )
        violate("I12", `${name(card)}: record epoch ${String(record.epoch)}, newest done ${String(last)}`);
    }
  }

  /** After that, once more where paper was still owed. */
  function atEnd(): void {
    for (const terminal of terminals())
      for (const view of terminal.open())
        violate(
          "I19",
          `${terminal.id} holds ${view.opId.slice(-4)} open in ${view.phase}, next ${nextPrint(view).kind}`,
        );
    const printed = new Set(papers.filter(({ whole }) => whole).map(({ opId }) => opId));
    const numbers = new Map<string, number[]>();
    for (const row of books().operations.values()) {
      if (row.certificate_no === null) continue;
      const [office = "", year = "", n = ""] = row.certificate_no.split("-");
      numbers.set(`${office}-${year}`, [...(numbers.get(`${office}-${year}`) ?? []), Number(n)]);
      // Where the one terminal with the grant lost its disk, the paper is had by number, as a copy, anywhere.
      if (!printed.has(row.op_id)) scene.reached.state("certificate never printed");
    }
    // A restored centre gives no number twice, and may leave one out.
    if (behind()) return;
    for (const [office, given] of numbers)
      if (given.sort((left, right) => left - right).some((n, index) => n !== index + 1))
        violate("I8", `${office}: certificate numbers ${given.join(" ")} have a gap`);
  }

  return { eachEvent, committed, asked, answered, paper, promised, quiet, atEnd };
}

/** A freeze of a card that is frozen already writes nothing on it (rulings, 4): the older freeze stands for it. */
const frozenAlready = (record: StatusRecord, row: OperationRow): boolean =>
  row.target === "frozen" && record.target === "frozen" && record.epoch < row.epoch;

const recordText = (record: ReturnType<SimCard["state"]>["record"]): string =>
  typeof record === "object" ? `record ${String(record.epoch)} ${record.target}` : `no record (${record})`;
