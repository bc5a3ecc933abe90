import { expect, test } from "vitest";
import { ok } from "../hardware/result.ts";
import { evidenceOf } from "./for-tests.ts";
import { quiet } from "./machine-stand.ts";
import { terminalSteps, type StepParts } from "./session-steps.ts";

/** Steps over a journal with nothing open. */
function settling() {
  let looked = 0;
  const parts = {
    journal: {
      openOperations: () => {
        looked += 1;
        return [];
      },
    },
    centre: { commands: () => Promise.resolve({ ok: true, value: [] }) },
    prepare: () => Promise.resolve(),
    onCentre: () => undefined,
  } as unknown as StepParts;
  return { steps: terminalSteps(parts), looks: () => looked };
}

/** As much of a card as is looked at here. */
const facts = {
  evidence: evidenceOf("active"),
  issuer: { number: "371700", regionZh: "", regionEn: "" },
  cardNumber: "",
};

/** The same with open operations, about which the centre is asked and stays silent. */
function silent(more: Partial<StepParts["journal"]> = {}) {
  let asked = 0;
  let observed = 0;
  const answers: (() => void)[] = [];
  const opId = "01990000-0000-7000-8000-000000000001";
  const intent = { phase: "intent", kind: "freeze", reason: "other", cardRef: "00", evidence: {} };
  const parts = {
    journal: {
      openOperations: () => [opId, opId],
      entriesOf: () => [{ seq: 1, opId, atMs: 0, body: intent, hash: "" }],
      ...more,
    },
    reader: { connect: () => Promise.resolve(ok({ end: () => Promise.resolve() })) },
    readFacts: () => Promise.resolve(ok(facts)),
    centre: {
      observe: () => {
        observed += 1;
        return Promise.resolve(ok({ result: "refused", code: "unknown-card" }));
      },
      query: () => {
        asked += 1;
        return new Promise((answer) => {
          answers.push(() => answer({ ok: false, fault: { kind: "centre-unreachable", detail: "" } }));
        });
      },
      commands: () => Promise.resolve({ ok: false, fault: { kind: "centre-unreachable", detail: "" } }),
    },
    onCentre: () => undefined,
  } as unknown as StepParts;
  return { steps: terminalSteps(parts), asked: () => asked, observed: () => observed, answers };
}

test("two rounds of quiet work never run beside each other, or one could outlive the wait of the next visit", async () => {
  const at = silent();
  const rounds = [at.steps.settle(), at.steps.settle()];
  await quiet();
  expect(at.asked()).toBe(1);
  at.answers[0]?.();
  await quiet();
  expect(at.asked()).toBe(2);
  at.answers[1]?.();
  await Promise.all(rounds);
  const third = at.steps.settle();
  await quiet();
  expect(at.asked()).toBe(3);
  at.answers[2]?.();
  await quiet();
  at.answers[3]?.();
  await third;
});

test("a visit waits for the question under way and not for the whole list: a centre that is silent is silent to each", async () => {
  const at = silent();
  void at.steps.settle();
  await quiet();
  const visit = at.steps.readCard();
  await quiet();
  expect([at.asked(), at.observed()]).toEqual([1, 0]);
  at.answers[0]?.();
  expect(await visit).toMatchObject({ ok: false, fault: { code: "unknown-card" } });
  expect([at.asked(), at.observed()]).toEqual([1, 1]);
  void at.steps.settle();
  await quiet();
  at.answers[1]?.();
  await quiet();
  expect(at.asked()).toBe(3);
});

test("row 27, a disk that fails under the quiet work ends the visit that waited for it as well", async () => {
  let asked = 0;
  const at = silent({
    openOperations() {
      asked += 1;
      if (asked > 1) throw new Error("disk I/O error");
      return ["01990000-0000-7000-8000-000000000001"];
    },
  });
  const round = at.steps.settle();
  await quiet();
  const visit = at.steps.readCard();
  at.answers[0]?.();
  await expect(round).rejects.toThrow("I/O");
  await expect(visit).rejects.toThrow("I/O");
  // Also where it failed while the card was still being read, and nobody else heard of it.
  await expect(at.steps.readCard()).rejects.toThrow("I/O");
  expect(at.observed()).toBe(0);
});

test("a round that ended is followed by a new look at the journal", async () => {
  const at = settling();
  await at.steps.settle();
  await at.steps.settle();
  expect(at.looks()).toBe(4);
});
