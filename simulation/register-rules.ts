import { lifeOfLegal, type Legal } from "../central/contract.ts";
import { regionalRules } from "../central/regional-rules.ts";
import type { AuditRow, CardRow, OperationRow } from "../central/tables.ts";
import type { Evidence, StatusRecord } from "../card/life.ts";
import { methodOf } from "../card/operation-method.ts";
import { opTagOf } from "../daemon/recovery.ts";
import type { Books, Change } from "./books.ts";
import type { SimCard } from "./cards.ts";
import type { Scene } from "./scene.ts";

const open = new Set<OperationRow["state"]>(["authorised", "awaiting-card", "lifted-awaiting-card"]);

const strictness: Readonly<Record<Legal, number>> = {
  active: 0,
  "frozen-temporary": 1,
  frozen: 2,
  cancelled: 3,
};

/** How long after its time an unfreeze may still be open: a centre that died is back by then. */
const lateMs = 5 * 60_000;

/** The rules of protocol A7 between chips and register, held against the world itself and not reports of it. */
export function registerRules(parts: {
  readonly scene: Scene;
  readonly cards: readonly SimCard[];
  readonly books: () => Books;
  /** A restored centre knows less than the cards do, until its terminals have told it (row 25). */
  readonly restoring: () => boolean;
  /** A disk is lost as well: what it alone knew, a clerk learns from the card when it is shown. */
  readonly isForgetful: () => boolean;
  readonly centreMs: () => number;
}) {
  const { scene, cards, books, restoring, isForgetful, centreMs } = parts;
  const { violate } = scene;
  const cardOf = new Map(cards.map((card) => [card.cardRef, card]));
  /** Of each card, as it was when it was last held against its row. */
  const checked = cards.map((card) => ({ card, row: undefined as CardRow | undefined, changes: -1 }));
  let checkedVersion = -1;
  /** When each accepted unfreeze has to be true at the latest, where the region lifts without the card. */
  const dueMs = new Map<string, number>();
  let leaf: AuditRow | undefined;
  const name = (card: SimCard): string => card.id;

  function eachEvent(): void {
    if (restoring()) return;
    checkDue();
    if (isForgetful()) return;
    const { version } = books();
    for (const last of checked) {
      const { card } = last;
      const { changes } = card.facts;
      // No commit since, so its row is the same one; and nothing came to the chip.
      if (version === checkedVersion && last.changes === changes) continue;
      const row = books().cards.get(card.cardRef);
      if (last.row === row && last.changes === changes) continue;
      last.row = row;
      last.changes = changes;
      if (row !== undefined) checkCard(card, row);
    }
    checkedVersion = version;
  }

  function checkDue(): void {
    if (dueMs.size === 0) return;
    for (const [opId, due] of dueMs) {
      if (centreMs() <= due + lateMs) continue;
      dueMs.delete(opId);
      // Accepted by a centre that was then put back to before it, and its terminal never heard of it: there is none
      // (seeds 360096 and 368171). What a terminal's journal tells of is taken up, and has its time anew.
      if (!books().operations.has(opId)) continue;
      violate("I14", `${opId.slice(-4)}: an unfreeze is open after its time`);
    }
  }

  function checkCard(card: SimCard, row: CardRow): void {
    // Where the record is the card's life, a spoilt one says nothing of it.
    if (card.facts.spoilt && card.profile.life.by !== "select") return;
    const { life, record } = card.state();
    const lost = life === "cancelled" || life === "card-blocked";
    const current = row.current_op === null ? undefined : books().operations.get(row.current_op);
    if (lost && row.legal !== "cancelled")
      violate("I1", `${name(card)} is ${life}, the centre says ${row.legal}`);
    if (life === "frozen" && row.legal === "active" && current?.state !== "lifted-awaiting-card")
      violate("I2", `${name(card)} is frozen, the centre says active`);
    if (card.facts.spoilt) return;
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

  function committed(changes: readonly Change[], leaves: readonly AuditRow[]): void {
    checkLeaves(leaves);
    for (const change of changes) {
      if (change.table === "card") checkMove(change.before, change.after, changes);
      if (change.table === "operation") checkOperation(change.before, change.after, leaves);
    }
    const touched = changes.flatMap((change) =>
      change.table === "card" || change.table === "operation" ? [change.after.card_ref] : [],
    );
    for (const cardRef of new Set(touched)) checkWaiting(cardRef);
  }

  /** The trail is one chain, commit after commit; a restored one goes on from where the backup stood. */
  function checkLeaves(leaves: readonly AuditRow[]): void {
    for (const each of leaves) {
      const follows =
        each.seq === (leaf?.seq ?? each.seq - 1) + 1 && each.previous === (leaf?.hash ?? each.previous);
      if (!follows && each.event !== "restored")
        violate("I16", `audit leaf ${String(each.seq)} breaks the chain`);
      leaf = each;
    }
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

  function checkMove(before: CardRow | undefined, after: CardRow, changes: readonly Change[]): void {
    if (before === undefined) return;
    if (after.epoch < before.epoch) violate("I4", `epoch went back from ${String(before.epoch)}`);
    if (before.no_unfreeze === 1 && after.no_unfreeze === 0) violate("I13", "no-unfreeze was taken back");
    if (strictness[after.legal] < strictness[before.legal]) {
      // A cancellation that its holder took back, with a look that proves it, before anything of it was done.
      const takenBack = changes.some(
        ({ table, after: row }) => table === "operation" && row.state === "reversed",
      );
      // Nor does a restored centre know what was true before the journals' tails are judged.
      if (before.legal === "cancelled" && !takenBack && !restoring())
        violate("I4", `cancelled went back to ${after.legal}`);
      if (after.legal === "active" && after.no_unfreeze === 1)
        violate("I13", "active again after a replacement");
    }
  }

  function checkOperation(
    before: OperationRow | undefined,
    after: OperationRow,
    leaves: readonly AuditRow[],
  ): void {
    if (before?.state === "done" && after.state !== "done") violate("I4", `done became ${after.state}`);
    if (before?.state === after.state) return;
    noteDue(after);
    const told = leaves.some(({ op_id, card_ref }) => op_id === after.op_id || card_ref === after.card_ref);
    if (!told) violate("I16", `${after.op_id.slice(-4)} became ${after.state}, and no leaf tells of it`);
    const card = cardOf.get(after.card_ref);
    // What a disk that was set back tells of its card may be long over.
    if (card === undefined || card.facts.spoilt || restoring() || isForgetful()) return;
    if (after.state === "done") checkDone(card, after);
    if (after.state === "reversed") checkReversed(card, after);
  }

  function noteDue({ op_id, card_ref, kind, state, authorised_at_ms, epoch }: OperationRow): void {
    const waits = state === "authorised" || state === "awaiting-card";
    const rules = regionalRules(books().cards.get(card_ref)?.issuer_number ?? "");
    if (kind === "unfreeze" && waits && epoch > 0 && rules.liftWithoutCard)
      dueMs.set(op_id, authorised_at_ms + rules.unfreezeMs);
    else dueMs.delete(op_id);
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

  // ---------------------------------------------------------------- when all is quiet

  /** Faults have stopped and each card was presented once. */
  function quiet(): void {
    for (const card of cards) {
      const row = books().cards.get(card.cardRef);
      // Once more for all of them: what no event seemed to touch was not looked at since.
      if (row !== undefined && !restoring() && !isForgetful()) checkCard(card, row);
      if (row === undefined || card.isForClerk()) continue;
      const { life, record } = card.state();
      const done = operationsOf(card).filter(({ state, epoch }) => state === "done" && epoch > 0);
      const last = done.reduce((most, { epoch }) => Math.max(most, epoch), 0);
      const newest = done.find(({ epoch }) => epoch === last);
      const wanted = lifeOfLegal[row.legal];
      if (row.current_op !== null) violate("I12", `${name(card)}: an operation still waits for it`);
      // Cards that nothing is written on are what the centre says (rulings, 7).
      if (methodOf(card.profile, "frozen") === "centre-only") continue;
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

  return { eachEvent, committed, quiet };
}

/** A freeze of a card that is frozen already writes nothing on it (rulings, 4): the older freeze stands for it. */
const frozenAlready = (record: StatusRecord, row: OperationRow): boolean =>
  row.target === "frozen" && record.target === "frozen" && record.epoch < row.epoch;

const recordText = (record: Evidence["record"]): string =>
  typeof record === "object" ? `record ${String(record.epoch)} ${record.target}` : `no record (${record})`;
