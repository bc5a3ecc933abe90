import { expect, test } from "vitest";
import type { Choice } from "./contract-operation.ts";
import { op1, op2, protocolStand } from "./protocol-stand.ts";

/** What OBSERVE says beside the choices themselves: until when a freeze could last, and the newest certificate. */

async function freezeChoice(stand: Awaited<ReturnType<typeof protocolStand>>): Promise<Choice> {
  const seen = await stand.observe();
  if (typeof seen === "string" || seen.result !== "known") throw new Error(JSON.stringify(seen));
  return seen.choices.find(({ kind }) => kind === "freeze") ?? expect.fail("no freeze");
}

test("a temporary freeze is offered with the day on which it would lapse, by the centre's clock", async () => {
  const stand = await protocolStand({ temporaryFreezeMs: 5 * 24 * 3_600_000 });
  expect(await freezeChoice(stand)).toEqual({ kind: "freeze", temporaryUntil: "2026-03-07" });
});

test("where the region has none, or the card is frozen for a time already, only the formal one is", async () => {
  const without = await protocolStand({ temporaryFreezeMs: null });
  expect(await freezeChoice(without)).toEqual({ kind: "freeze" });
  const frozen = await protocolStand();
  await frozen.perform(op1, "freeze", "temporary");
  expect(await freezeChoice(frozen)).not.toHaveProperty("temporaryUntil");
});

test("the newest certificate comes with its operation, so that any terminal can print a copy of it", async () => {
  const stand = await protocolStand();
  expect(await stand.observe()).not.toHaveProperty("lastOperation");
  await stand.perform(op1, "freeze");
  const { certificateNo } = await stand.perform(op2, "unfreeze");
  expect(await stand.observe()).toMatchObject({
    lastCertificateNo: certificateNo,
    lastOperation: { opId: op2, kind: "unfreeze", epoch: 2, target: "active", legal: "active" },
  });
});
