import { methodOf } from "../../card/operation-method.ts";
import { profiles } from "../../card/profile.ts";
import { canonical, sha256 } from "../answers.ts";
import { note } from "../audit.ts";
import type { RegionalRuleSet } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import type { IssuerRow } from "../tables.ts";
import type { IssuerDesignRow, RegistryApplicationRow } from "./tables.ts";

/**
 * Which file structures are approved, and still are what was approved. `issuer.profiles` is the short answer
 * that every card is held against (register.ts); this file is the only one that writes it.
 */

/** Profile id to the SHA-256 of its canonical JSON, lower-case hex. */
export type FileStructures = ReadonlyMap<string, string>;

/** The profiles that this centre knows its cards by, as they stand now. */
export const presentStructures: FileStructures = new Map(
  profiles.map((profile) => [profile.id, sha256(canonical(profile))]),
);

/** Whether the region lets a card show in this way that it is cancelled. */
export function methodAllowed(profileId: string, rules: RegionalRuleSet): boolean {
  const profile = profiles.find(({ id }) => id === profileId);
  return profile !== undefined && rules.cancel.methods.includes(methodOf(profile, "cancelled"));
}

/** An approved face or structure goes into force in the place of the one before. */
export async function putInForce(
  tx: Tx,
  application: RegistryApplicationRow,
  structures: FileStructures,
): Promise<void> {
  const { application_no, kind, region: issuer_number, name, hash } = application;
  if (kind === "issuer") throw new Error(`${application_no}: an issuer is no design`);
  const key = { issuer_number, kind, name };
  const row: IssuerDesignRow = {
    ...key,
    approved_hash: hash,
    current_hash: kind === "file-structure" ? (structures.get(name) ?? "") : hash,
    application_no,
  };
  if ((await tx.get("issuer_design", key)) === undefined) await tx.add("issuer_design", row);
  else await tx.change("issuer_design", key, row);
  await refresh(tx, issuer_number);
}

/** The profiles of the demonstration's issuers, taken for approved as they are now. */
export async function takeAsApproved(tx: Tx, issuer: IssuerRow): Promise<void> {
  for (const name of issuer.profiles.split(" ").filter((each) => each !== "")) {
    const hash = presentStructures.get(name) ?? "";
    await tx.add("issuer_design", {
      issuer_number: issuer.number,
      kind: "file-structure",
      name,
      approved_hash: hash,
      current_hash: hash,
      application_no: null,
    });
  }
}

const isInForce = (row: IssuerDesignRow): boolean => row.approved_hash === row.current_hash;

async function refresh(tx: Tx, number: string): Promise<void> {
  const designs = await tx.find("issuer_design", { issuer_number: number });
  const open = designs
    .filter((row) => row.kind === "file-structure" && isInForce(row))
    .map(({ name }) => name);
  await tx.change("issuer", { number }, { profiles: open.sort().join(" ") });
}

/**
 * To be called when the centre starts: a file structure that is no longer what was approved blocks its cards
 * until it is approved again, and one that is again what was approved frees them.
 */
export async function comparePresent(tx: Tx, nowMs: number, structures: FileStructures): Promise<void> {
  for (const row of await tx.find("issuer_design", {})) {
    if (row.kind !== "file-structure") continue;
    const { issuer_number, kind, name } = row;
    const current = structures.get(name) ?? "";
    if (row.current_hash === current) continue;
    await tx.change("issuer_design", { issuer_number, kind, name }, { current_hash: current });
    await refresh(tx, issuer_number);
    const inForce = row.approved_hash === current;
    await note(tx, {
      event: "file-structure-changed",
      nowMs,
      detail: { issuer: issuer_number, profile: name, was: row.current_hash, now: current, inForce },
    });
  }
}
