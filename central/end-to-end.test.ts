import { expect, test } from "vitest";
import { fromHex, hex } from "../card/bytes.ts";
import { targetOf, type Evidence, type OperationKind } from "../card/life.ts";
import { look } from "../card/look.ts";
import { profileById } from "../card/profile.ts";
import { virtualCard } from "../card/virtual/card.ts";
import { defaultCards } from "../card/virtual/default-cards.ts";
import { ok } from "../hardware/result.ts";
import { verifyAudit } from "./proof/audit-verify.ts";
import type { ReportRequest } from "./contract-operation.ts";
import { developmentKeys } from "./development-keys.ts";
import { counterOver, chipOf, opIdOf, openTestStore, rowsOf } from "./for-tests.ts";

/** A card in a reader that never fails: what fails here is cut by hand. */
function reader(id: string) {
  const issued = defaultCards.find((card) => card.id === id);
  const profile = profileById("cn-ssc-2.00-3des");
  if (issued === undefined || profile === undefined) throw new Error(`no card ${id}`);
  // A challenge that differs each time, as chance would give it.
  let challenges = 0;
  const card = virtualCard(issued.image(), (length) => new Uint8Array(length).fill(++challenges));
  const connection = {
    atr: card.atr,
    transmit: (apdu: Uint8Array) => Promise.resolve(ok(card.answer(apdu))),
    transmitList: () => Promise.resolve({ answers: [] }),
    powerCycle: () => Promise.resolve(ok(hex(card.reset()))),
    end: () => Promise.resolve(),
  };
  return {
    /** Power off, power on, look. */
    async look(): Promise<Evidence> {
      card.reset();
      const looked = await look(connection, { profile, resetBeforeRead: true });
      if (!looked.ok) throw new Error(JSON.stringify(looked.fault));
      return looked.value;
    },
    challenge: () => hex(card.answer(fromHex("0084000008")).subarray(0, 8)),
    send: (apdu: string) => hex(card.answer(fromHex(apdu))),
  };
}

async function stand() {
  const store = await openTestStore();
  const centre = counterOver(store, developmentKeys());
  const inReader = reader("card-1");
  let operations = 0;

  /** One card session: the script, of which only the commands named by `sent` reach the card. */
  async function write(opId: string, epoch: number, attempt: number, sent = (_name: string) => true) {
    const evidence = await inReader.look();
    const answer = await centre.script(opId, epoch, attempt, evidence, inReader.challenge());
    if (answer.result !== "script") throw new Error(JSON.stringify(answer));
    for (const step of answer.steps) {
      if (!sent(step.name)) break;
      expect(step.allowed, step.name).toContain(inReader.send(step.apdu));
    }
    return answer.steps.map((step) => step.name);
  }

  const seenNow = async (): Promise<ReportRequest["outcome"]> => ({
    kind: "seen",
    evidence: await inReader.look(),
    statusWords: ["9000"],
  });

  async function begin(kind: OperationKind) {
    const opId = opIdOf(++operations);
    const answer = await centre.authorise(opId, kind, await inReader.look());
    if (answer.result !== "authorised") throw new Error(JSON.stringify(answer));
    return { opId, epoch: answer.epoch };
  }

  async function perform(kind: OperationKind) {
    const { opId, epoch } = await begin(kind);
    const names = await write(opId, epoch, 1);
    return { names, report: await centre.report(opId, epoch, await seenNow()) };
  }
  return { store, centre, inReader, begin, write, seenNow, perform };
}

test("freeze, unfreeze, freeze, cancel from frozen: the card's bytes and the centre agree at each end", async () => {
  const { store, inReader, perform } = await stand();
  for (const [index, kind] of (["freeze", "unfreeze", "freeze", "cancel"] as const).entries()) {
    const { report } = await perform(kind);
    expect(report).toEqual({
      result: "done",
      certificateNo: `371700-2026-00000${String(index + 1)}`,
      printGrant: true,
      legal: targetOf[kind],
    });
    expect((await inReader.look()).life).toBe(targetOf[kind]);
    expect((await rowsOf.card(store, chipOf("card-1"))).legal).toBe(targetOf[kind]);
  }
  // Cancelled from frozen: no record was written, the permanent state is the proof.
  expect((await inReader.look()).record).toMatchObject({ epoch: 3, target: "frozen" });
  expect(await verifyAudit(store)).toMatchObject({ ok: true });
});

test("a cancellation from active writes record and permanent block", async () => {
  const { inReader, perform } = await stand();
  const { names, report } = await perform("cancel");
  expect(names.length).toBe(4);
  expect(report).toMatchObject({ result: "done", legal: "cancelled" });
  expect(await inReader.look()).toMatchObject({
    life: "cancelled",
    record: { epoch: 1, target: "cancelled" },
  });
});

test.each(["freeze", "unfreeze", "cancel"] as const)(
  "a %s torn in the middle stays pending, and only the missing half is sent at the next presentation",
  async (kind) => {
    const { store, centre, inReader, perform, begin, write, seenNow } = await stand();
    if (kind === "unfreeze") await perform("freeze");
    const { opId, epoch } = await begin(kind);

    // Two authentications and the first of the two MAC'd commands reach the card.
    let sent = 0;
    const whole = await write(opId, epoch, 1, () => ++sent <= 3);
    expect(whole.length).toBe(4);
    expect(await centre.report(opId, epoch, { kind: "unknown" })).toEqual({ result: "pending" });
    const restrictive = kind === "cancel" ? "cancelled" : "frozen";
    expect((await rowsOf.card(store, chipOf("card-1"))).legal).toBe(restrictive);

    // Another choice is not on offer: the first one is finished.
    const observed = await centre.observe(await inReader.look());
    expect(observed).toMatchObject({ result: "known", pending: { opId, kind } });
    expect(await centre.authorise(opIdOf(99), "unfreeze", await inReader.look())).toMatchObject({
      result: "resume",
      pending: { opId, epoch },
    });
    const rest = await write(opId, epoch, 2);
    expect(rest.length).toBe(2);
    expect(await centre.report(opId, epoch, await seenNow(), "T-2")).toMatchObject({
      result: "done",
      printGrant: true,
      legal: targetOf[kind],
    });
    expect((await inReader.look()).life).toBe(targetOf[kind]);
  },
);

test("a script is dead after a reset: the card refuses it, and the next attempt's goes through", async () => {
  const { centre, inReader, begin, write, seenNow } = await stand();
  const { opId, epoch } = await begin("freeze");
  const evidence = await inReader.look();
  const old = await centre.script(opId, epoch, 1, evidence, inReader.challenge());
  await inReader.look();
  for (const step of old.result === "script" ? old.steps : [])
    expect(inReader.send(step.apdu), step.name).not.toBe("9000");
  expect(await centre.report(opId, epoch, await seenNow())).toEqual({ result: "pending" });
  await write(opId, epoch, 2);
  expect(await centre.report(opId, epoch, await seenNow())).toMatchObject({ result: "done" });
});
