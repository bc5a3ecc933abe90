import { regionOf } from "../../card/codes.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import type { Staff } from "../access/staff.ts";
import { canonical } from "../answers.ts";
import type { RuleSetOf } from "../rules/rule-set.ts";
import type { Tx } from "../store.ts";
import { methodAllowed, type FileStructures } from "./designs.ts";
import { isUnderReview, type IssuerDetails, type RegistryKind, type RegistryRefusal } from "./model.ts";
import type { RegistryApplicationRow } from "./tables.ts";
import { move, open } from "./timeline.ts";

/** What a city or a province asks for. Who decides it: reviews.ts. */

/** What the registry is judged by. */
export type RegistryParts = {
  readonly rules: RuleSetOf;
  readonly structures: FileStructures;
};

export type Registered = Result<RegistryApplicationRow, RegistryRefusal>;

/** `*` is the ministry's: all offices. */
export const isOfOffice = (by: Staff, region: string): boolean => by.office === "*" || by.office === region;

/** An office's own cards, and for a province those of its cities. */
export const oversees = (by: Staff, region: string): boolean =>
  isOfOffice(by, region) || by.office === provinceOf(region);

/** GB/T 2260: a province's own code ends in four zeros, a city's in two. */
const isProvince = (region: string): boolean => region.endsWith("0000");
export const provinceOf = (region: string): string => `${region.slice(0, 2)}0000`;
const firstReview = (region: string) => (isProvince(region) ? "ministry-review" : "province-review");

/** 99xxxx is nobody's: the example regions of the rules and of card profiles. */
const isRegion = (region: string): boolean => region.startsWith("99") || regionOf(region) !== undefined;

/** A city or a province wants to issue cards. */
export async function applyForIssuer(
  tx: Tx,
  nowMs: number,
  asked: { readonly region: string; readonly details: IssuerDetails },
  by: Staff,
): Promise<Registered> {
  const { region, details } = asked;
  if (!isOfOffice(by, region)) return fail("not-your-office");
  if (!isRegion(region)) return fail("unknown-region");
  // Only provincial and municipal departments issue cards (S8).
  if (!region.endsWith("00")) return fail("not-provincial-or-municipal");
  if ((await underReview(tx, region, "issuer", "")) !== undefined) return fail("applied-for-already");
  const latest = (await tx.find("registry_application", { region })).findLast(
    ({ kind }) => kind === "issuer",
  );
  const issuer = await tx.get("issuer", { number: region });
  if (issuer?.approved === 1 || latest?.state === "approved") return fail("issuer-approved-already");
  const row = { ...asked, name: "", hash: "", details: canonical(details), ...undecided };
  return ok(await open(tx, { ...row, kind: "issuer" }, { nowMs, state: firstReview(region), by }));
}

const undecided = { reviewed_by: null, decided_by: null, filing_no: null };

type DesignAsked = {
  readonly number: string;
  readonly kind: Exclude<RegistryKind, "issuer">;
  /** The profile's id, or the name the city gives its card face. */
  readonly name: string;
  /** Of a card face: SHA-256 of the drawings. A file structure's is the centre's own to say. */
  readonly hash?: string;
};

/** An issuer wants a card face or a file structure approved: a new one, or one that has changed. */
export async function applyForDesign(
  tx: Tx,
  nowMs: number,
  asked: DesignAsked,
  by: Staff,
  { rules, structures }: RegistryParts,
): Promise<Registered> {
  const { number, kind, name } = asked;
  if (!isOfOffice(by, number)) return fail("not-your-office");
  const issuer = await tx.get("issuer", { number });
  if (issuer?.approved !== 1) return fail("issuer-not-approved");
  const hash = kind === "file-structure" ? structures.get(name) : asked.hash;
  if (hash === undefined) return fail("no-such-profile");
  if (kind === "file-structure" && !methodAllowed(name, rules(number)))
    return fail("cancel-method-not-allowed");
  if ((await underReview(tx, number, kind, name)) !== undefined) return fail("applied-for-already");
  const design = await tx.get("issuer_design", { issuer_number: number, kind, name });
  if (design?.approved_hash === hash) return fail("design-approved-already");
  const row = { kind, region: number, name, hash, details: "{}", ...undecided };
  return ok(await open(tx, row, { nowMs, state: firstReview(number), by }));
}

/** What was returned comes again, put right. */
export async function resubmit(
  tx: Tx,
  nowMs: number,
  asked: { readonly applicationNo: string; readonly details?: IssuerDetails; readonly hash?: string },
  by: Staff,
  { structures }: RegistryParts,
): Promise<Registered> {
  const application = await tx.get("registry_application", { application_no: asked.applicationNo });
  if (application?.state !== "returned") return fail("not-in-this-state");
  const { region, kind, name } = application;
  if (!isOfOffice(by, region)) return fail("not-your-office");
  const hash = kind === "file-structure" ? structures.get(name) : asked.hash;
  const change = {
    ...(kind === "issuer" && asked.details && { details: canonical(asked.details) }),
    ...(kind !== "issuer" && hash !== undefined && { hash }),
    applied_by: by.subject,
    reviewed_by: null,
    decided_by: null,
  };
  return ok(await move(tx, application, { nowMs, state: firstReview(region), by }, change));
}

const underReview = async (
  tx: Tx,
  region: string,
  kind: RegistryKind,
  name: string,
): Promise<RegistryApplicationRow | undefined> =>
  (await tx.find("registry_application", { region })).find(
    (row) => row.kind === kind && row.name === name && isUnderReview(row.state),
  );
