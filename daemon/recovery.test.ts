import { expect, test } from "vitest";
import type { Evidence, Life, OperationKind } from "../card/life.ts";
import { targetOf } from "../card/life.ts";
import { entriesOf, evidenceOf, opIdOf, recordAtIssue, recordOf } from "./for-tests.ts";
import { viewOf, type JournalBody, type JournalPhase, type OperationView } from "./journal.ts";
import { nextPrint, nextStep } from "./recovery.ts";

const op = opIdOf(1);
const earlier = opIdOf(2);
/** Epoch 2: epoch 1 was the freeze that a card which is frozen now has behind it. */
const epoch = 2;
type Begin = "intent" | "adopted";
type Path = { readonly kind: OperationKind; readonly from: "active" | "frozen"; readonly begin?: Begin };

const recordBefore = (from: Path["from"]) =>
  from === "active" ? recordAtIssue : recordOf(earlier, "freeze", 1);

/** The entries of an operation up to a phase, as its life writes them. */
function upTo(phase: JournalPhase, { kind, from, begin = "intent" }: Path): OperationView {
  const target = targetOf[kind];
  const { cardRef } = evidenceOf(from);
  const first: JournalBody =
    begin === "intent"
      ? { phase: "intent", kind, reason: "other", cardRef, evidence: evidenceOf(from, recordBefore(from)) }
      : { phase: "adopted", kind, reason: "other", cardRef, epoch, target };
  const original = { kind: "original" } as const;
  const settled = {
    phase: "settled",
    certificateNo: "371700-2026-000001",
    printGrant: true,
    legal: target,
  } as const;
  const armed = { phase: "print-armed", print: original, jobId: "job" } as const;
  const written: readonly JournalBody[] = [
    first,
    ...(begin === "intent" ? [{ phase: "authorised", epoch, target } as const] : []),
    { phase: "challenged", attempt: 1, challenge: "1122334455667788" },
    { phase: "writing", attempt: 1, scriptHash: "ab" },
    { phase: "readback", evidence: evidenceOf(target, recordOf(op, kind, epoch)), statusWords: ["9000"] },
    settled,
    armed,
  ];
  const cut = written.findIndex((body) => body.phase === phase);
  if (cut >= 0) return viewOf(entriesOf(op, written.slice(0, cut + 1)));
  const ends: Partial<Record<JournalPhase, readonly JournalBody[]>> = {
    "print-disarmed": [...written, { phase: "print-disarmed", because: "paper-out" }],
    printed: [...written, { phase: "printed", proof: "job" }],
    "copy-owed": [...written, { phase: "copy-owed", because: "cutter-fault" }],
    abandoned: [first, { phase: "abandoned", because: "never reached the centre" }],
    ended: [first, { phase: "ended", state: "superseded" }],
    closed: [...written, { phase: "closed" }],
  };
  return viewOf(entriesOf(op, ends[phase] ?? []));
}

const allPhases: readonly JournalPhase[] = [
  "intent",
  "adopted",
  "authorised",
  "challenged",
  "writing",
  "readback",
  "settled",
  "print-armed",
  "print-disarmed",
  "printed",
  "copy-owed",
  "abandoned",
  "ended",
  "closed",
];
const beforeReadback = ["authorised", "challenged", "writing"] as const;

test.each<[JournalPhase, string]>([
  ["intent", "authorise"],
  ["adopted", "look"],
  ["authorised", "look"],
  ["challenged", "look"],
  ["writing", "look"],
  ["readback", "report"],
  ["settled", "settled"],
  ["print-armed", "settled"],
  ["print-disarmed", "settled"],
  ["printed", "settled"],
  ["copy-owed", "settled"],
  ["abandoned", "over"],
  ["ended", "over"],
  ["closed", "over"],
])("found in the journal at %s, nothing seen yet: %s", (phase, step) => {
  const begin = phase === "adopted" ? "adopted" : "intent";
  expect(nextStep(upTo(phase, { kind: "freeze", from: "active", begin }), undefined).kind).toBe(step);
});

test.each([...beforeReadback])("at %s a look without a power cycle proves nothing: look again", (phase) => {
  const path = { kind: "freeze", from: "active" } as const;
  const seen = evidenceOf("frozen", recordOf(op, "freeze", epoch));
  expect(nextStep(upTo(phase, path), { ...seen, resetBeforeRead: false })).toEqual({ kind: "look" });
  expect(nextStep(upTo(phase, path), seen).kind).toBe("note-readback");
});

