import type { Evidence, Life, OperationKind, StatusRecord } from "../card/life.ts";
import { targetOf } from "../card/life.ts";
import { shanghaiStamp } from "./clock.ts";
import type { FreezeForm, Header, Reason } from "./contract.ts";
import { freezeAbsent } from "./freeze-absent.ts";
import { mintedOpId } from "./minted.ts";
import { takeNotice } from "./notices.ts";
import { authorise } from "./operations.ts";
import type { Answered } from "./problems.ts";
import { regionalRules } from "./regional-rules.ts";
import { opTagOf, type Personalised } from "./register.ts";
import { report } from "./reports.ts";
import type { Tx } from "./store.ts";

/** What has happened to invented cards: asked of the centre by its own messages, so that nothing in it is made up. */

/** A terminal that was there before; nobody hears of it again. */
const header: Header = {
  v: 1,
  terminalId: "T-SEED",
  bootId: "00000000-0000-4000-8000-000000000000",
  journal: { seq: 0, head: "" },
};

/** A card as it was handed over, and as operations leave it. */
export type SeedChip = { readonly card: Personalised; life: Life; record: StatusRecord };

export const chipOf = (card: Personalised): SeedChip => ({
  card,
  life: "active",
  record: {
    epoch: 0,
    target: "active",
    opTag: "0".repeat(16),
    time: `${card.issued_on.replaceAll("-", "")}000000`,
    region: card.issuer_number,
  },
});

const statusWords = { active: "6115", frozen: "6283", cancelled: "9303" } as const;

function lookAt({ card, life, record }: SeedChip): Evidence {
  if (life !== "active" && life !== "frozen" && life !== "cancelled")
    throw new Error(`a seeded card ${life}`);
  const { card_ref: cardRef, atr, profile } = card;
  const word = statusWords[life];
  return { cardRef, atr, profile, life, selectStatusWord: word, record, resetBeforeRead: true };
}

const usualReason = {
  freeze: "misuse-suspected",
  unfreeze: "card-found",
  cancel: "settled-abroad",
} as const satisfies Record<OperationKind, Reason>;

const valueOf = <Value>(answered: Answered<Value>): Value => {
  if (!answered.ok) throw new Error(`seed: ${JSON.stringify(answered.fault)}`);
  return answered.value.value;
};

/** Begun at a terminal with the card in its reader; the epoch it was given. */
async function begun(
  tx: Tx,
  nowMs: number,
  chip: SeedChip,
  kind: OperationKind,
  opId: string,
): Promise<number> {
  const request = { header, kind, reason: usualReason[kind], evidence: lookAt(chip) };
  const answer = valueOf(await authorise(tx, nowMs, opId, request));
  if (answer.result !== "authorised") throw new Error(`seed: ${kind} ${JSON.stringify(answer)}`);
  return answer.epoch;
}

const opIdOf = (nowMs: number, { card }: SeedChip, what: string) =>
  mintedOpId(nowMs, `${what} ${card.card_ref}`);

/** From the first look to the certificate. */
export async function performed(tx: Tx, nowMs: number, chip: SeedChip, kind: OperationKind): Promise<void> {
  const opId = opIdOf(nowMs, chip, kind);
  const epoch = await begun(tx, nowMs, chip, kind, opId);
  const target = targetOf[kind];
  // Cancelling a frozen card writes no record: the permanent block is proof by itself.
  if (!(kind === "cancel" && chip.life === "frozen")) {
    const { issuer_number: region } = chip.card;
    chip.record = { epoch, target, opTag: opTagOf(opId), time: shanghaiStamp(nowMs), region };
  }
  chip.life = target;
  const outcome = { kind: "seen" as const, evidence: lookAt(chip), statusWords: ["9000"] };
  const answer = valueOf(await report(tx, nowMs, opId, { header, epoch, outcome }));
  if (answer.result !== "done") throw new Error(`seed: ${kind} ${JSON.stringify(answer)}`);
}

/** The card was pulled out before it was written: it waits, anywhere. */
export async function leftWaiting(tx: Tx, nowMs: number, chip: SeedChip, kind: OperationKind): Promise<void> {
  const opId = opIdOf(nowMs, chip, kind);
  const epoch = await begun(tx, nowMs, chip, kind, opId);
  await report(tx, nowMs, opId, { header, epoch, outcome: { kind: "unknown" } });
}

/** Reported lost without the card. */
export async function reportedLost(tx: Tx, nowMs: number, chip: SeedChip, freeze: FreezeForm): Promise<void> {
  const opId = opIdOf(nowMs, chip, freeze);
  const request = { header, cardRef: chip.card.card_ref, reason: usualReason.freeze, freeze };
  const answer = valueOf(
    await freezeAbsent(tx, nowMs, opId, { ...request, holderProof: "caller-check" }, regionalRules),
  );
  if (answer.result !== "done") throw new Error(`seed: lost ${JSON.stringify(answer)}`);
}

/** A new card was ordered in its place. */
export async function replacementOrdered(tx: Tx, nowMs: number, chip: SeedChip): Promise<void> {
  const noticeId = opIdOf(nowMs, chip, "replacement");
  const notice = { noticeId, cardRef: chip.card.card_ref, kind: "replacement-ordered" } as const;
  await takeNotice(tx, nowMs, notice, regionalRules);
}
