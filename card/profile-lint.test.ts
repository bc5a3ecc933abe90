import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findingCodes } from "./profile-findings.ts";
import { lintBytes, lintProfile } from "./profile-lint.ts";
import { profileFiles, profileFileOf } from "./shipped-profiles.ts";

/** A JSON document that a test may change at any place. */
type Doc = Record<string, unknown>;

const copyOf = (id: string): Doc => structuredClone(profileFileOf(id)) as Doc;

/** Follows names and numbers into a document. */
function at(doc: unknown, ...path: (string | number)[]): Doc {
  return path.reduce((here, name) => (here as Record<string | number, unknown>)[name], doc) as Doc;
}

const codes = (doc: unknown): string[] => lintProfile(JSON.stringify(doc)).map(({ code }) => code);

test.each(profileFiles.map(({ id }) => id))("%s has no findings", (id) => {
  expect(lintProfile(JSON.stringify(profileFileOf(id)))).toEqual([]);
});

/** A copy of the default profile under another name is for the same cards; this one is for a region's. */
function city(): Doc {
  const doc = { ...copyOf("cn-ssc-2.00-3des"), id: "a-city" };
  return Object.assign(doc, { detect: { ...at(doc, "detect"), atr: "^3B6E", issuer: "^3302" } });
}

const set = (value: unknown, ...path: (string | number)[]) => {
  return (doc: Doc): void => {
    const name = path.at(-1) ?? "";
    at(doc, ...path.slice(0, -1))[name] = value;
  };
};

test("a city's whole profile with its own ATR has no findings", () => {
  expect(codes(city())).toEqual([]);
});

type Slip = readonly [what: string, slip: (doc: Doc) => void, code: string, path: string];
const slips: readonly Slip[] = [
  ["a field nobody knows", set(1, "surprise"), "unknown-key", "surprise"],
  ["a field nobody knows, deep", set(1, "mac", "lenght"), "unknown-key", "mac.lenght"],
  ["a MAC of 8 bytes", set(8, "mac", "length"), "wrong-shape", "mac.length"],
  [
    "a tag twice in a file",
    set("01", "files", "DDF1/EF05", "records", 1, "tag"),
    "overlapping-tags",
    "files.DDF1/EF05.records.1",
  ],
  [
    "a key that does not exist",
    set("AUTH(77)", "files", "DDF1/EF06", "read"),
    "missing-key",
    "files.DDF1/EF06.read",
  ],
  [
    "a key of another directory",
    set("PIN&AUTH(8D)", "files", "DF04/EF06", "read"),
    "missing-key",
    "files.DF04/EF06.read",
  ],
  [
    "an operation with an unknown key",
    set(["LOST"], "operations", "freeze", "auth"),
    "missing-key",
    "operations.freeze.auth",
  ],
  [
    "a record written without its key",
    set(["BK"], "operations", "freeze", "auth"),
    "plan-impossible",
    "operations.freeze.auth",
  ],
  [
    "a key out of reach",
    set(["UK0D", "BK", "RK1"], "operations", "freeze", "auth"),
    "plan-impossible",
    "operations.freeze.auth",
  ],
  [
    "authentication for nothing",
    set([], "operations", "finish-block", "steps"),
    "plan-impossible",
    "operations.finish-block",
  ],
  [
    "no way to finish a torn freeze",
    set({ auth: [], steps: [] }, "operations", "finish-block"),
    "mixed-methods",
    "operations",
  ],
  [
    "a freeze on the card and an unfreeze nowhere",
    set({ auth: [], steps: [] }, "operations", "unfreeze"),
    "mixed-methods",
    "operations",
  ],
  ["a life nobody can read", set("expiry-date", "life", "by"), "life-unreadable", "life"],
  ["one status word for two lives", set(["6283"], "life", "active"), "life-unreadable", "life"],
  ["two ciphers at once", set("sm4", "auth", "algorithm"), "two-ciphers", "mac.algorithm"],
  [
    "a B-TLV that its parts do not fill",
    set(53, "files", "DF01/EF15", "records", 1, "len"),
    "length-mismatch",
    "files.DF01/EF15.records.1.len",
  ],
  [
    "a status record of another length",
    set(23, "files", "DDF1/EF0D", "records", 2, "len"),
    "length-mismatch",
    "files.DDF1/EF0D.records.2.len",
  ],
  ["a status record elsewhere", set("EA", "statusRecord", "tag"), "missing-role", "statusRecord"],
  ["no card number", set("firstIssuer", "files", "DDF1/EF05", "records", 6, "is"), "missing-role", "files"],
  [
    "a key that is the same on all cards",
    set(["city"], "keys", "BK", "factors"),
    "common-key",
    "keys.BK.factors",
  ],
  ["two keys with one id", set("0D", "keys", "BK", "id"), "same-key", "keys.UK0D.id"],
  ["a directory that is not there", set("DF09", "keys", "BK", "df"), "no-directory", "keys.BK.df"],
  [
    "two directories of one name",
    set("D15600000500", "directories", "DF02", "aid"),
    "same-name",
    "directories.DF02.aid",
  ],
  ["an open question not named", set(["life"], "unconfirmed"), "unconfirmed-not-named", "mac.chain"],
  ["an open question about nothing", set(["mac.colour"], "unconfirmed"), "no-such-path", "unconfirmed"],
  ["a pattern that is none", set("(", "detect", "issuer"), "bad-pattern", "detect.issuer"],
  ["a pattern that may run for ever", set("^(3*)*$", "detect", "issuer"), "slow-pattern", "detect.issuer"],
  ["CARD BLOCK allowed", set(true, "cardBlockAllowed"), "card-block-allowed", "cardBlockAllowed"],
  [
    "the same cards as another",
    set({ ...at(copyOf("cn-ssc-2.00-3des"), "detect") }, "detect"),
    "detection-collision",
    "detect",
  ],
];