type Row = readonly [path: Path, life: Life, record: Evidence["record"], expected: string];
const freeze: Path = { kind: "freeze", from: "active" };
const unfreeze: Path = { kind: "unfreeze", from: "frozen" };
const cancel: Path = { kind: "cancel", from: "active" };
const cancelFrozen: Path = { kind: "cancel", from: "frozen" };
const written = ({ kind }: Path) => recordOf(op, kind, epoch);
const newer = recordOf(opIdOf(3), "freeze", 3);
const foreign = recordOf(opIdOf(3), "freeze", epoch);

/** Every authorised phase against what a fresh look may show (protocol A4). */
const table: readonly Row[] = [
  [freeze, "active", recordAtIssue, "write freeze"],
  [freeze, "active", written(freeze), "write finish-block"],
  [freeze, "frozen", written(freeze), "note-readback"],
  [freeze, "frozen", recordAtIssue, "contradiction"],
  [freeze, "cancelled", recordAtIssue, "contradiction"],
  [freeze, "active", newer, "contradiction"],
  [freeze, "active", foreign, "contradiction"],
  [freeze, "active", "garbled", "contradiction"],
  [freeze, "active", "unreadable", "contradiction"],
  [freeze, "unknown", recordAtIssue, "contradiction"],
  [freeze, "card-blocked", "unreadable", "contradiction"],
  [unfreeze, "frozen", recordBefore("frozen"), "write unfreeze"],
  [unfreeze, "active", recordBefore("frozen"), "write finish-record"],
  [unfreeze, "active", written(unfreeze), "note-readback"],
  [unfreeze, "frozen", written(unfreeze), "contradiction"],
  [unfreeze, "cancelled", recordBefore("frozen"), "contradiction"],
  [cancel, "active", recordAtIssue, "write cancel"],
  [cancel, "active", written(cancel), "write finish-block"],
  [cancel, "cancelled", written(cancel), "note-readback"],
  [cancel, "cancelled", "unreadable", "note-readback"],
  [cancel, "card-blocked", "unreadable", "note-readback"],
  [cancel, "frozen", recordAtIssue, "contradiction"],
  [cancelFrozen, "frozen", recordBefore("frozen"), "write cancel-from-frozen"],
  [cancelFrozen, "cancelled", recordBefore("frozen"), "note-readback"],
];

const said = (step: ReturnType<typeof nextStep>): string =>
  step.kind === "write" ? `write ${step.plan}` : step.kind;

test.each(
  beforeReadback.flatMap((phase) =>
    table.map(
      ([path, life, record, expected]) =>
        [
          `${path.kind} from ${path.from} at ${phase}`,
          `${life}, ${typeof record === "string" ? record : `record ${String(record.epoch)} ${record.target}`}`,
          expected,
          () => nextStep(upTo(phase, path), evidenceOf(life, record)),
        ] as const,
    ),
  ),
)("%s, card shows %s: %s", (_where, _what, expected, step) => {
  expect(said(step())).toBe(expected);
});

test("the same facts give the same step, however often, and change nothing", () => {
  let compared = 0;
  for (const phase of allPhases)
    for (const [path, life, record] of table) {
      const begin = phase === "adopted" ? "adopted" : "intent";
      const view = upTo(phase, { ...path, begin });
      const fresh = evidenceOf(life, record);
      const facts = JSON.stringify([view, fresh]);
      const [step, print] = [nextStep(view, fresh), nextPrint(view)];
      expect(nextStep(structuredClone(view), structuredClone(fresh))).toEqual(step);
      expect(nextPrint(structuredClone(view))).toEqual(print);
      expect(JSON.stringify([view, fresh])).toBe(facts);
      compared += 1;
    }
  expect(compared).toBe(14 * table.length);
});

test("what is written is for the operation's own epoch, what is reported is the look that was journalled", () => {
  expect(nextStep(upTo("writing", freeze), evidenceOf("active"))).toMatchObject({ kind: "write", epoch });
  const step = nextStep(upTo("readback", freeze), undefined);
  expect(step).toMatchObject({ kind: "report", epoch, evidence: { life: "frozen", resetBeforeRead: true } });
});

