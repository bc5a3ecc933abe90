import { expect, test } from "vitest";
import type { StatusRecord } from "../card/life.ts";
import { seen, writeAll, type Chip } from "./for-tests.ts";
import { opTagOf } from "./register.ts";
import { op1, op2, op3, op4, protocolStand } from "./protocol-stand.ts";

type Stand = Awaited<ReturnType<typeof protocolStand>>;
const frozen = ({ perform }: Stand) => perform(op1, "freeze");

/** The centre is put back to before what the card has been through, and no journal tells of it. */
async function forgotten(
  before: (stand: Stand) => Promise<unknown>,
  through: (stand: Stand) => Promise<unknown>,
): Promise<Stand> {
  const stand = await protocolStand();
  await before(stand);
  const backup = stand.store.snapshot();
  await through(stand);
  stand.store.restore(backup);
  await stand.centre.restored();
  await stand.centre.declareLost("T-1", "clerk 7");
  await stand.after(1000);
  await stand.centre.release("T-1", "clerk 7");
  expect(await stand.centre.restoration()).toBeUndefined();
  return stand;
}

const header = {
  v: 1,
  terminalId: "T-2",
  bootId: "0b6f4d8e-58a4-4c93-9d4c-1f2e3d4c5b6a",
  journal: { seq: 1, head: "ab" },
} as const;

/** What T-2 is told to finish, once it is on the card. */
async function finish(
  { chip, observe, report }: Awaited<ReturnType<typeof protocolStand>>,
  life: "frozen" | "cancelled",
) {
  const looked = await observe(chip, header);
  if (typeof looked === "string" || looked.result !== "known" || looked.pending === undefined)
    return expect.fail(JSON.stringify(looked));
  const { opId, epoch } = looked.pending;
  writeAll(chip, opId, epoch, life);
  expect(await report(opId, epoch, seen(chip), header)).toMatchObject({ result: "done" });
}

test("an unfreeze that only the card still shows: the card is frozen again, as the register says", async () => {
  const stand = await forgotten(frozen, ({ perform }) => perform(op2, "unfreeze"));
  const { centre, cardRef, chip, card, observe } = stand;
  expect(await observe(chip, header)).toMatchObject({ code: "card-contradicts-centre" });
  expect(await centre.reconcile(cardRef, "clerk 7")).toBe("reconciled");
  expect(await card()).toMatchObject({ legal: "frozen", epoch: 3, listed: 1 });
  await finish(stand, "frozen");
  expect(await card()).toMatchObject({ legal: "frozen", current_op: null, epoch: 3 });
  expect(await observe(chip, header)).toMatchObject({ result: "known", legal: "frozen" });
  // From here on as ever.
  await stand.authorise(op3, "unfreeze", { header });
  expect(await card()).toMatchObject({ epoch: 4, current_op: op3 });
});

test("a cancellation that only the card still shows is the register's too", async () => {
  const stand = await forgotten(frozen, ({ perform }) => perform(op2, "cancel"));
  const { centre, cardRef, chip, card, observe } = stand;
  await observe(chip, header);
  expect(await centre.reconcile(cardRef, "clerk 7")).toBe("reconciled");
  expect(await card()).toMatchObject({ legal: "cancelled" });
  await finish(stand, "cancelled");
  expect(await observe(chip, header)).toMatchObject({ result: "known", legal: "cancelled" });
});

test("a half that only the card still shows is finished, also where its epoch was given once more", async () => {
  const stand = await forgotten(
    () => Promise.resolve(),
    async ({ authorise, chip }) => {
      await authorise(op2, "cancel");
      chip.record = { ...recordOn(chip), epoch: 1, target: "cancelled", opTag: opTagOf(op2) };
    },
  );
  const { centre, cardRef, chip, card, observe } = stand;
  await stand.freezeAbsent(op4, "formal", header);
  expect(await card()).toMatchObject({ epoch: 1, current_op: op4 });
  expect(await observe(chip, header)).toMatchObject({ code: "card-contradicts-centre" });
  expect(await centre.reconcile(cardRef, "clerk 7")).toBe("reconciled");
  expect(await stand.query(op4)).toMatchObject({ state: "superseded" });
  expect(await card()).toMatchObject({ legal: "cancelled", epoch: 2 });
  await finish(stand, "cancelled");
});

function recordOn({ record }: Chip): StatusRecord {
  return typeof record === "object" ? record : expect.fail(record);
}

test("a copy of the card's past, another chip, a spoilt record and a card that agrees are left alone", async () => {
  const stand = await protocolStand();
  const { centre, cardRef, chip, card, observe } = stand;
  expect(await centre.reconcile("0".repeat(32), "clerk 7")).toBe("unknown-card");
  expect(await centre.reconcile(cardRef, "clerk 7")).toBe("nothing-contradicts");
  const copy = { ...chip };
  await stand.perform(op1, "freeze");
  expect(await observe(copy)).toMatchObject({ code: "card-contradicts-centre" });
  expect(await centre.reconcile(cardRef, "clerk 7")).toBe("not-our-card");
  chip.record = { ...recordOn(chip), epoch: 900 };
  await observe();
  expect(await centre.reconcile(cardRef, "clerk 7")).toBe("not-our-card");
  chip.record = "garbled";
  await observe();
  expect(await centre.reconcile(cardRef, "clerk 7")).toBe("not-our-card");
  expect(await card()).toMatchObject({ legal: "frozen", epoch: 1, current_op: null });
});

test("while journals are missing nothing is reconciled: they may explain the card", async () => {
  const stand = await protocolStand();
  await stand.perform(op1, "freeze");
  await stand.centre.restored(["T-1"]);
  expect(await stand.centre.reconcile(stand.cardRef, "clerk 7")).toBe("restoring");
});
