import { expect, test } from "vitest";
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

/** The same with an open operation, about which the centre is asked and stays silent. */
function silent() {
  let asked = 0;
  const answers: (() => void)[] = [];
  const opId = "01990000-0000-7000-8000-000000000001";
  const intent = { phase: "intent", kind: "freeze", reason: "other", cardRef: "00", evidence: {} };
  const parts = {
    journal: {
      openOperations: () => [opId],
      entriesOf: () => [{ seq: 1, opId, atMs: 0, body: intent, hash: "" }],
    },
    centre: {
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
  return { steps: terminalSteps(parts), asked: () => asked, answers };
}

test("two rounds of quiet work never run beside each other, or one could outlive the wait of the next visit", async () => {
  const at = silent();
  const rounds = [at.steps.settle(), at.steps.settle()];
  await quiet();
  expect(at.asked()).toBe(1);
  for (const answer of at.answers) answer();
  await Promise.all(rounds);
  const third = at.steps.settle();
  await quiet();
  expect(at.asked()).toBe(2);
  at.answers.at(-1)?.();
  await third;
});

test("a round that ended is followed by a new look at the journal", async () => {
  const at = settling();
  await at.steps.settle();
  await at.steps.settle();
  expect(at.looks()).toBe(4);
});
