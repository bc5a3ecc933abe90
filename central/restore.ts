import { z } from "zod";
import { operationKinds, targetOf, targets, type OperationKind } from "../card/life.ts";
import { ok } from "../hardware/result.ts";
import { canonical, encode, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { rowOf } from "./begin.ts";
import { setListed, tell } from "./block-list.ts";
import {
  legalStates,
  reasons,
  strictness,
  tailAnswer,
  type Legal,
  type TailAnswer,
  type TailRequest,
} from "./contract.ts";
import { refuse, type Answered } from "./problems.ts";
import { genesis } from "./fence.ts";
import { findOperation, lineageOf } from "./register.ts";
import { legalOf } from "./rules.ts";
import type { OperationRow, TerminalRow } from "./tables.ts";
import type { Tx } from "./store.ts";

/**
 * A centre that was put back from a backup is behind its terminals (protocol A5 row 25). Each of them sends the
 * tail of its journal; what it tells of operations beyond the backup waits for a person's review, and is then
 * taken up: epochs rise, states and certificates stand as they were answered. Until then such a card contradicts
 * the centre and is served nowhere.
 */

/** An operation as one terminal's journal tells it; what another one adds is merged into it. */
const told = z.object({
  kind: z.enum(operationKinds).optional(),
  reason: z.enum(reasons).optional(),
  cardRef: z.string().optional(),
  fromLife: z.enum(["active", "frozen", "cancelled", "card-blocked", "unknown"]).optional(),
  epoch: z.number().int().optional(),
  target: z.enum(targets).optional(),
  attempts: z.number().int().optional(),
  certificateNo: z.string().optional(),
  legal: z.enum(legalStates).optional(),
  printGrant: z.boolean().optional(),
  ended: z.boolean().optional(),
  terminalId: z.string().optional(),
  /** Whose the original is: another terminal than the one that began it may have finished it. */
  grantedTo: z.string().optional(),
});
type Told = z.infer<typeof told>;
export type Review = { readonly opId: string; readonly cardRef: string; readonly told: Told };

/** Called once, before anybody is answered: every terminal is to boot anew and to send what lies behind. */
export async function markRestored(tx: Tx, nowMs: number): Promise<void> {
  await note(tx, { event: "restored", nowMs });
  for (const { terminal_id, seq } of await tx.find("terminal", { state: "serving" })) {
    await tx.change("terminal", { terminal_id }, { boot_id: "", resend_after: seq });
    await tell(tx, nowMs, { kind: "resend", after: seq }, terminal_id);
  }
}

/** The terminal's own entries after the newest place that the backup knows, in their order and unbroken. */
export async function takeTail(tx: Tx, nowMs: number, request: TailRequest): Promise<Answered<TailAnswer>> {
  const { terminalId } = request.header;
  const row = await tx.get("terminal", { terminal_id: terminalId });
  if (row === undefined || row.resend_after === null) return ok(encode(tailAnswer, { result: "received" }));

  // Entries that come twice, or out of order, are asked for again from where the chain stands.
  const [first] = request.entries;
  if (first?.seq !== row.resend_after + 1)
    return ok(encode(tailAnswer, { result: "received", resendAfter: row.resend_after }));
  let head = await headAt(tx, row);
  let seq = row.resend_after;
  for (const entry of request.entries) {
    const hash = sha256(`${head}\n${String(entry.seq)}\n${entry.opId}\n${String(entry.atMs)}\n${entry.body}`);
    if (entry.seq !== seq + 1 || entry.hash !== hash)
      return refuse("invalid-message", `the chain breaks at entry ${String(entry.seq)}`);
    [head, seq] = [hash, entry.seq];
    await tx.get("place", { terminal_id: terminalId, lineage: row.lineage, seq }).then(async (known) => {
      if (known === undefined)
        await tx.add("place", { terminal_id: terminalId, lineage: row.lineage, seq, head });
    });
    await learn(tx, terminalId, entry.opId, entry.body);
  }
  const more = seq < request.header.journal.seq;
  await tx.change("terminal", { terminal_id: terminalId }, { resend_after: more ? seq : null });
  await note(tx, { event: "journal-received", nowMs, terminalId, detail: { seq, head } });
  return ok(encode(tailAnswer, { result: "received", ...(more && { resendAfter: seq }) }));
}

async function headAt(tx: Tx, row: TerminalRow): Promise<string> {
  const { terminal_id, lineage, resend_after: seq } = row;
  // Where every journal begins; no message shows it (found by the simulator, seed 384).
  if (seq === 0) return genesis;
  const place = seq === null ? undefined : await tx.get("place", { terminal_id, lineage, seq });
  if (place === undefined) throw new Error(`terminal ${terminal_id}: no place at ${String(seq)}`);
  return place.head;
}

/** Folds one entry into what is told of its operation. What this centre does not read in it says nothing. */
async function learn(tx: Tx, terminalId: string, opId: string, text: string): Promise<void> {
  const news = newsIn(text, terminalId);
  if (news === undefined) return;
  const known = await tx.get("review", { op_id: opId });
  const before = known === undefined ? await remembered(tx, opId) : told.parse(JSON.parse(known.body));
  const merged: Told = { ...before, ...news };
  // At once, and not only when a person has judged it: the next certificate must not take a number given before
  // (found by the simulator, seed 1154).
  if (news.certificateNo !== undefined) await raiseCounter(tx, news.certificateNo);
  const row = {
    op_id: opId,
    card_ref: merged.cardRef ?? "",
    epoch: merged.epoch ?? 0,
    body: canonical(merged),
    state: "open",
  };
  if (known === undefined) await tx.add("review", row);
  else await tx.change("review", { op_id: opId }, row);
}

/** What the backup knows of an operation whose beginning lies before it: the tail tells only the rest (seed 3062). */
async function remembered(tx: Tx, opId: string): Promise<Told> {
  const row = await findOperation(tx, opId);
  if (row === undefined || row.epoch === 0) return {};
  const {
    kind,
    reason,
    card_ref: cardRef,
    epoch,
    target,
    from_life: fromLife,
    terminal_id: terminalId,
  } = row;
  return { kind, reason, cardRef, epoch, target, fromLife, terminalId };
}

function newsIn(text: string, terminalId: string): Told | undefined {
  const entry = z.looseObject({ phase: z.string() }).safeParse(json(text));
  if (!entry.success) return undefined;
  const { phase } = entry.data;
  const fields = told.safeParse(entry.data);
  const { kind, reason, cardRef, epoch, target, certificateNo, printGrant, legal } = fields.data ?? {};
  const some = (news: Told): Told => JSON.parse(JSON.stringify(news)) as Told;
  switch (phase) {
    case "intent": {
      const look = z.object({ evidence: z.object({ life: z.string() }) }).safeParse(entry.data);
      const life = told.shape.fromLife.safeParse(look.data?.evidence.life);
      return some({ kind, reason, cardRef, fromLife: life.data, terminalId });
    }
    case "adopted":
      return some({ kind, reason, cardRef, epoch, target });
    case "authorised":
      return some({ epoch, target });
    case "challenged":
      return some({ attempts: z.object({ attempt: z.number() }).safeParse(entry.data).data?.attempt });
    case "settled":
      return some({
        certificateNo,
        legal,
        ...(printGrant === true ? { printGrant, grantedTo: terminalId } : {}),
      });
    case "abandoned":
    case "ended":
      return { ended: true };
    default:
      return undefined;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Operations that the journals know further than the backup does. */
export async function openReviews(tx: Tx): Promise<readonly Review[]> {
  const open: Review[] = [];
  for (const row of await tx.find("review", { state: "open" })) {
    const of = told.parse(JSON.parse(row.body));
    if (await isNews(tx, row.op_id, of)) open.push({ opId: row.op_id, cardRef: row.card_ref, told: of });
  }
  return open;
}

async function isNews(tx: Tx, opId: string, of: Told): Promise<boolean> {
  if (of.epoch === undefined || of.kind === undefined || of.cardRef === undefined) return false;
  const known = await findOperation(tx, opId);
  return known === undefined ? of.ended !== true : of.certificateNo !== undefined && known.state !== "done";
}

/** A person has judged one card's reviews: its operations stand again, oldest first. Answers how many. */
export async function approveReview(tx: Tx, nowMs: number, cardRef: string, clerk: string): Promise<number> {
  const mine = (await openReviews(tx)).filter((review) => review.cardRef === cardRef);
  mine.sort((a, b) => (a.told.epoch ?? 0) - (b.told.epoch ?? 0));
  for (const review of mine) {
    await takeUp(tx, nowMs, review);
    await tx.change("review", { op_id: review.opId }, { state: "approved" });
    const detail = { clerk, epoch: review.told.epoch, certificateNo: review.told.certificateNo };
    await note(tx, { event: "reviewed", nowMs, opId: review.opId, cardRef, detail });
  }
  return mine.length;
}

async function takeUp(tx: Tx, nowMs: number, { opId, cardRef, told: of }: Review): Promise<void> {
  const card = await tx.get("card", { card_ref: cardRef });
  const { kind, epoch, reason = "other", terminalId = "centre", fromLife = "unknown" } = of;
  if (card === undefined || kind === undefined || epoch === undefined) return;
  const to = toOf(kind, of.legal);
  const done = of.certificateNo !== undefined;
  const row: OperationRow = {
    ...((await findOperation(tx, opId)) ??
      rowOf({ opId, cardRef, kind, reason, to, legal: card.legal, fromLife, terminalId }, nowMs)),
    epoch,
    target: targetOf[kind],
    // Whatever was issued for it, nobody may take an old look for a new one.
    scripts: of.attempts ?? 0,
    state: done ? "done" : "awaiting-card",
    ...(of.certificateNo === undefined
      ? {}
      : {
          certificate_no: of.certificateNo,
          settled_at_ms: nowMs,
          settled_by: of.grantedTo ?? null,
          settled_lineage: of.grantedTo === undefined ? null : await lineageOf(tx, of.grantedTo),
          settled_legal: to,
          card_life: targetOf[kind],
        }),
  };
  if ((await findOperation(tx, opId)) === undefined) await tx.add("operation", row);
  else await tx.change("operation", { op_id: opId }, row);
  if (of.certificateNo !== undefined) await raiseCounter(tx, of.certificateNo);
  if (epoch < card.epoch) return;
  if (card.current_op !== null && card.current_op !== opId) {
    // What waited when the backup was made has given way since: only one operation waits for a card (seed 3204).
    const waited = await findOperation(tx, card.current_op);
    const open = waited?.state === "authorised" || waited?.state === "awaiting-card";
    if (open || waited?.state === "lifted-awaiting-card")
      await tx.change("operation", { op_id: card.current_op }, { state: "superseded" });
  }
  await tx.change(
    "card",
    { card_ref: cardRef },
    {
      epoch,
      legal: done || strictness[to] > strictness[card.legal] ? to : card.legal,
      current_op: done ? null : opId,
      settled_op: done ? opId : card.settled_op,
      alarm: null,
    },
  );
  await setListed(tx, nowMs, cardRef, !done || to === "cancelled");
}

const toOf = (kind: OperationKind, legal: Legal | undefined): Legal => legal ?? legalOf(kind, undefined);

/** A number that was given is never given again, whatever the backup says. */
async function raiseCounter(tx: Tx, certificateNo: string): Promise<void> {
  const [office = "", year = "", digits = ""] = certificateNo.split("-");
  const last = Number(digits);
  const counter = await tx.get("certificate_counter", { office, year });
  if (counter === undefined) await tx.add("certificate_counter", { office, year, last });
  else if (counter.last < last) await tx.change("certificate_counter", { office, year }, { last });
}
