import { fail, ok, type Result } from "../hardware/result.ts";
import type { Staff } from "./access/staff.ts";
import { developmentPeople } from "./access/development-people.ts";
import { note } from "./audit.ts";
import { newCard, type Personalised } from "./register.ts";
import { applyForDesign, applyForIssuer, type Registered } from "./registry/applications.ts";
import { activateCard, registerCard } from "./registry/cards.ts";
import { presentStructures } from "./registry/designs.ts";
import { report as reportForRecord } from "./registry/reports.ts";
import { file, review } from "./registry/reviews.ts";
import { rulesFor } from "./rules/rule-set.ts";
import {
  chipOf,
  leftWaiting,
  performed,
  replacementOrdered,
  reportedLost,
  type SeedChip,
} from "./seed-history.ts";
import { drawOf, inventedCard, type Place } from "./seed-people.ts";
import type { Tx } from "./store.ts";

/** A province's three issuers with their holders, for showing and for trying out; the same for the same seed. */

const cities: readonly (Place & { readonly nameZh: string; readonly nameEn: string })[] = [
  { issuerNumber: "371700", districts: ["371702", "371703", "371721"], nameZh: "菏泽市", nameEn: "Heze" },
  { issuerNumber: "370100", districts: ["370102", "370103", "370112"], nameZh: "济南市", nameEn: "Jinan" },
  { issuerNumber: "370200", districts: ["370202", "370203", "370212"], nameZh: "青岛市", nameEn: "Qingdao" },
];

const dayMs = 86_400_000;

/** What happens to one card of each twenty: when, in days before now, and what. */
type Turn = readonly [daysAgo: number, happen: (tx: Tx, nowMs: number, chip: SeedChip) => Promise<void>];
const ordinary: readonly Turn[] = [];
const lives: Readonly<Record<number, readonly Turn[]>> = {
  12: [[3, (tx, nowMs, chip) => reportedLost(tx, nowMs, chip, "temporary")]],
  13: [[20, (tx, nowMs, chip) => performed(tx, nowMs, chip, "freeze")]],
  14: [[6, (tx, nowMs, chip) => reportedLost(tx, nowMs, chip, "formal")]],
  15: [
    [40, (tx, nowMs, chip) => performed(tx, nowMs, chip, "freeze")],
    [33, (tx, nowMs, chip) => performed(tx, nowMs, chip, "unfreeze")],
  ],
  16: [[50, (tx, nowMs, chip) => performed(tx, nowMs, chip, "cancel")]],
  17: [
    [30, (tx, nowMs, chip) => reportedLost(tx, nowMs, chip, "formal")],
    [28, replacementOrdered],
  ],
  18: [
    [9, (tx, nowMs, chip) => performed(tx, nowMs, chip, "freeze")],
    [0.2, (tx, nowMs, chip) => leftWaiting(tx, nowMs, chip, "unfreeze")],
  ],
};
/** Made and not handed over yet. */
const sealedTurn = 19;

type RegionSeed = { readonly seed: number; readonly holders: number };
type SeededRegion = {
  readonly issuers: readonly string[];
  readonly holders: number;
  readonly clerks: readonly Staff[];
};

