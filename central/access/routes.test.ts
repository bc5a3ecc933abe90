import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256 } from "../answers.ts";
import { rowsOf } from "../for-tests.ts";
import { bearer, peopleStand } from "./for-tests.ts";

let stand: Awaited<ReturnType<typeof peopleStand>>;
beforeEach(async () => {
  stand = await peopleStand();
});
afterEach(() => stand.close());

let keys = 0;
/** Asks as one of the demonstration's people, under a new key. */
async function ask(subject: string, url: string, body: unknown = {}) {
  const idempotency = `0b6f4d8e-58a4-4c93-9d4c-${String(++keys).padStart(12, "0")}`;
  const session = await stand.signIn(subject);
  const answer = await stand.post(url, body, { ...session, "idempotency-key": idempotency });
  return { status: answer.statusCode, ...answer.json<Record<string, unknown>>() };
}
const read = async (subject: string, url: string) =>
  (await stand.get(url, await stand.signIn(subject))).json<{
    items: Record<string, unknown>[];
    next?: string;
  }>();

/** A terminal on the centre's own machine says that it is there. */
const boot = (terminalId: string) =>
  stand.post(
    "/v1/terminals/boot",
    {
      header: {
        v: 1,
        terminalId,
        bootId: "0b6f4d8e-58a4-4c93-9d4c-1f2e3d4c5b6a",
        journal: { seq: 1, head: "ab" },
      },
    },
    { authorization: `Bearer ${bearer}` },
  );

test("an operator offers an enrolment by the token's hash; nobody else may", async () => {
  const url = "/staff/v1/terminals/T-1/enrolment";
  const tokenHash = sha256("a token");
  expect((await ask("dev-clerk-1", url, { tokenHash })).status).toBe(403);
  expect((await ask("dev-technician", url, { tokenHash })).status).toBe(403);
  expect(await ask("dev-operator", url, { tokenHash })).toMatchObject({ result: "offered" });
  expect(await ask("dev-operator", url, { tokenHash })).toMatchObject({ result: "hash-taken" });
  expect((await ask("dev-operator", url, { tokenHash: "a token" })).status).toBe(400);
  const rows = await stand.store.write((tx) => tx.find("enrolment", {}));
  expect(rows).toMatchObject([{ terminal_id: "T-1", token_hash: tokenHash, offered_by: "dev-operator" }]);
});

test("a technician shuts a terminal out, and the list shows it, page by page", async () => {
  for (const terminalId of ["T-1", "T-2", "T-3"]) await boot(terminalId);
  const url = "/staff/v1/terminals/T-2/quarantine";
  expect((await ask("dev-clerk-1", url, { because: "opened" })).status).toBe(403);
  expect((await ask("dev-technician", url, { because: "for fun" })).status).toBe(400);
  expect(await ask("dev-technician", url, { because: "opened" })).toMatchObject({ result: "done" });
  expect((await boot("T-2")).json()).toMatchObject({ code: "quarantined" });
  const nobody = "/staff/v1/terminals/T-9/quarantine";
  expect((await ask("dev-technician", nobody, { because: "opened" })).status).toBe(404);

  const first = await read("dev-auditor", "/staff/v1/terminals?limit=2");
  expect(first.items).toMatchObject([
    { terminalId: "T-1", state: "serving" },
    { terminalId: "T-2", state: "quarantined" },
  ]);
  const rest = await read("dev-auditor", `/staff/v1/terminals?limit=2&cursor=${first.next ?? ""}`);
  expect(rest).toEqual({ items: [expect.objectContaining({ terminalId: "T-3" })] });
  expect(await rowsOf.events(stand.store)).toContain("quarantined");
});

test("what never enrolled cannot be revoked, but an offer that nobody took up yet is withdrawn", async () => {
  await boot("T-1");
  const url = "/staff/v1/terminals/T-1";
  expect((await ask("dev-operator", `${url}/revoke`)).status).toBe(404);
  await ask("dev-operator", `${url}/enrolment`, { tokenHash: sha256("a token that went astray") });
  expect((await ask("dev-operator", `${url}/revoke`)).status).toBe(200);
  expect(await stand.store.write((tx) => tx.find("enrolment", {}))).toEqual([]);
});

const pem = (kind: "ed25519" | "x25519"): string => {
  // One call for each kind: the overloads take no union.
  const { publicKey } = kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("x25519");
  return publicKey.export({ type: "spki", format: "pem" }).toString();
};

test("an operator registers an authority's key and revokes it; an auditor sees both", async () => {
  const url = "/staff/v1/authority-keys";
  const key = { keyId: "ps-1", authority: "public-security", publicKey: pem("ed25519") };
  expect((await ask("dev-auditor", url, key)).status).toBe(403);
  expect(await ask("dev-operator", url, key)).toMatchObject({ result: "registered" });
  expect(await ask("dev-operator", url, key)).toMatchObject({ result: "key-id-taken" });
  const other = { ...key, keyId: "ps-2" };
  expect(await ask("dev-operator", url, { ...other, publicKey: pem("x25519") })).toMatchObject({
    result: "no-ed25519-key",
  });
  const garbled = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----";
  expect(await ask("dev-operator", url, { ...other, publicKey: garbled })).toMatchObject({
    result: "no-ed25519-key",
  });
  expect((await ask("dev-operator", url, { ...other, authority: "a-friend" })).status).toBe(400);

  expect(await ask("dev-operator", `${url}/ps-1/revoke`)).toMatchObject({ result: "revoked" });
  expect((await ask("dev-operator", `${url}/ps-9/revoke`)).status).toBe(404);
  expect((await read("dev-auditor", url)).items).toMatchObject([
    { keyId: "ps-1", registeredBy: "dev-operator", revokedAtMs: stand.state.nowMs },
  ]);
});
