import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { registryRefusals as words } from "../../words/centre-registry.ts";
import type { Staff } from "../access/staff.ts";
import { morningMs, openTestStore } from "../for-tests.ts";
import { rulesFor } from "../rules/rule-set.ts";
import type { Store, Tx } from "../store.ts";
import { applyForDesign, applyForIssuer, resubmit, type Registered } from "./applications.ts";
import { presentStructures } from "./designs.ts";
import { office, qingdao } from "./for-tests.ts";
import { registryRefusals, type RegistryRefusal } from "./model.ts";
import { report } from "./reports.ts";
import { file, review, withdraw } from "./reviews.ts";

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

const parts = { rules: rulesFor, structures: presentStructures };
const face = { number: "371700", kind: "card-face", name: "2026", hash: "a".repeat(64) } as const;
const structure = (name: string) => ({ number: "371700", kind: "file-structure", name }) as const;

/** One step for each line; answers the refusal of the last. */
const outcome = async (...steps: ((tx: Tx) => Promise<{ ok: boolean; fault?: unknown }>)[]) => {
  let last: { ok: boolean; fault?: unknown } = { ok: false, fault: "nothing was done" };
  for (const step of steps) last = await store.write(step);
  return last.ok ? "accepted" : last.fault;
};

const issuer = (region: string, by: Staff) => (tx: Tx) =>
  applyForIssuer(tx, morningMs, { region, details: qingdao }, by);
const design = (asked: Parameters<typeof applyForDesign>[2], by: Staff) => (tx: Tx) =>
  applyForDesign(tx, morningMs, asked, by, parts);
const decide =
  (applicationNo: string, by: Staff, decision: "agree" | "return" | "refuse" = "agree", why?: string) =>
  (tx: Tx): Promise<Registered> =>
    review(tx, morningMs, { applicationNo, decision, ...(why !== undefined && { why }) }, by, parts);
const again = (applicationNo: string, by: Staff) => (tx: Tx) =>
  resubmit(tx, morningMs, { applicationNo }, by, parts);
const filed = (applicationNo: string, by: Staff) => (tx: Tx) =>
  file(tx, morningMs, { applicationNo, filingNo: "NRC-1" }, by);

const { city, colleague, otherCity, province, otherProvince, ministry, ministryToo } = office;
const no = "371700-0001";
const qd = "370200-0001";

const rows: readonly [RegistryRefusal | "accepted", string, ...((tx: Tx) => ReturnType<typeof store.write<never>>)[]][] =
  [];
