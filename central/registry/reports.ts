import { fail, ok, type Result } from "../../hardware/result.ts";
import type { Staff } from "../access/staff.ts";
import { note } from "../audit.ts";
import type { Tx } from "../store.ts";
import { isOfOffice } from "./applications.ts";
import type { RegistryRefusal, ReportKind } from "./model.ts";
import type { IssuerReportRow } from "./tables.ts";

/** Another supplier or product, or more cards than approved: no approval is asked for, it is told for the record (S8). */
export async function report(
  tx: Tx,
  nowMs: number,
  told: { readonly number: string; readonly kind: ReportKind; readonly detail: string },
  by: Staff,
): Promise<Result<IssuerReportRow, RegistryRefusal>> {
  const { number, kind, detail } = told;
  if (!isOfOffice(by, number)) return fail("not-your-office");
  if ((await tx.get("issuer", { number }))?.approved !== 1) return fail("issuer-not-approved");
  const earlier = await tx.find("issuer_report", { issuer_number: number });
  const n = earlier.length + 1;
  const row = { issuer_number: number, n, kind, detail, at_ms: nowMs, who: by.subject };
  await tx.add("issuer_report", row);
  await note(tx, { event: "registry", nowMs, detail: { issuer: number, report: kind, n, by: by.subject } });
  return ok(row);
}
