import { expect, test } from "vitest";
import { fromHex } from "./bytes.ts";
import { algorithmIn, describeDetection, detectProfile, type Shown } from "./detect.ts";
import { profileById, profiles, type Profile } from "./profile.ts";
import { readFci } from "./tlv.ts";

const atr = "3B6D000000814348318684371700120001";
const idOf = (shown: Omit<Shown, "atr">): string => {
  const found = detectProfile({ atr, ...shown });
  return found.ok ? found.value.id : found.fault.kind;
};

test.each([
  [{ version: "1.00" }, "cn-ssc-1.00-3des"],
  [{ version: "2.00" }, "cn-ssc-2.00-3des"],
  [{ version: "2.01" }, "cn-ssc-2.00-3des"],
  [{ version: "2.00", issuerNumber: "371700" }, "cn-ssc-2.00-3des"],
  [{ version: "2.00", issuerNumber: "990100" }, "cn-example-990100-expiry-date"],
  [{ version: "2.00", issuerNumber: "990200" }, "cn-example-990200-centre-only"],
  [{ version: "1.00", issuerNumber: "990200" }, "cn-ssc-1.00-3des"],
  [{ version: "3.00", algorithm: "none" }, "cn-ssc-3.00-3des"],
  [{ version: "3.00", algorithm: "01" }, "cn-ssc-3.00-3des"],
  [{ version: "3.00", algorithm: "03" }, "cn-ssc-3.00-sm4"],
  // SSF33 is a cipher that is nowhere published: no profile can be made for it.
  [{ version: "3.00", algorithm: "02" }, "no-profile"],
  [{ version: "3.00" }, "profile-tie"],
  [{ version: "4.00" }, "no-profile"],
  [{ version: "" }, "no-profile"],
] as const)("a card that shows %o is %s", (shown, expected) => {
  expect(idOf(shown)).toBe(expected);
});

test("another ATR fits nothing, and the fault says what was seen", () => {
  const found = detectProfile({ atr: "3B7D9400", version: "3.00", algorithm: "02", issuerNumber: "371700" });
  if (found.ok) return expect.fail("it fits");
  expect(found.fault).toEqual({
    kind: "no-profile",
    atr: "3B7D9400",
    version: "3.00",
    algorithm: "02",
    issuerNumber: "371700",
  });
  expect(describeDetection(found.fault)).toBe(
    "ATR 3B7D9400, SSSE with version 3.00, algorithm 02 (SSF33), issuer 371700",
  );
  return undefined;
});

test("two profiles for the same cards are a tie that names both; a region goes before what it rests on", () => {
  const base = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");
  const regional = (id: string): Profile => ({ ...base, id, detect: { ...base.detect, issuer: "^3717" } });
  const shown = { atr, version: "2.00", issuerNumber: "371700" };
  const one = {
    profiles: [...profiles, regional("a")],
    basesOf: (id: string) => (id === "a" ? [base.id] : []),
  };
  expect(detectProfile(shown, one)).toMatchObject({ ok: true, value: { id: "a" } });
  const two = { profiles: [base, regional("a"), regional("b")], basesOf: () => [base.id] };
  const tie = detectProfile(shown, { ...two, basesOf: (id) => (id === base.id ? [] : [base.id]) });
  if (tie.ok) return expect.fail("no tie");
  expect(tie.fault).toMatchObject({ kind: "profile-tie", fit: ["a", "b"] });
  expect(describeDetection(tie.fault)).toMatch(/version 2\.00, issuer 371700: fits a and b alike$/);
  return undefined;
});

test.each([
  ["6F13840F7378312E73682EC9E7BBE1B1A3D5CFA500", "none"],
  ["6F17840F7378312E73682EC9E7BBE1B1A3D5CFA5049F0C0103", "03"],
  ["6F19840F7378312E73682EC9E7BBE1B1A3D5CFA5069F0C03860101", "01"],
  ["6F16840F7378312E73682EC9E7BBE1B1A3D5CFA5039F0C00", "none"],
])("the algorithm record in %s is %s", (fci, expected) => {
  const read = readFci(fromHex(fci));
  expect(read.ok && algorithmIn(read.value.proprietary, "9F0C")).toBe(expected);
});
