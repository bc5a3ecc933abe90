import { expect, test } from "vitest";
import { fromHex } from "../card/bytes.ts";
import { developmentKeys } from "./development-keys.ts";

const order = {
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
  challenge: fromHex("1122334455667788"),
} as const;

test("the development keys make trace B's freeze script for card 1, byte for byte", async () => {
  const made = await developmentKeys().issuerScript(order);
  expect(made.ok && made.value.map((step) => step.apdu)).toEqual([
    "0082000D10468589DC93B098411122334455667788",
    "00820005103FC47008EB0259601122334455667788",
    "04DCEE681EEE180100000001018A1B2C3D4E5F60712026030210301537170071B49443",
    "841E0000040F3CDA20",
  ]);
});

test("the development keys say that they are published", () => {
  expect(developmentKeys().warnings).toEqual(["published-test-keys"]);
});

test("a profile without keys is a fault, not an exception", async () => {
  expect(await developmentKeys().issuerScript({ ...order, profile: "none" })).toEqual({
    ok: false,
    fault: { kind: "no-such-keys", profile: "none", issuerNumber: "371700" },
  });
});