test.each(slips)("%s is found", (_what, slip, code, path) => {
  const doc = city();
  slip(doc);
  const findings = lintProfile(JSON.stringify(doc));
  expect(findings.map((found) => `${found.code} ${found.path}`)).toContain(`${code} ${path}`);
  const found = findings.find((each) => each.code === code);
  expect(found?.severity).toBe(code === "card-block-allowed" ? "warning" : "error");
  expect(found?.message.zh).toMatch(/\p{Script=Han}/u);
  expect(found?.message.en).toMatch(/^[ -~]+$/);
});

test("what was confirmed stands with its source and is no open question; both at once is a slip", () => {
  const doc = city();
  const unconfirmed = doc["unconfirmed"] as string[];
  doc["confirmed"] = [{ path: "mac.chain", source: "LD/T 32.5-2015, 7.1" }];
  expect(codes(doc)).toEqual(["both-confirmed"]);
  doc["unconfirmed"] = unconfirmed.filter((path) => path !== "mac.chain");
  expect(codes(doc)).toEqual([]);
});

const overlay = (change: Doc, base = "cn-ssc-2.00-3des"): Doc => ({
  id: "a-city",
  nameZh: "某市",
  nameEn: "A city",
  base,
  change,
});

test("an overlay is judged as what it comes to", () => {
  const detect = { issuer: "^3302" };
  expect(codes(overlay({ detect }))).toEqual([]);
  expect(codes(overlay({ detect, pin: { tries: 99 } }))).toEqual(["wrong-shape"]);
  expect(codes(overlay({ detect, mac: { chian: true } }))).toEqual(["unknown-key"]);
  expect(codes(overlay({ detect, pin: { tries: 6 } }))).toEqual(["changes-nothing"]);
  expect(codes(overlay({ detect, files: { "DDF1/EF1F": null } }))).toEqual(["removes-nothing"]);
  expect(codes(overlay({ detect }, "nobody"))).toEqual(["unknown-base"]);
  expect(codes({ ...overlay({ detect }), extra: 1 })).toEqual(["unknown-key"]);
});

test("an overlay without a region of its own is for the same cards as its base", () => {
  const clashes = (change: Doc): string[] =>
    lintProfile(JSON.stringify(overlay(change))).map(({ code, message }) => `${code} ${message.en}`);
  expect(clashes({ pin: { tries: 3 } }).join("\n")).toMatch(/^detection-collision .*cn-ssc-2.00-3des/);
  expect(clashes({ detect: { issuer: "^990100$" } }).join("\n")).toMatch(
    /^detection-collision .*cn-example-990100-expiry-date/,
  );
});

test("taking a record away without what uses it is found", () => {
  const found = codes(overlay({ detect: { issuer: "^3302" }, statusRecord: null }));
  expect(found).toContain("life-unreadable");
  expect(found).toContain("no-such-path");
});

test("the integrator's page explains every code, and names every profile", () => {
  const page = readFileSync(new URL("../docs/card-profiles.md", import.meta.url), "utf8");
  for (const code of findingCodes) expect(page).toContain(`\`${code}\``);
  for (const { id } of profileFiles) expect(page).toContain(`\`${id}\``);
});

test("no text makes the linter throw", () => {
  expect(lintProfile("{")[0]?.code).toBe("not-json");
  expect(lintProfile("null")[0]?.code).toBe("wrong-shape");
  expect(lintProfile('{"base":1}')[0]?.code).toBe("wrong-shape");
  expect(lintProfile(" ".repeat(1_000_001))[0]?.code).toBe("not-json");
  expect(lintBytes(Uint8Array.of(0xff, 0xfe))[0]?.code).toBe("not-json");
  fc.assert(fc.property(fc.json(), (text) => Array.isArray(lintProfile(text))));
  const doc = JSON.stringify(city());
  fc.assert(
    fc.property(fc.nat(doc.length - 1), fc.constantFrom("0", "A", "1", "null", '"'), (place, put) =>
      Array.isArray(lintProfile(`${doc.slice(0, place)}${put}${doc.slice(place + 1)}`)),
    ),
    { numRuns: 150 },
  );
});
