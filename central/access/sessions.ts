import { ok, type Result } from "../../hardware/result.ts";
import { sha256 } from "../answers.ts";
import { note } from "../audit.ts";
import { refuse, type Problem } from "../problems.ts";
import type { Tx } from "../store.ts";
import { roles, type Role, type Staff } from "./staff.ts";
import type { StaffSessionRow } from "./tables.ts";

/** Nobody asked anything for so long: the person has gone, the browser may still be open. */
export const idleMs = 30 * 60_000;
/** A working day; then one signs in again, whatever one did. */
export const longestMs = 10 * 3_600_000;
/** Of one person at a time; the oldest ends when there would be more. */
const sessionsMax = 5;
/** A row is not written anew for each request. */
const seenStepMs = 60_000;

/** Somebody has signed in; `token` was made from chance for them, and is only ever stored as its hash. */
export async function begin(tx: Tx, nowMs: number, token: string, staff: Staff): Promise<void> {
  const theirs = await tx.find("staff_session", { subject: staff.subject });
  const newestFirst = theirs.sort((a, b) => b.begun_at_ms - a.begun_at_ms);
  for (const [place, row] of newestFirst.entries())
    if (place >= sessionsMax - 1 || isOver(row, nowMs))
      await tx.remove("staff_session", { token_hash: row.token_hash });
  await tx.add("staff_session", {
    token_hash: sha256(token),
    subject: staff.subject,
    name: staff.name,
    office: staff.office,
    roles: JSON.stringify(staff.roles),
    begun_at_ms: nowMs,
    seen_at_ms: nowMs,
  });
  const { subject, office } = staff;
  await note(tx, { event: "signed-in", nowMs, detail: { subject, office, roles: staff.roles } });
}

/** Whose session it is, which this request keeps open. */
export async function staffOf(tx: Tx, nowMs: number, token: string): Promise<Result<Staff, Problem>> {
  const token_hash = sha256(token);
  const row = await tx.get("staff_session", { token_hash });
  if (row === undefined) return refuse("unauthorised");
  if (isOver(row, nowMs)) {
    await tx.remove("staff_session", { token_hash });
    return refuse("unauthorised");
  }
  if (nowMs - row.seen_at_ms >= seenStepMs)
    await tx.change("staff_session", { token_hash }, { seen_at_ms: nowMs });
  return ok(staffIn(row));
}

const staffIn = ({ subject, name, office, roles: named }: StaffSessionRow): Staff => ({
  subject,
  name,
  office,
  roles: rolesOf(JSON.parse(named)),
});

/** The person as they are signed in somewhere now; nobody once all their sessions are over. */
export async function signedIn(tx: Tx, nowMs: number, subject: string): Promise<Staff | undefined> {
  const row = (await tx.find("staff_session", { subject })).find((each) => !isOver(each, nowMs));
  return row && staffIn(row);
}

/** Signing out; a session that is over already is no fault. */
export async function end(tx: Tx, nowMs: number, token: string): Promise<void> {
  const token_hash = sha256(token);
  const row = await tx.get("staff_session", { token_hash });
  if (row === undefined) return;
  await tx.remove("staff_session", { token_hash });
  await note(tx, { event: "signed-out", nowMs, detail: { subject: row.subject } });
}

const isOver = (row: StaffSessionRow, nowMs: number): boolean =>
  nowMs - row.seen_at_ms >= idleMs || nowMs - row.begun_at_ms >= longestMs;

/** The roles among what an identity provider or a row names; what the centre does not know gives no right. */
export const rolesOf = (named: unknown): readonly Role[] =>
  Array.isArray(named) ? roles.filter((role) => named.includes(role)) : [];
