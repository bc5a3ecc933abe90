import { z } from "zod";
import { operationKinds, targets } from "../card/life.ts";
import { ok } from "../hardware/result.ts";
import { canonical, encode, sha256 } from "./answers.ts";
import { note } from "./audit.ts";
import { legalStates, reasons } from "./contract.ts";
import { tailAnswer, type TailAnswer, type TailRequest } from "./contract-terminal.ts";
import { refuse, type Answered } from "./problems.ts";
import { findOperation } from "./register.ts";
import type { TerminalRow } from "./tables.ts";
import { genesis } from "./terminal-disk.ts";
import type { Tx } from "./store.ts";

/** What a terminal's journal tells of a time that a restored centre has forgotten (protocol A5 row 25). */

/** An operation as one terminal's journal tells it; what another one adds is merged into it. */
export const told = z.object({
  kind: z.enum(operationKinds).optional(),
  reason: z.enum(reasons).optional(),
  cardRef: z.string().optional(),
  fromLife: z.enum(["active", "frozen", "cancelled", "card-blocked", "unknown"]).optional(),
  epoch: z.number().int().optional(),
  target: z.enum(targets).optional(),
  attempts: z.number().int().optional(),
  certificateNo: z.string().optional(),
  /** Begun without the card: what it settled is the record's, until a terminal has seen the card as well. */
  cardLost: z.boolean().optional(),
  seen: z.boolean().optional(),
  /** The terminal that looked last. Its look counts once the centre had said "done" to it (simulator, seed 134674). */
  seenBy: z.string().optional(),
  legal: z.enum(legalStates).optional(),
  printGrant: z.boolean().optional(),
  /** How it ended without being done, as the centre had said it. */
  ended: z.string().max(64).optional(),
  terminalId: z.string().optional(),
  /** Whose the original is: another terminal than the one that began it may have finished it. */
  grantedTo: z.string().optional(),
});
export type Told = z.infer<typeof told>;

/** The terminal's own entries after the newest place that the backup knows, in their order and unbroken. */
export async function takeTail(tx: Tx, nowMs: number, request: TailRequest): Promise<Answered<TailAnswer>> {
  const { terminalId } = request.header;
  const row = await tx.get("terminal", { terminal_id: terminalId });
  if (row === undefined || row.resend_after === null) return ok(encode(tailAnswer, { result: "received" }));

  // Entries that come twice, or out of order, are asked for again from where the chain stands.
  const [first] = request.entries;
  if (first?.seq !== row.resend_after + 1)
    return ok(encode(tailAnswer, { result: "received", resendAfter: row.resend_after }));
  // Written down before the backup, and asked for after it (simulator, seed 46328 of the forced runs).
  for (const { opId, body } of request.begun ?? []) await learn(tx, terminalId, opId, body);
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
  const agreed = news.certificateNo !== undefined && before.seenBy === terminalId;
  const merged: Told = { ...before, ...news, ...(agreed && { seen: true }) };
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
  const lost = row.record_only === 1 ? { cardLost: true } : {};
  return { kind, reason, cardRef, epoch, target, fromLife, terminalId, ...lost };
}

const ends = z.enum(["reversed", "rejected", "superseded"]);

/**
 * How an operation ended that a restored centre never had: one terminal's journal told it, and another one may
 * still have it open, whose reports nobody would ever answer (found by the simulator, seed 18017).
 */
export async function toldEnd(tx: Tx, opId: string): Promise<z.infer<typeof ends> | undefined> {
  const row = await tx.get("review", { op_id: opId });
  return row === undefined ? undefined : ends.safeParse(told.parse(JSON.parse(row.body)).ended).data;
}

/**
 * Whether a journal told that the operation is over: a restored centre that never had it must not begin it when its
 * question arrives days late (simulator, seed 148247).
 */
export async function toldOver(tx: Tx, opId: string): Promise<boolean> {
  const row = await tx.get("review", { op_id: opId });
  return row !== undefined && told.parse(JSON.parse(row.body)).ended !== undefined;
}

const entryOf = z.looseObject({ phase: z.string() });
const endOf = z.object({ state: z.string().max(64) });
const lookOf = z.object({ evidence: z.object({ life: z.string() }) });
const attemptOf = z.object({ attempt: z.number() });

function newsIn(text: string, terminalId: string): Told | undefined {
  const entry = entryOf.safeParse(json(text));
  if (!entry.success) return undefined;
  const { phase } = entry.data;
  const fields = told.safeParse(entry.data);
  const { kind, reason, cardRef, target, certificateNo, printGrant, legal } = fields.data ?? {};
  // Zero is the centre's alone, and no number of a card's operation.
  const epoch = fields.data?.epoch === 0 ? undefined : fields.data?.epoch;
  const ended = endOf.safeParse(entry.data).data?.state ?? "ended";
  const some = (news: Told): Told => JSON.parse(JSON.stringify(news)) as Told;
  switch (phase) {
    case "intent": {
      const look = lookOf.safeParse(entry.data);
      const life = told.shape.fromLife.safeParse(look.data?.evidence.life);
      const lost = "lost" in entry.data ? { cardLost: true } : {};
      return some({ kind, reason, cardRef, fromLife: life.data, terminalId, ...lost });
    }
    case "adopted":
      return some({ kind, reason, cardRef, epoch, target });
    case "authorised":
      return some({ epoch, target });
    case "challenged":
      return some({ attempts: attemptOf.safeParse(entry.data).data?.attempt });
    case "readback":
      return { seenBy: terminalId };
    case "settled":
      return some({
        certificateNo,
        legal,
        epoch,
        ...(printGrant === true ? { printGrant, grantedTo: terminalId } : {}),
      });
    case "abandoned":
      return { ended: "abandoned" };
    case "ended":
      return some({ ended });
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

/** Whether the card itself has shown it, and not the record alone. */
export const isDone = (of: Told): boolean =>
  of.certificateNo !== undefined && (of.cardLost !== true || of.seen === true);

/** A number that was given is never given again, whatever the backup says. */
export async function raiseCounter(tx: Tx, certificateNo: string): Promise<void> {
  const [office = "", year = "", digits = ""] = certificateNo.split("-");
  const last = Number(digits);
  const counter = await tx.get("certificate_counter", { office, year });
  if (counter === undefined) await tx.add("certificate_counter", { office, year, last });
  else if (counter.last < last) await tx.change("certificate_counter", { office, year }, { last });
}
