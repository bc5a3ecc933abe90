import { expect, test } from "vitest";
import { certificateText, printed } from "./certificates.ts";
import {
  counterOver,
  chipOf,
  headerOf,
  lookAt,
  morningMs,
  opIdOf,
  openTestStore,
  rowsOf,
} from "./for-tests.ts";
import type { PrintedRequest } from "./contract-certificate.ts";

const op = opIdOf(1);
const number = "371700-2026-000001";

async function frozen() {
  const store = await openTestStore();
  const centre = counterOver(store);
  await centre.perform(chipOf("card-1"), "freeze", op);
  const print = async (paper: PrintedRequest["print"], terminalId = "T-1", proof = "job 1") => {
    const request = { header: headerOf(terminalId), certificateNo: number, print: paper, proof };
    const answered = await store.write((tx) => printed(tx, morningMs, op, request));
    return answered.ok ? answered.value.text : answered.fault.code;
  };
  return { store, centre, print };
}

test("the certificate says what was done, with personal text masked", async () => {
  const { store } = await frozen();
  const answered = await store.write((tx) => certificateText(tx, op));
  expect(answered.ok && answered.value.value).toEqual({
    number,
    opId: op,
    kind: "freeze",
    reason: "misuse-suspected",
    doneAtMs: morningMs,
    issuer: {
      number: "371700",
      nameZh: "菏泽市人力资源和社会保障局",
      nameEn: "Heze Municipal Human Resources and Social Security Bureau",
      regionZh: "菏泽市",
      regionEn: "Heze",
    },
    office: {
      nameZh: "菏泽市人力资源和社会保障局",
      nameEn: "Heze Municipal Human Resources and Social Security Bureau",
    },
    holderNameMasked: "赵*禾",
    nationalNumberMasked: "371702********9972",
    cardNumberMasked: "*****0118",
    cardLife: "frozen",
    legal: "frozen",
    copiesPrinted: 0,
  });
});

test("there is no certificate of an operation that is not done", async () => {
  const { store, centre } = await frozen();
  await centre.authorise(opIdOf(2), "freeze", lookAt(chipOf("card-2")));
  for (const opId of [opIdOf(2), opIdOf(3)])
    expect(await store.write((tx) => certificateText(tx, opId))).toMatchObject({
      fault: { code: "unknown-operation" },
    });
});

test("original and copies are counted once each, however often they are told", async () => {
  const { centre, print } = await frozen();
  const recorded = '{"result":"recorded"}';
  expect(await print({ kind: "original" })).toBe(recorded);
  expect(await print({ kind: "original" })).toBe(recorded);
  expect(await print({ kind: "original" }, "T-1", "another proof")).toBe("different-body");
  expect(await print({ kind: "copy", n: 1 })).toBe(recorded);
  expect(await print({ kind: "copy", n: 1 }, "T-2", "job 9")).toBe(recorded);
  expect(await centre.query(op)).toMatchObject({ originalPrinted: true, copiesPrinted: 2 });
});

test("an original from a terminal without the grant is recorded, and an alarm", async () => {
  const { store, print } = await frozen();
  await print({ kind: "original" }, "T-2");
  expect((await rowsOf.events(store)).slice(-2)).toEqual(["printed", "alarm"]);
});

test("paper with another number is not this operation's", async () => {
  const { store } = await frozen();
  const request = {
    header: headerOf(),
    certificateNo: "371700-2026-000002",
    print: { kind: "original" as const },
    proof: "",
  };
  expect(await store.write((tx) => printed(tx, morningMs, op, request))).toMatchObject({
    fault: { code: "invalid-message" },
  });
});
