import type { Target } from "./life.ts";
import { blocks, methodOf, methodOfSteps } from "./operation-method.ts";
import { finding, type Finding } from "./profile-findings.ts";
import type { Profile } from "./profile-shape.ts";
import { issuerScript, segmentsOf, type ScriptPlan } from "./script.ts";

/** Freeze, unfreeze, cancel: can each be built, do they go together, and can what they leave be read. */
export const lintOperations = (profile: Profile): readonly Finding[] => [
  ...lintCiphers(profile),
  ...lintSteps(profile),
  ...lintMethods(profile),
  ...lintLife(profile),
];

function lintCiphers({ auth, mac }: Profile): readonly Finding[] {
  const sm4 = auth.algorithm === "sm4";
  return sm4 === (mac.algorithm === "sm4-cbc-mac") && sm4 === (auth.cut === "xor-halves")
    ? []
    : [finding("two-ciphers", "mac.algorithm")];
}

const targetsOf: Readonly<Record<ScriptPlan, readonly Target[]>> = {
  freeze: ["frozen"],
  unfreeze: ["active"],
  cancel: ["cancelled"],
  "cancel-from-frozen": ["cancelled"],
  "finish-block": ["frozen", "cancelled"],
  "finish-record": ["active"],
};

/** Each plan is built as the centre would build it; what throws there is found here. */
function lintSteps(profile: Profile): readonly Finding[] {
  return (Object.keys(targetsOf) as ScriptPlan[]).flatMap((plan) => {
    const at = `operations.${plan}`;
    const { auth, steps } = profile.operations[plan];
    const missing = auth.filter((name) => profile.keys[name] === undefined);
    const elsewhere = auth.filter((name) => {
      const key = profile.keys[name];
      return key !== undefined && key.df !== profile.select.ssseFid;
    });
    const findings = missing.map((name) => finding("missing-key", `${at}.auth`, name));
    for (const name of elsewhere) findings.push(finding("plan-impossible", `${at}.auth`, name));
    if (blocks(steps) && profile.keys["STK"] === undefined) findings.push(finding("missing-key", at, "STK"));
    if (findings.length > 0 || steps.length === 0) {
      if (steps.length === 0 && auth.length > 0)
        findings.push(finding("plan-impossible", at, "auth without steps"));
      return findings;
    }
    findings.push(...lintWrites(profile, plan));
    try {
      for (const target of targetsOf[plan]) build(profile, plan, target);
    } catch (error) {
      findings.push(finding("plan-impossible", at, error instanceof Error ? error.message : String(error)));
    }
    return findings;
  });
}

/** A step that writes a record finds the file where the script is, and has the authentication that it asks for. */
function lintWrites(profile: Profile, plan: ScriptPlan): readonly Finding[] {
  const { auth, steps } = profile.operations[plan];
  const files = [
    ...(steps.includes("record") ? [profile.statusRecord?.file] : []),
    ...(steps.includes("expiryDate") ? [fileOfExpiry(profile)] : []),
  ];
  return files.flatMap((path) => {
    // It is named by its short identifier: in another directory another file would be written.
    if (path !== undefined && !path.startsWith(`${profile.select.ssseFid}/`))
      return [finding("plan-impossible", `operations.${plan}.steps`, path)];
    const write = path === undefined ? undefined : profile.files[path]?.write;
    const id = /^AUTH\((..)\)/.exec(write ?? "")?.[1];
    const given = auth.some((name) => profile.keys[name]?.id === id);
    return id !== undefined && given
      ? []
      : [finding("plan-impossible", `operations.${plan}.auth`, `${path ?? "-"} ${write ?? "none"}`)];
  });
}

const fileOfExpiry = ({ files }: Profile): string | undefined =>
  Object.entries(files).find(([, { records }]) => records.some(({ is }) => is === "expiresOn"))?.[0];

