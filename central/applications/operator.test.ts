import { afterEach, beforeEach, expect, test } from "vitest";
import { headerOf, opIdOf } from "../for-tests.ts";
import { applicationStand, clerk1, hourMs, supervisor, type ApplicationStand } from "./for-tests.ts";

const operator = "dev-operator";

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

test("an operation whose card was torn out is listed with what centre, card and terminal know", async () => {
  await stand.centre.boot({ header: headerOf() });
  await stand.authorise(1, "freeze", "misuse-suspected");
  await stand.script(opIdOf(1), 1);
  await stand.after(hourMs);
  expect(await stand.get("/staff/v1/operations", operator)).toMatchObject({
    items: [
      {
        opId: opIdOf(1),
        kind: "freeze",
        centre: { state: "awaiting-card", legal: "frozen", epoch: 1, scripts: 1, listed: true },
        card: { cardRef: stand.cardRef, epoch: 0 },
        terminal: { terminalId: "T-1", known: true, state: "serving" },
      },
    ],
  });
  // Another city's clerk is not told.
  expect(await stand.get("/staff/v1/operations", "dev-clerk-3")).toMatchObject({ items: [] });
});

test("a quarantined terminal is let in again by an operator, and by nobody else", async () => {
  await stand.centre.boot({ header: headerOf() });
  await stand.store.write((tx) => tx.change("terminal", { terminal_id: "T-1" }, { state: "quarantined" }));
  const path = "/staff/v1/terminals/T-1/release";
  expect(await stand.post(path, {}, clerk1)).toMatchObject({ status: 403 });
  expect(await stand.post(path, {}, operator)).toMatchObject({ result: "released" });
  expect(await stand.post(path, {}, operator)).toMatchObject({ result: "not-quarantined" });
  expect(await stand.post("/staff/v1/terminals/T-9/loss", {}, operator)).toMatchObject({ status: 404 });
});

test("a centre that was put back begins nothing, says what it waits for, and goes on once nothing is missing", async () => {
  await stand.centre.boot({ header: headerOf() });
  await stand.centre.restored();
  expect(await stand.get("/staff/v1/restoration", operator)).toMatchObject({
    restoring: true,
    terminals: [{ terminalId: "T-1" }],
    reviews: [],
  });
  const wish = { business: "freeze-temporary", channel: "counter", holder: stand.holder };
  const entry = { ...wish, documents: ["identity-document"] };
  expect(await stand.post("/staff/v1/applications", entry, clerk1)).toMatchObject({ status: 503 });
  expect(await stand.post(`/staff/v1/restoration/${stand.cardRef}/approval`, {}, operator)).toMatchObject({
    status: 404,
  });
  expect(await stand.post("/staff/v1/terminals/T-1/loss", {}, operator)).toMatchObject({ result: "lost" });
  await stand.after(1000);
  expect(await stand.get("/staff/v1/restoration", operator)).toMatchObject({ restoring: false });
  expect(await stand.post("/staff/v1/applications", entry, clerk1)).toMatchObject({ result: "accepted" });
});

test("what journals told of a card is taken up by its own city, and seen there only", async () => {
  const told = {
    kind: "freeze",
    reason: "misuse-suspected",
    cardRef: stand.cardRef,
    epoch: 1,
    target: "frozen",
  };
  const review = {
    op_id: opIdOf(7),
    card_ref: stand.cardRef,
    epoch: 1,
    state: "open",
    body: JSON.stringify(told),
  } as const;
  await stand.store.write((tx) => tx.add("review", review));
  const path = `/staff/v1/restoration/${stand.cardRef}/approval`;
  expect(await stand.get("/staff/v1/restoration", "dev-supervisor-2")).toMatchObject({ reviews: [] });
  expect(await stand.post(path, {}, "dev-supervisor-2")).toMatchObject({ status: 404 });
  expect(await stand.get("/staff/v1/restoration", supervisor)).toMatchObject({
    reviews: [{ opId: opIdOf(7) }],
  });
  expect(await stand.post(path, {}, supervisor)).toMatchObject({ operations: 1 });
});

test("a card that contradicts the centre is listed in its own city, and brought into line by who runs the centre there", async () => {
  await stand.centre.boot({ header: headerOf() });
  const { chip } = stand;
  const known = typeof chip.record === "object" ? chip.record : expect.fail("no record");
  const record = { ...known, epoch: 3, target: "frozen", opTag: "8A1B2C3D4E5F0003" } as const;
  const looked = stand.observe({ ...chip, life: "frozen", record });
  await expect(looked).rejects.toThrow("card-contradicts-centre");
  const path = `/staff/v1/restoration/${stand.cardRef}/reconciliation`;
  expect(await stand.get("/staff/v1/restoration", "dev-supervisor-2")).toMatchObject({ contradicting: [] });
  expect(await stand.post(path, {}, "dev-supervisor-2")).toMatchObject({ status: 404 });
  expect(await stand.post(path, {}, clerk1)).toMatchObject({ status: 403 });
  expect(await stand.get("/staff/v1/restoration", supervisor)).toMatchObject({
    contradicting: [{ cardRef: stand.cardRef, life: "frozen", epoch: 3 }],
  });
  expect(await stand.post(path, {}, supervisor)).toMatchObject({ result: "reconciled" });
  expect(await stand.get("/staff/v1/restoration", supervisor)).toMatchObject({ contradicting: [] });
  expect(await stand.post(path, {}, supervisor)).toMatchObject({ result: "nothing-contradicts" });
});
