import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { operationKinds } from "../../card/life.ts";
import { encode } from "../answers.ts";
import { agent } from "../applications/agent.ts";
import { note } from "../audit.ts";
import { reasons } from "../contract.ts";
import { deskAnswer, type DeskAnswer, type DeskRequest } from "../contract-terminal.ts";
import type { Answered } from "../problems.ts";
import { documents } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { signedIn } from "./sessions.ts";
import type { Staff } from "./staff.ts";
import type { DeskRow } from "./tables.ts";

/**
 * A terminal that stands on a clerk's desk. Its reader is paired with the clerk's page by a code that the page made: the
 * page hands the code to the terminal on its own machine, and the terminal asks here whose it is. So the centre knows
 * that clerk and reader stand together, and not only that somebody says so.
 */

/** A code that was not handed over by then was not meant to be. */
const codeHoldsMs = 120_000;
/** What was seen on a desk so long ago belongs to somebody who has gone. */
const agreementHoldsMs = 15 * 60_000;

/** The clerk has seen these papers of this card's holder, and agrees to this operation. */
const agreement = z.strictObject({
  cardRef: z.string(),
  kind: z.enum(operationKinds),
  reason: z.enum(reasons).optional(),
  documents: z.array(z.enum(documents)),
  /** Who acts for the holder, as the clerk read it off their papers. */
  agent: agent.exactOptional(),
  atMs: z.number(),
});
export type Agreement = z.infer<typeof agreement>;

export type AttendedDesk = { readonly clerk: Staff; readonly agreed?: Agreement };

const bare = { asked_hash: null, asked_by: null, asked_at_ms: null, clerk: null, agreed: null } as const;

/** From now on this terminal is a desk of that office; done again it changes the office, and ends the pairing. */
export async function registerDesk(
  tx: Tx,
  nowMs: number,
  desk: { readonly terminalId: string; readonly office: string },
  by: Pick<Staff, "subject">,
): Promise<void> {
  const { terminalId, office } = desk;
  const key = { terminal_id: terminalId };
  const known = await tx.get("desk", key);
  if (known?.office === office) return;
  if (known === undefined) await tx.add("desk", { ...key, office, screen_port: null, ...bare });
  else await tx.change("desk", key, { office, ...bare });
  const detail = { kind: "desk", office, by: by.subject };
  await note(tx, { event: "terminal-placed", nowMs, terminalId, detail });
}

/** It stands in a hall again, and serves people who come by themselves. */
export async function endDesk(
  tx: Tx,
  nowMs: number,
  terminalId: string,
  by: Pick<Staff, "subject">,
): Promise<void> {
  if ((await tx.get("desk", { terminal_id: terminalId })) === undefined) return;
  await tx.remove("desk", { terminal_id: terminalId });
  await note(tx, {
    event: "terminal-placed",
    nowMs,
    terminalId,
    detail: { kind: "kiosk", by: by.subject },
  });
}

/** Only its own office's clerks sit at a desk. */
export const sitsAt = (desk: Pick<DeskRow, "office">, staff: Staff): boolean =>
  staff.office === "*" || staff.office === desk.office;

/** A clerk's page has made a code; whoever sat there before goes on until it is handed over. */
export async function askPairing(
  tx: Tx,
  nowMs: number,
  asked: { readonly terminalId: string; readonly codeHash: string },
  staff: Staff,
): Promise<"asked" | "unknown-desk"> {
  const key = { terminal_id: asked.terminalId };
  const row = await tx.get("desk", key);
  if (row === undefined || !sitsAt(row, staff)) return "unknown-desk";
  await tx.change("desk", key, {
    asked_hash: asked.codeHash,
    asked_by: staff.subject,
    asked_at_ms: nowMs,
  });
  return "asked";
}

/** A terminal says where its screen is, and, with a code's hash, that a page on its own machine showed it that code. */
export async function hearDesk(tx: Tx, nowMs: number, request: DeskRequest): Promise<Answered<DeskAnswer>> {
  const { terminalId } = request.header;
  const key = { terminal_id: terminalId };
  const row = await tx.get("desk", key);
  if (row === undefined) return ok(encode(deskAnswer, { result: "no-desk" }));
  if (row.screen_port !== request.screenPort)
    await tx.change("desk", key, { screen_port: request.screenPort });
  if (request.codeHash === undefined) return ok(encode(deskAnswer, { result: "desk" }));

  const { asked_hash, asked_by, asked_at_ms } = row;
  const fresh = asked_at_ms !== null && asked_at_ms + codeHoldsMs > nowMs;
  const clerk =
    asked_hash === request.codeHash && fresh && asked_by !== null
      ? await signedIn(tx, nowMs, asked_by)
      : undefined;
  if (clerk === undefined) return ok(encode(deskAnswer, { result: "unknown-code" }));
  if (row.clerk !== clerk.subject) {
    await tx.change("desk", key, { clerk: clerk.subject, agreed: null });
    await note(tx, { event: "desk-paired", nowMs, terminalId, detail: { clerk: clerk.subject } });
  }
  return ok(encode(deskAnswer, { result: "paired", clerk: clerk.subject }));
}

/** The clerk gets up. */
export async function leaveDesk(
  tx: Tx,
  nowMs: number,
  terminalId: string,
  staff: Staff,
): Promise<"left" | "not-there"> {
  const key = { terminal_id: terminalId };
  if ((await tx.get("desk", key))?.clerk !== staff.subject) return "not-there";
  await tx.change("desk", key, bare);
  await note(tx, { event: "desk-left", nowMs, terminalId, detail: { clerk: staff.subject } });
  return "left";
}

export async function keepAgreement(tx: Tx, terminalId: string, agreed: Agreement): Promise<void> {
  const text = JSON.stringify(agreement.parse(agreed));
  await tx.change("desk", { terminal_id: terminalId }, { agreed: text });
}

/** What was agreed to was begun. The next operation wants its own yes. */
export const spendAgreement = (tx: Tx, terminalId: string): Promise<void> =>
  tx.change("desk", { terminal_id: terminalId }, { agreed: null });

/** Who sits at this terminal, while they are signed in; nobody at a kiosk, and nobody at a desk that was left. */
export async function attendedDesk(
  tx: Tx,
  nowMs: number,
  terminalId: string,
): Promise<AttendedDesk | undefined> {
  const row = await tx.get("desk", { terminal_id: terminalId });
  if (row?.clerk === undefined || row.clerk === null) return undefined;
  const clerk = await signedIn(tx, nowMs, row.clerk);
  if (clerk === undefined || !sitsAt(row, clerk)) return undefined;
  const agreed = row.agreed === null ? undefined : agreement.parse(JSON.parse(row.agreed));
  const holds = agreed !== undefined && agreed.atMs + agreementHoldsMs > nowMs;
  return { clerk, ...(holds && { agreed }) };
}
