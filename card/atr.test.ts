import fc from "fast-check";
import { expect, test } from "vitest";
import { readAtr } from "./atr.ts";
import { fromHex } from "./bytes.ts";

test("the ATR of card 1 says who made it, the city and the serial", () => {
  expect(readAtr(fromHex("3B6D000000814348318684371700120001"))).toEqual({
    atr: "3B6D000000814348318684371700120001",
    convention: "direct",
    protocols: [0],
    interfaceBytes: [
      ["TB1", "00"],
      ["TC1", "00"],
    ],
    timing: { fi: 372, di: 1, maxClockMhz: 5, extraGuardTimeEtu: 0 },
    historicalBytes: "00814348318684371700120001",
    historical: { kind: "social-security", objects: [], malformed: false },
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

test("a card that speaks T=0 and T=1: rates, waiting, voltages, status", () => {
  // TS T0 | TA1 TD1 | TA2 TD2 | TA3 TB3 TC3 TD3 | TA4 | historical | TCK, made for this test.
  const body = "FA 96 00 00 91 91 F1 FE 45 01 1F C3 80 31 C0 73 96 21 80 82 90 00".replaceAll(" ", "");
  const tck = fromHex(body).reduce((sum, byte) => sum ^ byte, 0);
  const atr = readAtr(fromHex(`3B${body}${tck.toString(16).padStart(2, "0")}`));
  expect(atr.warnings).toEqual([]);
  expect(atr.protocols).toEqual([1]);
  expect(atr.interfaceBytes.map(([name]) => name).join(" ")).toBe(
    "TA1 TB1 TC1 TD1 TA2 TD2 TA3 TB3 TC3 TD3 TA4",
  );
  expect(atr.timing).toEqual({
    fi: 512,
    di: 32,
    maxClockMhz: 5,
    extraGuardTimeEtu: 0,
    specificMode: { protocol: 1, canChange: false, implicit: true },
    t1: { ifsc: 254, bwi: 4, cwi: 5, errorDetection: "CRC" },
    clockStop: "no-preference",
    classes: ["A", "B"],
  });
  expect(atr.historical).toMatchObject({
    category: "80",
    kind: "compact-tlv",
    objects: [
      { tag: "3", value: "C0" },
      { tag: "7", value: "962180" },
      { tag: "8", value: "9000" },
    ],
    status: { statusWord: "9000" },
  });
});

test("historical bytes of each category; an object past the end is said", () => {
  const historical = (text: string) =>
    readAtr(fromHex(`3B0${(text.length / 2).toString(16)}${text}`)).historical;
  expect(historical("")).toMatchObject({ kind: "none" });
  expect(historical("0031C007 9000".replace(" ", ""))).toMatchObject({
    kind: "compact-tlv",
    objects: [{ tag: "3", value: "C0" }],
    status: { life: "07", statusWord: "9000" },
  });
  expect(historical("1001")).toMatchObject({ kind: "dir-reference", dirReference: "01" });
  expect(historical("8501")).toMatchObject({ kind: "reserved" });
  expect(historical("4A41")).toMatchObject({ kind: "proprietary", category: "4A" });
  expect(historical("806541")).toMatchObject({ malformed: true, objects: [{ tag: "6", value: "41" }] });
  expect(readAtr(fromHex("3B03806541")).warnings).toEqual(["historical-malformed"]);
});

test("reserved rates, T=15 in the first place and the inverse convention are said", () => {
  expect(readAtr(fromHex("3B107F")).warnings).toEqual(["fi-di-reserved"]);
  expect(readAtr(fromHex("3F00"))).toMatchObject({ convention: "inverse", protocols: [0], warnings: [] });
  expect(readAtr(fromHex("3B800F8F")).warnings).toEqual(["t15-first"]);
});
