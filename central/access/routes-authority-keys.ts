import { createPublicKey } from "node:crypto";
import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { pageOf, pageQuery, paged } from "../api/page.ts";
import { route, type Route } from "../api/route.ts";
import { atMs } from "../contract.ts";
import { refuse } from "../problems.ts";
import { registerKey, revokeKey } from "./authorities.ts";

/** The offices that tell the centre of people's lives and employers' (service rules S9). */
const authorities = [
  "public-security",
  "civil-affairs",
  "market-supervision",
  "organisation-office",
] as const;

const keyView = z.object({
  keyId: z.string(),
  authority: z.enum(authorities),
  registeredBy: z.string(),
  registeredAtMs: atMs,
  revokedAtMs: atMs.optional(),
});
const keyName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** The key's text as the centre keeps it; nothing for what is no Ed25519 public key. */
function ed25519(text: string): string | undefined {
  try {
    const key = createPublicKey(text);
    return key.asymmetricKeyType === "ed25519"
      ? key.export({ type: "spki", format: "pem" }).toString()
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whose signatures are believed. */
export function authorityKeyRoutes(): readonly Route[] {
  return [
    route({
      name: "listAuthorityKeys",
      summary: "The keys by which other authorities sign what they ask",
      method: "GET",
      path: "/staff/v1/authority-keys",
      face: "staff",
      roles: ["operator", "auditor"],
      query: pageQuery,
      answer: pageOf(keyView),
      async handle(tx, { query: { cursor, limit } }) {
        const after = cursor === undefined ? {} : { after: cursor };
        const rows = await tx.find("authority_key", {}, { ...after, limit: limit + 1 });
        const item = (row: (typeof rows)[number]): z.input<typeof keyView> => ({
          keyId: row.key_id,
          authority: z.enum(authorities).parse(row.authority),
          registeredBy: row.registered_by,
          registeredAtMs: row.registered_at_ms,
          ...(row.revoked_at_ms !== null && { revokedAtMs: row.revoked_at_ms }),
        });
        return ok(paged(rows, limit, { item, cursor: (row) => row.key_id }));
      },
    }),
    route({
      name: "registerAuthorityKey",
      summary: "Believe from now on what this Ed25519 key signs",
      method: "POST",
      path: "/staff/v1/authority-keys",
      face: "staff",
      roles: ["operator"],
      body: z.strictObject({
        keyId: keyName,
        authority: z.enum(authorities),
        /** PEM, SubjectPublicKeyInfo. */
        publicKey: z.string().startsWith("-----BEGIN PUBLIC KEY-----").max(1_024),
      }),
      answer: z.object({ result: z.enum(["registered", "key-id-taken", "no-ed25519-key"]) }),
      async handle(tx, { caller: { staff }, nowMs, body: { keyId, authority, publicKey } }) {
        const public_key = ed25519(publicKey);
        if (public_key === undefined) return ok({ result: "no-ed25519-key" as const });
        const key = { key_id: keyId, authority, public_key };
        return ok({ result: await registerKey(tx, nowMs, key, staff) });
      },
    }),
    route({
      name: "revokeAuthorityKey",
      summary: "Believe nothing that this key signs from now on",
      method: "POST",
      path: "/staff/v1/authority-keys/:keyId/revoke",
      face: "staff",
      roles: ["operator"],
      params: z.object({ keyId: keyName }),
      answer: z.object({ result: z.literal("revoked") }),
      async handle(tx, { caller: { staff }, nowMs, params: { keyId } }) {
        const told = await revokeKey(tx, nowMs, keyId, staff);
        return told === "unknown-key" ? refuse("not-found") : ok({ result: told });
      },
    }),
  ];
}
