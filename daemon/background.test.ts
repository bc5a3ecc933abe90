import { expect, test } from "vitest";
import { ok } from "../hardware/result.ts";
import { settleInBackground } from "./background.ts";
import type { CentreClient } from "./central-client.ts";
import { entriesOf, evidenceOf, opIdOf } from "./for-tests.ts";
import type { Journal, JournalBody } from "./journal.ts";

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
  for (let round = 0; round < 2; round++) await settleInBackground(journal, centre, told);
  expect(reports).toBe(1);
  expect([...told]).toEqual([waits]);
});

test("what the centre did at once, between our question and our giving up, is done and its certificate ours", async () => {
  const opId = opIdOf(1);
  const evidence = evidenceOf("active");
  const bodies: JournalBody[] = [
    { phase: "intent", kind: "freeze", reason: "other", cardRef: evidence.cardRef, evidence },
  ];
  const journal = {
    openOperations: () => [opId],
    entriesOf: () => entriesOf(opId, bodies),
    append: (_opId: string, body: JournalBody) => bodies.push(body),
  } as unknown as Journal;
  const done = { result: "done", certificateNo: "371700-2026-000001", printGrant: true, legal: "frozen" };
  const centre = {
    query: () => Promise.resolve(ok({ result: "unknown" })),
    report: () => Promise.resolve(ok(done)),
  } as unknown as CentreClient;
  await settleInBackground(journal, centre, new Set());
  expect(bodies.slice(1)).toEqual([
    { phase: "settled", certificateNo: "371700-2026-000001", printGrant: true, legal: "frozen" },
  ]);
});

test("what the centre did alone stays a wish here until it is heard to be done, and is given up where it is forgotten", async () => {
  const opId = opIdOf(1);
  const evidence = evidenceOf("frozen");
  const bodies: JournalBody[] = [
    { phase: "intent", kind: "freeze", reason: "other", cardRef: evidence.cardRef, evidence },
  ];
  const journal = {
    openOperations: () => [opId],
    entriesOf: () => entriesOf(opId, bodies),
    append: (_opId: string, body: JournalBody) => bodies.push(body),
  } as unknown as Journal;
  const known = { result: "known", state: "done", epoch: 0, target: "frozen" };
  const away = { ok: false, fault: { kind: "centre-unreachable", detail: "" } };
  const queries = [ok(known), ok({ result: "unknown" })];
  const reports = [away, ok({ result: "ended", state: "rejected" })];
  const centre = {
    query: () => Promise.resolve(queries.shift()),
    report: () => Promise.resolve(reports.shift()),
  } as unknown as CentreClient;
  await settleInBackground(journal, centre, new Set());
  expect(bodies.length).toBe(1);
  // Put back from a backup since.
  await settleInBackground(journal, centre, new Set());
  expect(bodies.slice(1).map(({ phase }) => phase)).toEqual(["abandoned", "closed"]);
});