function build(profile: Profile, plan: ScriptPlan, target: Target): void {
  const challenge = new Uint8Array(profile.auth.challengeLength);
  const record = { epoch: 1, target, opTag: "0".repeat(16), time: "20260102030405", region: "371700" };
  const validity = { issuedOn: "2020-01-01", expiresOn: "2030-01-01" };
  const cardKey = (): Uint8Array => new Uint8Array(16);
  for (let segment = 0; segment < segmentsOf(profile, plan); segment += 1)
    issuerScript({ profile, plan, target, record, challenge, cardKey, validity, segment });
}

function lintMethods(profile: Profile): readonly Finding[] {
  const freeze = methodOf(profile, "frozen");
  const unfreeze = methodOf(profile, "active");
  const cancel = methodOf(profile, "cancelled");
  const clash = (detail: string): Finding => finding("mixed-methods", "operations", detail);
  const { operations } = profile;
  const records = (plan: ScriptPlan): boolean => operations[plan].steps.includes("record");
  const inTwoHalves = (plan: ScriptPlan): boolean => records(plan) && blocks(operations[plan].steps);
  const missing = (plan: ScriptPlan): boolean => operations[plan].steps.length === 0;
  const findings: Finding[] = [];
  if (freeze !== unfreeze) findings.push(clash(`freeze ${freeze}, unfreeze ${unfreeze}`));
  // The centre's number of the operation goes up and the card's record does not: the next look would contradict.
  if (freeze === "centre-only" && records("cancel"))
    findings.push(clash("freeze centre-only, cancel with a record"));
  const cancelFrozen = methodOfSteps(operations["cancel-from-frozen"].steps);
  if (cancel !== cancelFrozen) findings.push(clash(`cancel ${cancel}, cancel-from-frozen ${cancelFrozen}`));
  // Torn between record and block, or block and record, a card needs the other half alone.
  for (const plan of ["freeze", "cancel", "cancel-from-frozen"] as const)
    if (inTwoHalves(plan) && missing("finish-block"))
      findings.push(clash(`${plan} with a record, no finish-block`));
  for (const plan of ["freeze", "unfreeze"] as const)
    if (inTwoHalves(plan) && missing("finish-record"))
      findings.push(clash(`${plan} with a record, no finish-record`));
  return findings;
}

function lintLife(profile: Profile): readonly Finding[] {
  const { life, statusRecord, operations } = profile;
  const uses = Object.values(operations).flatMap(({ steps }) => steps);
  const unreadable = (detail: string): Finding => finding("life-unreadable", "life", detail);
  const findings: Finding[] = [];
  const writesRecord = uses.includes("record");
  if (writesRecord && statusRecord === undefined) findings.push(unreadable("no statusRecord"));
  if (life.by === "status-record" && statusRecord === undefined) findings.push(unreadable("no statusRecord"));
  if (life.by === "expiry-date" && life.validityYears === undefined)
    findings.push(unreadable("no validityYears"));
  for (const target of ["frozen", "active", "cancelled"] as const) {
    const method = methodOf(profile, target);
    if (method === "status-record" && life.by !== "status-record") findings.push(unreadable(`by ${life.by}`));
    if (method === "expiry-date" && life.by !== "expiry-date") findings.push(unreadable(`by ${life.by}`));
  }
  const statusWords = [...life.active, ...life.frozen, ...life.cancelled, ...life.cardBlocked];
  const twice = statusWords.find((word, index) =>
    statusWords.slice(0, index).some((other) => meet(word, other)),
  );
  if (twice !== undefined) findings.push(unreadable(twice));
  if (life.active.length === 0) findings.push(unreadable("no status word is active"));
  for (const target of ["frozen", "cancelled"] as const)
    if (methodOf(profile, target) === "block" && life[target].length === 0)
      findings.push(unreadable(`no status word is ${target}`));
  if (statusRecord !== undefined && new Set(Object.values(statusRecord.targets)).size < 3)
    findings.push(unreadable("targets"));
  for (const path of life.readableWhenBlocked)
    if (profile.files[path] === undefined) findings.push(unreadable(path));
  return findings;
}

/** Whether one status word can be meant by both: `61xx` means every word that begins with 61. */
const meet = (one: string, other: string): boolean =>
  one.slice(0, 2) === other.slice(0, 2) && (one.endsWith("xx") || other.endsWith("xx") || one === other);
