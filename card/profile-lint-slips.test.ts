import { expect, test } from "vitest";
import { lintProfile } from "./profile-lint.ts";
import { profileFileOf } from "./shipped-profiles.ts";

/** What would be found only when a card is served, or never: each is found when the file is written. */

type Doc = { [name: string]: Doc };

/** A city's whole profile, with ways to change it. */
function city(...slips: readonly ((doc: Doc) => void)[]): string[] {
  const doc = structuredClone(profileFileOf("cn-ssc-2.00-3des")) as Doc;
  doc["id"] = "a-city" as never;
  set("^3302", "detect", "issuer")(doc);
  for (const slip of slips) slip(doc);
  return lintProfile(JSON.stringify(doc)).map(({ code, path }) => `${code} ${path}`);
}
const set =
  (value: unknown, ...path: readonly string[]) =>
  (doc: Doc): void => {
    const place = path.slice(0, -1).reduce((here, name) => here[name]!, doc);
    place[path.at(-1)!] = value as Doc;
  };
const steps = (plan: string, auth: readonly string[], ...sent: readonly string[]) =>
  set({ auth, steps: sent }, "operations", plan);

test("the profile that these slips are made in has no findings", () => {
  expect(city().filter((found) => !found.startsWith("detection-collision"))).toEqual([]);
});

test.each([
  "^(3*)*$",
  "^(3|3)*$",
  "^(?:3|33)+$",
  "^(3?){30}$",
  "^((3|4)5){2,}",
  "^3*3*3*3*8$",
  "^3?3?3?3?3333$",
])("%s may run for ever, and is refused", (pattern) => {
  expect(city(set(pattern, "detect", "atr"))).toContain("slow-pattern detect.atr");
});

test.each(["^3B(6D|6E)", "^3B6[DE]0{4}", "^3B6D0*1?", "^[*+?]*3B|^3B6D", "^3B.{4}\\w+"])(
  "%s ends soon, and may stand",
  (pattern) => {
    expect(city(set(pattern, "detect", "atr")).join()).not.toContain("pattern");
  },
);

test("a region may name its issuers one by one, in a class or as alternatives", () => {
  for (const issuer of ["^33(02|03)", "^33[0-4]2", "^(3302|3303)01$"])
    expect(city(set(issuer, "detect", "issuer")).join()).not.toContain("undetectable");
  expect(city(set("^nobody$", "detect", "issuer"))).toContain("undetectable detect");
});

test("cards of another profile that this one takes too are a collision, though its own pattern names none of them", () => {
  const found = lintProfile(
    JSON.stringify({
      ...{ id: "a-city", nameZh: "某市", nameEn: "A city", base: "cn-ssc-2.00-3des" },
      change: { detect: { issuer: "00$" } },
    }),
  );
  const rivals = found.map(
    ({ code, message }) => `${code} ${message.en.split(" ").find((word) => /^cn-/.test(word))}`,
  );
  for (const rival of [
    "990100-expiry-date",
    "990200-centre-only",
    "990300-status-record",
    "990400-single-challenge",
  ])
    expect(rivals).toContain(`detection-collision cn-example-${rival}`);
});

test.each([
  ["from", "issuer.from"],
  ["crossCheck", "issuer.crossCheck.0"],
])("an issuer read from nowhere (%s) would end every visit", (name, path) => {
  const nowhere = "DDF1/EF05/02[0..2]";
  expect(city(set(name === "from" ? nowhere : [nowhere], "issuer", name))).toContain(`no-such-path ${path}`);
});

test.each(["DDF1/EF00", "DDF1/EF20", "DDF1/EF1F"])("%s has no short identifier to read it by", (path) => {
  const file = { kind: "tlv", nameZh: "文件", nameEn: "A file", read: "free", write: "none", records: [] };
  expect(city(set(file, "files", path))).toContain(`wrong-shape files.${path}`);
});

test("a file outside the environment is not written: another one has its short identifier there", () => {
  const elsewhere = (doc: Doc): void => {
    const records = doc["files"]!["DDF1/EF0D"]!["records"] as unknown as Doc[];
    const place = records.findIndex((record) => (record["is"] as unknown) === "statusRecord");
    const [record] = records.splice(place, 1);
    const file = { kind: "tlv", nameZh: "文件", nameEn: "A file", read: "free", write: "AUTH(0D)" };
    set({ ...file, records: [record] }, "files", "DF01/EF0D")(doc);
    set("DF01/EF0D", "statusRecord", "file")(doc);
  };
  expect(city(elsewhere)).toContain("plan-impossible operations.freeze.steps");
});

test("a block to finish needs the key of its MAC like any other block", () => {
  const found = city((doc) => {
    Reflect.deleteProperty(doc["keys"]!, "STK");
  });
  expect(found).toContain("missing-key operations.finish-block");
});

test.each([
  ["cancel on the card of the active, at the centre of the frozen", steps("cancel-from-frozen", [])],
  ["cancel a frozen card in another way", steps("cancel-from-frozen", ["UK0D"], "record")],
])("%s do not go together", (_what, slip) => {
  expect(city(slip)).toContain("mixed-methods operations");
});

test("a cancellation in two halves needs the one that finishes it, though a freeze has but one", () => {
  const oneHalf = [
    steps("freeze", ["BK"], "appBlockTemporary"),
    steps("unfreeze", ["BK"], "appUnblock"),
  ] as const;
  expect(city(...oneHalf, steps("finish-block", []))).toContain("mixed-methods operations");
  expect(
    city(...oneHalf, steps("finish-block", []), steps("cancel", ["BK"], "appBlockPermanent")),
  ).not.toContain("mixed-methods operations");
});

test.each([
  ["a status word that a pattern of another life means too", set(["62xx"], "life", "active")],
  ["no status word of an active card", set([], "life", "active")],
  ["no status word of a card that the freeze blocks", set([], "life", "frozen")],
])("%s: no look could tell the life", (_what, slip) => {
  expect(city(slip)).toContain("life-unreadable life");
});

test("an overlay that changes nothing, anywhere, is told so", () => {
  const change = (what: object) =>
    lintProfile(
      JSON.stringify({
        id: "a-city",
        nameZh: "某市",
        nameEn: "A city",
        base: "cn-ssc-2.00-3des",
        change: what,
      }),
    ).map(({ code, path }) => `${code} ${path}`);
  expect(change({})).toContain("changes-nothing change");
  expect(change({ detect: { issuer: "^3302" }, pin: {} })).toEqual(["changes-nothing change.pin"]);
});
