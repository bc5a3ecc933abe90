import { expect, test } from "vitest";
import {
  cannedHsm,
  counterOver,
  chipOf,
  lookAt,
  opIdOf,
  openTestStore,
  rowsOf,
  seen,
  writeAll,
  writeRecord,
} from "./for-tests.ts";

const op = opIdOf(1);

async function begun(kind: "freeze" | "cancel" = "freeze") {
  const store = await openTestStore();
  const hsm = cannedHsm();
  const centre = counterOver(store, hsm);
  const chip = chipOf("card-1");
  await centre.authorise(op, kind, lookAt(chip));
  return { store, hsm, centre, chip };
}

test("the HSM is told the card as personalised, the whole record and the challenge", async () => {
  const { hsm, centre, chip } = await begun();
  centre.state.nowMs += 5000;
  expect(await centre.script(op, 1, 1, lookAt(chip))).toMatchObject({ result: "script", more: false });
  expect(hsm.orders).toEqual([
    {
      profile: "cn-ssc-2.00-3des",
      atr: "3B6D000000814348318684371700120001",
      issuerNumber: "371700",
      plan: "freeze",
      target: "frozen",
      // The time of authorisation, in Shanghai, whatever the attempt.
      record: {
        epoch: 1,
        target: "frozen",
        opTag: "8A1B2C3D4E5F0001",
        time: "20260302103015",
        region: "371700",
      },
      challenge: Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88),
      segment: 0,
      validity: { issuedOn: "2022-03-15", expiresOn: "2032-03-15" },
    },
  ]);
});

test("the same attempt gets the stored bytes without asking the HSM, another body gets 422", async () => {
  const { hsm, centre, chip } = await begun();
  const first = await centre.scriptText(op, 1, 1, lookAt(chip));
  expect(await centre.scriptText(op, 1, 1, lookAt(chip))).toBe(first);
  expect(hsm.orders.length).toBe(1);
  expect(await centre.scriptText(op, 1, 1, lookAt(chip), "8877665544332211")).toBe("problem different-body");
  expect(await centre.script(op, 1, 2, lookAt(chip), "8877665544332211")).toMatchObject({ result: "script" });
});

test("a torn card gets only the half that is missing", async () => {
  const { hsm, centre, chip } = await begun();
  writeRecord(chip, op, 1, "frozen");
  await centre.script(op, 1, 1, lookAt(chip));
  expect(hsm.orders.map((order) => order.plan)).toEqual(["finish-block"]);
});

test("a card that shows the target gets no script and is told to report", async () => {
  const { hsm, centre, chip } = await begun();
  writeAll(chip, op, 1, "frozen");
  expect(await centre.script(op, 1, 1, lookAt(chip))).toEqual({ result: "refused", code: "already-applied" });
  expect(hsm.orders).toEqual([]);
});

test("a script is only for the card's current operation, epoch and card", async () => {
  const { hsm, centre, chip } = await begun();
  const no = { result: "refused", code: "not-the-current-operation" };
  expect(await centre.script(op, 2, 1, lookAt(chip))).toEqual(no);
  expect(await centre.script(op, 1, 2, lookAt(chipOf("card-2")))).toEqual(no);
  writeAll(chip, op, 1, "frozen");
  await centre.report(op, 1, seen(chip));
  expect(await centre.script(op, 1, 3, lookAt(chip))).toEqual(no);
  expect(await centre.scriptText(opIdOf(9), 1, 1, lookAt(chip))).toBe("problem unknown-operation");
  expect(hsm.orders).toEqual([]);
});

test("a card that contradicts the centre gets no script, and an alarm", async () => {
  const { store, hsm, centre, chip } = await begun();
  writeAll(chip, opIdOf(8), 7, "frozen");
  expect(await centre.script(op, 1, 1, lookAt(chip))).toEqual({
    result: "refused",
    code: "card-contradicts-centre",
  });
  expect(await rowsOf.events(store)).toContain("alarm");
  expect(hsm.orders).toEqual([]);
});

test("an HSM that cannot answer leaves no trace, so the same attempt may be sent again", async () => {
  const { hsm, centre, chip } = await begun();
  hsm.fault = { kind: "hsm-unavailable", detail: "queue full" };
  expect(await centre.scriptText(op, 1, 1, lookAt(chip))).toBe("problem hsm-unavailable");
  delete hsm.fault;
  expect(await centre.script(op, 1, 1, lookAt(chip))).toMatchObject({ result: "script" });
});
