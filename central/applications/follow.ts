import type { AuditEvent } from "../audit.ts";
import { findOperation } from "../register.ts";
import type { Tx } from "../store.ts";
import type { Actor } from "./model.ts";
import type { ApplicationRow } from "./tables.ts";
import { move } from "./timeline.ts";

/** Audit entries that may end an application, of an operation that carries it out. */
const telling: ReadonlySet<string> = new Set<AuditEvent>([
  "settled",
  "reversed",
  "superseded",
  "lifted",
  "reviewed",
]);

const pageSize = 200;

/**
 * Keeps applications in step with their operations. The protocol knows nothing of applications: this room reads
 * the audit trail behind it, from where it last stood, in transactions of its own. False when it has caught up.
 */
export async function followNext(tx: Tx, nowMs: number): Promise<boolean> {
  const cursor = await tx.get("application_cursor", { name: "audit" });
  const page = await tx.find("audit", {}, { after: cursor?.seq ?? 0, limit: pageSize });
  const last = page.at(-1);
  if (last === undefined) return false;
  for (const { event, op_id } of page) if (op_id !== null && telling.has(event)) await heed(tx, nowMs, op_id);
  if (cursor === undefined) await tx.add("application_cursor", { name: "audit", seq: last.seq });
  else await tx.change("application_cursor", { name: "audit" }, { seq: last.seq });
  return page.length === pageSize;
}

async function heed(tx: Tx, nowMs: number, opId: string): Promise<void> {
  const [application] = await tx.find("application", { op_id: opId });
  if (application === undefined || application.state !== "awaiting-card") return;
  const operation = await findOperation(tx, opId);
  const by: Actor = { kind: "centre" };
  switch (operation?.state) {
    case "done":
      await move(tx, application, { nowMs, state: "done", by });
      return;
    case "lifted-awaiting-card":
      // The register is in force again: that is what was asked for. The chip follows when it is seen.
      await move(tx, application, { nowMs, state: "done", by, why: "lifted-without-card" });
      return;
    case "superseded":
    case "rejected":
      await move(tx, application, { nowMs, state: "lapsed", by, why: operation.state });
      return;
    case "reversed":
      await undone(tx, nowMs, application);
      return;
    case "authorised":
    case "awaiting-card":
    case undefined:
      return;
  }
}

/** What a terminal began and undid may be begun again with the card; what the centre began is over. */
async function undone(tx: Tx, nowMs: number, application: ApplicationRow): Promise<void> {
  const by: Actor = { kind: "centre" };
  const again = application.business === "cancel" && application.card_absent === 0;
  const step = { nowMs, state: again ? "awaiting-card" : "lapsed", by, why: "reversed" } as const;
  await move(tx, application, step, again ? { op_id: null } : {});
}
