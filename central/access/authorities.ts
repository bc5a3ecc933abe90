import type { FastifyRequest } from "fastify";
import { ok, type Result } from "../../hardware/result.ts";
import { rawBody } from "../api/raw-body.ts";
import { note } from "../audit.ts";
import { authorityComponents, authorityReadComponents } from "../contract-signature.ts";
import { refuse, type Problem } from "../problems.ts";
import type { Store, Tx } from "../store.ts";
import { readSignature, type Signature, type SignatureFault } from "./signature.ts";
import type { Staff } from "./staff.ts";
import type { AuthorityKeyRow } from "./tables.ts";

/** Used nonces forgotten at once, once their signatures have expired. */
const forgottenMax = 20;

/**
 * Which authority signed this request. A request is heard once: the same signature a second time is refused, and
 * who got no answer signs anew under the same Idempotency-Key.
 */
export async function authorityOf(
  request: FastifyRequest,
  parts: { readonly store: Store; readonly nowMs: () => number },
): Promise<Result<string, Problem>> {
  const nowMs = parts.nowMs();
  const components = request.method === "GET" ? authorityReadComponents : authorityComponents;
  const signature = readSignature(
    {
      method: request.method,
      url: new URL(request.url, `${request.protocol}://${request.host}`).href,
      headers: request.headers,
      body: rawBody(request),
    },
    components,
    nowMs,
  );
  if (!signature.ok) return unproved(signature.fault);
  return parts.store.write((tx) => heardOnce(tx, nowMs, signature.value));
}

async function heardOnce(tx: Tx, nowMs: number, signature: Signature): Promise<Result<string, Problem>> {
  const { keyId: key_id, nonce, expiresMs: expires_at_ms } = signature;
  const key = await tx.get("authority_key", { key_id });
  if (key === undefined || key.revoked_at_ms !== null) return unproved("unknown-key");
  if (!signature.isBy(key.public_key, "ed25519")) return unproved("wrong-signature");
  const [used] = await tx.find("used_nonce", { key_id, nonce }, { limit: 1 });
  if (used !== undefined) return unproved("replayed");

  // Each request that is heard clears away more than it leaves.
  for (const old of await tx.find("used_nonce", {}, { upTo: nowMs, limit: forgottenMax }))
    await tx.remove("used_nonce", old);
  await tx.add("used_nonce", { expires_at_ms, key_id, nonce });
  return ok(key.authority);
}

const unproved = (fault: SignatureFault): Result<never, Problem> =>
  refuse("unauthorised", `signature: ${fault}`);

/** Believes what this key signs from now on; a key id is used once, ever. */
export async function registerKey(
  tx: Tx,
  nowMs: number,
  key: Pick<AuthorityKeyRow, "key_id" | "authority" | "public_key">,
  by: Staff,
): Promise<"registered" | "key-id-taken"> {
  const { key_id } = key;
  if ((await tx.get("authority_key", { key_id })) !== undefined) return "key-id-taken";
  const registered_by = by.subject;
  await tx.add("authority_key", { ...key, registered_by, registered_at_ms: nowMs, revoked_at_ms: null });
  const detail = { keyId: key_id, authority: key.authority, by: registered_by };
  await note(tx, { event: "authority-key-registered", nowMs, detail });
  return "registered";
}

/** Believes nothing that this key signs from now on; what it signed before stands. */
export async function revokeKey(
  tx: Tx,
  nowMs: number,
  keyId: string,
  by: Staff,
): Promise<"revoked" | "unknown-key"> {
  const row = await tx.get("authority_key", { key_id: keyId });
  if (row === undefined) return "unknown-key";
  if (row.revoked_at_ms !== null) return "revoked";
  await tx.change("authority_key", { key_id: keyId }, { revoked_at_ms: nowMs });
  const detail = { keyId, authority: row.authority, by: by.subject };
  await note(tx, { event: "authority-key-revoked", nowMs, detail });
  return "revoked";
}
