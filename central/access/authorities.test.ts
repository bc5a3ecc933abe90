import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { route } from "../api/route.ts";
import { rowsOf } from "../for-tests.ts";
import { registerKey, revokeKey } from "./authorities.ts";
import { developmentPeople } from "./development-people.ts";
import { ownOrigin, peopleStand } from "./for-tests.ts";
import type { Staff } from "./staff.ts";

const tell = route({
  name: "tellForTest",
  summary: "Says who asked",
  method: "POST",
  path: "/authorities/v1/tell",
  face: "authority",
  body: z.object({ what: z.string() }),
  answer: z.object({ by: z.string() }),
  handle: (_tx, { caller }) => Promise.resolve(ok({ by: caller.authority })),
});
const read = route({
  name: "readForTest",
  summary: "Says who asked",
  method: "GET",
  path: "/authorities/v1/read",
  face: "authority",
  query: z.object({ page: z.coerce.number().optional() }),
  answer: z.object({ by: z.string() }),
  handle: (_tx, { caller }) => Promise.resolve(ok({ by: caller.authority })),
});

const operator = developmentPeople.find(({ roles }) => roles.includes("operator")) as Staff;
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const spki = publicKey.export({ type: "spki", format: "pem" }).toString();
const key = { key_id: "ps-heze-1", authority: "public-security", public_key: spki };

let stand: Awaited<ReturnType<typeof peopleStand>>;
beforeEach(async () => {
  stand = await peopleStand({ routes: [tell, read] });
  await stand.store.write((tx) => registerKey(tx, stand.state.nowMs, key, operator));
});
afterEach(() => stand.close());

let nonces = 0;
type Wish = {
  readonly method?: "GET" | "POST";
  readonly path?: string;
  readonly query?: string;
  readonly body?: string;
  readonly host?: string;
  readonly cover?: readonly string[];
  readonly createdMs?: number;
  readonly lifeMs?: number;
  readonly keyId?: string;
  readonly alg?: string;
  readonly nonce?: string;
  readonly by?: typeof privateKey;
};

/**
 * RFC 9421 by hand, from its text and nothing else: what another authority's own software sends. `wish` makes it
 * wrong in one way.
 */
function signed(wish: Wish = {}): Record<string, string> {
  const { method = "POST", path = "/authorities/v1/tell", query = "", body = '{"what":"a"}' } = wish;
  const host = wish.host ?? new URL(ownOrigin).host;
  const text = method === "GET" ? "" : body;
  const headers: Record<string, string> = {
    "content-digest": `sha-256=:${createHash("sha256").update(text).digest("base64")}:`,
    ...(method === "POST" && { "idempotency-key": "0b6f4d8e-58a4-4c93-9d4c-000000000001" }),
  };
  const derived: Record<string, string> = {
    "@method": method,
    "@authority": host,
    "@path": path,
    "@query": `?${query}`,
  };
  const all = ["@method", "@authority", "@path", "@query", "content-digest"];
  const cover = wish.cover ?? (method === "POST" ? [...all, "idempotency-key"] : all);
  const createdS = Math.floor((wish.createdMs ?? stand.state.nowMs) / 1000);
  const params =
    `(${cover.map((name) => `"${name}"`).join(" ")});created=${String(createdS)}` +
    `;expires=${String(createdS + (wish.lifeMs ?? 120_000) / 1000)}` +
    `;nonce="${wish.nonce ?? `nonce-of-a-test-${String(++nonces)}`}";keyid="${wish.keyId ?? key.key_id}"` +
    `;alg="${wish.alg ?? "ed25519"}"`;
  const lines = cover.map((name) => `"${name}": ${derived[name] ?? headers[name] ?? ""}`);
  const base = [...lines, `"@signature-params": ${params}`].join("\n");
  const signature = sign(null, Buffer.from(base), wish.by ?? privateKey).toString("base64");
  return { ...headers, host, "signature-input": `sig1=${params}`, signature: `sig1=:${signature}:` };
}

const send = async (headers: Record<string, string>, body = '{"what":"a"}') => {
  const answer = await stand.post("/authorities/v1/tell", body, headers);
  const { detail, by } = answer.json<{ detail?: string; by?: string }>();
  return [answer.statusCode, by ?? detail];
};

