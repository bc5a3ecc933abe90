import { z } from "zod";
import { targets, type Life, type OperationKind, type Target } from "../card/life.ts";
import { profileById } from "../card/profile.ts";
import { canonical, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { begin, rowOf } from "./begin.ts";
import { evidence, lifeOfLegal, type Legal } from "./contract.ts";
import { opTagOf } from "./register.ts";
import type { RulesOf } from "./regional-rules.ts";
import { isRestoring } from "./restore.ts";
import { legalOf } from "./rules.ts";
import type { CardRow } from "./tables.ts";
import { centreItself } from "./timers.ts";
import type { Tx } from "./store.ts";

/**
 * A card that no operation known here explains. The centre was put back from a backup and a terminal's disk is lost,
 * so that only the card still shows what both had done; or a card was written by another's hand. A clerk who has it
 * before them, with its holder and their papers, has the card brought into line: an operation of the centre's own
 * takes it, wherever it is shown next, to the strictest of what the register says, what the card is, and what its
 * record had begun. Nothing becomes looser by it.
 */
export type Reconciled = "reconciled" | "unknown-card" | "nothing-contradicts" | "not-our-card" | "restoring";

/** More operations than a card has in the time between two backups: a record further on is nobody's. */
const epochsAheadMax = 64;

/** What an alarm's leaf in the audit trail keeps of the look. */
const alarmOf = evidence
  .pick({ life: true, record: true, atr: true, profile: true })
  .extend({ because: z.string() });
type Alarm = z.infer<typeof alarmOf>;

/** A card that is refused everywhere, and what its newest look showed. */
type Contradicting = {
  readonly cardRef: string;
  readonly atMs: number;
  readonly because: string;
  readonly life: Life;
  /** Of its status record, where it has one that can be read. */
  readonly epoch?: number;
};

/** Those that showed up last; older ones show up again. */
const listedMax = 50;

export async function contradictingCards(tx: Tx): Promise<readonly Contradicting[]> {
  const found = new Map<string, Contradicting>();
  for (const leaf of await tx.find("audit", { event: "alarm" }, { newestFirst: true, limit: listedMax })) {
    const cardRef = leaf.card_ref;
    if (cardRef === null || found.has(cardRef)) continue;
    const seen = alarmOf.safeParse(JSON.parse(leaf.detail));
    const card = await tx.get("card", { card_ref: cardRef });
    if (!seen.success || card === undefined || card.alarm === null) continue;
    const { because, life, record } = seen.data;
    const epoch = typeof record === "object" ? { epoch: record.epoch } : {};
    found.set(cardRef, { cardRef, atMs: leaf.at_ms, because, life, ...epoch });
  }
  return [...found.values()];
}

/** By the newest look that contradicted, which stands in the audit trail. */
export async function reconcile(
  tx: Tx,
  nowMs: number,
  cardRef: string,
  clerk: string,
  rules: RulesOf,
): Promise<Reconciled> {
  // What the journals still to come tell may explain it.
  if (await isRestoring(tx)) return "restoring";
  const card = await tx.get("card", { card_ref: cardRef });
  if (card === undefined) return "unknown-card";
  if (card.alarm === null) return "nothing-contradicts";
  const leaves = await tx.find(
    "audit",
    { card_ref: cardRef, event: "alarm" },
    { newestFirst: true, limit: 8 },
  );
  const seen = leaves
    .map(({ detail }) => alarmOf.safeParse(JSON.parse(detail)))
    .find(({ success }) => success);
  const aim = seen?.data === undefined ? undefined : aimOf(card, seen.data);
  if (seen?.data === undefined || aim === undefined) return "not-our-card";

  const { record, life: fromLife } = seen.data;
  if (typeof record === "object" && record.epoch > 0) await nameAuthor(tx, nowMs, card, record);
  const epoch = Math.max(card.epoch, typeof record === "object" ? record.epoch : 0);
  await tx.change("card", { card_ref: cardRef }, { epoch, alarm: null });
  const { kind, to } = aim;
  const opId = idOf(cardRef, `8${sha256(canonical({ cardRef, epoch, alarm: card.alarm })).slice(-15)}`);
  const begun = { opId, card: { ...card, epoch }, kind, reason: "other", to, fromLife } as const;
  const waits = { state: "awaiting-card", terminalId: centreItself } as const;
  await begin(tx, nowMs, { ...begun, ...waits }, rules(card.issuer_number));
  const detail = { kind, epoch: epoch + 1, was: card.legal, life: fromLife, record, clerk };
  await note(tx, { event: "reconciled", nowMs, opId, cardRef, terminalId: centreItself, detail });
  return "reconciled";
}

/** Where it is to go; undefined for what is not this card, or says nothing that could be believed. */
function aimOf(
  card: CardRow,
  { life, record, atr, profile }: Alarm,
): { kind: OperationKind; to: Legal } | undefined {
  if (atr !== card.atr || profile !== card.profile || life === "unknown") return undefined;
  if (typeof record === "object") {
    const { epoch, region } = record;
    // Older than one that was seen on it: a copy of its past, and never the card itself.
    if (region !== card.issuer_number || epoch < card.seen_epoch) return undefined;
    if (epoch > card.epoch + epochsAheadMax) return undefined;
  }
  if (record === "garbled") return undefined;
  if (record === "unreadable" && !isEnded(life)) return undefined;
  const keepsRecord = profileById(profile)?.statusRecord !== undefined;
  if (record === "absent" && keepsRecord) return undefined;

  const begunOnIt = typeof record === "object" ? record.target : "active";
  const shown = life === "card-blocked" ? "cancelled" : life;
  const aims: readonly Target[] = [lifeOfLegal[card.legal], shown, begunOnIt];
  const target = targets.findLast((each) => aims.includes(each)) ?? "active";
  const kind = kindTo[target];
  // A temporary freeze stays one.
  return { kind, to: lifeOfLegal[card.legal] === target ? card.legal : legalOf(kind, undefined) };
}

const isEnded = (life: Life): boolean => life === "cancelled" || life === "card-blocked";

const kindTo: Readonly<Record<Target, OperationKind>> = {
  active: "unfreeze",
  frozen: "freeze",
  cancelled: "cancel",
};

/**
 * Whoever wrote the record is known by its tag alone, and did not finish as far as anybody knows. Its epoch may have
 * been given once more since, so that it stands without one.
 */
async function nameAuthor(
  tx: Tx,
  nowMs: number,
  card: CardRow,
  { target, opTag }: Extract<Alarm["record"], object>,
): Promise<void> {
  const { card_ref: cardRef, legal } = card;
  const theirs = await tx.find("operation", { card_ref: cardRef });
  if (theirs.some(({ op_id }) => opTagOf(op_id) === opTag)) return;
  const kind = kindTo[target];
  const forgotten = { kind, reason: "other", fromLife: "unknown", terminalId: centreItself } as const;
  const opId = idOf(cardRef, opTag);
  const row = rowOf({ ...forgotten, opId, cardRef, legal, to: legalOf(kind, undefined) }, nowMs);
  await tx.add("operation", { ...row, state: "superseded" });
}

/** An operation id (UUIDv7) for this card, whose second half is these sixteen hexadecimal digits: a record keeps it. */
const idOf = (cardRef: string, half: string): string => {
  const first = sha256(cardRef).slice(0, 16);
  const digits = `${first.slice(0, 12)}7${first.slice(13)}${half}`.toLowerCase();
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};
