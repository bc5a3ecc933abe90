import { expect, test } from "vitest";
import data from "./profiles/cn-ssc-2.00-3des.json" with { type: "json" };
import { fieldOf, fieldRoles, findField, keyOf, parseProfile, profileById, profiles } from "./profile.ts";

const ids = [
  "cn-ssc-2.00-3des",
  "cn-ssc-1.00-3des",
  "cn-ssc-3.00-3des",
  "cn-ssc-3.00-sm4",
  "cn-example-990100-expiry-date",
  "cn-example-990200-centre-only",
  "cn-example-990300-status-record",
  "cn-example-990400-single-challenge",
];
const named = (id: string) => profileById(id) ?? expect.fail(`no profile ${id}`);

test("every profile of the house is there, found by its id", () => {
  expect(profiles.map(({ id }) => id)).toEqual(ids);
  for (const profile of profiles) expect(profileById(profile.id)).toBe(profile);
  expect(profileById("another")).toBeUndefined();
});

test("the default profile has a field for each role, each tag once in its file, and names in both languages", () => {
  const profile = named("cn-ssc-2.00-3des");
  for (const role of fieldRoles) expect(fieldOf(profile, role).field.is).toBe(role);
  expect(fieldOf(profile, "statusRecord")).toMatchObject({
    file: "DDF1/EF0D",
    sfi: 0x0d,
    field: { tag: "EE", len: 24 },
  });
  for (const { records, nameZh, nameEn } of Object.values(profile.files)) {
    expect(new Set(records.map(({ tag }) => tag)).size).toBe(records.length);
    for (const each of [{ nameZh, nameEn }, ...records]) {
      expect(each.nameZh).toMatch(/\p{Script=Han}/u);
      expect(each.nameEn).not.toMatch(/\p{Script=Han}/u);
    }
  }
});

test("v1.00 differs from v2.00 as the public tables do", () => {
  const [one, two] = [named("cn-ssc-1.00-3des"), named("cn-ssc-2.00-3des")];
  expect(findField(one, "nameExtension")).toBeUndefined();
  expect(() => fieldOf(one, "nameExtension")).toThrow();
  expect(findField(two, "nameExtension")?.field.tag).toBe("4E");
  const tagged = ({ files }: typeof one) =>
    files["DF01/EF05"]?.records.map(({ tag, len }) => `${tag}:${String(len)}`);
  expect(tagged(one)).toEqual(["20:1", "21:62", "22:18"]);
  expect(tagged(two)).toEqual(["20:2", "21:80", "0E:3"]);
  expect(one.files["DF04/EF08"]).toMatchObject({ kind: "cyclic", entries: 10 });
  expect(two.files["DF04/EF08"]).toMatchObject({ kind: "cyclic", entries: 30 });
  expect(one.files).not.toHaveProperty("DDF1/EF08");
  expect(one.files["DDF1/EF07"]).toMatchObject({ kind: "transparent", size: 0x300 });
});

test("v3.00 keeps number, holder and pictures behind RKSSSE, and only the SM4 one has SM4", () => {
  for (const id of ["cn-ssc-3.00-3des", "cn-ssc-3.00-sm4"]) {
    const profile = named(id);
    expect(fieldOf(profile, "cardNumber").field.read).toBe("AUTH(0A)");
    expect(fieldOf(profile, "cardRef").field.read).toBeUndefined();
    for (const path of ["DDF1/EF06", "DDF1/EF07", "DDF1/EF08"])
      expect(profile.files[path]?.read).toBe("AUTH(0A)");
    expect(keyOf(profile, "RKSSSE")).toMatchObject({ df: "DDF1", id: "0A" });
  }
  expect(profiles.filter(({ auth }) => auth.algorithm === "sm4").map(({ id }) => id)).toEqual([
    "cn-ssc-3.00-sm4",
  ]);
});

test("no profile allows CARD BLOCK", () => {
  expect(profiles.filter(({ cardBlockAllowed }) => cardBlockAllowed)).toEqual([]);
});

test("data that is not a profile does not become one", () => {
  expect(parseProfile(data)).toEqual(profileById("cn-ssc-2.00-3des"));
  expect(() => parseProfile({ ...data, keys: { STK: { df: "DDF1" } } })).toThrow();
  expect(() => parseProfile({ ...data, mac: { ...data.mac, length: 8 } })).toThrow();
  expect(() => parseProfile({ ...data, surprise: 1 })).toThrow();
  expect(() => parseProfile(null)).toThrow();
});
