import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { morningMs } from "../for-tests.ts";
import { developmentIdentity, nobodyRecognised, signedIdentity } from "./identity-check.ts";

const platform = generateKeyPairSync("ed25519");
const stranger = generateKeyPairSync("ed25519");
const check = signedIdentity("cardhall-371700", [platform.publicKey.export({ format: "jwk" })]);
const nowS = Math.floor(morningMs / 1000);
const person = { sub: "110105199003072215", name: "赵明远" };
const claims = { ...person, aud: "cardhall-371700", iat: nowS - 10, exp: nowS + 300 };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function statement(payload: object, header: object = { alg: "EdDSA", typ: "JWT" }, by = platform): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), by.privateKey).toString("base64url")}`;
}

test("a statement of the platform names the person", () => {
  expect(check.personIn(statement(claims), morningMs)).toEqual({
    ok: true,
    value: { nationalNumber: person.sub, name: person.name },
  });
  expect(check.warning).toBeUndefined();
});

test.each([
  ["another's signature", statement(claims, { alg: "EdDSA" }, stranger), "not-signed-by-the-platform"],
  ["no signature", `${part({ alg: "none" })}.${part(claims)}.`, "not-a-statement"],
  ["another algorithm's name", statement(claims, { alg: "HS256" }), "not-a-statement"],
  ["claims changed after signing", swapped(statement(claims)), "not-signed-by-the-platform"],
  ["made out to another service", statement({ ...claims, aud: "elsewhere" }), "for-another-service"],
  ["run out", statement({ ...claims, exp: nowS }), "expired"],
  ["valid for ever", statement({ ...claims, iat: nowS - 16 * 60, exp: nowS + 1e9 }), "expired"],
  ["dated ahead", statement({ ...claims, iat: nowS + 120, exp: nowS + 300 }), "expired"],
  [
    "a number with a wrong check character",
    statement({ ...claims, sub: "110105199003072214" }),
    "not-a-statement",
  ],
  ["nothing", "", "not-a-statement"],
  ["four parts", `${statement(claims)}.x`, "not-a-statement"],
])("%s is refused", (_name, given, fault) => {
  expect(check.personIn(given, morningMs)).toEqual({ ok: false, fault });
});

function swapped(text: string): string {
  const [header = "", , signature = ""] = text.split(".");
  return `${header}.${part({ ...claims, sub: "11010519491231002X" })}.${signature}`;
}

test("the development adapter believes everybody and says so; where strangers come, nobody is believed", () => {
  expect(developmentIdentity.personIn(part(person), morningMs)).toMatchObject({ ok: true });
  expect(developmentIdentity.warning).toContain("not verified");
  expect(nobodyRecognised.personIn(part(person), morningMs)).toMatchObject({ ok: false });
});

test("a key of another kind is refused when the centre starts, and not when somebody comes", () => {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  expect(() => signedIdentity("cardhall-371700", [publicKey.export({ format: "jwk" })])).toThrow("Ed25519");
});
