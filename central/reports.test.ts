import { expect, test } from "vitest";
import {
  counterOver,
  chipOf,
  lookAt,
  morningMs,
  opIdOf,
  openTestStore,
  rowsOf,
  seen,
  writeAll,
  writeRecord,
} from "./for-tests.ts";

const op = opIdOf(1);

async function frozenInTheMiddle() {
  const store = await openTestStore();
  const centre = counterOver(store);
  const chip = chipOf("card-1");
  await centre.authorise(op, "freeze", lookAt(chip));
  return { store, centre, chip };
}

const stateOf = async (centre: ReturnType<typeof counterOver>) => {
  const known = await centre.query(op);
  return known.result === "known" ? known.state : known.result;
};

test("a look after a reset that shows the target settles, with a certificate and its grant", async () => {
  const { store, centre, chip } = await frozenInTheMiddle();
  writeAll(chip, op, 1, "frozen");
  expect(await centre.report(op, 1, seen(chip))).toEqual({
    result: "done",
    certificateNo: "371700-2026-000001",
    printGrant: true,
    legal: "frozen",
  });
  expect(await rowsOf.card(store, chip)).toMatchObject({ current_op: null, settled_op: op });
  expect(await centre.query(op)).toMatchObject({ state: "done", certificateNo: "371700-2026-000001" });
});

test("a look without a reset settles nothing, whatever it shows", async () => {
  const { centre, chip } = await frozenInTheMiddle();
  writeAll(chip, op, 1, "frozen");
  expect(await centre.report(op, 1, seen(chip, false))).toEqual({ result: "pending" });
  expect(await stateOf(centre)).toBe("awaiting-card");
  expect(await centre.report(op, 1, seen(chip))).toMatchObject({ result: "done" });
});

test("a report on a done operation answers the same bytes, also after the card went on", async () => {
  const { centre, chip } = await frozenInTheMiddle();
  writeAll(chip, op, 1, "frozen");
  const first = await centre.reportText(op, 1, seen(chip));
  expect(await centre.reportText(op, 1, { kind: "unknown" })).toBe(first);
  expect(await centre.reportText(op, 1, { kind: "abandoned" })).toBe(first);
  await centre.perform(chip, "unfreeze", opIdOf(2));
  centre.state.nowMs += 400 * 86_400_000;
  expect(await centre.reportText(op, 1, seen(chip))).toBe(first);
});

test("another terminal that reports later hears done and may not print the original", async () => {
  const { centre, chip } = await frozenInTheMiddle();
  writeAll(chip, op, 1, "frozen");
  const owner = await centre.reportText(op, 1, seen(chip), "T-2");
  const other = await centre.reportText(op, 1, seen(chip), "T-1");
  expect([JSON.parse(owner), JSON.parse(other)]).toMatchObject([{ printGrant: true }, { printGrant: false }]);
  expect(await centre.reportText(op, 1, { kind: "unknown" }, "T-1")).toBe(other);
  expect(await centre.reportText(op, 1, { kind: "unknown" }, "T-2")).toBe(owner);
});

test("unknown, abandoned and half-written leave an authorised operation on the work list", async () => {
  for (const outcome of ["unknown", "abandoned", "half"] as const) {
    const { store, centre, chip } = await frozenInTheMiddle();
    if (outcome === "half") writeRecord(chip, op, 1, "frozen");
    const told = outcome === "half" ? seen(chip) : { kind: outcome };
    expect(await centre.report(op, 1, told)).toEqual({ result: "pending" });
    expect(await stateOf(centre)).toBe("awaiting-card");
    expect(await rowsOf.card(store, chip)).toMatchObject({ legal: "frozen", current_op: op });

    // The script of an abandoned operation may be on the card: the next look settles it.
    writeAll(chip, op, 1, "frozen");
    expect(await centre.report(op, 1, seen(chip), "T-9")).toMatchObject({ result: "done", printGrant: true });
  }
});

test("a look at another card, or of another epoch, says nothing of this operation", async () => {
  const { store, centre, chip } = await frozenInTheMiddle();
  const other = chipOf("card-2");
  expect(await centre.report(op, 1, seen(other))).toEqual({ result: "pending" });
  writeAll(chip, op, 1, "frozen");
  expect(await centre.report(op, 2, seen(chip))).toEqual({ result: "pending" });
  expect(await rowsOf.events(store)).not.toContain("alarm");
});

test("a look that contradicts raises an alarm and settles nothing", async () => {
  const { store, centre, chip } = await frozenInTheMiddle();
  chip.life = "frozen"; // A block without the record, which the MAC chain forbids.
  expect(await centre.report(op, 1, seen(chip))).toEqual({ result: "pending" });
  expect(await rowsOf.events(store)).toContain("alarm");
  expect(await rowsOf.card(store, chip)).toMatchObject({ legal: "frozen", current_op: op });
});

test("a report is never refused for its body, and only for an operation nobody knows", async () => {
  const { centre, chip } = await frozenInTheMiddle();
  expect(await centre.report(op, 1, { kind: "unknown" })).toEqual({ result: "pending" });
  expect(await centre.report(op, 1, seen(chip))).toEqual({ result: "pending" });
  expect(await centre.reportText(opIdOf(77), 1, { kind: "unknown" })).toBe("problem unknown-operation");
});

test("a report on a refused operation hears that it ended", async () => {
  const centre = counterOver(await openTestStore());
  await centre.authorise(op, "unfreeze", lookAt(chipOf("card-1")));
  expect(await centre.report(op, 0, { kind: "abandoned" })).toEqual({ result: "ended", state: "rejected" });
});

test("certificate numbers have no gap for one office, over failures, and begin anew each year", async () => {
  const store = await openTestStore();
  const centre = counterOver(store);
  const heze = chipOf("card-1");
  const shenzhen = chipOf("card-2");
  expect(await centre.perform(heze, "freeze", opIdOf(1))).toBe("371700-2026-000001");
  expect(await centre.perform(shenzhen, "freeze", opIdOf(2))).toBe("440300-2026-000001");

  // A failure after the number was minted takes the number back with everything else.
  await centre.authorise(opIdOf(3), "unfreeze", lookAt(heze));
  writeAll(heze, opIdOf(3), 2, "active");
  const failing = counterOver({
    ...store,
    write: (work) =>
      store.write(async (tx) => {
        await work(tx);
        throw new Error("power cut before the commit");
      }),
  });
  await expect(failing.report(opIdOf(3), 2, seen(heze))).rejects.toThrow("power cut");
  expect(await centre.report(opIdOf(3), 2, seen(heze))).toMatchObject({
    certificateNo: "371700-2026-000002",
  });

  // Midnight in Shanghai, 16:00 UTC on the 31st.
  centre.state.nowMs = Date.UTC(2026, 11, 31, 15, 59, 59);
  expect(await centre.perform(heze, "freeze", opIdOf(4))).toBe("371700-2026-000003");
  centre.state.nowMs += 1000;
  expect(await centre.perform(heze, "unfreeze", opIdOf(5))).toBe("371700-2027-000001");
  expect(centre.state.nowMs).toBeGreaterThan(morningMs);
});
