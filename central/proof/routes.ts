import { z } from "zod";
import { operationKinds } from "../../card/life.ts";
import { ok } from "../../hardware/result.ts";
import { pageOf, pageQuery, paged } from "../api/page.ts";
import { route, type Route } from "../api/route.ts";
import { atMs, legalStates } from "../contract.ts";
import { refuse } from "../problems.ts";
import type { AuditRow } from "../tables.ts";
import { entryProof, growthProof, newestHead } from "./audit-tree.ts";
import {
  certificateAlgorithms,
  publicCertificateJwk,
  publishedKey,
  type CertificateJwk,
} from "./certificate-key.ts";
import { verifiedCertificate } from "./certificate-text.ts";
import type { TreeHeadRow } from "./tables.ts";

const head = z.object({
  size: z.number().int().positive(),
  root: z.string(),
  atMs,
  keyId: z.string(),
  signature: z.string(),
});
const headOf = (row: TreeHeadRow) => ({
  size: row.size,
  root: row.root,
  atMs: row.at_ms,
  keyId: row.key_id,
  signature: row.signature,
});

const entry = z.object({
  seq: z.number().int().positive(),
  atMs,
  event: z.string(),
  opId: z.string().nullable(),
  cardRef: z.string().nullable(),
  terminalId: z.string().nullable(),
  /** Canonical JSON. */
  detail: z.string(),
  previous: z.string(),
  hash: z.string(),
});
const entryOf = (row: AuditRow) => ({
  seq: row.seq,
  atMs: row.at_ms,
  event: row.event,
  opId: row.op_id,
  cardRef: row.card_ref,
  terminalId: row.terminal_id,
  detail: row.detail,
  previous: row.previous,
  hash: row.hash,
});

/** What anybody may hold against the centre, and what an auditor may ask of its trail. */
export const proofRoutes = (keys: readonly CertificateJwk[]): readonly Route[] => [
  route({
    name: "certificateKeys",
    summary: "The public keys that certificates (Ed25519 or SM2) and audit heads (Ed25519) are signed with",
    method: "GET",
    path: "/public/v1/certificate-keys",
    face: "public",
    answer: z.object({
      keys: z.array(
        z.object({
          keyId: z.string(),
          algorithm: z.enum(certificateAlgorithms),
          /** Ed25519 as RFC 8037 says. */
          key: publicCertificateJwk,
          /** The same key as a SubjectPublicKeyInfo, for programs that are not ours. */
          pem: z.string(),
        }),
      ),
    }),
    handle: () => Promise.resolve(ok({ keys: keys.map(publishedKey) })),
  }),
  route({
    name: "verifyCertificate",
    summary:
      "Whether a certificate's QR code is the centre's, and whether it still is the newest of its card",
    method: "GET",
    path: "/public/v1/certificates/verify",
    face: "public",
    query: z.object({ text: z.string().min(1).max(400) }),
    answer: z.discriminatedUnion("result", [
      z.object({
        result: z.literal("true"),
        number: z.string(),
        kind: z.enum(operationKinds),
        doneAtMs: atMs,
        issuerNumber: z.string(),
        legal: z.enum(legalStates),
        /** Something was done to the card after this certificate. */
        overtaken: z.boolean(),
        copiesPrinted: z.number().int().nonnegative(),
      }),
      z.object({
        result: z.literal("not-true"),
        because: z.enum(["not-a-certificate", "unknown-key", "signature-wrong", "not-in-the-register"]),
      }),
    ]),
    async handle(tx, { query }) {
      const facts = verifiedCertificate(query.text, keys);
      if (!facts.ok) return ok({ result: "not-true" as const, because: facts.fault });
      const { number, kind, doneAtMs, issuerNumber, legal } = facts.value;
      const [operation] = await tx.find("operation", { certificate_no: number });
      if (operation === undefined)
        return ok({ result: "not-true" as const, because: "not-in-the-register" as const });
      const card = await tx.get("card", { card_ref: operation.card_ref });
      const copies = await tx.find("print", { op_id: operation.op_id, kind: "copy" });
      const overtaken = card === undefined || card.epoch > operation.epoch || card.legal !== legal;
      const told = { number, kind, doneAtMs, issuerNumber, legal, overtaken, copiesPrinted: copies.length };
      return ok({ result: "true" as const, ...told });
    },
  }),
  route({
    name: "auditHead",
    summary: "The newest signed head of the audit trail; keep it, and later ones have to grow out of it",
    method: "GET",
    path: "/public/v1/audit/head",
    face: "public",
    answer: head,
    async handle(tx) {
      const row = await newestHead(tx);
      return row === undefined ? refuse("not-found") : ok(headOf(row));
    },
  }),
  route({
    name: "auditGrowth",
    summary: "That the trail under an earlier head is the beginning of today's (RFC 9162, 2.1.4)",
    method: "GET",
    path: "/public/v1/audit/growth",
    face: "public",
    query: z.object({ earlier: z.coerce.number().int().positive() }),
    answer: z.object({ head, proof: z.array(z.string()) }),
    async handle(tx, { query }) {
      const row = await newestHead(tx);
      if (row === undefined || query.earlier > row.size) return refuse("not-found");
      return ok({ head: headOf(row), proof: await growthProof(tx, query.earlier, row) });
    },
  }),
  route({
    name: "auditEntries",
    summary: "Entries of the audit trail, newest first",
    method: "GET",
    path: "/staff/v1/audit",
    face: "staff",
    roles: ["auditor", "supervisor"],
    query: pageQuery.extend({
      cursor: z.coerce.number().int().positive().optional(),
      cardRef: z.string().max(64).optional(),
      opId: z.string().max(64).optional(),
      event: z.string().max(64).optional(),
    }),
    answer: pageOf(entry),
    async handle(tx, { query }) {
      const { cardRef, opId, event, cursor, limit } = query;
      const where = {
        ...(cardRef !== undefined && { card_ref: cardRef }),
        ...(opId !== undefined && { op_id: opId }),
        ...(event !== undefined && { event }),
      };
      const stretch = { newestFirst: true, limit: limit + 1, ...(cursor !== undefined && { below: cursor }) };
      const rows = await tx.find("audit", where, stretch);
      return ok(paged(rows, limit, { item: entryOf, cursor: (row) => String(row.seq) }));
    },
  }),
  route({
    name: "auditEntry",
    summary: "One entry with the proof that it is under the newest head (RFC 9162, 2.1.3)",
    method: "GET",
    path: "/staff/v1/audit/:seq",
    face: "staff",
    roles: ["auditor", "supervisor"],
    params: z.object({ seq: z.coerce.number().int().positive() }),
    answer: z.object({ entry, head: head.optional(), proof: z.array(z.string()).optional() }),
    async handle(tx, { params }) {
      const row = await tx.get("audit", { seq: params.seq });
      if (row === undefined) return refuse("not-found");
      const newest = await newestHead(tx);
      if (newest === undefined || newest.size < row.seq) return ok({ entry: entryOf(row) });
      const proof = await entryProof(tx, row.seq, newest);
      return ok({ entry: entryOf(row), head: headOf(newest), proof });
    },
  }),
];
