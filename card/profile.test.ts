import { expect, test } from "vitest";
import data from "./profiles/cn-ssc-2.00-3des.json" with { type: "json" };
import { detectProfile, fieldOf, fieldRoles, parseProfile, profileById, profiles } from "./profile.ts";

test("the default profile is found by id, and by ATR and version together", () => {
  const [profile] = profiles;
  expect(profile?.id).toBe("cn-ssc-2.00-3des");
  expect(profileById("cn-ssc-2.00-3des")).toBe(profile);
  expect(profileById("another")).toBeUndefined();
  const atr = "3B6D000000814348318684371700120001";
  expect(detectProfile({ atr, version: "2.00" })).toEqual({ ok: true, value: profile });
  expect(detectProfile({ atr, version: "3.00" }).ok).toBe(false);
  expect(detectProfile({ atr: "3B7D9400", version: "2.00" })).toEqual({
    ok: false,
    fault: { kind: "no-profile", atr: "3B7D9400", version: "2.00" },
  });
});

test("each role has its field, each tag stands once in its file, and people see a name in both languages", () => {
  const [profile] = profiles;
  if (profile === undefined) return expect.fail("no profile");
  for (const role of fieldRoles) expect(fieldOf(profile, role).field.is).toBe(role);
  expect(fieldOf(profile, "statusRecord")).toMatchObject({
    file: "DDF1/EF0D",
    sfi: 0x0d,
    field: { tag: "EE", len: 24 },
  });
  for (const { records, nameZh, nameEn } of Object.values(profile.files)) {
    expect(new Set(records.map(({ tag }) => tag)).size).toBe(records.length);
    for (const named of [{ nameZh, nameEn }, ...records]) {
      expect(named.nameZh).toMatch(/\p{Script=Han}/u);
      expect(named.nameEn).not.toMatch(/\p{Script=Han}/u);
    }
  }
  return undefined;
});

test("data that is not a profile does not become one", () => {
  expect(() => parseProfile({ ...data, keys: {} })).toThrow();
  expect(() => parseProfile({ ...data, mac: { ...data.mac, length: 8 } })).toThrow();
  expect(() => parseProfile({ ...data, surprise: 1 })).toThrow();
  expect(() => parseProfile(null)).toThrow();
});
