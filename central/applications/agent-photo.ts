import type { Tx } from "../store.ts";

/**
 * Photos of holder and agent, apart from the rows that are read with every look at an application. One belongs to an
 * application; on its way there, to an operation that a terminal is about to ask for, or to a clerk's desk.
 */
export type PhotoOwner = `application ${string}` | `operation ${string}` | `desk ${string}`;

/** What did not come to an application by then was not meant to. */
const looseMs = 60 * 60_000;

export async function keepPhoto(tx: Tx, nowMs: number, owner: PhotoOwner, jpeg: string): Promise<void> {
  const row = { jpeg, at_ms: nowMs };
  if ((await tx.get("photo", { owner })) === undefined) await tx.add("photo", { owner, ...row });
  else await tx.change("photo", { owner }, row);
  if (!owner.startsWith("application ")) await remind(tx, nowMs, owner);
}

/** Whatever is kept of this owner is looked at again when nobody can want it any more. */
export async function remind(tx: Tx, nowMs: number, owner: PhotoOwner): Promise<void> {
  const due = { due_at_ms: nowMs + looseMs, owner };
  if ((await tx.get("agent_due", due)) === undefined) await tx.add("agent_due", due);
}

export const photoOf = (tx: Tx, owner: PhotoOwner) => tx.get("photo", { owner });

/** False where there was none. */
export async function movePhoto(tx: Tx, from: PhotoOwner, to: PhotoOwner): Promise<boolean> {
  const row = await photoOf(tx, from);
  if (row === undefined) return false;
  await tx.remove("photo", { owner: from });
  await keepPhoto(tx, row.at_ms, to, row.jpeg);
  return true;
}

export async function dropPhoto(tx: Tx, owner: PhotoOwner): Promise<void> {
  if ((await photoOf(tx, owner)) !== undefined) await tx.remove("photo", { owner });
}

/** Wipes what was left lying, at most one owner's in each transaction. False when nothing was due. */
export async function wipeNext(tx: Tx, nowMs: number): Promise<boolean> {
  const [due] = await tx.find("agent_due", {}, { upTo: nowMs, limit: 1 });
  if (due === undefined) return false;
  await tx.remove("agent_due", due);
  const owner = due.owner as PhotoOwner;
  const photo = await photoOf(tx, owner);
  // A desk has had another one since, with a date of its own.
  if (photo !== undefined && photo.at_ms + looseMs <= nowMs) await tx.remove("photo", { owner });
  if (!owner.startsWith("operation ")) return true;
  const op_id = owner.slice("operation ".length);
  const shown = await tx.get("agent_shown", { op_id });
  const state = (await tx.get("operation", { op_id }))?.state;
  // An operation that took place names its agent on the certificate, however late it is printed.
  if (shown !== undefined && (state === undefined || state === "rejected"))
    await tx.remove("agent_shown", { op_id });
  return true;
}
