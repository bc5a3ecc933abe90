import type { Staff } from "../access/staff.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { wantsPhoto } from "../rules/rule-set.ts";
import type { Tx } from "../store.ts";
import { carryOut } from "./carry-out.ts";
import { conditionsOf } from "./conditions.ts";
import { nameOf, type Actor, type ApplicationRefusal } from "./model.ts";
import type { ApplicationParts } from "./parts.ts";
import { neededBy, papersOf, type Refused } from "./submit.ts";
import type { ApplicationRow } from "./tables.ts";
import { isWithdrawable, move } from "./timeline.ts";

/** The approval desk: claim, release, and the decision of whoever has claimed it. */

/** A claim that nobody acts on is anybody's again. */
const claimHoldsMs = 30 * 60_000;

const refused = (code: ApplicationRefusal, more: Omit<Refused, "code"> = {}): Result<never, Refused> =>
  fail({ code, ...more });

export const isAtDesk = ({ state }: ApplicationRow): boolean =>
  state === "awaiting-approval" || state === "awaiting-second-approval";

export const claimantOf = (row: ApplicationRow, nowMs: number): string | null =>
  row.claimed_at_ms !== null && row.claimed_at_ms + claimHoldsMs > nowMs ? row.claimed_by : null;

export async function claim(
  tx: Tx,
  nowMs: number,
  application: ApplicationRow,
  by: Staff,
): Promise<Result<ApplicationRow, Refused>> {
  if (!isAtDesk(application)) return refused("not-in-this-state");
  const barred = await whyNotBy(tx, application, by);
  if (barred !== undefined) return refused(barred);
  const claimant = claimantOf(application, nowMs);
  if (claimant !== null && claimant !== by.subject) return refused("claimed-by-another");
  const change = { claimed_by: by.subject, claimed_at_ms: nowMs };
  await tx.change("application", { number: application.number }, change);
  return ok({ ...application, ...change });
}

/** Given back by its claimant, or taken off their desk by a supervisor. */
export async function release(
  tx: Tx,
  application: ApplicationRow,
  by: Staff,
): Promise<Result<ApplicationRow, Refused>> {
  const mine = application.claimed_by === by.subject || by.roles.includes("supervisor");
  if (!mine) return refused("claimed-by-another");
  const change = { claimed_by: null, claimed_at_ms: null };
  await tx.change("application", { number: application.number }, change);
  return ok({ ...application, ...change });
}

/** Nobody approves what they entered or corrected themselves, and the second pair of eyes is another's. */
async function whyNotBy(
  tx: Tx,
  application: ApplicationRow,
  by: Staff,
): Promise<ApplicationRefusal | undefined> {
  const me = nameOf({ kind: "clerk", staff: by });
  const entered = await tx.find("application_step", { number: application.number, state: "submitted" });
  if (entered.some((step) => step.who === me)) return "own-entry";
  return application.first_approver === by.subject ? "decided-by-you" : undefined;
}

type Decision =
  | { readonly kind: "approve" }
  /** `why`: what has to be corrected, or why it cannot be; the holder reads it. */
  | { readonly kind: "return" | "reject"; readonly why: string };

export async function decide(
  tx: Tx,
  nowMs: number,
  application: ApplicationRow,
  decision: Decision,
  staff: Staff,
  parts: ApplicationParts,
): Promise<Result<ApplicationRow, Refused>> {
  if (!isAtDesk(application)) return refused("not-in-this-state");
  const barred = await whyNotBy(tx, application, staff);
  if (barred !== undefined) return refused(barred);
  if (claimantOf(application, nowMs) !== staff.subject) return refused("claim-first");
  const by: Actor = { kind: "clerk", staff };
  switch (decision.kind) {
    case "return": {
      const step = { nowMs, state: "returned-for-correction", by, why: decision.why } as const;
      return ok(await move(tx, application, step));
    }
    case "reject":
      return ok(await move(tx, application, { nowMs, state: "rejected", by, why: decision.why }));
    case "approve":
      return approve(tx, nowMs, application, by, parts);
  }
}

async function approve(
  tx: Tx,
  nowMs: number,
  application: ApplicationRow,
  by: Extract<Actor, { kind: "clerk" }>,
  parts: ApplicationParts,
): Promise<Result<ApplicationRow, Refused>> {
  const { business, office, holder_number } = application;
  const rules = parts.rules(office);
  const needed = neededBy(application, parts);
  // A terminal opens the application without it where its camera gave none: it is brought to a counter first.
  const photoMissing =
    typeof needed !== "string" &&
    wantsPhoto(needed) &&
    !papersOf(application).documents.includes("photo-of-both");
  if (photoMissing) return refused("documents-missing", { missing: ["photo-of-both"] });
  if (business === "cancel") {
    // Something may have become due while it lay on the desk.
    const conditions = await conditionsOf(tx, nowMs, holder_number, rules, parts.settlement);
    if (conditions.open.length > 0) return refused("conditions-open", { conditions: conditions.open });
    if (conditions.unknown.length > 0) {
      const step = { nowMs, state: "submitted", by: { kind: "centre" }, why: "asked-again" } as const;
      return ok(await move(tx, application, step));
    }
  }
  const agreed = await agreeTo(tx, nowMs, application, by.staff, parts);
  return ok(agreed.state === "approved" ? await carryOut(tx, nowMs, agreed, parts) : agreed);
}

/** One clerk's yes: enough, or the first of two where the rules want four eyes. */
export async function agreeTo(
  tx: Tx,
  nowMs: number,
  application: ApplicationRow,
  staff: Staff,
  parts: ApplicationParts,
): Promise<ApplicationRow> {
  const { first_approver } = application;
  const by: Actor = { kind: "clerk", staff };
  const needed = neededBy(application, parts);
  const fourEyes = typeof needed !== "string" && needed.approval === "four-eyes";
  if (fourEyes && first_approver === null) {
    const step = { nowMs, state: "awaiting-second-approval", by } as const;
    return move(tx, application, step, { first_approver: staff.subject });
  }
  return move(tx, application, { nowMs, state: "approved", by });
}

/** The destination has moved the records, or its check found that they cannot be (S11). */
export async function completeTransfer(
  tx: Tx,
  nowMs: number,
  application: ApplicationRow,
  outcome: { readonly kind: "moved" } | { readonly kind: "refused"; readonly why: string },
  staff: Staff,
): Promise<Result<ApplicationRow, Refused>> {
  if (application.business !== "transfer" || application.state !== "approved")
    return refused("not-in-this-state");
  const by: Actor = { kind: "clerk", staff };
  return ok(
    outcome.kind === "moved"
      ? await move(tx, application, { nowMs, state: "done", by })
      : await move(tx, application, { nowMs, state: "rejected", by, why: outcome.why }),
  );
}

/** The holder no longer wants it, and nothing irreversible has begun. */
export async function withdraw(
  tx: Tx,
  nowMs: number,
  application: ApplicationRow,
  by: Actor,
): Promise<Result<ApplicationRow, Refused>> {
  if (!isWithdrawable(application)) return refused("not-in-this-state");
  return ok(await move(tx, application, { nowMs, state: "withdrawn", by }));
}
