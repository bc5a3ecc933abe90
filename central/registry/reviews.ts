import { fail, ok, type Result } from "../../hardware/result.ts";
import type { Staff } from "../access/staff.ts";
import { note } from "../audit.ts";
import type { Tx } from "../store.ts";
import { provinceOf, type Registered, type RegistryParts } from "./applications.ts";
import { putInForce } from "./designs.ts";
import { issuerDetails, type RegistryRefusal } from "./model.ts";
import type { RegistryApplicationRow } from "./tables.ts";
import { move } from "./timeline.ts";

/** Preliminary review by the province, approval by the ministry, filing, withdrawal (S8). */

export const reviewDecisions = ["agree", "return", "refuse"] as const;

type Review = {
  readonly applicationNo: string;
  readonly decision: (typeof reviewDecisions)[number];
  /** Needed unless it is agreed to. */
  readonly why?: string;
};

/** The next office decides: the province first for a city, then the ministry. */
export async function review(
  tx: Tx,
  nowMs: number,
  asked: Review,
  by: Staff,
  { structures }: RegistryParts,
): Promise<Registered> {
  const application = await tx.get("registry_application", { application_no: asked.applicationNo });
  const refusal = application === undefined ? "not-in-this-state" : refusalOf(application, asked, by);
  if (application === undefined || refusal !== undefined) return fail(refusal ?? "not-in-this-state");
  const why = asked.why === undefined ? {} : { why: asked.why };
  const atProvince = application.state === "province-review";
  const who = atProvince ? { reviewed_by: by.subject } : { decided_by: by.subject };
  if (asked.decision !== "agree") {
    const state = asked.decision === "return" ? "returned" : "refused";
    return ok(await move(tx, application, { nowMs, state, by, ...why }, who));
  }
  if (atProvince)
    return ok(await move(tx, application, { nowMs, state: "ministry-review", by, ...why }, who));

  const approved = await move(tx, application, { nowMs, state: "approved", by, ...why }, who);
  if (approved.kind === "issuer") await assignNumber(tx, approved);
  else {
    await supersede(tx, nowMs, approved, by);
    await putInForce(tx, approved, structures);
  }
  return ok(approved);
}

/** Nobody decides what they have asked for themselves, and nobody decides twice. */
function refusalOf(
  application: RegistryApplicationRow,
  asked: Review,
  by: Staff,
): RegistryRefusal | undefined {
  const { state, region, applied_by, reviewed_by } = application;
  if (state !== "province-review" && state !== "ministry-review") return "not-in-this-state";
  const offices = state === "province-review" ? ["*", provinceOf(region)] : ["*"];
  if (!offices.includes(by.office)) return "not-your-office";
  if (by.subject === applied_by) return "own-entry";
  if (by.subject === reviewed_by) return "decided-by-you";
  if (asked.decision !== "agree" && asked.why === undefined) return "reason-missing";
  return undefined;
}

/** The identification number is the region's GB/T 2260 code. No card of it is served before it is filed. */
async function assignNumber(tx: Tx, { region, details }: RegistryApplicationRow): Promise<void> {
  const { nameZh, nameEn, regionZh, regionEn } = issuerDetails.parse(JSON.parse(details));
  const named = { name_zh: nameZh, name_en: nameEn, region_zh: regionZh, region_en: regionEn };
  const known = await tx.get("issuer", { number: region });
  if (known === undefined) await tx.add("issuer", { number: region, ...named, approved: 0, profiles: "" });
  else await tx.change("issuer", { number: region }, named);
}

async function supersede(tx: Tx, nowMs: number, by: RegistryApplicationRow, staff: Staff): Promise<void> {
  const { region: issuer_number, kind, name, application_no } = by;
  if (kind === "issuer") return;
  const before = await tx.get("issuer_design", { issuer_number, kind, name });
  if (typeof before?.application_no !== "string") return;
  const earlier = await tx.get("registry_application", { application_no: before.application_no });
  if (earlier?.state === "approved")
    await move(tx, earlier, { nowMs, state: "superseded", by: staff, why: application_no });
}

/** Filed with the National IC Card Registration Center: from here on its cards are served. */
export async function file(
  tx: Tx,
  nowMs: number,
  asked: { readonly applicationNo: string; readonly filingNo: string },
  by: Staff,
): Promise<Registered> {
  const application = await tx.get("registry_application", { application_no: asked.applicationNo });
  if (by.office !== "*") return fail("not-your-office");
  if (application?.kind !== "issuer" || application.state !== "approved") return fail("not-in-this-state");
  const step = { nowMs, state: "filed", by } as const;
  const filed = await move(tx, application, step, { filing_no: asked.filingNo });
  await tx.change("issuer", { number: filed.region }, { approved: 1 });
  return ok(filed);
}

/** The ministry takes its approval back. Operations under way are finished; no new one begins. */
export async function withdraw(
  tx: Tx,
  nowMs: number,
  asked: { readonly number: string; readonly why: string },
  by: Staff,
): Promise<Result<"withdrawn", RegistryRefusal>> {
  const { number, why } = asked;
  if (by.office !== "*") return fail("not-your-office");
  if ((await tx.get("issuer", { number }))?.approved !== 1) return fail("not-in-this-state");
  await tx.change("issuer", { number }, { approved: 0 });
  const applications = await tx.find("registry_application", { region: number });
  const application = applications.findLast(({ kind, state }) => kind === "issuer" && state === "filed");
  // The demonstration's issuers have no application that could be withdrawn.
  if (application === undefined)
    await note(tx, {
      event: "registry",
      nowMs,
      detail: { issuer: number, state: "withdrawn", by: by.subject },
    });
  else await move(tx, application, { nowMs, state: "withdrawn", by, why });
  return ok("withdrawn");
}
