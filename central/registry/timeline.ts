import type { Staff } from "../access/staff.ts";
import { note } from "../audit.ts";
import type { Tx } from "../store.ts";
import { followedBy, type RegistryState } from "./model.ts";
import type { RegistryApplicationRow } from "./tables.ts";

/** Who did what, when and why, in the registry: the application's own lines, and the audit trail. */

type RegistryStep = {
  readonly nowMs: number;
  readonly state: RegistryState;
  readonly by: Staff;
  readonly why?: string;
};

/** A new application under the next number of its region. */
export async function open(
  tx: Tx,
  row: Omit<RegistryApplicationRow, "application_no" | "state" | "steps" | "applied_by">,
  step: RegistryStep,
): Promise<RegistryApplicationRow> {
  const earlier = await tx.find("registry_application", { region: row.region });
  const application: RegistryApplicationRow = {
    ...row,
    application_no: `${row.region}-${String(earlier.length + 1).padStart(4, "0")}`,
    state: step.state,
    applied_by: step.by.subject,
    steps: 1,
  };
  await tx.add("registry_application", application);
  await write(tx, application, step);
  return application;
}

/** Brings an application into its next state. */
export async function move(
  tx: Tx,
  application: RegistryApplicationRow,
  step: RegistryStep,
  change: Partial<RegistryApplicationRow> = {},
): Promise<RegistryApplicationRow> {
  const { application_no, state } = application;
  if (!followedBy[state].includes(step.state))
    throw new Error(`registry ${application_no}: ${state} is not followed by ${step.state}`);
  const changed = { ...change, state: step.state, steps: application.steps + 1 };
  await tx.change("registry_application", { application_no }, changed);
  const moved = { ...application, ...changed };
  await write(tx, moved, step);
  return moved;
}

async function write(tx: Tx, application: RegistryApplicationRow, step: RegistryStep): Promise<void> {
  const { application_no, steps: n, kind, region, name, hash } = application;
  const { state, nowMs, by, why } = step;
  await tx.add("registry_step", {
    application_no,
    n,
    state,
    at_ms: nowMs,
    who: by.subject,
    why: why ?? null,
  });
  await note(tx, {
    event: "registry",
    nowMs,
    detail: {
      application: application_no,
      n,
      kind,
      region,
      state,
      by: by.subject,
      ...(name && { name, hash }),
    },
  });
}
