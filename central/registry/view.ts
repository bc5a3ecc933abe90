import { z } from "zod";
import { registryRefusals as refusalWords } from "../../words/centre-registry.ts";
import { atMs } from "../contract.ts";
import type { IssuerRow } from "../tables.ts";
import type { Tx } from "../store.ts";
import { issuerDetails, registryKinds, registryRefusals, registryStates, reportKinds } from "./model.ts";
import type { RegistryRefusal } from "./model.ts";
import type { RegistryApplicationRow } from "./tables.ts";

/** What is shown of the registry: applications with their timelines, issuers with what is approved for them. */

const step = z.object({
  state: z.enum(registryStates),
  atMs,
  who: z.string(),
  why: z.string().optional(),
});

export const applicationBrief = z.object({
  applicationNo: z.string(),
  kind: z.enum(registryKinds),
  region: z.string(),
  /** Of a design: the profile's id or the face's name. */
  name: z.string().optional(),
  state: z.enum(registryStates),
  appliedBy: z.string(),
});

export const applicationView = applicationBrief.extend({
  hash: z.string().optional(),
  details: issuerDetails.optional(),
  filingNo: z.string().optional(),
  timeline: z.array(step),
});

const design = z.object({
  kind: z.enum(["card-face", "file-structure"]),
  name: z.string(),
  /** Approved as it is now; false after a change, until it is approved again. */
  inForce: z.boolean(),
  applicationNo: z.string().optional(),
});

export const issuerBrief = z.object({
  number: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  regionZh: z.string(),
  regionEn: z.string(),
  approved: z.boolean(),
});

export const issuerView = issuerBrief.extend({
  designs: z.array(design),
  reports: z.array(z.object({ kind: z.enum(reportKinds), detail: z.string(), atMs, who: z.string() })),
  applications: z.array(applicationBrief),
});

const refused = z.object({
  result: z.literal("refused"),
  code: z.enum(registryRefusals),
  says: z.object({ zh: z.string(), en: z.string() }),
});

/** A rule's no is an answer, and says what to do. */
export const answerOf = <Done extends z.ZodObject>(done: Done) =>
  z.discriminatedUnion("result", [done.extend({ result: z.literal("accepted") }), refused]);

export const refusedBy = (code: RegistryRefusal): z.infer<typeof refused> => ({
  result: "refused",
  code,
  says: refusalWords[code],
});

export const briefOf = (row: RegistryApplicationRow): z.infer<typeof applicationBrief> => ({
  applicationNo: row.application_no,
  kind: row.kind,
  region: row.region,
  ...(row.name !== "" && { name: row.name }),
  state: row.state,
  appliedBy: row.applied_by,
});

export async function viewOf(tx: Tx, row: RegistryApplicationRow): Promise<z.infer<typeof applicationView>> {
  const steps = await tx.find("registry_step", { application_no: row.application_no });
  return {
    ...briefOf(row),
    ...(row.hash !== "" && { hash: row.hash }),
    ...(row.kind === "issuer" && { details: issuerDetails.parse(JSON.parse(row.details)) }),
    ...(row.filing_no !== null && { filingNo: row.filing_no }),
    timeline: steps.map(({ state, at_ms, who, why }) => ({
      state,
      atMs: at_ms,
      who,
      ...(why !== null && { why }),
    })),
  };
}

export const issuerBriefOf = (row: IssuerRow): z.infer<typeof issuerBrief> => ({
  number: row.number,
  nameZh: row.name_zh,
  nameEn: row.name_en,
  regionZh: row.region_zh,
  regionEn: row.region_en,
  approved: row.approved === 1,
});

export async function viewOfIssuer(tx: Tx, row: IssuerRow): Promise<z.infer<typeof issuerView>> {
  const { number } = row;
  const designs = await tx.find("issuer_design", { issuer_number: number });
  const reports = await tx.find("issuer_report", { issuer_number: number });
  const applications = await tx.find("registry_application", { region: number });
  return {
    ...issuerBriefOf(row),
    designs: designs.map(({ kind, name, approved_hash, current_hash, application_no }) => ({
      kind,
      name,
      inForce: approved_hash === current_hash,
      ...(application_no !== null && { applicationNo: application_no }),
    })),
    reports: reports.map(({ kind, detail, at_ms, who }) => ({ kind, detail, atMs: at_ms, who })),
    applications: applications.map(briefOf),
  };
}
