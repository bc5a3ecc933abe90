import { expect, test } from "vitest";
import { fromHex } from "../card/bytes.ts";
import { virtualPsam } from "../card/virtual/psam.ts";
import type { ScriptOrderAnswer } from "../central/contract-operation.ts";
import { virtualReader } from "../hardware/reader/virtual-reader.ts";
import { psamIn, stepsOf } from "./psam-seal.ts";

const challenge = fromHex("1122334455667788");
const order: ScriptOrderAnswer = {
  result: "order",
  profile: "cn-ssc-2.00-3des",
  atr: "3B6D000000814348318684371700120001",
  issuerNumber: "371700",
  plan: "freeze",
  target: "frozen",
  record: {
    epoch: 1,
    target: "frozen",
    opTag: "8A1B2C3D4E5F6071",
    time: "20260302103015",
    region: "371700",
  },
  validity: { issuedOn: "2022-03-15", expiresOn: "2032-03-15" },
  segment: 0,
  more: false,
};

function slot() {
  const reader = virtualReader();
  reader.insert(virtualPsam());
  return { reader, psam: psamIn(reader) };
}

test("an order becomes the steps of trace B, and the PSAM is let go of", async () => {
  const { reader, psam } = slot();
  const sealed = await psam.seal(order, challenge);
  expect(sealed.ok && sealed.value.map(({ apdu }) => apdu)).toEqual([
    "0082000D10468589DC93B098411122334455667788",
    "00820005103FC47008EB0259601122334455667788",
    "04DCEE681EEE180100000001018A1B2C3D4E5F60712026030210301537170071B49443",
    "841E0000040F3CDA20",
  ]);
  expect((await reader.connect({ exclusive: true })).ok).toBe(true);
});

test.each<[string, Partial<ScriptOrderAnswer>]>([
  ["another target than its plan", { target: "cancelled" }],
  ["a record that says otherwise", { record: { ...order.record, target: "cancelled" } }],
  ["a segment past the end", { segment: 3 }],
  [
    "nothing to finish",
    { plan: "finish-block", target: "active", record: { ...order.record, target: "active" } },
  ],
])("an order with %s is a fault, and the PSAM is not asked", async (_what, change) => {
  const { reader, psam } = slot();
  reader.plan([]);
  expect(await psam.seal({ ...order, ...change }, challenge)).toMatchObject({
    ok: false,
    fault: { kind: "unsound-order" },
  });
  expect(reader.transmits()).toBe(0);
});

test("an order for cards that nobody here knows is a fault", async () => {
  expect(await slot().psam.seal({ ...order, profile: "cn-other" }, challenge)).toEqual({
    ok: false,
    fault: { kind: "unknown-profile", profile: "cn-other" },
  });
});

test("a PSAM that another program holds is the fault reader-busy", async () => {
  const { reader, psam } = slot();
  await reader.connect({ exclusive: true });
  expect(await psam.check()).toMatchObject({ kind: "reader-busy", during: "PSAM CONNECT" });
});

test("a PSAM with the keys of either cipher is there", async () => {
  for (const algorithm of ["3des", "sm4"] as const) {
    const reader = virtualReader();
    reader.insert(virtualPsam({ algorithms: [algorithm] }));
    expect(await psamIn(reader).check(), algorithm).toBeUndefined();
  }
});

test("a terminal without a PSAM takes a script as it is, and refuses an order", async () => {
  const steps = [{ name: "APPLICATION BLOCK", apdu: "841E0000040F3CDA20", allowed: ["9000"] }];
  expect(await stepsOf({ result: "script", steps, more: false }, challenge, undefined)).toEqual({
    ok: true,
    value: steps,
  });
  expect(await stepsOf(order, challenge, undefined)).toEqual({ ok: false, fault: { kind: "no-psam" } });
});
