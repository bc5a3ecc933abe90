import { expect, test } from "vitest";
import { judge, type JudgedOperation, type Verdict } from "./evidence.ts";
import { lives, targets, type Evidence, type Life, type StatusRecord, type Target } from "./life.ts";

const opTag = "8A1B2C3D4E5F6071";
const otherTag = "0000000000000000";

function seen(life: Life, record: Evidence["record"]): Evidence {
  return {
    cardRef: "0".repeat(32),
    atr: "3B00",
    profile: "cn-ssc-2.00-3des",
    life,
    selectStatusWord: "9000",
    record,
    resetBeforeRead: true,
  };
}
const record = (epoch: number, target: Target, tag = opTag): StatusRecord => ({
  epoch,
  target,
  opTag: tag,
  time: "20260302103015",
  region: "371700",
});
const operation = (target: Target, from?: Life): JudgedOperation => ({
  epoch: 5,
  target,
  opTag,
  ...(from === undefined ? {} : { from }),
});

/** In short: `applied`, `contradicts`, or the plan, with `!` when torn. */
const short = (verdict: Verdict): string =>
  verdict.kind === "unfinished" ? `${verdict.plan}${verdict.torn ? "!" : ""}` : verdict.kind;

type Case = readonly [
  life: Life,
  record: Evidence["record"],
  target: Target,
  from: Life | undefined,
  expected: string,
];
const mine = (target: Target): StatusRecord => record(5, target);
const older = record(4, "active", otherTag);

const cases: readonly Case[] = [
  // default card section 4, last table, from the top
  ["active", mine("active"), "active", "frozen", "applied"],
  ["frozen", mine("frozen"), "frozen", "active", "applied"],
  ["cancelled", mine("cancelled"), "cancelled", "active", "applied"],
  ["cancelled", older, "cancelled", "frozen", "applied"],
  ["active", mine("frozen"), "frozen", "active", "finish-block!"],
  ["active", mine("cancelled"), "cancelled", "active", "finish-block!"],
  ["active", older, "active", "frozen", "finish-record!"],
  ["active", older, "frozen", "active", "freeze"],
  ["frozen", older, "active", "frozen", "unfreeze"],
  ["active", older, "cancelled", "active", "cancel"],
  ["frozen", older, "cancelled", "frozen", "cancel-from-frozen"],
  ["frozen", older, "frozen", "active", "contradicts"],
  // what the table leaves to reason
  ["frozen", older, "frozen", undefined, "contradicts"],
  ["frozen", older, "frozen", "frozen", "applied"],
  ["frozen", older, "cancelled", "active", "contradicts"],
  ["frozen", older, "cancelled", undefined, "cancel-from-frozen"],
  ["active", older, "active", "active", "finish-record"],
  ["frozen", mine("cancelled"), "cancelled", "active", "contradicts"],
  ["frozen", mine("active"), "active", "frozen", "contradicts"],
  ["cancelled", mine("frozen"), "frozen", "active", "contradicts"],
  ["cancelled", older, "frozen", "active", "contradicts"],
  ["cancelled", older, "active", "frozen", "contradicts"],
  // forged, cloned, restored
  ["active", record(6, "active"), "active", "frozen", "contradicts"],
  ["cancelled", record(6, "cancelled"), "cancelled", "active", "contradicts"],
  ["frozen", record(5, "frozen", otherTag), "frozen", "active", "contradicts"],
  ["active", record(5, "frozen", otherTag), "frozen", "active", "contradicts"],
  ["active", record(5, "active"), "frozen", "active", "contradicts"],
  ["cancelled", record(5, "cancelled", otherTag), "cancelled", "active", "contradicts"],
  // what could not be read
  ["active", "garbled", "frozen", "active", "contradicts"],
  ["cancelled", "garbled", "cancelled", "active", "contradicts"],
  ["active", "unreadable", "frozen", "active", "contradicts"],
  ["frozen", "unreadable", "frozen", "active", "contradicts"],
  ["cancelled", "unreadable", "cancelled", "active", "applied"],
  ["card-blocked", "unreadable", "cancelled", "active", "applied"],
  ["card-blocked", "unreadable", "frozen", "active", "contradicts"],
  ["unknown", mine("frozen"), "frozen", "active", "contradicts"],
];

test.each(cases)("life %s, record %j, target %s, from %s: %s", (life, found, target, from, expected) => {
  expect(short(judge(seen(life, found), operation(target, from)))).toBe(expected);
});

test("nothing but the target's own life is ever called applied", () => {
  const records = [
    mine("active"),
    mine("frozen"),
    mine("cancelled"),
    older,
    record(6, "active"),
    "garbled",
    "unreadable",
  ] as const;
  for (const life of lives)
    for (const target of targets)
      for (const from of [...lives, undefined])
        for (const found of records) {
          const verdict = judge(seen(life, found), operation(target, from));
          const reached = life === target || (life === "card-blocked" && target === "cancelled");
          if (verdict.kind === "applied") expect([life, target, reached]).toEqual([life, target, true]);
        }
});

test("a card that is its record gets the whole record written, where another lacks only half (simulator, seed 122)", () => {
  const lifted = operation("active", "unknown");
  expect(short(judge(seen("active", older), lifted))).toBe("finish-record!");
  const itself = { ...seen("active", older), profile: "cn-example-990300-status-record" };
  expect(short(judge(itself, lifted))).toBe("unfreeze");
  const frozen = { ...seen("frozen", record(4, "frozen", otherTag)), profile: itself.profile };
  expect(short(judge(frozen, lifted))).toBe("unfreeze");
});
