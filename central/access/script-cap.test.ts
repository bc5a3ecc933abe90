import { expect, test } from "vitest";
import { centreOver } from "../centre.ts";
import {
  cannedHsm,
  chipOf,
  headerOf,
  lookAt,
  morningMs,
  openTestStore,
  opIdOf,
  rowsOf,
} from "../for-tests.ts";

async function stand(scriptsPerHour?: number) {
  const store = await openTestStore();
  const hsm = cannedHsm();
  const state = { nowMs: morningMs };
  const clock = { nowMs: () => state.nowMs };
  const centre = centreOver(store, hsm, clock, scriptsPerHour === undefined ? {} : { scriptsPerHour });
  const evidence = lookAt(chipOf("card-1"));
  await centre.authorise(opIdOf(1), { header: headerOf(), kind: "freeze", reason: "other", evidence });
  let attempts = 0;
  const script = async (attempt = ++attempts, terminalId = "T-1") => {
    const session = { epoch: 1, attempt, challenge: "1122334455667788", evidence };
    const answered = await centre.script(opIdOf(1), { header: headerOf(terminalId), ...session });
    return answered.ok ? answered.value.value.result : answered.fault.code;
  };
  return { store, hsm, state, script };
}

test("a terminal has so many scripts an hour; the HSM is not asked for more, and one line tells of it", async () => {
  const { store, hsm, state, script } = await stand(3);
  for (let n = 0; n < 3; n++) expect(await script()).toBe("script");
  for (let n = 0; n < 3; n++) expect(await script()).toBe("too-many-scripts");
  expect(hsm.orders).toHaveLength(3);
  expect((await rowsOf.events(store)).filter((event) => event === "scripts-capped")).toHaveLength(1);

  state.nowMs += 3_600_000;
  expect(await script()).toBe("script");
});

test("the same attempt again is no other script", async () => {
  const { script } = await stand(2);
  expect([await script(1), await script(1), await script(1), await script(2)]).not.toContain(
    "too-many-scripts",
  );
});

test("each terminal has its own count, and without a cap nothing is counted", async () => {
  const capped = await stand(1);
  expect([await capped.script(1), await capped.script(2)]).toEqual(["script", "too-many-scripts"]);
  expect(await capped.script(1, "T-2")).toBe("script");

  const free = await stand();
  for (let n = 0; n < 5; n++) expect(await free.script()).toBe("script");
  expect(await free.store.write((tx) => tx.find("script_count", {}))).toEqual([]);
});