test("an authority is known by its signature, in writing and in reading", async () => {
  expect(await send(signed())).toEqual([200, "public-security"]);
  const asked = { method: "GET", path: "/authorities/v1/read" } as const;
  expect((await stand.get("/authorities/v1/read", signed(asked))).json()).toEqual({ by: "public-security" });
  const page = signed({ ...asked, query: "page=2" });
  expect((await stand.get("/authorities/v1/read?page=2", page)).statusCode).toBe(200);
  expect((await stand.get("/authorities/v1/read?page=3", page)).statusCode).toBe(401);
});

test("a request is heard once; the same question signed anew gets the same answer", async () => {
  const first = signed();
  expect(await send(first)).toEqual([200, "public-security"]);
  expect(await send(first)).toEqual([401, "signature: replayed"]);
  expect(await send(signed())).toEqual([200, "public-security"]);
  // Not even when what was remembered of it is gone, since it has expired by then.
  stand.state.nowMs += 600_000;
  expect(await send(signed())).toEqual([200, "public-security"]);
  expect(await stand.store.write((tx) => tx.find("used_nonce", {}))).toHaveLength(1);
  expect(await send(first)).toEqual([401, "signature: wrong-time"]);
});

const other = generateKeyPairSync("ed25519").privateKey;

test.each([
  ["another key", () => signed({ by: other }), "wrong-signature"],
  ["an unknown key id", () => signed({ keyId: "ps-heze-2" }), "unknown-key"],
  ["another algorithm's name", () => signed({ alg: "hmac-sha256" }), "wrong-signature"],
  ["made in an hour", () => signed({ createdMs: stand.state.nowMs + 3_600_000 }), "wrong-time"],
  ["made an hour ago", () => signed({ createdMs: stand.state.nowMs - 3_600_000 }), "wrong-time"],
  ["good for a day", () => signed({ lifeMs: 86_400_000 }), "wrong-time"],
  ["a short nonce", () => signed({ nonce: "a" }), "malformed"],
  ["less covered", () => signed({ cover: ["@method", "@path"] }), "wrong-cover"],
  [
    "a part covered twice",
    () => signed({ cover: ["@method", "@authority", "@path", "@query", "content-digest", "@path"] }),
    "malformed",
  ],
  [
    "for another centre's host",
    () => ({ ...signed({ host: "other.example" }), host: "127.0.0.1:8077" }),
    "wrong-signature",
  ],
  [
    "another key of idempotency",
    () => ({ ...signed(), "idempotency-key": "0b6f4d8e-58a4-4c93-9d4c-000000000002" }),
    "wrong-signature",
  ],
  ["no signature", () => ({}), "missing"],
  ["two signatures", () => twice(signed()), "malformed"],
  ["no dictionary", () => ({ ...signed(), signature: "!" }), "malformed"],
  ["bytes that are none", () => ({ ...signed(), signature: "sig1=1" }), "malformed"],
  ["too long to read", () => ({ ...signed(), signature: `sig1=:${"A".repeat(4_000)}:` }), "missing"],
] as const)("refused: %s", async (_what, headers, fault) => {
  expect(await send(headers())).toEqual([401, `signature: ${fault}`]);
});

const twice = (headers: Record<string, string>) => ({
  ...headers,
  "signature-input": `${headers["signature-input"] ?? ""}, ${(headers["signature-input"] ?? "").replace("sig1", "sig2")}`,
  signature: `${headers["signature"] ?? ""}, ${(headers["signature"] ?? "").replace("sig1", "sig2")}`,
});

test("another body than the one that was signed is refused", async () => {
  expect(await send(signed(), '{"what":"b"}')).toEqual([401, "signature: other-body"]);
});

test("a key that was revoked is believed nothing, and its name is never given again", async () => {
  expect(await send(signed())).toEqual([200, "public-security"]);
  const nowMs = stand.state.nowMs;
  await stand.store.write((tx) => revokeKey(tx, nowMs, key.key_id, operator));
  expect(await send(signed())).toEqual([401, "signature: unknown-key"]);
  expect(await stand.store.write((tx) => registerKey(tx, nowMs, key, operator))).toBe("key-id-taken");
  expect(await rowsOf.events(stand.store)).toEqual([
    "seeded",
    "authority-key-registered",
    "authority-key-revoked",
  ]);
});

test("a member of staff is no authority, and an authority no member of staff", async () => {
  const session = await stand.signIn("dev-operator");
  expect((await stand.get("/authorities/v1/read", session)).statusCode).toBe(401);
});