/** Fills an empty store; one that knows any issuer is left as it is. */
export async function seedRegion(
  tx: Tx,
  nowMs: number,
  { seed, holders }: RegionSeed,
): Promise<Result<SeededRegion, "not-empty">> {
  const [known] = await tx.find("issuer", {}, { limit: 1 });
  if (known !== undefined) return fail("not-empty");

  const beganMs = nowMs - 120 * dayMs;
  for (const city of cities) await becomeIssuer(tx, beganMs, city);
  await note(tx, { event: "seeded", nowMs: beganMs, detail: { seed, issuers: cities.length, holders } });
  const draw = drawOf(seed);
  const turns: { readonly atMs: number; readonly happen: () => Promise<void> }[] = [];
  for (let n = 0; n < holders; n++) {
    const place = cities[n % cities.length];
    if (place === undefined) throw new Error("no city");
    const card = inventedCard(draw, n, place);
    const turn = Math.floor(n / cities.length) % 20;
    const at = (daysAgo: number) =>
      nowMs - Math.round(daysAgo * dayMs) + draw(`time ${String(n)}`, 3_600_000);
    if (turn === sealedTurn) {
      turns.push({ atMs: at(2), happen: () => madeFor(tx, at(2), withNewDates(card, nowMs), n % 2 === 0) });
      continue;
    }
    await tx.add("card", newCard(card));
    const chip = chipOf(card);
    // An expired card can only be cancelled, so it has no other history.
    const isExpired = card.expires_on < new Date(beganMs).toISOString().slice(0, 10);
    for (const [daysAgo, happen] of isExpired ? ordinary : (lives[turn] ?? ordinary))
      turns.push({ atMs: at(daysAgo), happen: () => happen(tx, at(daysAgo), chip) });
  }
  // As it happened, so that the audit trail's times rise.
  for (const { happen } of turns.sort((a, b) => a.atMs - b.atMs)) await happen();
  return ok({ issuers: cities.map(({ issuerNumber }) => issuerNumber), holders, clerks });
}

const staff = (subject: string): Staff => {
  const person = developmentPeople.find((each) => each.subject === subject);
  if (person === undefined) throw new Error(`no such person: ${subject}`);
  return person;
};

const clerks = developmentPeople.filter(
  ({ roles, office }) =>
    roles.join() === "clerk" && cities.some(({ issuerNumber }) => issuerNumber === office),
);

const parts = { rules: rulesFor, structures: presentStructures };

/** Application, preliminary review, approval, filing, then a card face and the file structures of its cards. */
async function becomeIssuer(tx: Tx, nowMs: number, city: (typeof cities)[number]): Promise<void> {
  const { issuerNumber: number, nameZh, nameEn } = city;
  const [asks, province, ministry] = [staff("dev-operator"), staff("dev-province"), staff("dev-ministry")];
  const agreed = async (registered: Registered): Promise<string> => {
    if (!registered.ok) throw new Error(`seed: ${number} ${registered.fault}`);
    const { application_no: applicationNo } = registered.value;
    for (const by of [province, ministry])
      await review(tx, nowMs, { applicationNo, decision: "agree" }, by, parts);
    return applicationNo;
  };
  const details = {
    nameZh: `${nameZh}人力资源和社会保障局`,
    nameEn: `${nameEn} Municipal Human Resources and Social Security Bureau`,
    regionZh: nameZh,
    regionEn: nameEn,
    plannedCards: 9_000_000,
    supplier: "示例卡厂",
    product: "示例卡 3.0",
  };
  const applicationNo = await agreed(await applyForIssuer(tx, nowMs, { region: number, details }, asks));
  await file(tx, nowMs, { applicationNo, filingNo: `NRC-${number}` }, ministry);
  const face = { number, kind: "card-face", name: "2021 版", hash: "0".repeat(64) } as const;
  await agreed(await applyForDesign(tx, nowMs, face, asks, parts));
  for (const name of ["cn-ssc-2.00-3des", "cn-ssc-3.00-3des"])
    await agreed(await applyForDesign(tx, nowMs, { number, kind: "file-structure", name }, asks, parts));
  await reportForRecord(tx, nowMs, { number, kind: "supplier", detail: "增加一家供应商" }, asks);
}

/** Made this month, whatever was invented. */
function withNewDates(card: Personalised, nowMs: number): Personalised {
  const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
  return { ...card, issued_on: day(nowMs - 20 * dayMs), expires_on: day(nowMs + 3_630 * dayMs) };
}

async function madeFor(tx: Tx, nowMs: number, card: Personalised, isHandedOver: boolean): Promise<void> {
  const operator = staff("dev-operator");
  const made = await registerCard(tx, nowMs, card, operator);
  if (!made.ok) throw new Error(`seed: ${made.fault}`);
  if (isHandedOver) await activateCard(tx, nowMs, card.card_ref, operator);
}
