import { pino } from "pino";
import { expect, test } from "vitest";
import { openTestStore } from "../for-tests.ts";
import { isLoopback, openPeople, type PeopleOptions } from "./open-people.ts";

async function open(options: PeopleOptions & { readonly host: string }) {
  const warned: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void warned.push(line) });
  const store = await openTestStore();
  try {
    await openPeople(options, { store, nowMs: () => 0, mintToken: () => "", routes: [], log });
    return warned.join("");
  } finally {
    await store.close();
  }
}

test("a sign-in that checks nobody is for loopback only, and says so", async () => {
  expect(await open({ host: "127.0.0.1", signIn: { kind: "development" } })).toContain("nobody's identity");
  for (const host of ["0.0.0.0", "10.0.0.7", "::", "127.example"])
    await expect(open({ host, signIn: { kind: "development" } }), host).rejects.toThrow("loopback only");
});

test("an identity provider elsewhere is spoken to over HTTPS only", async () => {
  const oidc = (issuer: string) =>
    open({ host: "0.0.0.0", signIn: { kind: "oidc", issuer, clientId: "cardhall" } });
  await expect(oidc("http://id.example/")).rejects.toThrow("HTTPS");
  await expect(oidc("ftp://id.example/")).rejects.toThrow("HTTPS");
  expect(await oidc("https://id.example/")).toBe("");
  expect(await oidc("http://127.0.0.1:9/")).toBe("");
});

test.each([
  ["127.0.0.1", true],
  ["127.8.8.8", true],
  ["localhost", true],
  ["::1", true],
  ["127.0.0.1.example", false],
  ["0.0.0.0", false],
  ["::", false],
  ["", false],
])("%s is loopback: %s", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
