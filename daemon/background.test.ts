import { expect, test } from "vitest";
import { ok } from "../hardware/result.ts";
import { settleInBackground } from "./background.ts";
import type { CentreClient } from "./central-client.ts";
import { entriesOf, evidenceOf, opIdOf } from "./for-tests.ts";
import type { Journal } from "./journal.ts";

test("what waits for its card is told once, and what is closed is forgotten", async () => {
  const [waits, over] = [opIdOf(1), opIdOf(2)];
  const intent = {
    phase: "intent",
    kind: "freeze",
    reason: "other",
    cardRef: "A1",
    evidence: evidenceOf("active"),
  } as const;
  let reports = 0;
  const journal = {
    openOperations: () => [waits],
    entriesOf: () => entriesOf(waits, [intent, { phase: "authorised", epoch: 1, target: "frozen" }]),
  } as unknown as Journal;
  const centre = {
    report: () => {
      reports++;
      return Promise.resolve(ok({ result: "pending" }));
    },
  } as unknown as CentreClient;
  const told = new Set([over]);
  for (let round = 0; round < 2; round++)
    expect(await settleInBackground(journal, centre, told)).toEqual({ open: 1, centreReached: true });
  expect(reports).toBe(1);
  expect([...told]).toEqual([waits]);
});
