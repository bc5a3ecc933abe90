import { expect, test } from "vitest";
import type { CentreFault } from "./central-client.ts";
import { visitFaultOfWrite } from "./faults.ts";

const refused = (status: number): CentreFault => ({ kind: "centre-refused", status, code: "internal" });

test.each<[string, CentreFault, string]>([
  ["silence", { kind: "centre-unreachable", detail: "TypeError" }, "centre-lost-midway"],
  ["half an answer", { kind: "centre-garbled", detail: "" }, "centre-lost-midway"],
  ["a failing centre", refused(500), "centre-lost-midway"],
  ["a proxy in front of it", refused(502), "centre-lost-midway"],
  ["a busy centre", refused(409), "centre-lost-midway"],
  ["a key used before", refused(422), "centre-lost-midway"],
  ["a terminal that it does not know", refused(401), "centre-refused"],
  ["a message that it does not take", refused(400), "centre-refused"],
])(
  "while a card is written, %s: what the holder reads claims no more than is known",
  (_what, fault, code) => {
    const told = visitFaultOfWrite({ kind: "centre-away", opId: "op", fault });
    expect(told).toMatchObject({ code, operationNo: "op" });
  },
);

test("where somebody has to agree first, the number to keep is the application's", () => {
  const number = "371700-20260302-000001";
  const rejected = {
    kind: "rejected",
    opId: "op",
    code: "approval-needed",
    applicationNumber: number,
  } as const;
  expect(visitFaultOfWrite(rejected)).toEqual({ code: "approval-needed", operationNo: number });
});