test.each<[JournalPhase, ReturnType<typeof nextPrint>]>([
  ["intent", { kind: "nothing" }],
  ["authorised", { kind: "nothing" }],
  ["challenged", { kind: "nothing" }],
  ["writing", { kind: "nothing" }],
  ["readback", { kind: "nothing" }],
  ["settled", { kind: "print-original" }],
  ["print-armed", { kind: "note-copy-owed" }],
  ["print-disarmed", { kind: "print-original" }],
  ["copy-owed", { kind: "print-copy", n: 1 }],
  ["printed", { kind: "tell-printed" }],
  ["abandoned", { kind: "nothing" }],
  ["ended", { kind: "nothing" }],
  ["closed", { kind: "nothing" }],
])("paper at %s: %o", (phase, expected) => {
  expect(nextPrint(upTo(phase, cancel))).toEqual(expected);
});

const settledWith = (printGrant: boolean, ...later: readonly JournalBody[]): OperationView =>
  viewOf(
    entriesOf(op, [
      { phase: "adopted", kind: "freeze", reason: "other", cardRef: "A1", epoch: 1, target: "frozen" },
      { phase: "settled", certificateNo: "371700-2026-000001", printGrant, legal: "frozen" },
      ...later,
    ]),
  );
const armed = (n?: number): JournalBody => ({
  phase: "print-armed",
  print: n === undefined ? { kind: "original" } : { kind: "copy", n },
  jobId: "job",
});

test("without a grant nothing is printed: the original is another terminal's", () => {
  expect(nextPrint(settledWith(false))).toEqual({ kind: "nothing" });
});

test("once the original may be on paper, only copies come, each with a new number", () => {
  const owed = { phase: "copy-owed", because: "cutter-fault" } as const;
  const disarmed = { phase: "print-disarmed", because: "paper-out" } as const;
  expect(nextPrint(settledWith(true, armed(), disarmed, armed(), owed))).toEqual({
    kind: "print-copy",
    n: 1,
  });
  expect(nextPrint(settledWith(true, armed(), owed, armed(1), owed))).toEqual({ kind: "print-copy", n: 2 });
  expect(nextPrint(settledWith(true, armed(), owed, armed(1), disarmed))).toEqual({
    kind: "print-copy",
    n: 2,
  });
  expect(nextPrint(settledWith(true, armed(), disarmed))).toEqual({ kind: "print-original" });
});

test("entries that do not begin an operation are a bug, not a guess", () => {
  expect(() => viewOf([])).toThrow(/does not begin/);
  expect(() => viewOf(entriesOf(op, [{ phase: "writing", attempt: 1, scriptHash: "" }]))).toThrow(
    /does not begin/,
  );
});

test("a read-back that the centre did not accept gives way to another look, and to nothing else", () => {
  const path: Path = { kind: "freeze", from: "active" };
  const view = upTo("readback", path);
  const same = evidenceOf("frozen", recordOf(op, "freeze", epoch));
  expect(nextStep(view, same)).toMatchObject({ kind: "report", evidence: same });
  const other = { ...same, record: { ...recordOf(op, "freeze", epoch), region: "440300" } };
  expect(nextStep(view, other)).toEqual({ kind: "note-readback", evidence: other });
  expect(nextStep(view, { ...other, resetBeforeRead: false }).kind).toBe("report");
  expect(nextStep(view, evidenceOf("active", recordAtIssue))).toMatchObject({
    kind: "write",
    plan: "freeze",
  });
});

test.each(["intent", "adopted"] as const)(
  "a copy that was made when its card was frozen is not the freeze that is under way, begun with %s",
  (begin) => {
    const evidence = evidenceOf("active", recordOf(earlier, "unfreeze", 2));
    const { cardRef } = evidence;
    const what = { kind: "freeze", reason: "other", cardRef } as const;
    const first: readonly JournalBody[] =
      begin === "intent"
        ? [
            { phase: "intent", ...what, evidence },
            { phase: "authorised", epoch: 3, target: "frozen" },
          ]
        : [{ phase: "adopted", ...what, epoch: 3, target: "frozen", seenEpoch: 2 }];
    const view = viewOf(
      entriesOf(op, [
        ...first,
        { phase: "challenged", attempt: 1, challenge: "1122334455667788" },
        { phase: "writing", attempt: 1, scriptHash: "ab" },
      ]),
    );
    const copy = evidenceOf("frozen", recordOf(opIdOf(3), "freeze", 1));
    expect(nextStep(view, copy)).toMatchObject({ kind: "contradiction" });
  },
);
