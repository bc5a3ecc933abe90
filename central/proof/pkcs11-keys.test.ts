import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { suiteOf, diversified } from "../../card/cipher-suite.ts";
import { fromHex } from "../../card/bytes.ts";
import { keyOf, profileById, profiles } from "../../card/profile.ts";
import { defaultCards, exampleCards } from "../../card/virtual/default-cards.ts";
import { testRootOf } from "../../card/virtual/test-keys.ts";
import { developmentKeys } from "../development-keys.ts";
import type { MacOrder } from "../hsm.ts";
import { pkcs11Keys, type Pkcs11Options } from "./pkcs11-keys.ts";
import { openToken } from "./pkcs11-token.ts";

const module = "/usr/lib/softhsm/libsofthsm2.so";
const place = { module, label: "cardhall-test", pin: "648219" };
let folder = "";

const after: Pkcs11Options["after"] = (ms, work) => {
  const timer = setTimeout(work, ms);
  return { cancel: () => clearTimeout(timer) };
};

const people = [...defaultCards, ...exampleCards].map((card) => card.person);
const orderFor = (person: (typeof people)[number]): MacOrder => ({
  profile: person.profile,
  atr: person.atr,
  issuerNumber: person.issuerNumber,
  plan: "freeze",
  target: "frozen",
  record: {
    epoch: 1,
    target: "frozen",
    opTag: "8A1B2C3D4E5F0001",
    time: "20260302103015",
    region: person.issuerNumber,
  },
  challenge: fromHex("1122334455667788"),
  validity: { issuedOn: person.issuedOn, expiresOn: person.expiresOn },
});
const byProfile = [...new Map(people.map((person) => [person.profile, person])).values()];
/** Cards that a script is sent to, with a cipher that the token has. */
const isServed = (id: string): boolean => {
  const profile = profileById(id);
  return profile?.auth.algorithm === "3des" && profile.operations.freeze.steps.length > 0;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-token-"));
  mkdirSync(join(folder, "tokens"));
  writeFileSync(
    join(folder, "softhsm2.conf"),
    `directories.tokendir = ${join(folder, "tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env["SOFTHSM2_CONF"] = join(folder, "softhsm2.conf");
  const options = ["--init-token", "--free", "--label", place.label, "--pin", place.pin, "--so-pin", "1357"];
  const made = spawnSync("softhsm2-util", options, { encoding: "utf8" });
  expect(made.stderr + made.stdout).toContain("has been initialized");

  const token = openToken(place);
  for (const person of byProfile) {
    const profile = profileById(person.profile);
    if (profile === undefined || profile.auth.algorithm !== "3des") continue;
    const identity = { issuerNumber: person.issuerNumber, atr: fromHex(person.atr) };
    for (const name of new Set([...profile.operations.freeze.auth, "STK"])) {
      const levels = keyOf(profile, name).factors.slice(0, -1);
      const key = diversified(suiteOf(profile), testRootOf(name), levels, identity);
      token.put(person.issuerNumber, name, key);
    }
  }
  token.close();
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(
  byProfile.filter((person) => isServed(person.profile)).map((person) => [person.profile, person] as const),
)("the token's script for %s is the published keys', byte for byte", async (_profile, person) => {
  const keys = pkcs11Keys({ place, deadlineMs: 10_000, after });
  const expected = await developmentKeys().issuerScript(orderFor(person));
  expect(expected.ok).toBe(true);
  expect(await keys.issuerScript(orderFor(person))).toEqual(expected);
  keys.close();
});

test("a card of another cipher, or of an issuer without keys, is refused by name", async () => {
  const keys = pkcs11Keys({ place, deadlineMs: 10_000, after });
  const [person] = byProfile;
  if (person === undefined) throw new Error("no card");
  expect(await keys.issuerScript({ ...orderFor(person), issuerNumber: "110100" })).toMatchObject({
    ok: false,
    fault: { kind: "no-such-keys" },
  });
  const sm4 = profiles.find((profile) => profile.auth.algorithm === "sm4");
  const card = people.find((each) => each.profile === sm4?.id);
  if (card !== undefined)
    expect(await keys.issuerScript(orderFor(card))).toMatchObject({
      ok: false,
      fault: { kind: "hsm-unavailable" },
    });
  keys.close();
});

test("a token that hangs or dies costs its orders and nothing more: the next order has a new process", async () => {
  const [person] = byProfile;
  if (person === undefined) throw new Error("no card");
  const program = join(folder, "odd-host.mjs");
  writeFileSync(program, "process.on('message', () => undefined);");
  const silent = pkcs11Keys({ place, deadlineMs: 300, after, program });
  expect(await silent.issuerScript(orderFor(person))).toEqual({
    ok: false,
    fault: { kind: "hsm-unavailable", detail: "no answer in 300 ms" },
  });
  silent.close();

  writeFileSync(program, "process.on('message', (m) => { if (m.id === 1) process.exit(3); });");
  const dying = pkcs11Keys({ place, deadlineMs: 10_000, after, program });
  expect(await dying.issuerScript(orderFor(person))).toEqual({
    ok: false,
    fault: { kind: "hsm-unavailable", detail: "the token's process ended (3)" },
  });
  writeFileSync(
    program,
    "process.on('message', (m) => m.id && process.send({ id: m.id, result: { ok: true } }));",
  );
  expect(await dying.issuerScript(orderFor(person))).toEqual({ ok: true });
  dying.close();

  const wrong = pkcs11Keys({ place: { ...place, pin: "0000" }, deadlineMs: 10_000, after });
  expect(await wrong.issuerScript(orderFor(person))).toMatchObject({ fault: { kind: "hsm-unavailable" } });
  wrong.close();
});

test("the keys cannot be taken out of the token", () => {
  const listed = spawnSync(
    "pkcs11-tool",
    ["--module", module, "--token-label", place.label, "--login", "--pin", place.pin, "--list-objects"],
    { encoding: "utf8" },
  );
  const all = [...listed.stdout.matchAll(/^ {2}(Usage|Access): +(.*)$/gm)].map((line) => line[2]);
  expect(new Set(all)).toEqual(new Set(["encrypt", "sensitive"]));
  expect(listed.stdout).toContain("cardhall:371700:STK");
});
