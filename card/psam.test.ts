import { expect, test } from "vitest";
import { fromHex, hex } from "./bytes.ts";
import { diversified, suiteOf } from "./cipher-suite.ts";
import { connectTo, scriptedCard } from "./for-tests.ts";
import { scriptPlans, type ScriptPlan, type Target } from "./life.ts";
import { keyOf, profileById, profiles, type Profile } from "./profile.ts";
import { psamMacs, type PsamOrder } from "./psam.ts";
import { issuerScript, segmentsOf } from "./script.ts";
import type { VirtualCard } from "./virtual/card.ts";
import { virtualPsam } from "./virtual/psam.ts";
import { testRootOf } from "./virtual/test-keys.ts";

const card = { issuerNumber: "371700", atr: fromHex("3B6D000000814348318684371700120001") };
const defaultProfile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");

type Write = {
  readonly plan: ScriptPlan;
  readonly target: Target;
  readonly challenge: string;
  readonly epoch: number;
  readonly opTag: string;
  readonly time: string;
};
const traceB = {
  plan: "freeze",
  target: "frozen",
  challenge: "1122334455667788",
  epoch: 1,
  opTag: "8A1B2C3D4E5F6071",
  time: "20260302103015",
} as const;

function orderOf(write: Write, profile: Profile = defaultProfile): PsamOrder {
  const { plan, target, challenge, epoch, opTag, time } = write;
  const record = { epoch, target, opTag, time, region: "371700" };
  const validity = { issuedOn: "2022-03-15", expiresOn: "2032-03-15" };
  return { profile, plan, target, record, validity, card, challenge: fromHex(challenge) };
}

/** The PSAM, and every command it was asked. */
function listening(psam: Pick<VirtualCard, "powerOn" | "powerOff" | "answer"> = virtualPsam()) {
  const asked: string[] = [];
  const { connection } = connectTo({
    ...psam,
    answer(apdu) {
      asked.push(hex(apdu));
      return psam.answer(apdu);
    },
  });
  return { connection, asked };
}

test.each<[string, Write, readonly string[]]>([
  [
    "B",
    traceB,
    [
      "0082000D10 468589DC93B09841 1122334455667788",
      "0082000510 3FC47008EB025960 1122334455667788",
      "04DCEE681E EE180100000001018A1B2C3D4E5F607120260302103015371700 71B49443",
      "841E000004 0F3CDA20",
    ],
  ],
  [
    "C",
    {
      plan: "unfreeze",
      target: "active",
      challenge: "8877665544332211",
      epoch: 2,
      opTag: "9B2C3D4E5F607182",
      time: "20260303091500",
    },
    [
      "0082000D10 DE742FC6F7D6CF3E 8877665544332211",
      "0082000510 C0C94DDB122558DA 8877665544332211",
      "8418000004 436FF7BB",
      "04DCEE681E EE180100000002009B2C3D4E5F60718220260303091500371700 AC0287FA",
    ],
  ],
  [
    "D",
    {
      plan: "cancel",
      target: "cancelled",
      challenge: "0123456789ABCDEF",
      epoch: 3,
      opTag: "AC3D4E5F60718293",
      time: "20260304140530",
    },
    [
      "0082000D10 6C3A4C95ACFF08F0 0123456789ABCDEF",
      "0082000510 11961CCF8B7BDCCD 0123456789ABCDEF",
      "04DCEE681E EE18010000000302AC3D4E5F6071829320260304140530371700 09B60679",
      "841E000104 83B9D4D3",
    ],
  ],
  [
    "E",
    {
      plan: "cancel-from-frozen",
      target: "cancelled",
      challenge: "FEDCBA9876543210",
      epoch: 2,
      opTag: "AC3D4E5F60718293",
      time: "20260304140530",
    },
    ["0082000510 FDC9AC276C9F28F2 FEDCBA9876543210", "841E000104 5DA35565"],
  ],
])("the PSAM gives the bytes of trace %s", async (_trace, write, apdus) => {
  const sealed = await psamMacs(listening().connection, orderOf(write));
  expect(sealed.ok && sealed.value.map(({ apdu }) => apdu)).toEqual(
    apdus.map((apdu) => apdu.replaceAll(" ", "")),
  );
});

test("the PSAM is asked as every public trace asks it: factors card first, R last, MAC from ICV 0 and then chained", async () => {
  const { connection, asked } = listening();
  await psamMacs(connection, orderOf(traceB));
  const atr8 = "8684371700120001";
  const city = "3337313730307378";
  const r = traceB.challenge;
  const derive = (place: string, factors: string): string => `BFDE${place}${factors}${r}`;
  expect(asked).toEqual([
    "00A4040006D15600000590",
    "00C000000C",
    derive("481318", atr8 + city),
    `80FA000008${r}`,
    "00C0000008",
    derive("281110", atr8),
    `80FA000008${r}`,
    "00C0000008",
    derive("480918", atr8 + city),
    "80FA050028000000000000000004DCEE681EEE180100000001018A1B2C3D4E5F60712026030210301537170080",
    "00C0000008",
    derive("480918", atr8 + city),
    "80FA05001071B49443B06FD6E8841E000004800000",
    "00C0000008",
  ]);
});

