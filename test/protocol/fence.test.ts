import { expect, test } from "vitest";
import { memoryStore } from "../../central/store-memory.ts";
import { openHall } from "./hall.ts";
import { expectSafe, visit } from "./visit.ts";

test("row 24, a terminal set back to an older image of its disk serves nobody, and its cards go on elsewhere", async () => {
  const hall = await openHall();
  const first = hall.boot();
  hall.imageDisk("T-1", "image");
  await visit(first, "freeze");
  first.kill();
  const back = hall.boot("T-1", undefined, "image");
  await back.steps.start();
  expect((await visit(back, "unfreeze")).fault).toBe("terminal-quarantined");
  await expectSafe(hall);
  expect((await visit(hall.boot("T-2"), "unfreeze")).certificate?.print).toBe("printed");
});

test("row 24, a copied disk: of two terminals with one name the second to speak after the fork is shut out", async () => {
  const hall = await openHall();
  const first = hall.boot();
  await visit(first, "freeze");
  await first.steps.settle();
  first.kill();
  hall.imageDisk("T-1", "copy");
  // The true one starts again, and so does the copy, which is heard first.
  const copy = hall.boot("T-1", undefined, "copy");
  const again = hall.boot("T-1");
  await copy.steps.start();
  expect((await visit(copy, "unfreeze")).certificate?.print).toBe("printed");
  await again.steps.start();
  expect((await visit(again, "cancel")).fault).toBe("terminal-quarantined");
  expect((await visit(copy, "cancel")).fault).toBe("terminal-quarantined");
  expect(hall.card.image().life).toBe("active");
});

test("a terminal that restarts in order is heard at once, as often as it likes", async () => {
  const hall = await openHall();
  for (const kind of ["freeze", "unfreeze", "cancel"] as const) {
    const terminal = hall.boot();
    await terminal.steps.start();
    expect((await visit(terminal, kind)).certificate?.print).toBe("printed");
    await terminal.steps.settle();
    terminal.kill();
  }
});

test("row 25, a centre put back from a backup learns from its terminals' journals, and all agree again", async () => {
  const store = memoryStore();
  const hall = await openHall("card-1", store);
  const [one, two] = [hall.boot("T-1"), hall.boot("T-2")];
  await visit(one, "freeze");
  await one.steps.settle();
  const backup = store.snapshot();

  await visit(one, "unfreeze");
  await one.steps.settle();
  await two.steps.start();
  two.line.cut({ n: 6, when: "after" });
  await visit(two, "freeze");
  two.line.cut(undefined);
  const before = (await hall.centre.books(hall.cardRef)).card;
  expect(before.epoch).toBe(3);

  store.restore(backup);
  await hall.centre.over.restored();
  // The card knows more than the centre, and so do the terminals: nobody is served anything.
  const third = hall.boot("T-3");
  expect((await visit(third)).fault).toBe("centre-restoring");
  third.reader.pull();
  for (const terminal of [one, two]) await terminal.steps.settle();
  const reviews = await hall.centre.over.reviews();
  expect(reviews.map(({ told }) => [told.kind, told.epoch])).toEqual([
    ["unfreeze", 2],
    ["freeze", 3],
  ]);
  await hall.centre.over.tick();
  expect((await visit(third)).fault).toBe("centre-restoring");
  third.reader.pull();
  expect(await hall.centre.over.approve(hall.cardRef, "clerk 7")).toBe(2);
  await hall.centre.over.tick();
  expect(await hall.centre.over.reviews()).toEqual([]);
  expect((await hall.centre.books(hall.cardRef)).card).toMatchObject({ epoch: 3, legal: "frozen" });

  await visit(two);
  await visit(third, "cancel");
  expect(hall.card.image().life).toBe("cancelled");
  for (const terminal of [one, two, third]) {
    await terminal.steps.settle();
    await terminal.steps.settle();
    expect(terminal.journal.openOperations()).toEqual([]);
  }
  const { operations } = await hall.centre.books(hall.cardRef);
  expect(operations.map((row) => `${row.kind} ${row.state}`)).toEqual([
    "freeze done",
    "unfreeze done",
    "freeze done",
    "cancel done",
  ]);
  expect(new Set(operations.map((row) => row.certificate_no)).size).toBe(4);
  expect(await hall.centre.auditHolds()).toBe(true);
});
