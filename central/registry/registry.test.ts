import { afterEach, beforeEach, expect, test } from "vitest";
import type { Result } from "../../hardware/result.ts";
import type { Staff } from "../access/staff.ts";
import { morningMs, openTestStore } from "../for-tests.ts";
import { rulesFor } from "../rules/rule-set.ts";
import type { Store, Tx } from "../store.ts";
import { applyForDesign, applyForIssuer, resubmit } from "./applications.ts";
import { presentStructures } from "./designs.ts";
import { office, qingdao } from "./for-tests.ts";
import type { RegistryRefusal } from "./model.ts";
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

type Step = (tx: Tx) => Promise<Result<unknown, RegistryRefusal>>;

/** Each step in a transaction of its own; what the last one came to. */
async function outcome(steps: readonly Step[]) {
  let last: Awaited<ReturnType<Step>> | undefined;
  for (const step of steps) last = await store.write(step);
  if (last === undefined) throw new Error("no step");
  return last.ok ? "accepted" : last.fault;
}

const issuer =
  (region: string, by: Staff): Step =>
  (tx) =>
    applyForIssuer(tx, morningMs, { region, details: qingdao }, by);
const design =
  (asked: Parameters<typeof applyForDesign>[2], by: Staff): Step =>
  (tx) =>
    applyForDesign(tx, morningMs, asked, by, parts);
const decide =
  (applicationNo: string, by: Staff, decision: "agree" | "return" = "agree", why = "材料不全"): Step =>
  (tx) =>
    review(tx, morningMs, { applicationNo, decision, ...(decision === "return" && { why }) }, by, parts);
const again =
  (applicationNo: string, by: Staff): Step =>
  (tx) =>
    resubmit(tx, morningMs, { applicationNo }, by, parts);
const filed =
  (applicationNo: string, by: Staff): Step =>
  (tx) =>
    file(tx, morningMs, { applicationNo, filingNo: "NRC-1" }, by);
const withdrawn =
  (number: string, by: Staff): Step =>
  (tx) =>
    withdraw(tx, morningMs, { number, why: "抽查不合格" }, by);

const { city, colleague, otherCity, province, otherProvince, ministry, ministryToo } = office;
const [no, qd, example] = ["371700-0001", "370200-0001", "990700-0001"] as const;
const approvedFace = [design(face, city), decide(no, province), decide(no, ministry)];

const rows: readonly (readonly [expected: RegistryRefusal | "accepted", what: string, steps: Step[]])[] = [
  ["accepted", "a city applies for itself", [issuer("370200", { ...city, office: "370200" })]],
  ["accepted", "an example region is nobody's, and may", [issuer("990700", ministryToo)]],
  ["not-your-office", "a city applies for another", [issuer("370200", city)]],
  ["unknown-region", "no region has the code", [issuer("378800", ministryToo)]],
  ["not-provincial-or-municipal", "a county applies", [issuer("370202", ministryToo)]],
  ["applied-for-already", "twice at once", [issuer("370200", ministryToo), issuer("370200", ministry)]],
  ["issuer-approved-already", "who has it already", [issuer("371700", city)]],
  [
    "issuer-approved-already",
    "who has been approved and is not yet filed",
    [
      issuer("370200", ministryToo),
      decide(qd, province),
      decide(qd, ministry),
      issuer("370200", ministryToo),
    ],
  ],
  ["not-in-this-state", "nothing to decide", [decide(no, ministry)]],
  ["not-your-office", "another province reviews", [design(face, city), decide(no, otherProvince)]],
  [
    "not-your-office",
    "the province gives the approval",
    [design(face, city), decide(no, province), decide(no, province)],
  ],
  ["own-entry", "the one who applied decides", [issuer("990700", ministryToo), decide(example, ministryToo)]],
  [
    "decided-by-you",
    "one person does both reviews",
    [design(face, city), decide(no, ministry), decide(no, ministry)],
  ],
  ["reason-missing", "returned without a reason", [design(face, city), withoutReason]],
  ["not-in-this-state", "resubmitted while under review", [design(face, city), again(no, city)]],
  [
    "not-your-office",
    "resubmitted by another city",
    [design(face, city), decide(no, province, "return"), again(no, otherCity)],
  ],
  [
    "accepted",
    "resubmitted by a colleague, and passed",
    [
      design(face, city),
      decide(no, province, "return"),
      again(no, colleague),
      decide(no, province),
      decide(no, ministry),
    ],
  ],
  [
    "issuer-not-approved",
    "a design of an issuer that is not approved",
    [design({ ...face, number: "650100" }, ministryToo)],
  ],
  ["no-such-profile", "a structure that nobody has", [design(structure("cn-none"), city)]],
  [
    "design-approved-already",
    "a structure as it was approved",
    [design(structure("cn-ssc-2.00-3des"), city)],
  ],
  ["design-approved-already", "a face as it was approved", [...approvedFace, design(face, city)]],
  [
    "accepted",
    "a face that has changed",
    [
      ...approvedFace,
      design({ ...face, hash: "b".repeat(64) }, city),
      decide("371700-0002", province),
      decide("371700-0002", ministry),
    ],
  ],
  ["not-in-this-state", "filed before it was approved", [issuer("370200", ministryToo), filed(qd, ministry)]],
  ["not-in-this-state", "a design is not filed", [...approvedFace, filed(no, ministry)]],
  ["not-your-office", "a province files", [issuer("370200", ministryToo), filed(qd, province)]],
  ["not-your-office", "a province withdraws", [withdrawn("371700", province)]],
  ["not-in-this-state", "withdrawn twice", [withdrawn("371700", ministry), withdrawn("371700", ministry)]],
  ["issuer-not-approved", "a report of an issuer that is none", [reported("370200")]],
];

test.each(rows)("%s: %s", async (expected, _what, steps) => {
  expect(await outcome(steps)).toBe(expected);
});

function withoutReason(tx: Tx) {
  return review(tx, morningMs, { applicationNo: no, decision: "refuse" }, province, parts);
}
function reported(number: string): Step {
  return (tx) => report(tx, morningMs, { number, kind: "supplier", detail: "换厂" }, ministryToo);
}

test("a region whose rules do not allow how a structure cancels a card is not given that structure", async () => {
  const { cancel, ...rules } = rulesFor("371700");
  const strict = { rules: () => ({ ...rules, cancel: { ...cancel, methods: ["block" as const] } }) };
  const asked = structure("cn-example-990200-centre-only");
  const apply = (tx: Tx) => applyForDesign(tx, morningMs, asked, city, { ...parts, ...strict });
  expect(await store.write(apply)).toEqual({ ok: false, fault: "cancel-method-not-allowed" });
  expect((await store.write((tx) => applyForDesign(tx, morningMs, asked, city, parts))).ok).toBe(true);
});

test("a later approval takes the place of the earlier one, and both stay on record", async () => {
  await outcome([...approvedFace, design({ ...face, hash: "b".repeat(64) }, city)]);
  await outcome([decide("371700-0002", province), decide("371700-0002", ministry)]);
  const states = await store.write((tx) => tx.find("registry_application", { region: "371700" }));
  expect(states.map(({ state }) => state)).toEqual(["superseded", "approved"]);
});

test("an issuer that was withdrawn applies anew and gets its number back", async () => {
  await outcome([withdrawn("371700", ministry)]);
  expect(
    await outcome([issuer("371700", city), decide(no, province), decide(no, ministry), filed(no, ministry)]),
  ).toBe("accepted");
  const row = await store.write((tx) => tx.get("issuer", { number: "371700" }));
  expect(row).toMatchObject({ approved: 1, region_zh: "青岛市" });
});