const targetOfPlan: Readonly<Record<ScriptPlan, Target>> = {
  freeze: "frozen",
  unfreeze: "active",
  cancel: "cancelled",
  "cancel-from-frozen": "cancelled",
  "finish-block": "frozen",
  "finish-record": "active",
};
const everything = profiles.flatMap((profile) =>
  scriptPlans
    .filter((plan) => profile.operations[plan].steps.length > 0)
    .map((plan) => [profile.id, plan, profile] as const),
);

test("there are cards of both ciphers and both challenge rules to compare on", () => {
  expect(new Set(everything.map(([, , { auth }]) => `${auth.algorithm} ${auth.challengeUse}`))).toEqual(
    new Set(["3des session", "sm4 session", "3des single"]),
  );
});

test.each(everything)(
  "%s, %s: the PSAM seals what the HSM seals, byte for byte",
  async (_id, plan, profile) => {
    const suite = suiteOf(profile);
    for (let segment = 0; segment < segmentsOf(profile, plan); segment++) {
      const order = { ...orderOf({ ...traceB, plan, target: targetOfPlan[plan] }, profile), segment };
      const cardKey = (name: string) =>
        diversified(suite, testRootOf(name), keyOf(profile, name).factors, card);
      const sealed = await psamMacs(listening().connection, order);
      expect(sealed).toEqual({ ok: true, value: issuerScript({ ...order, cardKey }) });
    }
  },
);

test("a PSAM that has no directory for the card's cipher is refused at its SELECT, before any key is asked for", async () => {
  const sm4 = profileById("cn-ssc-3.00-sm4") ?? expect.fail("no profile");
  const { connection, asked } = listening(virtualPsam({ algorithms: ["3des"] }));
  expect(await psamMacs(connection, orderOf(traceB, sm4))).toEqual({
    ok: false,
    fault: { kind: "refused", during: "PSAM SELECT", statusWord: "6A82" },
  });
  expect(asked).toHaveLength(1);
});

test.each([
  ["its profile names no place for", undefined],
  ["whose usage byte counts other levels than the card's", "28:13"],
])("a key %s is named and never asked for", async (_why, psam) => {
  const { UK0D, ...others } = defaultProfile.keys;
  if (UK0D === undefined) throw new Error("no key");
  const { psam: _was, ...rest } = UK0D;
  const profile = {
    ...defaultProfile,
    keys: { ...others, UK0D: psam === undefined ? rest : { ...rest, psam } },
  };
  const { connection, asked } = listening();
  expect(await psamMacs(connection, orderOf(traceB, profile))).toEqual({
    ok: false,
    fault: { kind: "no-psam-key", during: "PSAM DERIVE KEY", key: "UK0D" },
  });
  expect(asked.filter((apdu) => apdu.startsWith("BFDE"))).toEqual([]);
});

test("a PSAM without the key says so by its status word", async () => {
  const { connection } = listening(virtualPsam({ keys: [] }));
  expect(await psamMacs(connection, orderOf(traceB))).toEqual({
    ok: false,
    fault: { kind: "refused", during: "PSAM DERIVE KEY", statusWord: "6A88" },
  });
});

test.each([
  ["E of seven bytes", ["9000", "9000", "112233445566779000"], "PSAM ENCRYPT"],
  ["no E at all", ["9000", "9000", "9000"], "PSAM ENCRYPT"],
  ["an answer without end", ["9000", "9000", "6108", ...new Array<string>(20).fill("6108")], "PSAM ENCRYPT"],
])("%s is garbled, and nothing is sealed", async (_what, answers, during) => {
  const { connection } = connectTo(scriptedCard(...answers));
  expect(await psamMacs(connection, orderOf(traceB))).toMatchObject({
    ok: false,
    fault: { kind: "garbled", during },
  });
});

test("a PSAM taken out at any of its commands seals nothing", async () => {
  const { asked } = await (async () => {
    const heard = listening();
    await psamMacs(heard.connection, orderOf(traceB));
    return heard;
  })();
  expect(asked.length).toBeGreaterThan(10);
  for (let apdu = 0; apdu < asked.length; apdu++) {
    const { connection, reader } = connectTo(virtualPsam());
    reader.plan([{ apdu, when: "after" }]);
    expect(await psamMacs(connection, orderOf(traceB))).toMatchObject({ ok: false, fault: { kind: "torn" } });
  }
});
