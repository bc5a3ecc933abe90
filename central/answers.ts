import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { z } from "zod";
import { ok } from "../hardware/result.ts";
import { refuse, type Answered } from "./problems.ts";
import type { Tx } from "./store.ts";

/** RFC 8785 (JCS) text of a JSON value. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("not a JSON value");
  return text;
}

/** Lower-case hex. */
export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** What idempotency compares: the body without its header, since boot and journal place may differ. */
export function fingerprint(body: { readonly header: unknown }): string {
  const { header: _header, ...rest } = body;
  return sha256(canonical(rest));
}

/** The text of an answer. One that its own schema refuses is a bug, and throws before it is committed. */
export const encode = <Schema extends z.ZodType>(schema: Schema, answer: z.input<Schema>): string =>
  canonical(schema.parse(answer));

/** The stored answer to `key`, if it was asked before: the same bytes, or 422 when the body differs. */
export async function recall(tx: Tx, key: string, print: string): Promise<Answered | undefined> {
  const row = await tx
    .selectFrom("answer")
    .select(["fingerprint", "body"])
    .where("key", "=", key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return row.fingerprint === print ? ok(row.body) : refuse("different-body");
}

/** Stores an answer in the transaction that made it true. */
export async function remember(
  tx: Tx,
  answer: { readonly key: string; readonly print: string; readonly body: string; readonly nowMs: number },
): Promise<Answered> {
  await tx
    .insertInto("answer")
    .values({ key: answer.key, fingerprint: answer.print, body: answer.body, at_ms: answer.nowMs })
    .execute();
  return ok(answer.body);
}
