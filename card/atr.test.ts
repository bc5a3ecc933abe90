import fc from "fast-check";
import { expect, test } from "vitest";
import { readAtr } from "./atr.ts";
import { fromHex } from "./bytes.ts";

test("the ATR of card 1 says who made it, the city and the serial", () => {
  expect(readAtr(fromHex("3B6D000000814348318684371700120001"))).toEqual({
    atr: "3B6D000000814348318684371700120001",
    protocols: [0],
    interfaceBytes: [
      ["TB1", "00"],
      ["TC1", "00"],
    ],
    historicalBytes: "00814348318684371700120001",
    tck: "absent",
    warnings: [],
    socialSecurity: { vendor: "0081", cos: "434831", maker: "8684", city: "3717", serial: "00120001" },
  });
});

test("an ATR with T=1 has a TCK, right or wrong", () => {
  const right = readAtr(fromHex("3B8001 81".replace(" ", "")));
  expect([right.protocols, right.tck, right.warnings]).toEqual([[1], "right", []]);
  expect(readAtr(fromHex("3B800182")).warnings).toEqual(["tck-wrong"]);
  expect(readAtr(fromHex("3B8001")).tck).toBe("missing");
});

test("odd ATRs are described, not refused", () => {
  expect(readAtr(fromHex("")).warnings).toEqual(["empty"]);
  expect(readAtr(fromHex("3B")).warnings).toContain("truncated");
  expect(readAtr(fromHex("3B6D0000")).warnings).toContain("truncated");
  expect(readAtr(fromHex("006D")).warnings).toContain("bad-ts");
  expect(readAtr(fromHex("3B0000")).warnings).toEqual(["trailing-bytes"]);
  const other = readAtr(fromHex("3B6E000031C071D665B00C018700830090"));
  expect(other.socialSecurity).toBeUndefined();
});

test("no bytes make it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => readAtr(bytes).atr.length === bytes.length * 2),
    { numRuns: 500 },
  );
});
